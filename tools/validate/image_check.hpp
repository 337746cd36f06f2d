#pragma once

#include <optional>

#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/chip_image.hpp"
#include "snan/decision_trace.hpp"
#include "snan/grid_map.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// The first entry of a chip image that the equations of docs/snan-rule.md and the widths of
/// docs/chip-image.md do not give, derived here from coordinates and real numbers without the
/// layout and the tables that chip and fixed point share. Numbers must lie half a step from the
/// exact value at most. The shape of a transient is not derived again.
std::optional<trace_difference> check_image(const rule_config& rule, const grid_map& map,
                                            const chip_config& chip, const chip_image& image);

}  // namespace memglia

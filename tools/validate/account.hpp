#pragma once

#include <optional>

#include "rtl_models/navigation/chip.hpp"
#include "snan/decision_trace.hpp"
#include "snan/mapping/chip_decider.hpp"

namespace memglia {

/// What of a decision's account the reference knows: charges, spikes and conversions that were
/// booked, what neurons and reads cost by the table, and the ticks that passed. None if the chip's
/// account says the same. `opens`: an episode began or a reward was told with this decision, whose
/// commands take ticks of their own.
std::optional<trace_difference> check_account(const decision_trace& expected, bool opens,
                                              const chip_decision& found, const chip& hardware);

}  // namespace memglia

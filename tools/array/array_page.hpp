#pragma once

#include <string>
#include <vector>

#include "tools/array/array_effects.hpp"

namespace memglia {

/// report.html of an array: one file that needs no other.
std::string render_array_page(const array_reading& reading,
                              const std::vector<array_effect>& effects);

}  // namespace memglia

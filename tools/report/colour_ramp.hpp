#pragma once

#include <cstddef>
#include <string>

namespace memglia {

/// Colour of step `step` of `steps`, blue over magenta to orange: its ends differ for every kind of
/// colour vision, and all of it stands out on white and on black. The style has the same ramp.
std::string time_colour(std::size_t step, std::size_t steps);

}  // namespace memglia

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace memglia {

/// Colour of step `step` of `steps`, blue over magenta to orange: its ends differ for every kind of
/// colour vision, and all of it stands out on white and on black. The style has the same ramp.
std::string time_colour(std::size_t step, std::size_t steps);

/// Colour of a share from 0 to 1 for maps of a quantity: dark is little, bright is much, in even
/// steps of lightness, so that it reads in grey and with any colour vision (viridis of S. van der
/// Walt and N. Smith, 2015, between ten of its colours).
std::string magnitude_colour(double share);
const std::array<std::string_view, 10>& magnitude_anchors();

}  // namespace memglia

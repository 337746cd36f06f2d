#pragma once

#include <string>

#include "tools/experiment/run_config.hpp"

namespace memglia {

/// In words: what a chip costs whose writes move other cells than the one they are meant for, with
/// the time of a write on this machine; that they stand exactly at the threshold of others, which
/// by VTEAM's law holds them; that, there or near, SET pulses move nothing. Empty for any other
/// chip. `places`: of the largest maze.
std::string disturb_note(const run_config& config, std::uint32_t places);

}  // namespace memglia

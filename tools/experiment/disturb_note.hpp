#pragma once

#include <string>

#include "tools/experiment/run_config.hpp"

namespace memglia {

/// What a chip costs whose writes move other cells than the one they are meant for, in words, with
/// the time of a write on this machine; empty for any other chip. `places`: of the largest maze.
std::string disturb_note(const run_config& config, std::uint32_t places);

}  // namespace memglia

#pragma once

#include <cstdint>
#include <vector>

#include "snan/session.hpp"

namespace memglia {

/// 1, 2, 5, 10, 20, 50 ... and `steps` itself.
std::vector<std::uint32_t> coverage_checkpoints(std::uint32_t steps);

/// Lets an agent walk `steps` decisions from `start` on a map without a goal. Share of the cells
/// that can be reached which it has entered after each checkpoint's number of decisions.
std::vector<double> explore(const grid_map& map, cell_index start, std::uint32_t steps,
                            decider& agent);

}  // namespace memglia

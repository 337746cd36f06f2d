#pragma once

#include <span>
#include <string>

#include "tools/testbench/testbench.hpp"

namespace memglia {

std::span<const testbench> testbenches();

/// Throws usage_error with the nearest name.
const testbench& testbench_of(const std::string& name);

}  // namespace memglia

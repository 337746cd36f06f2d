#pragma once

#include "tools/testbench/testbench.hpp"

// What the files of the benches give to the registry.
namespace memglia {

testbench mesh_testbench();
testbench router_testbench();
testbench delay_line_testbench();
testbench neurons_testbench();
testbench synapse_array_testbench();
testbench astrocyte_testbench();
testbench learning_testbench();
testbench chip_testbench();

}  // namespace memglia

#pragma once

#include <vector>

#include "tools/testbench/testbench.hpp"

// What the files of the benches give to the registry.
namespace memglia {

std::vector<stimulus_column> mesh_bench_columns();
std::vector<stimulus_column> router_bench_columns();
std::vector<stimulus_column> delay_line_bench_columns();

bench_outcome run_mesh_bench(const bench_request& request);
bench_outcome run_router_bench(const bench_request& request);
bench_outcome run_delay_line_bench(const bench_request& request);

}  // namespace memglia

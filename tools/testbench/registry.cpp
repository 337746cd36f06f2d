#include "tools/testbench/registry.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/testbench/benches.hpp"

namespace memglia {

std::span<const testbench> testbenches() {
    static constexpr std::array all{
        testbench{"mesh", "the wormhole mesh: latency, throughput, load of every link",
                  mesh_bench_columns, run_mesh_bench, true},
        testbench{"router", "one router of a mesh: its ports, its FIFOs, packets through them",
                  router_bench_columns, run_router_bench, true},
        testbench{"delay_line", "rows that wait for their tick between a spike and its synapses",
                  delay_line_bench_columns, run_delay_line_bench},
    };
    return all;
}

const testbench& testbench_of(const std::string& name) {
    std::vector<std::string> names;
    for (const testbench& t : testbenches()) {
        if (t.name == name) return t;
        names.emplace_back(t.name);
    }
    const std::string hint = did_you_mean(name, names);
    throw usage_error(fmt::format("memglia testbench run: no testbench '{}'; expected {}{}", name,
                                  one_of(names), hint.empty() ? "" : " (" + hint + ")"));
}

}  // namespace memglia

#include "tools/testbench/registry.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/testbench/benches.hpp"

namespace memglia {

std::span<const testbench> testbenches() {
    static const std::array all{
        mesh_testbench(),     router_testbench(),        delay_line_testbench(),
        neurons_testbench(),  synapse_array_testbench(), astrocyte_testbench(),
        learning_testbench(), chip_testbench(),
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

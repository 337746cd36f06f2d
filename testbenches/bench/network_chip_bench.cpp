#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "tools/config/load_config.hpp"

// Synaptic events per CPU second of a chip of neurocores with every joule booked, on one core: N
// leaky neurons at some 30 Hz, 100 targets each, tick 1 ms: SANA-FE's own example where N is 1000
// and cores are 16. Arguments: N (default 1000), cores (default 16), ticks (default 2000), then
// KEY=VALUE for the chip, as in device=ideal. Prints one line: neurons, cores, events, events a
// second, events a spike's packet, joules an event, seconds of loading, largest memory in MB,
// processes called a tick.
using namespace memglia;

namespace {

constexpr std::uint32_t targets = 100;

network workload(std::uint32_t neurons) {
    random_stream draw(1, "bench", "network");
    network net;
    net.tick_s = 1e-3;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = neurons;
    cells.lif.emplace();
    cells.per_neuron.resize(2);
    cells.per_neuron[1].parameter = neuron_parameter::v_initial;
    projection& within = net.projections.emplace_back();
    within.name = "within";
    within.source = within.target = "cells";
    within.connect = connection_rule::list;
    for (std::uint32_t i = 0; i < neurons; ++i) {
        cells.per_neuron[0].values.push_back(1.05 + 0.28 * draw.uniform());
        cells.per_neuron[1].values.push_back(draw.uniform());
        std::vector<std::uint32_t> chosen;
        while (chosen.size() < targets) {
            const std::uint32_t j = draw.below(neurons);
            if (j != i && std::find(chosen.begin(), chosen.end(), j) == chosen.end()) {
                chosen.push_back(j);
            }
        }
        std::sort(chosen.begin(), chosen.end());
        for (const std::uint32_t j : chosen) {
            within.table.source.push_back(i);
            within.table.target.push_back(j);
            within.table.weight.push_back(4e-3 * draw.uniform());
        }
    }
    return net;
}

double cpu_s() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, std::uint32_t otherwise) {
        return argc > i ? static_cast<std::uint32_t>(std::atoi(argv[i])) : otherwise;
    };
    const std::uint32_t neurons = number(1, 1000);
    const std::uint32_t cores = number(2, 16);
    const std::uint32_t ticks = number(3, 2000);
    const std::filesystem::path configs = std::filesystem::path(MEMGLIA_SOURCE_DIR) / "configs";
    std::vector<std::string> sets{"core.neurons=" + std::to_string((neurons + cores - 1) / cores)};
    for (int i = 4; i < argc; ++i) sets.emplace_back(argv[i]);
    const auto config = load_config<network_chip_config>(configs / "network_chips" / "default.yaml",
                                                         configs, sets, "network_chips");
    double start = cpu_s();
    network_on_chip chip(workload(neurons), config);
    const double loading_s = cpu_s() - start;
    start = cpu_s();
    chip.run(ticks);
    const double joules = chip.bill().total_j();
    const double took_s = cpu_s() - start;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto events = static_cast<double>(chip.deliveries());
    const auto packets = static_cast<double>(chip.chip().carried().packets);
    fmt::print("{} {} {:.0f} {:.0f} {:.2f} {:.3g} {:.2f} {:.0f} {:.1f}\n", neurons,
               chip.chip().cores(), events, events / took_s, events / packets, joules / events,
               loading_s, static_cast<double>(used.ru_maxrss) / 1024,
               static_cast<double>(chip.chip().activations()) / ticks);
    return 0;
}

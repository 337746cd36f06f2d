#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/reference/network_engine.hpp"
#include "tools/table/files.hpp"
#include "tools/table/npz_file.hpp"

// Synaptic events per CPU second of the engines in double precision and in fixed point (255 weight
// levels, 24 bits), on one core: N leaky neurons at 29 Hz, 100 targets each, delay 1 ms, tick
// 0.1 ms, static and with pair STDP. Arguments: N (default 1000), biological seconds (default 5),
// repeats (default 3), one kind (default all), a file for spikes.
using namespace memglia;

namespace {

constexpr std::uint32_t targets = 100;
constexpr double w_max = 8e-3;

struct kind {
    std::string_view name;
    bool plastic;
    bool has_currents;  ///< exponential synapses of 5 ms, delays of 1 to 3.5 ms; else 1 ms
    bool is_fixed = false;
};
constexpr std::array kinds{kind{"static", false, false},
                           kind{"stdp", true, false},
                           kind{"exp_static", false, true},
                           kind{"exp_stdp", true, true},
                           kind{"fixed_static", false, false, true},
                           kind{"fixed_stdp", true, false, true},
                           kind{"fixed_exp_static", false, true, true},
                           kind{"fixed_exp_stdp", true, true, true}};

network workload(std::uint32_t neurons, const kind& of) {
    random_stream draw(1, "bench", "network");
    network net;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = neurons;
    cells.lif.emplace();
    if (of.has_currents) cells.lif->exponential.emplace().tau_s = 5e-3;
    cells.per_neuron.resize(2);
    cells.per_neuron[1].parameter = neuron_parameter::v_initial;
    projection& within = net.projections.emplace_back();
    within.name = "within";
    within.source = within.target = "cells";
    within.connect = connection_rule::list;
    if (!of.has_currents) within.delay_ticks = 10;
    for (std::uint32_t i = 0; i < neurons; ++i) {
        cells.per_neuron[0].values.push_back(1.02 + 0.23 * draw.uniform());
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
            within.table.weight.push_back(w_max / 2 * draw.uniform());
            if (of.has_currents) within.table.delay_ticks.push_back(10 + draw.below(26));
        }
    }
    if (of.plastic) {
        within.stdp = pair_stdp_config{.a_plus = 4e-5, .a_minus = 4.2e-5, .w_max = w_max};
    }
    return net;
}

// The same network from arrays pre, post, w, I and v0.
network workload_of(const std::string& file, const kind& of) {
    const npz_file data(file);
    const auto integers = [&data](const char* name) {
        const matrix m = data.read(name);
        return std::vector<std::uint32_t>(m.values.begin(), m.values.end());
    };
    const std::vector<double> bias = data.read("I").values;
    network net = workload(targets + 1, of);
    population& cells = net.populations[0];
    cells.size = static_cast<std::uint32_t>(bias.size());
    cells.per_neuron[0].values = bias;
    cells.per_neuron[1].values = data.read("v0").values;
    net.projections[0].table = {integers("pre"), integers("post"), data.read("w").values, {}};
    if (of.has_currents) net.projections[0].table.delay_ticks = integers("delay");
    return net;
}

double cpu_s() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::unique_ptr<network_simulation> engine_of(const network& net, const kind& of) {
    if (!of.is_fixed) return std::make_unique<network_engine>(net);
    return std::make_unique<fixed_engine>(net, number_format{.weight_levels = 255});
}

void write_spikes(const recording& seen, const std::string& file) {
    std::string text = "neuron,tick\n";
    for (const spike_event& s : seen.spikes) text += fmt::format("{},{}\n", s.neuron, s.tick);
    write_text(file, text);
}

void measure(network net, const kind& of, double biological_s, int repeats,
             const std::string& spikes_file) {
    if (!spikes_file.empty()) {
        net.probes = {{.name = "spikes", .record = probe_kind::spikes, .of = "cells"}};
    }
    double best_s = 1e300;
    std::uint64_t events = 0;
    for (int k = 0; k < repeats; ++k) {
        const auto engine = engine_of(net, of);
        const double start = cpu_s();
        engine->run(ticks_of(net, biological_s));
        best_s = std::min(best_s, cpu_s() - start);
        events = engine->deliveries();
        if (k == 0 && !spikes_file.empty()) write_spikes(engine->recorded(0), spikes_file);
    }
    const std::uint32_t neurons = net.populations[0].size;
    const double rate_hz = static_cast<double>(events) / targets / neurons / biological_s;
    fmt::print("{} {} {} {:.0f} {:.1f} {:.4f}\n", neurons, of.name, events,
               static_cast<double>(events) / best_s, rate_hz, best_s);
}

}  // namespace

int main(int count, char** values) {
    const std::string size_or_file = count > 1 ? values[1] : "1000";
    const double biological_s = count > 2 ? std::strtod(values[2], nullptr) : 5;
    const int repeats = count > 3 ? std::atoi(values[3]) : 3;
    const std::string only = count > 4 ? values[4] : "";
    const std::string spikes_file = count > 5 ? values[5] : "";
    fmt::print("neurons kind events events_per_s rate_hz cpu_s\n");
    for (const kind& of : kinds) {
        if (!only.empty() && only != of.name) continue;
        const bool has_file = size_or_file.ends_with(".npz");
        measure(has_file ? workload_of(size_or_file, of)
                         : workload(static_cast<std::uint32_t>(std::stoul(size_or_file)), of),
                of, biological_s, repeats, spikes_file);
    }
}

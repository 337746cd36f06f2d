#include "tools/network/probe_tables.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/network/wiring.hpp"
#include "tools/table/npz_writer.hpp"

namespace memglia {

namespace {

std::string spike_rows(const recording& seen) {
    std::string text = "neuron,tick\n";
    for (const spike_event& s : seen.spikes) {
        fmt::format_to(std::back_inserter(text), "{},{}\n", s.neuron, s.tick);
    }
    return text;
}

std::string weight_rows(const network& net, const probe& p, const recording& seen) {
    std::string text = "ticks,source,target,delay_ticks,weight\n";
    const std::size_t of = index_of(net.projections, p.of);
    for (std::size_t row = 0; row < seen.after_ticks.size(); ++row) {
        const double* weight = seen.values.data() + row * seen.width;
        for_each_synapse(net, of, [&](const synapse& s) {
            fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\n", seen.after_ticks[row],
                           s.source, s.target, s.delay_ticks, *weight++);
        });
    }
    return text;
}

std::string value_rows(const recording& seen) {
    std::string text = "ticks";
    for (std::size_t j = 0; j < seen.width; ++j) text += fmt::format(",{}", j);
    text += '\n';
    for (std::size_t row = 0; row < seen.after_ticks.size(); ++row) {
        text += fmt::format("{}", seen.after_ticks[row]);
        for (std::size_t j = 0; j < seen.width; ++j) {
            fmt::format_to(std::back_inserter(text), ",{}", seen.values[row * seen.width + j]);
        }
        text += '\n';
    }
    return text;
}

named_array list_of(const char* name, std::vector<double> values) {
    const std::size_t n = values.size();
    return {name, {1, n, std::move(values)}, true};
}

std::vector<named_array> spike_arrays(const recording& seen) {
    std::vector<double> neuron;
    std::vector<double> tick;
    for (const spike_event& s : seen.spikes) {
        neuron.push_back(s.neuron);
        tick.push_back(static_cast<double>(s.tick));
    }
    return {list_of("neuron", std::move(neuron)), list_of("tick", std::move(tick))};
}

std::vector<named_array> synapse_arrays(const network& net, const probe& p) {
    std::vector<double> source;
    std::vector<double> target;
    std::vector<double> delay_ticks;
    for_each_synapse(net, index_of(net.projections, p.of), [&](const synapse& s) {
        source.push_back(s.source);
        target.push_back(s.target);
        delay_ticks.push_back(s.delay_ticks);
    });
    return {list_of("source", std::move(source)), list_of("target", std::move(target)),
            list_of("delay_ticks", std::move(delay_ticks))};
}

double width_of(const network& net, const probe& p) {
    switch (p.record) {
        case probe_kind::membrane:
            return net.populations[index_of(net.populations, p.of)].size;
        case probe_kind::calcium:
            return unit_count(net, net.astrocytes[index_of(net.astrocytes, p.of)]);
        case probe_kind::resource:
            return 2.0 * unit_count(net, net.astrocytes[index_of(net.astrocytes, p.of)]);
        case probe_kind::weights:
            return expected_synapses(net, index_of(net.projections, p.of));
        default:
            return 0;
    }
}

}  // namespace

std::string probe_table(const network_simulation& run, std::size_t probe_index) {
    const network& net = run.description();
    const probe& p = net.probes[probe_index];
    const recording seen = run.recorded(probe_index);
    switch (p.record) {
        case probe_kind::spikes:
            return spike_rows(seen);
        case probe_kind::weights:
            return weight_rows(net, p, seen);
        default:
            return value_rows(seen);
    }
}

std::string probe_archive(const network_simulation& run, std::size_t probe_index) {
    const network& net = run.description();
    const probe& p = net.probes[probe_index];
    const recording seen = run.recorded(probe_index);
    if (p.record == probe_kind::spikes) return format_npz(spike_arrays(seen));
    const bool weights = p.record == probe_kind::weights;
    auto arrays = weights ? synapse_arrays(net, p) : std::vector<named_array>{};
    arrays.insert(arrays.begin(),
                  list_of("ticks", {seen.after_ticks.begin(), seen.after_ticks.end()}));
    arrays.push_back(
        {weights ? "weights" : "values", {seen.after_ticks.size(), seen.width, seen.values}});
    return format_npz(arrays);
}

void check_probe_sizes(const network& net, std::uint64_t ticks) {
    constexpr double most = 2e8;
    double numbers = 0;
    for (std::size_t i = 0; i < net.probes.size(); ++i) {
        const probe& p = net.probes[i];
        const double samples = p.every_ticks == 0 ? 1 : static_cast<double>(ticks) / p.every_ticks;
        numbers += samples * width_of(net, p);
        if (numbers <= most) continue;
        throw input_error(
            {.path = fmt::format("probes[{}].every_ticks", i),
             .found = fmt::format("found {:.3g} numbers to record up to here", numbers),
             .expected = fmt::format("at most {:.3g}", most),
             .hint = "sample less often, or run for a shorter time"});
    }
}

}  // namespace memglia

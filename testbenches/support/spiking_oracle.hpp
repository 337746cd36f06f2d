#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "snan/network/network.hpp"
#include "snan/reference/network_engine.hpp"
#include "testbenches/support/array_oracle.hpp"
#include "tools/table/files.hpp"
#include "tools/table/npz_file.hpp"

// Networks that Brian2 ran, in the folder spiking of the oracle data.
namespace memglia::test {

inline std::filesystem::path spiking_folder() {
    const auto folder = oracle_folder();
    return folder.empty() ? folder : folder / "spiking";
}

using spike_list = std::vector<std::pair<std::uint64_t, std::uint32_t>>;  ///< step, neuron

/// Columns neuron and step.
inline spike_list spikes_in(const std::filesystem::path& file) {
    const named_columns table = parse_named_columns(read_text(file), file.string());
    spike_list spikes;
    for (std::size_t k = 0; k < table.values[0].size(); ++k) {
        spikes.emplace_back(static_cast<std::uint64_t>(table.values[1][k]),
                            static_cast<std::uint32_t>(table.values[0][k]));
    }
    std::sort(spikes.begin(), spikes.end());
    return spikes;
}

inline spike_list spikes_of(const recording& r) {
    spike_list spikes;
    for (const spike_event& s : r.spikes) spikes.emplace_back(s.tick, s.neuron);
    return spikes;
}

/// Input trains onto recurrent neurons: params.json of the oracle says how.
inline network recurrent_oracle(const std::filesystem::path& folder, bool plastic) {
    network net;
    net.populations.resize(2);
    population& in = net.populations[0];
    in.name = "inputs";
    in.size = 50;
    in.spikes.emplace();
    for (const auto& [step, neuron] : spikes_in(folder / "input_spikes.csv")) {
        in.spikes->spikes.push_back({neuron, step});
    }
    population& cells = net.populations[1];
    cells.name = "cells";
    cells.size = 100;
    cells.lif.emplace();
    net.projections.resize(2);
    projection& to = net.projections[0];
    to.name = "in";
    to.source = "inputs";
    to.target = "cells";
    to.connect = connection_rule::matrix;
    const matrix w = read_matrix(folder / "W_in_init.csv.gz");
    for (std::uint32_t i = 0; i < w.rows; ++i) {
        for (std::uint32_t j = 0; j < w.columns; ++j) {
            to.table.source.push_back(i);
            to.table.target.push_back(j);
            to.table.weight.push_back(w.at(i, j));
        }
    }
    if (plastic) to.stdp = pair_stdp_config{.a_plus = 0.004, .a_minus = 0.0044, .w_max = 0.15};
    projection& within = net.projections[1];
    within.name = "within";
    within.source = within.target = "cells";
    within.connect = connection_rule::list;
    within.weight = 0.02;
    within.delay_ticks = 15;
    const auto edges = folder / "rec_edges.csv";
    const named_columns table = parse_named_columns(read_text(edges), edges.string());
    for (std::size_t k = 0; k < table.values[0].size(); ++k) {
        within.table.source.push_back(static_cast<std::uint32_t>(table.values[0][k]));
        within.table.target.push_back(static_cast<std::uint32_t>(table.values[1][k]));
    }
    net.probes = {{.name = "cells", .record = probe_kind::spikes, .of = "cells"}};
    return net;
}

/// The workload of the speed measurements, 1000 neurons with 100 synapses each.
inline network speed_oracle(const std::filesystem::path& folder, bool plastic) {
    const npz_file data(folder / "speed" / "N1000.npz");
    const auto integers = [&data](const char* name) {
        const matrix m = data.read(name);
        return std::vector<std::uint32_t>(m.values.begin(), m.values.end());
    };
    network net;
    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = 1000;
    cells.lif.emplace();
    cells.per_neuron = {{neuron_parameter::bias, "", data.read("I").values},
                        {neuron_parameter::v_initial, "", data.read("v0").values}};
    projection& within = net.projections.emplace_back();
    within.name = "within";
    within.source = within.target = "cells";
    within.connect = connection_rule::list;
    within.delay_ticks = 10;
    within.table.source = integers("pre");
    within.table.target = integers("post");
    within.table.weight = data.read("w").values;
    if (plastic) within.stdp = pair_stdp_config{.a_plus = 4e-5, .a_minus = 4.2e-5, .w_max = 8e-3};
    net.probes = {{.name = "cells", .record = probe_kind::spikes, .of = "cells"}};
    return net;
}

}  // namespace memglia::test

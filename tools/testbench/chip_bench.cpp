#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/error.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "tools/config/library.hpp"
#include "tools/network/chip_run.hpp"
#include "tools/network/load_chip.hpp"
#include "tools/network/load_network.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/chip_bench_config.hpp"

// A whole chip of neurocores and astrocyte tiles with a network on it: spikes of the inputs in,
// spikes of all neurons out, beside the same network in the reference's fixed point.
namespace memglia {

namespace {

enum column : std::size_t { at_tick, at_input, at_neuron };

std::vector<stimulus_column> columns_of(const chip_bench_config& c) {
    return {{"tick", "of the spike; ascending", 0, std::int64_t{c.ticks} - 1},
            {"input", "which of the network's inputs, from 0 in their order", 0, 65'535},
            {"neuron", "of it", 0, 4'294'967'295}};
}

// The inputs spike as the file says and not otherwise.
void drive_by(const bench_stimulus& rows, network& net) {
    std::vector<population*> inputs;
    for (population& p : net.populations) {
        if (has_neurons(p)) continue;
        p.poisson.reset();
        p.spikes = spike_train_config{};
        inputs.push_back(&p);
    }
    std::vector<std::vector<std::uint64_t>> last;
    for (const population* p : inputs) last.emplace_back(p->size, ~std::uint64_t{0});
    for (std::size_t k = 0; k < rows.rows.size(); ++k) {
        const auto& row = rows.rows[k];
        const auto input = static_cast<std::size_t>(row[at_input]);
        if (input >= inputs.size()) {
            refuse_row(rows, k, "input", fmt::format("found {}", input),
                       fmt::format("one of {} in the network", inputs.size()));
        }
        population& p = *inputs[input];
        const auto neuron = static_cast<std::uint32_t>(row[at_neuron]);
        if (neuron >= p.size) {
            refuse_row(rows, k, "neuron", fmt::format("found {}", neuron),
                       fmt::format("one of {} of '{}'", p.size, p.name));
        }
        const auto tick = static_cast<std::uint64_t>(row[at_tick]);
        if (last[input][neuron] == tick) {
            refuse_row(rows, k, "neuron",
                       fmt::format("found {} a second time in tick {}", neuron, tick),
                       "at most one spike of a neuron in a tick");
        }
        last[input][neuron] = tick;
        p.spikes->spikes.push_back({neuron, tick});
    }
}

// A probe of its own for the spikes of every population of neurons; returns the first.
std::size_t add_probes(network& net) {
    const std::size_t first = net.probes.size();
    for (const population& p : net.populations) {
        if (has_neurons(p))
            net.probes.push_back({"testbench_" + p.name, probe_kind::spikes, p.name});
    }
    return first;
}

/// Pins of the blocks, each below its place in the mesh.
class chip_signals {
  public:
    chip_signals(vcd_file* file, const network_chip& chip) : file_(file), chip_(chip) {
        if (file == nullptr) return;
        for (std::size_t i = 0; i < chip.cores(); ++i) {
            const std::string core =
                fmt::format("chip.{}.core{}.", place(chip.image().core_node[i]), i);
            const std::size_t columns = chip.core(i).neurons().columns();
            const unsigned bits = chip.image().cores[i].state_bits;
            core_pins pins{file->add(core + "rows_due", 16), {}, {}};
            for (std::size_t c = 0; c < columns; ++c) {
                pins.spikes.push_back(file->add(fmt::format("{}n{}_spike", core, c), 1));
            }
            for (std::size_t c = 0; c < columns; ++c) {
                pins.membranes.push_back(
                    file->add(fmt::format("{}n{}_membrane", core, c), bits, signal_look::analogue));
            }
            cores_.push_back(std::move(pins));
        }
        for (std::size_t i = 0; i < chip.image().fields.size(); ++i) {
            const std::string field =
                fmt::format("chip.{}.astrocytes{}.", place(chip.image().field_node[i]), i);
            fields_.emplace_back();
            for (std::uint32_t u = 0; u < chip.field(i).units(); ++u) {
                fields_.back().push_back(file->add(fmt::format("{}u{}_calcium", field, u),
                                                   part_of_all(chip.image().fields[i]).state_bits,
                                                   signal_look::analogue));
            }
        }
    }

    void end_tick(std::uint64_t tick) {
        if (file_ == nullptr) return;
        for (std::size_t i = 0; i < cores_.size(); ++i) {
            const neurocore& core = chip_.core(i);
            file_->set(tick, cores_[i].rows_due, core.delays().due(tick + 1));
            std::size_t next = 0;
            for (std::size_t c = 0; c < cores_[i].spikes.size(); ++c) {
                const bool spikes = next < core.spiking().size() && core.spiking()[next] == c;
                next += spikes ? 1U : 0U;
                file_->set(tick, cores_[i].spikes[c], spikes ? 1 : 0);
                file_->set_signed(tick, cores_[i].membranes[c], core.neurons().potential(c));
            }
        }
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            for (std::uint32_t u = 0; u < fields_[i].size(); ++u) {
                file_->set_signed(tick, fields_[i][u], chip_.field(i).calcium(u, tick));
            }
        }
    }

  private:
    struct core_pins {
        std::size_t rows_due;  ///< in the next tick
        std::vector<std::size_t> spikes, membranes;
    };
    std::string place(std::uint32_t node) const {
        const std::uint32_t width = chip_.image().mesh_width;
        return fmt::format("x{}_y{}", node % width, node / width);
    }

    vcd_file* file_;
    const network_chip& chip_;
    std::vector<core_pins> cores_;
    std::vector<std::vector<std::size_t>> fields_;
};

bench_table summary_of(const chip_run& run, const network_on_chip& chip) {
    const mapping_report& m = run.mapping.report;
    bench_summary table;
    table.add("neurons", m.neurons)
        .add("synapses", m.synapses)
        .add("cores", m.cores)
        .add("astrocyte_tiles", m.astrocyte_tiles)
        .add("mesh_width", m.mesh_width)
        .add("mesh_height", m.mesh_height)
        .add("ticks", run.ticks)
        .add("hardware_s", run.elapsed_s)
        .add("busy_cycles", run.busy_cycles)
        .add("longest_tick_cycles", run.longest.cycles)
        .add("longest_tick", run.longest.tick)
        .add("spikes", run.spikes)
        .add("synaptic_events", run.synaptic_events)
        .add("packets", run.traffic.packets)
        .add("links_crossed", run.traffic.links)
        .add("packet_bits", run.packet_bits)
        .add("programming_failures", chip.programming_failures())
        .add("write_failures", run.write_failures);
    return table.table();
}

bench_table populations_of(const network_simulation& run) {
    bench_table table{"populations", {"population", "neurons", "spikes", "rate_hz"}, {}};
    const network& net = run.description();
    for (std::size_t p = 0; p < net.populations.size(); ++p) {
        const population& is = net.populations[p];
        if (!has_neurons(is)) continue;
        const double neuron_seconds =
            static_cast<double>(run.ticks()) * net.tick_s * static_cast<double>(is.size);
        table.rows.push_back({is.name, bench_number(is.size), bench_number(run.spikes(p)),
                              bench_number(static_cast<double>(run.spikes(p)) / neuron_seconds)});
    }
    return table;
}

// By block, and of each by part of the bill.
bench_table energy_by_block(const block_bill& bill) {
    bench_table table{"energy", {"block", "nj", "share"}, {}};
    const double total = bill.total_j();
    std::vector<std::pair<std::string, double>> rows;
    for (const bill_line& line : bill.lines) {
        const std::string name = fmt::format("{}.{}", line.block, name_of(line.part));
        auto at = std::find_if(rows.begin(), rows.end(),
                               [&name](const auto& row) { return row.first == name; });
        if (at == rows.end()) at = rows.insert(rows.end(), {name, 0});
        at->second += line.j;
    }
    for (const auto& [name, j] : rows) {
        table.rows.push_back({name, bench_number(j * 1e9), bench_number(j / total)});
    }
    table.rows.push_back({"total", bench_number(total * 1e9), "1"});
    return table;
}

bench_check packets_over_links(const network_chip& chip) {
    std::uint64_t over_links = 0;
    std::uint64_t delivered = 0;
    for (const link_load& link : chip.load().links) {
        (link.side == mesh_side::local ? delivered : over_links) += link.flits;
    }
    const network_chip::traffic carried = chip.carried();
    return {"packets over all links and out of all routers are those that were sent",
            over_links == carried.links && delivered == carried.packets,
            fmt::format("{} over links of {}, {} out of {}", over_links, carried.links, delivered,
                        carried.packets)};
}

bench_outcome run_chip_bench(const bench_request& request) {
    const auto config = bench_config<chip_bench_config>(request);
    const network_chip_config chip_config = load_chip(config.chip, request.config_root, {});
    network net =
        load_network(library_file(request.config_root / "networks", config.network, "network"),
                     request.config_root);
    if (request.has_seed) net.seed = request.seed;
    if (!request.stimulus.empty()) {
        drive_by(stimulus_of(request, columns_of(config), [] { return bench_stimulus{}; }), net);
    }
    const std::size_t first_probe = add_probes(net);
    const bool exact = chip_config.device.model == device_kind::ideal;
    network_on_chip chip(net, chip_config);
    const auto trace = open_trace(request, "tick");
    chip_signals signals(trace.get(), chip.chip());
    for (std::uint64_t tick = 0; tick < config.ticks; ++tick) {
        chip.run(1);
        signals.end_tick(tick);
    }
    if (trace) trace->finish(config.ticks);

    const chip_run run = measure(chip);
    bench_outcome out;
    out.tables = {summary_of(run, chip), populations_of(chip), energy_by_block(run.bill)};
    out.checks.push_back(packets_over_links(chip.chip()));
    if (!exact) return out;
    fixed_engine reference(net, format_of(chip_config));
    reference.run(config.ticks);
    std::uint64_t same = 0;
    const std::size_t probes = net.probes.size() - first_probe;
    for (std::size_t p = first_probe; p < net.probes.size(); ++p) {
        same += chip.recorded(p).spikes == reference.recorded(p).spikes ? 1U : 0U;
    }
    out.checks.push_back({"spikes are those of the fixed-point reference, tick for tick",
                          same == probes, share_text(same, probes, "populations")});
    out.checks.push_back(
        {"spikes times synapses delivered are those of the reference",
         chip.deliveries() == reference.deliveries(),
         fmt::format("{}, expected {}", chip.deliveries(), reference.deliveries())});
    std::uint64_t weights = 0;
    std::uint64_t right = 0;
    for (std::size_t p = 0; p < net.projections.size(); ++p) {
        std::vector<double> now;
        reference.for_each_synapse_now(p, [&now](const synapse& s) { now.push_back(s.weight); });
        std::size_t k = 0;
        chip.for_each_synapse_now(p, [&](const synapse& s) {
            right += s.weight == now[k++] ? 1U : 0U;
            ++weights;
        });
    }
    out.checks.push_back({"weights are those of the reference at the end", right == weights,
                          share_text(right, weights, "synapses")});
    return out;
}

}  // namespace

testbench chip_testbench() {
    return {"chip", "a network on a chip of neurocores and astrocytes: spikes in, spikes out",
            [] { return columns_of(chip_bench_config{}); }, run_chip_bench,
            bench_keys<chip_bench_config>};
}

}  // namespace memglia

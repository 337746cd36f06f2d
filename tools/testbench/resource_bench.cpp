#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "rtl_models/chip/block_bill.hpp"
#include "snan/mapping/field_images.hpp"
#include "snan/reference/fixed_astrocyte_units.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/resource_bench_config.hpp"

// Tiles of units that share resource with their synapses: spikes in, resource and gates out, beside
// the same units in the reference's quanta. Nothing is made or lost.
namespace memglia {

namespace {

network network_of(const resource_bench_config& c) {
    network net;
    net.tick_s = c.tick_s;
    population cells;
    cells.name = "cells";
    cells.size = c.units * c.neurons_per_unit;
    cells.lif = lif_config{};
    astrocyte_field field;
    field.name = "units";
    field.senses = "cells";
    field.neurons_per_unit = c.neurons_per_unit;
    field.resource = c.resource;
    if (c.conductance > 0) field.coupling.emplace().conductance = c.conductance;
    field.effects = {{.kind = effect_kind::threshold, .strength = 1}};
    net.populations = {cells};
    net.astrocytes = {field};
    check_field_alone(net);
    return net;
}

struct unit_course {
    std::uint64_t spikes = 0;
    std::int64_t least = 0;  ///< synaptic
    std::int32_t most_gate = 0;
};

class resource_run {
  public:
    resource_run(const resource_bench_config& config, vcd_file* trace)
        : config_(config),
          net_(network_of(config)),
          fixed_(quantise(net_, {})),
          unit_(std::ldexp(1.0, -fixed_.astrocytes[0].fraction_bits)),
          places_(net_, net_.astrocytes[0]),
          reference_(make_fixed_astrocyte_units(fixed_.astrocytes[0], places_)),
          units_(config.units),
          trace_(trace) {
        place_ = add_field_images(net_, fixed_, {config.tiles}, 0, chip_)[0];
        for (std::uint32_t t = 0; t < place_.tiles; ++t) {
            auto& gates = chip_.resources[t].gates_of_unit;
            for (std::uint32_t u = 0; u < gates.size(); ++u) {
                gates[u] = {{0, place_.first_unit(t) + u}};
            }
            tiles_.emplace_back(chip_.resources[t]);
        }
        open_.resize(config.units);
        for (const resource_tile& tile : tiles_) {
            for (const auto& gate : tile.initial_gates()) open_[gate.to.gate] = gate.open;
        }
        for (std::uint32_t u = 0; u < config.units; ++u) units_[u].least = synaptic(u);
        at_first_ = sum();
        for (std::uint32_t u = 0; trace != nullptr && u < config.units; ++u) {
            const std::string unit = fmt::format("tile{}.u{}.", place_.tile_of(u), u);
            signals_.push_back({trace->add(unit + "spikes", 16),
                                trace->add(unit + "synaptic", 32, signal_look::analogue),
                                trace->add(unit + "astrocytic", 32, signal_look::analogue),
                                trace->add(unit + "gate", 10, signal_look::analogue)});
        }
    }

    void tick(std::uint64_t tick, const std::vector<std::uint32_t>& neurons) {
        const auto now = static_cast<std::uint32_t>(tick);
        std::vector<std::uint64_t> spikes(config_.units);
        for (const std::uint32_t j : neurons) {
            const std::uint32_t u = j / config_.neurons_per_unit;
            tile_of(u).receive(local(u));
            ++spikes[u];
        }
        std::uint64_t cycles = 0;
        for (std::uint32_t round = 0; round < tiles_[0].exchanges(); ++round) {
            exchange(tick, round);
            cycles += slowest([](const resource_tile& t) { return t.cycles_of_exchange(); });
        }
        cycles += slowest([](const resource_tile& t) { return t.cycles_of_tick(); });
        most_cycles_ = std::max(most_cycles_, cycles);
        reference_->advance(now);
        for (std::uint32_t u = 0; u < config_.units; ++u)
            expected_.push_back(reference_->gate(u, now));
        for (resource_tile& tile : tiles_) {
            for (const astrocyte_tile::update& gate : tile.run_tick(tick)) {
                open_[gate.to.gate] = gate.open;
                ++updates_;
            }
        }
        reference_->sense(neurons, now);
        for (std::uint32_t u = 0; u < config_.units; ++u) {
            gates_right_ += open_[u] == expected_[u] ? 1U : 0U;
            const bool same = synaptic(u) == reference_->recorded(u, now) &&
                              astrocytic(u) == reference_->recorded(config_.units + u, now);
            quanta_right_ += same ? 1U : 0U;
            units_[u].spikes += spikes[u];
            units_[u].least = std::min(units_[u].least, synaptic(u));
            units_[u].most_gate = std::max(units_[u].most_gate, open_[u]);
            if (trace_ == nullptr) continue;
            trace_->set(tick, signals_[u].spikes, spikes[u]);
            trace_->set_signed(tick, signals_[u].synaptic, synaptic(u));
            trace_->set_signed(tick, signals_[u].astrocytic, astrocytic(u));
            trace_->set_signed(tick, signals_[u].gate, open_[u]);
        }
        expected_.clear();
        kept_ += sum() == at_first_ ? 1U : 0U;
        spikes_ += neurons.size();
        ++ticks_;
    }

    bench_outcome outcome(const technology& prices) const;

  private:
    struct unit_signals {
        std::size_t spikes, synaptic, astrocytic, gate;
    };

    resource_tile& tile_of(std::uint32_t u) { return tiles_[place_.tile_of(u)]; }
    const resource_tile& tile_of(std::uint32_t u) const { return tiles_[place_.tile_of(u)]; }
    std::uint32_t local(std::uint32_t u) const { return u - place_.first_unit(place_.tile_of(u)); }
    std::int64_t synaptic(std::uint32_t u) const { return tile_of(u).synaptic(local(u)); }
    std::int64_t astrocytic(std::uint32_t u) const { return tile_of(u).astrocytic(local(u)); }
    std::int64_t sum() const {
        std::int64_t all = 0;
        for (std::uint32_t u = 0; u < config_.units; ++u) all += synaptic(u) + astrocytic(u);
        return all;
    }
    template <class Cycles>
    std::uint64_t slowest(Cycles&& cycles) const {
        std::uint64_t most = 0;
        for (const resource_tile& tile : tiles_) most = std::max(most, cycles(tile));
        return most;
    }

    // All that leaves is there before any is taken.
    void exchange(std::uint64_t tick, std::uint32_t round) {
        std::vector<resource_tile::quanta> leaving;
        for (std::size_t t = 0; t < tiles_.size(); ++t) {
            for (const resource_tile::quanta& sent : tiles_[t].exchange(tick, round)) {
                leaving.push_back(sent);
                packets_ += sent.to.node != t ? 1U : 0U;
            }
        }
        for (const resource_tile::quanta& sent : leaving) {
            tiles_[sent.to.node].take(sent.to.unit, sent.amount);
        }
        for (resource_tile& tile : tiles_) tile.end_exchange();
    }

    const resource_bench_config& config_;
    network net_;
    fixed_network fixed_;
    double unit_;
    zones places_;
    std::unique_ptr<fixed_astrocyte_units> reference_;
    network_chip_image chip_;
    field_place place_;
    std::vector<resource_tile> tiles_;
    std::vector<std::int32_t> open_, expected_;
    std::vector<unit_course> units_;
    std::int64_t at_first_ = 0;
    std::uint64_t ticks_ = 0, spikes_ = 0, updates_ = 0, packets_ = 0, most_cycles_ = 0;
    std::uint64_t gates_right_ = 0, quanta_right_ = 0, kept_ = 0;
    vcd_file* trace_;
    std::vector<unit_signals> signals_;
};

bench_outcome resource_run::outcome(const technology& prices) const {
    bench_table table{
        "units",
        {"unit", "tile", "spikes", "least_synaptic", "synaptic", "astrocytic", "most_gate"},
        {}};
    for (std::uint32_t u = 0; u < config_.units; ++u) {
        const auto value = [this](std::int64_t quanta) {
            return bench_number(unit_ * static_cast<double>(quanta));
        };
        table.rows.push_back({bench_number(u), bench_number(place_.tile_of(u)),
                              bench_number(units_[u].spikes), value(units_[u].least),
                              value(synaptic(u)), value(astrocytic(u)),
                              bench_number(units_[u].most_gate / 256.0)});
    }
    block_bill bill;
    std::uint64_t counted = 0;
    for (std::size_t t = 0; t < tiles_.size(); ++t) {
        const block_bill of_tile = resource_bill(chip_.resources[t], tiles_[t], prices);
        for (bill_line line : of_tile.lines) {
            const auto at =
                std::find_if(bill.lines.begin(), bill.lines.end(),
                             [&line](const bill_line& other) { return other.event == line.event; });
            if (at == bill.lines.end()) {
                bill.lines.push_back(line);
            } else {
                at->count += line.count;
                at->j += line.j;
            }
        }
        counted += tiles_[t].done().packets;
    }
    bench_summary summary;
    summary.add("units", config_.units)
        .add("tiles", place_.tiles)
        .add("ticks", ticks_)
        .add("spikes", spikes_)
        .add("gate_updates", updates_)
        .add("packets_between_tiles", packets_)
        .add("most_cycles_in_a_tick", most_cycles_)
        .add("quantum", unit_);
    const std::uint64_t all = ticks_ * config_.units;
    bench_outcome out;
    out.tables = {summary.table(), table, energy_table(bill)};
    out.checks = {
        {"resource is that of the reference in every tick, quantum for quantum",
         quanta_right_ == all, share_text(quanta_right_, all, "units")},
        {"gates are those of the reference in every tick", gates_right_ == all,
         share_text(gates_right_, all, "gates")},
        {"no quantum is made or lost", kept_ == ticks_, share_text(kept_, ticks_, "ticks")},
        {"every spike is counted once", counted == spikes_,
         share_text(counted, spikes_, "spikes")}};
    return out;
}

bench_outcome run_resource_bench(const bench_request& request) {
    const auto config = bench_config<resource_bench_config>(request);
    const technology prices = load_technology(request, config.technology);
    const bench_stimulus rows =
        stimulus_of(request, unit_spike_columns(config.units, config.neurons_per_unit), [&] {
            return burst_stimulus(config.random, config.units, config.neurons_per_unit,
                                  request.seed);
        });
    spikes_by_tick spikes(rows);
    const auto trace = open_trace(request, "tick");
    resource_run run(config, trace.get());
    const std::uint64_t ticks = spikes.ticks() + config.tail_ticks;
    for (std::uint64_t tick = 0; tick < ticks; ++tick) run.tick(tick, spikes.in(tick));
    if (trace) trace->finish(ticks);
    return run.outcome(prices);
}

}  // namespace

testbench resource_testbench() {
    return {"resource",
            "tiles of resource that synapses and astrocytes share: spikes in, gates out",
            [] {
                const resource_bench_config defaults;
                return unit_spike_columns(defaults.units, defaults.neurons_per_unit);
            },
            run_resource_bench, bench_keys<resource_bench_config>};
}

}  // namespace memglia

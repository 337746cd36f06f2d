#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/chip/block_bill.hpp"
#include "snan/mapping/field_images.hpp"
#include "snan/reference/fixed_astrocyte_units.hpp"
#include "tools/testbench/astrocyte_bench_config.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"

// A tile of astrocyte units: spikes in, calcium and gates out, beside the same units in the
// reference's fixed point, which shares no code with them, and the exact decay.
namespace memglia {

namespace {

enum column : std::size_t { at_tick, at_neuron };

constexpr std::int64_t latest_tick = 10'000'000;
constexpr std::int32_t open_gate = 256;

std::vector<stimulus_column> columns_of(const astrocyte_bench_config& c) {
    return {{"tick", "of the spike; ascending", 0, latest_tick},
            {"neuron", "that spikes; unit neuron / neurons_per_unit senses it", 0,
             std::int64_t{c.units} * c.neurons_per_unit - 1}};
}

bench_stimulus random_stimulus(const astrocyte_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "spikes");
    std::vector<bool> spikes(c.units);
    bench_stimulus all;
    for (std::uint32_t tick = 0; tick < c.random.ticks; ++tick) {
        for (std::uint32_t u = 0; u < c.units; ++u) {
            if (tick % c.random.burst_ticks == 0) spikes[u] = draws.uniform() < 0.5;
            for (std::uint32_t j = 0; spikes[u] && j < c.neurons_per_unit; ++j) {
                if (draws.uniform() >= c.random.rate) continue;
                all.rows.push_back({tick, u * c.neurons_per_unit + j});
            }
        }
    }
    return all;
}

network network_of(const astrocyte_bench_config& c) {
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
    field.coupling = c.coupling;
    if (c.model == unit_kind::calcium) field.calcium = c.calcium;
    if (c.model == unit_kind::coincidence) field.coincidence = c.coincidence;
    // Whatever it does: gates go out where there is an effect.
    field.effects = {{.kind = effect_kind::threshold, .strength = 1}};
    net.populations = {cells};
    net.astrocytes = {field};
    try {
        check(net);
    } catch (const input_error& e) {
        constexpr std::string_view there = "astrocytes[0].";
        input_error::details why = e.data;
        if (why.path.starts_with(there)) why.path.erase(0, there.size());
        throw input_error(why);
    }
    return net;
}

astrocyte_image image_of(const network& net, const fixed_network& fixed) {
    network_chip_image chip;
    add_field_images(net, fixed, {1}, 1, chip);
    astrocyte_image image = chip.fields[0];
    auto& gates = part_of_all(image).gates_of_unit;
    for (std::uint32_t u = 0; u < gates.size(); ++u) gates[u] = {{0, u}};
    return image;
}

struct unit_course {
    std::uint64_t spikes = 0;
    std::uint64_t updates = 0;
    std::uint64_t open_ticks = 0;  ///< with a gate of a half and more
    std::int64_t most_calcium = 0;
    std::int32_t most_gate = 0;
    double exact = 0;  ///< calcium of the model, without fixed point
};

class astrocyte_run {
  public:
    astrocyte_run(const astrocyte_bench_config& config, vcd_file* trace)
        : config_(config),
          net_(network_of(config)),
          fixed_(quantise(net_, {.state_bits = config.state_bits})),
          unit_(std::ldexp(1.0, -fixed_.astrocytes[0].fraction_bits)),
          places_(net_, net_.astrocytes[0]),
          reference_(make_fixed_astrocyte_units(fixed_.astrocytes[0], places_)),
          image_(image_of(net_, fixed_)),
          tile_(make_tile(image_)),
          open_(config.units),
          units_(config.units),
          trace_(trace) {
        for (const auto& gate : tile_->initial_gates()) open_[gate.to.gate] = gate.open;
        if (trace == nullptr) return;
        for (std::uint32_t u = 0; u < config.units; ++u) {
            const std::string unit = fmt::format("tile.u{}.", u);
            signals_.push_back(
                {trace->add(unit + "spikes", 16),
                 trace->add(unit + "calcium", config.state_bits, signal_look::analogue),
                 trace->add(unit + "gate", 10, signal_look::analogue)});
        }
    }

    /// `neurons`: those that spike, ascending.
    void tick(std::uint64_t tick, const std::vector<std::uint32_t>& neurons) {
        const auto now = static_cast<std::uint32_t>(tick);
        std::vector<std::uint64_t> spikes(config_.units);
        for (const std::uint32_t j : neurons) {
            const std::uint32_t u = j / config_.neurons_per_unit;
            tile_->receive(u);
            ++spikes[u];
        }
        reference_->advance(now);
        for (const astrocyte_tile::update& gate : tile_->run_tick(tick)) {
            open_[gate.to.gate] = gate.open;
            ++units_[gate.to.gate].updates;
            ++updates_;
        }
        most_cycles_ = std::max(most_cycles_, tile_->cycles_of_tick() + neurons.size());
        for (std::uint32_t u = 0; u < config_.units; ++u) {
            gates_right_ += open_[u] == reference_->gate(u, now) ? 1U : 0U;
        }
        reference_->sense(neurons, now);
        for (std::uint32_t u = 0; u < config_.units; ++u) note(tick, u, spikes[u]);
        spikes_ += neurons.size();
        ++ticks_;
    }

    bench_outcome outcome(const technology& prices) const;

  private:
    struct unit_signals {
        std::size_t spikes, calcium, gate;
    };

    bool has_exact() const { return config_.model == unit_kind::calcium && !config_.coupling; }

    void note(std::uint64_t tick, std::uint32_t u, std::uint64_t spikes) {
        unit_course& of = units_[u];
        const std::int64_t calcium = tile_->calcium(u, tick);
        calcium_right_ +=
            calcium == reference_->recorded(u, static_cast<std::uint32_t>(tick)) ? 1U : 0U;
        of.spikes += spikes;
        of.most_calcium = std::max(of.most_calcium, calcium);
        of.most_gate = std::max(of.most_gate, open_[u]);
        of.open_ticks += 2 * open_[u] >= open_gate ? 1U : 0U;
        if (has_exact()) {
            const calcium_gate_config& c = config_.calcium;
            const double decayed = c.decay == calcium_decay::exact
                                       ? of.exact * exp_exact_bits(-config_.tick_s / c.tau_s)
                                       : of.exact * (1 - config_.tick_s / c.tau_s);
            const double raised = decayed + c.per_spike * static_cast<double>(spikes);
            of.exact = spikes > 0 ? std::min(raised, std::max(c.cap, decayed)) : decayed;
            const double off = std::abs(of.exact - unit_ * static_cast<double>(calcium));
            most_off_ = std::max(most_off_, off);
        }
        if (trace_ == nullptr) return;
        trace_->set(tick, signals_[u].spikes, spikes);
        trace_->set_signed(tick, signals_[u].calcium, calcium);
        trace_->set_signed(tick, signals_[u].gate, open_[u]);
    }

    const astrocyte_bench_config& config_;
    network net_;
    fixed_network fixed_;
    double unit_;
    zones places_;
    std::unique_ptr<fixed_astrocyte_units> reference_;
    astrocyte_image image_;
    std::unique_ptr<astrocyte_tile> tile_;
    std::vector<std::int32_t> open_;
    std::vector<unit_course> units_;
    std::uint64_t ticks_ = 0, spikes_ = 0, updates_ = 0, most_cycles_ = 0;
    std::uint64_t gates_right_ = 0, calcium_right_ = 0;
    double most_off_ = 0;
    vcd_file* trace_;
    std::vector<unit_signals> signals_;
};

bench_outcome astrocyte_run::outcome(const technology& prices) const {
    bench_table table{
        "units", {"unit", "spikes", "most_calcium", "most_gate", "gate_updates", "ticks_open"}, {}};
    double largest = 0;
    for (std::uint32_t u = 0; u < config_.units; ++u) {
        const unit_course& of = units_[u];
        const double calcium = unit_ * static_cast<double>(of.most_calcium);
        largest = std::max(largest, calcium);
        table.rows.push_back({bench_number(u), bench_number(of.spikes), bench_number(calcium),
                              bench_number(of.most_gate / double{open_gate}),
                              bench_number(of.updates), bench_number(of.open_ticks)});
    }
    bench_summary summary;
    summary.add("units", config_.units)
        .add("ticks", ticks_)
        .add("spikes", spikes_)
        .add("gate_updates", updates_)
        .add("most_cycles_in_a_tick", most_cycles_)
        .add("calcium_unit", unit_);
    if (has_exact()) summary.add("most_off_exact_calcium", most_off_);
    const std::uint64_t all = ticks_ * config_.units;
    bench_outcome out;
    out.tables = {summary.table(), table, energy_table(tile_bill(image_, *tile_, prices))};
    out.checks = {{"gates are those of the fixed-point reference in every tick",
                   gates_right_ == all, share_text(gates_right_, all, "gates")},
                  {"calcium is that of the fixed-point reference, bit for bit",
                   calcium_right_ == all, share_text(calcium_right_, all, "values")},
                  {"every spike is counted once", tile_->done().packets == spikes_,
                   share_text(tile_->done().packets, spikes_, "spikes")}};
    if (has_exact()) {
        const double bound = std::max(1e-3 * largest, 4 * unit_);
        out.checks.push_back({"calcium decays exactly, to a thousandth of its largest",
                              most_off_ <= bound,
                              fmt::format("at most {:.3g} off, of {:.4g}", most_off_, largest)});
    }
    return out;
}

bench_outcome run_astrocyte_bench(const bench_request& request) {
    const auto config = bench_config<astrocyte_bench_config>(request);
    const technology prices = load_technology(request, config.technology);
    const bench_stimulus rows = stimulus_of(request, columns_of(config),
                                            [&] { return random_stimulus(config, request.seed); });
    const auto trace = open_trace(request, "tick");
    astrocyte_run run(config, trace.get());
    const auto tick_of = [&rows](std::size_t k) {
        return static_cast<std::uint64_t>(rows.rows[k][at_tick]);
    };
    const std::uint64_t ticks =
        (rows.rows.empty() ? 0 : tick_of(rows.rows.size() - 1) + 1) + config.tail_ticks;
    std::size_t next = 0;
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        std::vector<std::uint32_t> spiking;
        for (; next < rows.rows.size() && tick_of(next) == tick; ++next) {
            const auto neuron = static_cast<std::uint32_t>(rows.rows[next][at_neuron]);
            if (std::count(spiking.begin(), spiking.end(), neuron) > 0) {
                refuse_row(rows, next, "neuron",
                           fmt::format("found {} a second time in tick {}", neuron, tick),
                           "at most one spike of a neuron in a tick");
            }
            spiking.push_back(neuron);
        }
        std::sort(spiking.begin(), spiking.end());
        run.tick(tick, spiking);
    }
    if (trace) trace->finish(ticks);
    return run.outcome(prices);
}

}  // namespace

testbench astrocyte_testbench() {
    return {"astrocyte", "a tile of astrocyte units: spikes in, calcium and gates out",
            [] { return columns_of(astrocyte_bench_config{}); }, run_astrocyte_bench,
            bench_keys<astrocyte_bench_config>};
}

}  // namespace memglia

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/chip/block_bill.hpp"
#include "rtl_models/tile/neuron_array.hpp"
#include "snan/mapping/neuron_slices.hpp"
#include "snan/models/neuron_bank.hpp"
#include "snan/network/quantise.hpp"
#include "snan/reference/fixed_neuron_bank.hpp"
#include "snan/reference/held_neurons.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/neurons_bench_config.hpp"

// The neurons of a core beside the same in the reference's fixed point, which shares no code with
// them, and in double precision.
namespace memglia {

namespace {

enum column : std::size_t { at_tick, at_neuron, at_current, at_arrives };

constexpr std::int64_t latest_tick = 10'000'000;
constexpr std::int64_t most_current = 1'000'000'000;

/// What an integer of the stimulus stands for, and a current that makes neurons spike.
struct model_units {
    double unit;
    double drive;
    const char* text;
};

model_units units_of(neuron_kind model) {
    switch (model) {
        case neuron_kind::izhikevich:
            return {1e-3, 15, "1/1000 mV per ms"};
        case neuron_kind::adex:
            return {1e-12, 1e-9, "pA"};
        default:
            return {1e-3, 2, "1/1000"};
    }
}

std::vector<stimulus_column> columns_of(const neurons_bench_config& c) {
    return {
        {"tick", "ascending", 0, latest_tick},
        {"neuron", "that is driven", 0, std::int64_t{c.neurons} - 1},
        {"current",
         fmt::format("into it from this tick on, in {} (izhikevich: {}, adex: {})",
                     units_of(neuron_kind::lif).text, units_of(neuron_kind::izhikevich).text,
                     units_of(neuron_kind::adex).text),
         -most_current, most_current, true},
        {"arrives", "over synapses in this tick, in the same", -most_current, most_current, true}};
}

bench_stimulus random_stimulus(const neurons_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "currents");
    const model_units units = units_of(c.model);
    const double drive = units.drive / units.unit;
    bench_stimulus all;
    for (std::uint32_t tick = 0; tick < c.random.ticks; ++tick) {
        for (std::uint32_t neuron = 0; neuron < c.neurons; ++neuron) {
            std::int64_t current = bench_stimulus::absent;
            std::int64_t arrives = bench_stimulus::absent;
            if (draws.uniform() < c.random.step_rate) {
                current = static_cast<std::int64_t>(draws.uniform() * c.random.current * drive);
            }
            if (draws.uniform() < c.random.arrival_rate) {
                const double share = 2 * draws.uniform() - 1;
                arrives = static_cast<std::int64_t>(share * c.random.arrival * drive);
            }
            if (current == bench_stimulus::absent && arrives == bench_stimulus::absent) continue;
            all.rows.push_back({tick, neuron, current, arrives});
        }
    }
    return all;
}

double value_of(std::int64_t cell, double unit) {
    return cell == bench_stimulus::absent ? 0 : static_cast<double>(cell) * unit;
}

/// The one population, scaled for what the stimulus brings.
struct bench_population {
    network net;
    fixed_population fixed;
    number_format format;

    bench_population(const neurons_bench_config& c, const bench_stimulus& rows,
                     std::uint64_t seed) {
        net.tick_s = c.tick_s;
        net.seed = seed;
        population p;
        p.name = "neurons";
        p.size = c.neurons;
        const auto take = [&](auto& into, const auto& model) {
            check_model(model, c.tick_s, word_of(c.model));
            into = model;
        };
        switch (c.model) {
            case neuron_kind::lif:
                take(p.lif, c.lif);
                break;
            case neuron_kind::izhikevich:
                take(p.izhikevich, c.izhikevich);
                break;
            case neuron_kind::adex:
                take(p.adex, c.adex);
                break;
        }
        net.populations.push_back(p);
        const double unit = units_of(c.model).unit;
        double current = 0;
        double arrives = 0;
        for (const auto& row : rows.rows) {
            current = std::max(current, std::abs(value_of(row[at_current], unit)));
            arrives = std::max(arrives, std::abs(value_of(row[at_arrives], unit)));
        }
        net.stimuli.push_back({.population = p.name, .current = current});
        format.state_bits = c.state_bits;
        fixed = quantise_neurons(net, net.populations.front(), arrives, format, "model");
    }
};

/// One neuron in the tables.
struct neuron_counts {
    std::uint64_t spikes = 0;
    std::uint64_t spikes_in_double = 0;
    std::uint64_t first_spike = 0;
    std::uint64_t last_spike = 0;
    std::int32_t least = std::numeric_limits<std::int32_t>::max();
    std::int32_t most = std::numeric_limits<std::int32_t>::min();
};

/// The three, tick by tick.
class neurons_run {
  public:
    neurons_run(const neurons_bench_config& config, const bench_population& p, vcd_file* trace)
        : size_(config.neurons),
          fixed_(p.fixed),
          image_(image_of(config, p.fixed)),
          chip_(image_),
          reference_(make_fixed_neuron_bank(p.fixed, p.format, registers::widest)),
          exact_(make_neuron_bank(p.net, p.net.populations.front(), registers::widest)),
          driven_(size_),
          driven_exactly_(size_),
          counts_(size_),
          trace_(trace) {
        if (trace == nullptr) return;
        for (std::size_t j = 0; j < size_; ++j) {
            const std::string neuron = fmt::format("neurons.n{}.", j);
            signals_.push_back(
                {trace->add(neuron + "membrane", config.state_bits, signal_look::analogue),
                 trace->add(neuron + "spike", 1),
                 trace->add(neuron + "current", 32, signal_look::signed_number),
                 trace->add(neuron + "arrives", 32, signal_look::signed_number)});
        }
    }

    void drive(std::size_t neuron, double value) {
        driven_[neuron] = fixed_value(fixed_, value);
        driven_exactly_[neuron] = value;
        chip_.drive(neuron, static_cast<std::int32_t>(driven_[neuron]));
        is_driven_anew_ = true;
    }

    void arrive(std::size_t neuron, double value) {
        const std::int64_t sum = fixed_value(fixed_, value);
        arriving_.push_back({neuron, sum, value});
    }

    void tick(std::uint64_t tick) {
        if (is_driven_anew_) {
            reference_->drive(driven_);
            exact_->drive(driven_exactly_);
            is_driven_anew_ = false;
        }
        spiking_.clear();
        chip_.fire(tick, spiking_);
        expected_.clear();
        reference_->advance(expected_);
        in_double_.clear();
        exact_->advance(in_double_);
        for (const arrival& a : arriving_) {
            chip_.inbox()[a.neuron] += a.sum;
            reference_->inbox()[a.neuron] += a.sum;
            exact_->inbox()[a.neuron] += a.value;
        }
        chip_.settle(tick, !arriving_.empty());
        if (!arriving_.empty()) reference_->take_inbox();
        const auto free_after = [](const auto& bank) {
            return std::max<std::uint64_t>(1, bank.refractory_ticks());
        };
        reference_->hold(held_.in(tick, free_after(*reference_), expected_));
        exact_->hold(held_in_double_.in(tick, free_after(*exact_), in_double_));
        compare();
        count(tick);
        arriving_.clear();
        ++ticks_;
    }

    std::vector<bench_table> tables(const neurons_bench_config& config) const;
    std::vector<bench_check> checks(const neurons_bench_config& config) const;
    bench_table energy(const technology& prices) const {
        return energy_table(neurons_bill(image_, chip_.done(), prices));
    }

  private:
    struct arrival {
        std::size_t neuron;
        std::int64_t sum;
        double value;
    };
    struct neuron_signals {
        std::size_t membrane, spike, current, arrives;
    };

    static core_image image_of(const neurons_bench_config& config, const fixed_population& p) {
        core_image image;
        image.state_bits = config.state_bits;
        image.column_tag.resize(config.neurons);
        image.slices.push_back(slice_of(p, false));
        for (std::uint32_t j = 0; j < config.neurons; ++j) add_column(image.slices[0], p, j);
        return image;
    }

    void compare() {
        spikes_right_ += spiking_ == expected_ ? 1U : 0U;
        for (std::size_t j = 0; j < size_; ++j) {
            potentials_right_ += chip_.potential(j) == reference_->potential()[j] ? 1U : 0U;
        }
    }

    void count(std::uint64_t tick) {
        for (const std::uint32_t j : in_double_) ++counts_[j].spikes_in_double;
        for (const std::uint32_t j : spiking_) {
            neuron_counts& of = counts_[j];
            if (of.spikes++ == 0) {
                of.first_spike = tick;
            } else {
                shortest_interval_ = std::min(shortest_interval_, tick - of.last_spike);
            }
            of.last_spike = tick;
        }
        for (std::size_t j = 0; j < size_; ++j) {
            counts_[j].least = std::min(counts_[j].least, chip_.potential(j));
            counts_[j].most = std::max(counts_[j].most, chip_.potential(j));
        }
        if (trace_ != nullptr) record(tick);
    }

    void record(std::uint64_t tick) {
        std::vector<std::int64_t> sums(size_);
        for (const arrival& a : arriving_) sums[a.neuron] += a.sum;
        for (std::size_t j = 0; j < size_; ++j) {
            const neuron_signals& s = signals_[j];
            trace_->set_signed(tick, s.membrane, chip_.potential(j));
            trace_->set(tick, s.spike,
                        std::binary_search(spiking_.begin(), spiking_.end(), j) ? 1 : 0);
            trace_->set_signed(tick, s.current, driven_[j]);
            trace_->set_signed(tick, s.arrives, sums[j]);
        }
    }

    std::size_t size_;
    fixed_population fixed_;
    core_image image_;
    neuron_array chip_;
    std::unique_ptr<fixed_neuron_bank> reference_;
    std::unique_ptr<neuron_bank> exact_;
    std::vector<std::int64_t> driven_;
    std::vector<double> driven_exactly_;
    bool is_driven_anew_ = false;
    std::vector<arrival> arriving_;
    std::vector<std::uint32_t> spiking_, expected_, in_double_;
    held_neurons held_, held_in_double_;
    std::vector<neuron_counts> counts_;
    std::uint64_t ticks_ = 0;
    std::uint64_t spikes_right_ = 0;
    std::uint64_t potentials_right_ = 0;
    std::uint64_t shortest_interval_ = std::numeric_limits<std::uint64_t>::max();
    vcd_file* trace_;
    std::vector<neuron_signals> signals_;
};

std::vector<bench_table> neurons_run::tables(const neurons_bench_config& config) const {
    std::uint64_t in_double = 0;
    bench_table neurons{
        "neurons",
        {"neuron", "spikes", "first_tick", "least_potential", "most_potential", "spikes_in_double"},
        {}};
    for (std::size_t j = 0; j < size_; ++j) {
        const neuron_counts& of = counts_[j];
        in_double += of.spikes_in_double;
        neurons.rows.push_back({bench_number(j), bench_number(of.spikes),
                                of.spikes > 0 ? bench_number(of.first_spike) : "none",
                                bench_number(fixed_.potential(of.least)),
                                bench_number(fixed_.potential(of.most)),
                                bench_number(of.spikes_in_double)});
    }
    const std::uint64_t spikes = chip_.done().spikes;
    const double seconds = static_cast<double>(ticks_ * size_) * config.tick_s;
    bench_summary summary;
    summary.add("neurons", size_)
        .add("ticks", ticks_)
        .add("cycles_per_tick", size_)
        .add("spikes", spikes)
        .add("rate_hz", static_cast<double>(spikes) / seconds)
        .add("spikes_in_double", in_double)
        .add("potential_unit", fixed_.v_unit);
    return {summary.table(), neurons};
}

std::vector<bench_check> neurons_run::checks(const neurons_bench_config& config) const {
    const std::uint64_t updates = ticks_ * size_;
    const neuron_work& w = chip_.done();
    const std::uint64_t counted = w.updates + w.izhikevich + w.adex;
    std::vector<bench_check> all{
        {"spikes are those of the fixed-point reference", spikes_right_ == ticks_,
         share_text(spikes_right_, ticks_, "ticks")},
        {"potentials are those of the fixed-point reference, bit for bit",
         potentials_right_ == updates, share_text(potentials_right_, updates, "potentials")},
        {"every neuron is updated once a tick", counted == updates,
         share_text(counted, updates, "updates")}};
    const std::uint32_t refractory = reference_->refractory_ticks();
    if (config.model == neuron_kind::lif && refractory > 0) {
        const bool none = shortest_interval_ == std::numeric_limits<std::uint64_t>::max();
        all.push_back({"no neuron spikes again while it is refractory",
                       shortest_interval_ >= refractory,
                       none ? "no neuron has spiked twice"
                            : fmt::format("shortest interval {} ticks, refractory {}",
                                          shortest_interval_, refractory)});
    }
    return all;
}

bench_outcome run_neurons_bench(const bench_request& request) {
    const auto config = bench_config<neurons_bench_config>(request);
    const technology prices = load_technology(request, config.technology);
    const bench_stimulus rows = stimulus_of(request, columns_of(config),
                                            [&] { return random_stimulus(config, request.seed); });
    const bench_population population(config, rows, request.seed);
    const auto trace = open_trace(request, "tick");
    neurons_run run(config, population, trace.get());
    const double unit = units_of(config.model).unit;
    const std::uint64_t last =
        rows.rows.empty() ? 0 : static_cast<std::uint64_t>(rows.rows.back()[at_tick]);
    const std::uint64_t ticks = last + 1 + config.tail_ticks;
    std::size_t next = 0;
    for (std::uint64_t tick = 0; tick < ticks; ++tick) {
        for (; next < rows.rows.size() &&
               static_cast<std::uint64_t>(rows.rows[next][at_tick]) == tick;
             ++next) {
            const auto& row = rows.rows[next];
            const auto neuron = static_cast<std::size_t>(row[at_neuron]);
            if (row[at_current] != bench_stimulus::absent) {
                run.drive(neuron, value_of(row[at_current], unit));
            }
            if (row[at_arrives] != bench_stimulus::absent) {
                run.arrive(neuron, value_of(row[at_arrives], unit));
            }
        }
        run.tick(tick);
    }
    if (trace) trace->finish(ticks);
    bench_outcome out;
    out.tables = run.tables(config);
    out.tables.push_back(run.energy(prices));
    out.checks = run.checks(config);
    return out;
}

}  // namespace

testbench neurons_testbench() {
    return {"neurons", "LIF, Izhikevich or AdEx neurons of a core: currents in, spikes out",
            [] { return columns_of(neurons_bench_config{}); }, run_neurons_bench,
            bench_keys<neurons_bench_config>};
}

}  // namespace memglia

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/chip/block_bill.hpp"
#include "rtl_models/tile/neurocore.hpp"
#include "snan/mapping/network_mapping.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "tools/network/load_chip.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/learning_bench_config.hpp"

// The plasticity engine of a neurocore: spikes of both sides in, levels of synapses out, beside the
// network of the same synapses in the reference's fixed point and the closed form of pair STDP.
namespace memglia {

namespace {

enum column : std::size_t { at_tick, at_pre, at_post };

constexpr std::int64_t latest_tick = 10'000'000;

std::vector<stimulus_column> columns_of(const learning_bench_config& c) {
    return {{"tick", "of the spikes; ascending", 0, latest_tick},
            {"pre", "neuron that spikes before the synapses; may be empty", 0,
             std::int64_t{c.pre} - 1, true},
            {"post", "neuron that spikes behind them; may be empty", 0, std::int64_t{c.post} - 1,
             true}};
}

bench_stimulus random_stimulus(const learning_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "spikes");
    bench_stimulus all;
    for (std::uint32_t tick = 0; tick < c.random.ticks; ++tick) {
        for (std::uint32_t j = 0; j < c.pre; ++j) {
            if (draws.uniform() < c.random.rate) {
                all.rows.push_back({tick, j, bench_stimulus::absent});
            }
        }
        for (std::uint32_t j = 0; j < c.post; ++j) {
            if (draws.uniform() < c.random.rate) {
                all.rows.push_back({tick, bench_stimulus::absent, j});
            }
        }
    }
    return all;
}

/// Spikes by neuron, in order.
struct spikes_of_sides {
    std::vector<std::vector<std::uint64_t>> pre, post;
    std::uint64_t ticks = 0;

    spikes_of_sides(const learning_bench_config& c, const bench_stimulus& rows)
        : pre(c.pre), post(c.post) {
        for (std::size_t k = 0; k < rows.rows.size(); ++k) {
            const auto& row = rows.rows[k];
            if (row[at_pre] == bench_stimulus::absent && row[at_post] == bench_stimulus::absent) {
                refuse_row(rows, k, "", "found neither pre nor post", "one of them or both");
            }
            take(rows, k, at_pre, "pre", pre);
            take(rows, k, at_post, "post", post);
            ticks = static_cast<std::uint64_t>(row[at_tick]) + 1;
        }
        ticks += c.delay_ticks;
    }

  private:
    static void take(const bench_stimulus& rows, std::size_t k, std::size_t at, const char* name,
                     std::vector<std::vector<std::uint64_t>>& into) {
        const std::int64_t neuron = rows.rows[k][at];
        if (neuron == bench_stimulus::absent) return;
        auto& train = into[static_cast<std::size_t>(neuron)];
        const auto tick = static_cast<std::uint64_t>(rows.rows[k][at_tick]);
        if (!train.empty() && train.back() == tick) {
            refuse_row(rows, k, name,
                       fmt::format("found neuron {} a second time in tick {}", neuron, tick),
                       "at most one spike of a neuron in a tick");
        }
        train.push_back(tick);
    }
};

std::vector<spike_event> events_of(const std::vector<std::vector<std::uint64_t>>& trains) {
    std::vector<spike_event> all;
    for (std::uint32_t j = 0; j < trains.size(); ++j) {
        for (const std::uint64_t tick : trains[j]) all.push_back({j, tick});
    }
    return all;
}

// Inputs, plastic synapses, neurons that are held and spike as they are told.
network network_of(const learning_bench_config& c, const spikes_of_sides& spikes,
                   std::uint64_t seed) {
    network net;
    net.tick_s = c.tick_s;
    net.seed = seed;
    population pre;
    pre.name = "pre";
    pre.size = c.pre;
    pre.spikes = spike_train_config{"", events_of(spikes.pre)};
    population post;
    post.name = "post";
    post.size = c.post;
    post.lif = lif_config{};
    post.clamp = clamp_config{{{0, 1e9}}, "", events_of(spikes.post)};
    projection synapses;
    synapses.name = "synapses";
    synapses.source = "pre";
    synapses.target = "post";
    synapses.weight = c.weight;
    synapses.weight_spread = c.weight_spread;
    synapses.delay_ticks = c.delay_ticks;
    synapses.stdp = c.stdp;
    net.populations = {pre, post};
    net.projections = {synapses};
    return net;
}

/// What all pairs of two trains do to a weight: Song, Miller and Abbott 2000, without its bounds.
struct pair_changes {
    double gain = 0;
    double loss = 0;
};

pair_changes closed_form(const pair_stdp_config& stdp, double tick_s,
                         const std::vector<std::uint64_t>& arrivals,
                         const std::vector<std::uint64_t>& spikes) {
    constexpr double nothing_left = 40;  // time constants
    pair_changes change;
    for (const std::uint64_t a : arrivals) {
        for (const std::uint64_t p : spikes) {
            const bool gains = p >= a;
            const double apart_s = tick_s * static_cast<double>(gains ? p - a : a - p);
            const double tau_s = gains ? stdp.tau_plus_s : stdp.tau_minus_s;
            if (apart_s > nothing_left * tau_s) continue;
            const double left = exp_exact_bits(-apart_s / tau_s);
            if (gains) {
                change.gain += stdp.a_plus * left;
            } else {
                change.loss += stdp.a_minus * left;
            }
        }
    }
    return change;
}

struct synapse_course {
    std::uint32_t pre = 0;
    std::uint32_t post = 0;
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t gained = 0;  ///< tick by tick
    std::int32_t lost = 0;
    bool met_a_bound = false;
};

class learning_signals {
  public:
    learning_signals(vcd_file* file, const learning_bench_config& c,
                     const std::vector<synapse_course>& synapses)
        : file_(file) {
        if (file == nullptr) return;
        for (std::uint32_t j = 0; j < c.pre; ++j) {
            pre_.push_back(file->add(fmt::format("core.pre.n{}", j), 1));
        }
        for (std::uint32_t j = 0; j < c.post; ++j) {
            post_.push_back(file->add(fmt::format("core.post.n{}", j), 1));
        }
        for (const synapse_course& s : synapses) {
            levels_.push_back(file->add(fmt::format("core.weights.pre{}_post{}", s.pre, s.post), 13,
                                        signal_look::analogue));
        }
        rows_ = file->add("core.rows_read", 16);
        changes_ = file->add("core.changes", 16);
        for (const char* scope : {"core.pre", "core.post", "core.weights"}) file->show(scope);
    }

    void spikes(std::uint64_t tick, const std::vector<std::uint32_t>& pre,
                const std::vector<std::uint32_t>& post) {
        if (file_ == nullptr) return;
        set_bits(tick, pre_, pre);
        set_bits(tick, post_, post);
    }
    void level(std::uint64_t tick, std::size_t synapse, std::int32_t level) {
        if (file_ != nullptr) file_->set_signed(tick, levels_[synapse], level);
    }
    void counts(std::uint64_t tick, std::uint64_t rows, std::uint64_t changes) {
        if (file_ == nullptr) return;
        file_->set(tick, rows_, rows);
        file_->set(tick, changes_, changes);
    }

  private:
    void set_bits(std::uint64_t tick, const std::vector<std::size_t>& signals,
                  const std::vector<std::uint32_t>& spiking) {
        for (std::uint32_t j = 0; j < signals.size(); ++j) {
            file_->set(tick, signals[j],
                       std::binary_search(spiking.begin(), spiking.end(), j) ? 1 : 0);
        }
    }

    vcd_file* file_;
    std::vector<std::size_t> pre_, post_, levels_;
    std::size_t rows_ = 0, changes_ = 0;
};

// Those of a population that spike in a tick, in order; `next` goes on from tick to tick.
std::vector<std::uint32_t> spiking_in(std::uint64_t tick,
                                      const std::vector<std::vector<std::uint64_t>>& trains,
                                      std::vector<std::size_t>& next) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t j = 0; j < trains.size(); ++j) {
        if (next[j] == trains[j].size() || trains[j][next[j]] != tick) continue;
        all.push_back(j);
        ++next[j];
    }
    return all;
}

class learning_run {
  public:
    learning_run(const learning_bench_config& config, const network_chip_config& chip,
                 const spikes_of_sides& spikes, std::uint64_t seed, vcd_file* trace)
        : config_(config),
          chip_(chip),
          spikes_(spikes),
          reference_(network_of(config, spikes, seed), format_of(chip)),
          mapped_(mapped(reference_, chip)),
          unit_(reference_.numbers().projections[0].weight_unit),
          core_(mapped_.image.cores[0], chip.core.synapses, chip.device, chip.crossbar,
                chip.tech.bit_line_cell_f.value, seed, 0),
          courses_(courses()),
          signals_(trace, config, courses_) {
        loading_ = core_.synapses().take_work();
    }

    void run() {
        std::vector<std::size_t> next_pre(config_.pre), next_post(config_.post);
        for (std::uint64_t tick = 0; tick < spikes_.ticks; ++tick) {
            const auto pre = spiking_in(tick, spikes_.pre, next_pre);
            const auto post = spiking_in(tick, spikes_.post, next_post);
            core_.neurons().clamp(0);
            for (const std::uint32_t j : post) core_.force(mapped_.neurons[1][j].column);
            core_.fire(tick);
            for (const std::uint32_t j : pre) {
                for (const spike_address& to : mapped_.image.inputs[mapped_.first_line[0] + j]) {
                    core_.receive(to.axon, tick);
                }
            }
            const std::uint64_t changes = core_.plasticity().done().changes;
            const neurocore::duration took = core_.deliver(tick);
            reference_.run(1);
            signals_.spikes(tick, pre, post);
            signals_.counts(tick, took.rows, core_.plasticity().done().changes - changes);
            compare(tick);
            longest_cycles_ = std::max(longest_cycles_, took.fire_cycles + took.deliver_cycles);
            write_s_ += took.write_s;
        }
    }

    bench_outcome outcome();

  private:
    static mapped_network mapped(const fixed_engine& engine, const network_chip_config& chip) {
        mapped_network m = map_network(engine.description(), engine.numbers(), chip);
        if (m.image.cores.size() == 1) return m;
        throw input_error(
            {.path = "pre",
             .found = fmt::format("found synapses for {} cores", m.image.cores.size()),
             .expected = "fewer neurons: the bench has one core"});
    }

    std::int32_t level(std::size_t k) const {
        return core_.synapses().level(mapped_.synapses[0][k].synapse);
    }

    std::vector<synapse_course> courses() const {
        std::vector<synapse_course> all;
        reference_.for_each_synapse_now(0, [&](const synapse& s) {
            const std::int32_t now = level(all.size());
            all.push_back({s.source, s.target, now, now, 0, 0, false});
        });
        return all;
    }

    void compare(std::uint64_t tick) {
        const auto most = static_cast<std::int32_t>(chip_.core.synapses.weight_levels());
        std::size_t k = 0;
        reference_.for_each_synapse_now(0, [&](const synapse& s) {
            const auto expected = static_cast<std::int32_t>(std::lround(s.weight / unit_));
            synapse_course& c = courses_[k];
            const std::int32_t before = std::exchange(c.to, level(k));
            c.gained += std::max(c.to - before, 0);
            c.lost += std::max(before - c.to, 0);
            c.met_a_bound = c.met_a_bound || c.to <= 0 || c.to >= most;
            levels_right_ += c.to == expected ? 1U : 0U;
            signals_.level(tick, k, c.to);
            ++k;
        });
    }

    const learning_bench_config& config_;
    const network_chip_config& chip_;
    const spikes_of_sides& spikes_;
    fixed_engine reference_;
    mapped_network mapped_;
    double unit_;
    neurocore core_;
    std::vector<synapse_course> courses_;
    learning_signals signals_;
    synapse_array::work loading_;
    std::uint64_t levels_right_ = 0;
    std::uint64_t longest_cycles_ = 0;
    double write_s_ = 0;
};

bench_outcome learning_run::outcome() {
    const synapse_array::work done = core_.synapses().take_work();
    const plasticity_engine::work& learned = core_.plasticity().done();
    bench_table weights{"weights", {"synapse", "from", "to", "closed_form", "met_a_bound"}, {}};
    pair_changes found;  // in levels, where no bound was met
    pair_changes expected;
    std::uint64_t free = 0;
    std::uint64_t moved = 0;
    for (const synapse_course& c : courses_) {
        std::vector<std::uint64_t> arrivals = spikes_.pre[c.pre];
        for (std::uint64_t& a : arrivals) a += config_.delay_ticks;
        const pair_changes change =
            closed_form(config_.stdp, config_.tick_s, arrivals, spikes_.post[c.post]);
        weights.rows.push_back({fmt::format("pre{}_post{}", c.pre, c.post), bench_number(c.from),
                                bench_number(c.to),
                                bench_number(c.from + (change.gain - change.loss) / unit_),
                                c.met_a_bound ? "yes" : "no"});
        moved += c.from != c.to ? 1U : 0U;
        if (c.met_a_bound) continue;
        ++free;
        found.gain += c.gained;
        found.loss += c.lost;
        expected.gain += change.gain / unit_;
        expected.loss += change.loss / unit_;
    }
    const auto count = [](const auto& trains) {
        std::uint64_t all = 0;
        for (const auto& train : trains) all += train.size();
        return all;
    };
    bench_summary summary;
    summary.add("synapses", courses_.size())
        .add("levels", chip_.core.synapses.weight_levels())
        .add("ticks", spikes_.ticks)
        .add("spikes_before", count(spikes_.pre))
        .add("spikes_behind", count(spikes_.post))
        .add("changes", learned.changes)
        .add("synapses_moved", moved)
        .add("pulses", done.pulses)
        .add("write_failures", done.failures)
        .add("writes_s", write_s_)
        .add("most_cycles_in_a_tick", longest_cycles_);
    bench_outcome out;
    out.tables = {summary.table(), weights,
                  energy_table(core_bill(mapped_.image.cores[0], core_, done, chip_.tech))};
    if (chip_.device.model != device_kind::ideal) return out;
    const std::uint64_t all = spikes_.ticks * courses_.size();
    out.checks.push_back({"levels are those of the fixed-point reference in every tick",
                          levels_right_ == all, share_text(levels_right_, all, "levels")});
    if (free == 0) return out;
    // A change of x levels is rounded to whole ones by chance, with a variance of at most x; where
    // both come in a tick, or the sum of a trace meets its most, some is missing.
    const auto holds = [](double levels, double right) {
        return std::abs(levels - right) <= 5 * std::sqrt(right) + 0.02 * right + 1;
    };
    out.checks.push_back(
        {"levels gain and lose what all pairs make in closed form, where no bound "
         "is met",
         holds(found.gain, expected.gain) && holds(found.loss, expected.loss),
         fmt::format("gained {:.0f}, expected {:.1f}; lost {:.0f}, expected "
                     "{:.1f}; {} synapses",
                     found.gain, expected.gain, found.loss, expected.loss, free)});
    return out;
}

bench_outcome run_learning_bench(const bench_request& request) {
    const auto config = bench_config<learning_bench_config>(request);
    network_chip_config chip = load_chip(config.chip, request.config_root, {});
    chip.core.synapses.slices = config.slices;
    const bench_stimulus rows = stimulus_of(request, columns_of(config),
                                            [&] { return random_stimulus(config, request.seed); });
    const spikes_of_sides spikes(config, rows);
    const auto trace = open_trace(request, "tick");
    learning_run run(config, chip, spikes, request.seed, trace.get());
    run.run();
    if (trace) trace->finish(spikes.ticks);
    return run.outcome();
}

}  // namespace

testbench learning_testbench() {
    return {"learning", "the plasticity engine of a core: spikes before and behind, weights out",
            [] {
                const learning_bench_config defaults;
                return columns_of(defaults);
            },
            run_learning_bench, bench_keys<learning_bench_config>};
}

}  // namespace memglia

#include "tools/experiments/working_memory/memory_jobs.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/working_memory/memory_place.hpp"

namespace memglia {

namespace {

// Passes everything on and samples calcium while it is told to.
class watched_pools final : public memory_pools {
  public:
    watched_pools(memory_pools& pools, watched_trial& into) : pools_(pools), into_(into) {}

    void watch(bool watches) { watches_ = watches; }

    void run(std::uint64_t ticks) override {
        if (!watches_) {
            pools_.run(ticks);
            return;
        }
        while (ticks > 0) {
            if (until_sample_ == 0) {
                for (std::uint32_t p = 0; p < count(); ++p) {
                    into_.calcium.push_back(pools_.calcium(p));
                }
                until_sample_ = into_.every_ticks;
            }
            const std::uint64_t now = std::min<std::uint64_t>(ticks, until_sample_);
            pools_.run(now);
            ticks -= now;
            until_sample_ -= now;
        }
    }
    void stimulate(std::uint32_t pool, double current, std::uint64_t ticks) override {
        pools_.stimulate(pool, current, ticks);
    }
    void manipulate(const pool_control& control) override { pools_.manipulate(control); }
    std::uint32_t count() const override { return pools_.count(); }
    std::uint64_t ticks() const override { return pools_.ticks(); }
    std::uint64_t spikes(std::uint32_t pool) const override { return pools_.spikes(pool); }
    std::uint64_t synaptic_events() const override { return pools_.synaptic_events(); }
    double calcium(std::uint32_t pool) const override { return pools_.calcium(pool); }

  private:
    memory_pools& pools_;
    watched_trial& into_;
    bool watches_ = false;
    std::uint64_t until_sample_ = 0;
};

/// Joules by component, less at the beginning of a delay, more at its end.
void add_delay(memory_job& job, memory_place& place, double sign) {
    const block_bill bill = place.bill();
    for (const bill_line& line : bill.lines) {
        job.delay_j[static_cast<std::size_t>(line.part)] += sign * line.j;
    }
}

memory_job run_job(const working_memory_experiment& config, std::size_t condition_index,
                   std::uint32_t network, kept_spikes kept) {
    const memory_condition& condition = config.conditions[condition_index];
    const std::uint64_t seed = config.seed + network;
    const bool is_watched = network == 0;
    const auto place = make_memory_place(config, condition, seed, is_watched);
    memory_job job;
    watched_trial watched;
    watched_pools pools(place->pools(), watched);
    const std::uint32_t longest = longest_delay(config);
    bool has_watched = !is_watched;
    bool watches = false;
    const auto at = [&](memory_moment moment, const memory_trial& trial) {
        if (moment == memory_moment::delay) add_delay(job, *place, -1);
        if (moment == memory_moment::test) add_delay(job, *place, 1);
        if (moment == memory_moment::test) {
            job.delays_s += config.trial.delays[trial.delay].delay_s;
        }
        if (moment == memory_moment::sample && trial.delay == longest && !has_watched) {
            watches = true;
            has_watched = true;
        }
        pools.watch(watches);
        if (moment == memory_moment::end && watches) {
            watched.trial = trial;
            watches = false;
            pools.watch(false);
            for (const spike_event& s : place->spikes()) {
                if (s.tick < trial.begin_tick) continue;
                watched.spikes.push_back({s.neuron, s.tick - trial.begin_tick});
            }
        }
    };
    job.trials = run_memory_trials(config, condition, seed, pools, {at});
    if (is_watched) job.watched = std::move(watched);
    if (is_watched) job.mapping = place->mapping();
    if (is_watched && kept == kept_spikes::all) job.spikes = place->spikes();
    return job;
}

// Jobs come as bytes from their processes.
using json = nlohmann::json;

template <class Archive, class Value>
void put(Archive& archive, Value& value) {
    if constexpr (Archive::writes) {
        archive.out.push_back(value);
    } else {
        value = archive.in.at(archive.next++).template get<Value>();
    }
}

struct writer {
    static constexpr bool writes = true;
    json out = json::array();
};
struct reader {
    static constexpr bool writes = false;
    const json& in;
    std::size_t next = 0;
};

template <class Archive>
void each_field(Archive& a, memory_trial& t) {
    put(a, t.delay);
    put(a, t.sample);
    put(a, t.other);
    put(a, t.sample_spikes);
    put(a, t.other_spikes);
    put(a, t.choice);
    put(a, t.is_right);
    put(a, t.begin_tick);
    put(a, t.held_spikes);
    put(a, t.delay_spikes);
    put(a, t.delay_events);
}

template <class Archive>
void each_field(Archive& a, mapping_report& m) {
    put(a, m.neurons);
    put(a, m.synapses);
    put(a, m.cores);
    put(a, m.astrocyte_tiles);
    put(a, m.mesh_width);
    put(a, m.mesh_height);
    put(a, m.arrays);
    put(a, m.rows);
    put(a, m.most_rows);
    put(a, m.occupancy);
    put(a, m.packets);
    put(a, m.links);
    put(a, m.area_m2);
}

template <class Value>
json written(Value value) {
    writer to;
    each_field(to, value);
    return to.out;
}

template <class Value>
Value read_from(const json& from) {
    Value value;
    reader of{from};
    each_field(of, value);
    return value;
}

json written(const std::vector<spike_event>& spikes) {
    json all = json::array();
    for (const spike_event& s : spikes) all.push_back({s.neuron, s.tick});
    return all;
}

std::vector<spike_event> spikes_from(const json& from) {
    std::vector<spike_event> spikes;
    for (const json& s : from) {
        spikes.push_back({s.at(0).get<std::uint32_t>(), s.at(1).get<std::uint64_t>()});
    }
    return spikes;
}

std::string bytes_of(const memory_job& job) {
    json all;
    all["trials"] = json::array();
    for (const memory_trial& t : job.trials) all["trials"].push_back(written(t));
    all["delays_s"] = job.delays_s;
    all["delay_j"] = job.delay_j;
    all["spikes"] = written(job.spikes);
    if (job.watched) {
        all["watched"] = {{"trial", written(job.watched->trial)},
                          {"spikes", written(job.watched->spikes)},
                          {"calcium", job.watched->calcium}};
    }
    if (job.mapping) all["mapping"] = written(*job.mapping);
    const auto bytes = json::to_cbor(all);
    return {bytes.begin(), bytes.end()};
}

memory_job job_of(const std::string& bytes) {
    const json all = json::from_cbor(bytes);
    memory_job job;
    for (const json& t : all.at("trials")) job.trials.push_back(read_from<memory_trial>(t));
    job.delays_s = all.at("delays_s").get<double>();
    all.at("delay_j").get_to(job.delay_j);
    job.spikes = spikes_from(all.at("spikes"));
    if (const auto watched = all.find("watched"); watched != all.end()) {
        watched_trial& into = job.watched.emplace();
        into.trial = read_from<memory_trial>(watched->at("trial"));
        into.spikes = spikes_from(watched->at("spikes"));
        watched->at("calcium").get_to(into.calcium);
    }
    if (const auto mapping = all.find("mapping"); mapping != all.end()) {
        job.mapping = read_from<mapping_report>(*mapping);
    }
    return job;
}

// SystemC allows a process one simulation.
job in_its_own_process(const job& one) {
    return [one](std::size_t index) {
        std::string bytes;
        run_jobs(
            1, 1, [&] { return [&](std::size_t) { return one(index); }; },
            [&bytes](std::size_t, std::string found) { bytes = std::move(found); });
        return bytes;
    };
}

}  // namespace

std::uint32_t longest_delay(const working_memory_config& config) {
    const auto& delays = config.trial.delays;
    const auto longest = std::max_element(
        delays.begin(), delays.end(),
        [](const memory_delay& a, const memory_delay& b) { return a.delay_s < b.delay_s; });
    return static_cast<std::uint32_t>(longest - delays.begin());
}

std::vector<std::vector<memory_job>> run_memory_jobs(const working_memory_experiment& config,
                                                     const task_context& how, kept_spikes kept) {
    const std::size_t conditions = config.conditions.size();
    const std::size_t count = conditions * config.networks;
    std::vector<std::vector<memory_job>> jobs(conditions);
    how.progress(0, count);
    // A network after the other, so that all conditions advance together.
    const job one = [&config, conditions, kept](std::size_t index) {
        return bytes_of(run_job(config, index % conditions,
                                static_cast<std::uint32_t>(index / conditions), kept));
    };
    run_jobs(
        count, how.jobs,
        [&] { return config.on == substrate::chip ? in_its_own_process(one) : one; },
        [&](std::size_t index, const std::string& bytes) {
            jobs[index % conditions].push_back(job_of(bytes));
            how.progress(index + 1, count);
        });
    return jobs;
}

}  // namespace memglia

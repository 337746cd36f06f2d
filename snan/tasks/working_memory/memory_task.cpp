#include "snan/tasks/working_memory/memory_task.hpp"

#include <algorithm>
#include <numeric>

#include "base/random.hpp"

namespace memglia {

namespace {

pool_control control_in(const memory_condition& condition, memory_phase phase) {
    pool_control control;
    for (const memory_manipulation& m : condition.manipulations) {
        if (m.phase != memory_phase::always && m.phase != phase) continue;
        control.knock_out |= m.kind == memory_manipulation_kind::knock_out;
        control.inhibit |= m.kind == memory_manipulation_kind::inhibit;
        if (m.kind == memory_manipulation_kind::activate) {
            control.least_gate = std::max(control.least_gate, m.gate);
        }
    }
    return control;
}

class session {
  public:
    session(const working_memory_config& config, const memory_condition& condition,
            std::uint64_t seed, memory_pools& pools, const memory_observer& observer)
        : config_(config),
          task_(config.trial),
          condition_(condition),
          pools_(pools),
          observer_(observer),
          draw_(seed, "working_memory", "trials") {
        if (condition.astrocytes) pools_.manipulate({});
        pools_.run(memory_ticks(config.network.neuron.homeostasis.duration_s));
    }

    std::vector<memory_trial> run() {
        std::vector<std::uint32_t> order(task_.delays.size());
        std::iota(order.begin(), order.end(), 0);
        std::vector<memory_trial> trials;
        std::uint32_t arm = draw_.below(2);
        for (std::uint32_t round = 0; round < config_.trials; ++round) {
            for (std::size_t k = order.size(); k > 1; --k) {
                std::swap(order[k - 1], order[draw_.below(static_cast<std::uint32_t>(k))]);
            }
            for (const std::uint32_t delay : order) {
                trials.push_back(run_trial(delay, arm));
                arm = trials.back().choice;
            }
        }
        return trials;
    }

  private:
    memory_trial run_trial(std::uint32_t delay, std::uint32_t arm) {
        memory_trial t;
        t.delay = delay;
        // All draws of a trial, needed or not: the next one's do not depend on it.
        const std::uint32_t sample = draw_.below(config_.network.pools);
        const std::uint32_t others = draw_.below(config_.network.pools - 1);
        const double sample_scale = presented();
        const double first_scale = presented();
        const double second_scale = presented();
        const bool tie_to_sample = draw_.below(2) == 0;
        const bool is_alternation = task_.paradigm == memory_paradigm::alternation;
        t.sample = is_alternation ? arm : sample;
        t.other = is_alternation ? 1 - arm : others + (others >= sample ? 1 : 0);
        t.begin_tick = pools_.ticks();

        begin(memory_moment::sample, memory_phase::sample, t);
        const std::uint64_t sample_ticks = memory_ticks(task_.sample_s);
        pools_.stimulate(t.sample, task_.cue * sample_scale, sample_ticks);
        pools_.run(sample_ticks);

        begin(memory_moment::delay, memory_phase::delay, t);
        const std::uint64_t held = pools_.spikes(t.sample);
        const std::uint64_t all = spikes();
        const std::uint64_t events = pools_.synaptic_events();
        pools_.run(memory_ticks(task_.delays[delay].delay_s));
        t.held_spikes = pools_.spikes(t.sample) - held;
        t.delay_spikes = spikes() - all;
        t.delay_events = pools_.synaptic_events() - events;

        begin(memory_moment::test, memory_phase::test, t);
        const std::uint64_t of_sample = pools_.spikes(t.sample);
        const std::uint64_t of_other = pools_.spikes(t.other);
        const std::uint64_t test_ticks = memory_ticks(task_.test_s);
        pools_.stimulate(t.sample, task_.cue * first_scale, test_ticks);
        pools_.stimulate(t.other, task_.cue * second_scale, test_ticks);
        pools_.run(test_ticks);
        t.sample_spikes = static_cast<std::uint32_t>(pools_.spikes(t.sample) - of_sample);
        t.other_spikes = static_cast<std::uint32_t>(pools_.spikes(t.other) - of_other);
        t.is_right =
            t.sample_spikes == t.other_spikes ? tie_to_sample : t.sample_spikes > t.other_spikes;
        t.choice = t.is_right != is_alternation ? t.sample : t.other;

        begin(memory_moment::reset, memory_phase::always, t);
        const std::uint64_t reset_ticks = memory_ticks(task_.reset_s);
        for (std::uint32_t p = 0; p < pools_.count(); ++p) {
            pools_.stimulate(p, -task_.reset, reset_ticks);
        }
        pools_.run(reset_ticks);
        observer_.at(memory_moment::pause, t);
        pools_.run(memory_ticks(task_.pause_s));
        observer_.at(memory_moment::end, t);
        return t;
    }

    void begin(memory_moment moment, memory_phase phase, const memory_trial& t) {
        if (condition_.astrocytes) pools_.manipulate(control_in(condition_, phase));
        observer_.at(moment, t);
    }

    double presented() { return 1 + task_.cue_spread * (2 * draw_.uniform() - 1); }

    std::uint64_t spikes() const {
        std::uint64_t all = 0;
        for (std::uint32_t p = 0; p < pools_.count(); ++p) all += pools_.spikes(p);
        return all;
    }

    const working_memory_config& config_;
    const memory_trial_config& task_;
    const memory_condition& condition_;
    memory_pools& pools_;
    const memory_observer& observer_;
    random_stream draw_;
};

}  // namespace

std::vector<memory_trial> run_memory_trials(const working_memory_config& config,
                                            const memory_condition& condition, std::uint64_t seed,
                                            memory_pools& pools, const memory_observer& observer) {
    return session(config, condition, seed, pools, observer).run();
}

}  // namespace memglia

#include "snan/tasks/recall/training.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/random.hpp"

namespace memglia {

namespace {

// Calls work(index) for every index below count; no two calls may touch the same data.
template <class Work>
void share_out(std::size_t count, unsigned threads, const Work& work) {
    const auto every = [&](std::size_t first) {
        for (std::size_t k = first; k < count; k += threads) work(k);
    };
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < threads; ++t) others.emplace_back(every, t);
    every(0);
}

// Moments of the gradient, one per synapse.
class adam {
  public:
    adam(std::size_t synapses, double rate) : rate_(rate), first_(synapses), second_(synapses) {}

    void begin_step() {
        first_left_ *= keep_first;
        second_left_ *= keep_second;
    }

    void step(std::span<const double> gradient, std::size_t begin, std::span<double> weights) {
        for (std::size_t k = 0; k < gradient.size(); ++k) {
            double& first = first_[begin + k];
            double& second = second_[begin + k];
            first = keep_first * first + (1 - keep_first) * gradient[k];
            second = keep_second * second + (1 - keep_second) * gradient[k] * gradient[k];
            weights[k] -= rate_ * (first / (1 - first_left_)) /
                          (std::sqrt(second / (1 - second_left_)) + floor);
        }
    }

  private:
    static constexpr double keep_first = 0.9;
    static constexpr double keep_second = 0.999;
    static constexpr double floor = 1e-8;

    double rate_;
    double first_left_ = 1;
    double second_left_ = 1;
    std::vector<double> first_;
    std::vector<double> second_;
};

}  // namespace

void add_gradient(const std::vector<unrolled_run>& runs, const delayed_weights& weights,
                  std::uint32_t source, std::vector<double>& gradient) {
    const std::size_t begin = weights.first_of(source, 1);
    for (const unrolled_run& run : runs) {
        for (std::size_t t = 0; t < run.ticks(); ++t) {
            const auto walking = run.walking(t);
            const auto found = std::lower_bound(
                walking.begin(), walking.end(), source,
                [](const auto& spike, std::uint32_t i) { return spike.neuron < i; });
            if (found == walking.end() || found->neuron != source) continue;
            for (std::uint32_t d = 1; d <= weights.delays() && t + d < run.ticks(); ++d) {
                if (t + d < weights.delays()) continue;
                const auto adjoint = run.adjoint(t + d);
                const auto target = weights.row_of(source, d).target;
                double* const row = gradient.data() + (weights.first_of(source, d) - begin);
                for (std::size_t k = 0; k < target.size(); ++k) {
                    row[k] += found->value * adjoint[target[k]];
                }
            }
        }
    }
}

delayed_weights starting_weights(const recall_config& config, delayed_weights computed) {
    const training_config& training = config.training;
    if (training.start == training_start::computed) return computed;
    // Mean spikes in a context.
    const double expected = config.patterns.spike_probability * config.neurons * config.delays;
    const double size =
        training.noise * config.neuron.threshold / (expected > 0 ? std::sqrt(expected) : 1);
    if (training.start == training_start::random) {
        computed = delayed_weights(config.neurons, config.delays);
        const std::vector<double> zeros(config.neurons);
        for (std::size_t r = 0; r < std::size_t{config.neurons} * config.delays; ++r) {
            computed.append_whole_row(zeros);
        }
    }
    random_stream draw(config.seed, "recall", "training");
    for (double& w : computed.weights()) w += size * draw.normal();
    return computed;
}

std::vector<training_epoch> train(const recall_config& config,
                                  const std::vector<spike_pattern>& patterns,
                                  delayed_weights& weights, unsigned threads) {
    const training_config& training = config.training;
    std::vector<unrolled_run> runs;
    runs.reserve(patterns.size());
    for (const spike_pattern& pattern : patterns) runs.emplace_back(config, pattern);
    double targets = 0;
    for (const spike_pattern& pattern : patterns) {
        for (std::size_t t = config.delays; t < pattern.size(); ++t) {
            targets += static_cast<double>(pattern[t].size());
        }
    }
    adam optimiser(weights.synapses(), training.learning_rate);
    std::vector<training_epoch> curve;
    for (std::uint32_t epoch = 0; epoch < training.epochs; ++epoch) {
        const run_mode mode =
            epoch + training.free_epochs < training.epochs ? run_mode::forced : run_mode::free;
        share_out(runs.size(), threads, [&](std::size_t m) {
            runs[m].forward(weights, mode, spike_kind::step);
            runs[m].backward(weights);
        });
        training_epoch& now = curve.emplace_back();
        now.mode = mode;
        for (const unrolled_run& run : runs) {
            now.loss += run.loss() / std::max(targets, 1.0);
            now.score += run.score();
        }
        optimiser.begin_step();
        share_out(config.neurons, threads, [&](std::size_t i) {
            const auto source = static_cast<std::uint32_t>(i);
            const std::size_t begin = weights.first_of(source, 1);
            std::vector<double> gradient(weights.first_of(source + 1, 1) - begin);
            add_gradient(runs, weights, source, gradient);
            optimiser.step(gradient, begin, weights.weights().subspan(begin, gradient.size()));
        });
    }
    return curve;
}

}  // namespace memglia

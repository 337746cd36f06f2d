#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "snan/tasks/recall/recall.hpp"
#include "snan/tasks/recall/training.hpp"

using namespace memglia;

namespace {

// A network whose potentials are often near the threshold.
recall_config random_config(std::uint64_t seed, random_stream& draw) {
    recall_config config;
    config.seed = seed;
    config.neurons = 3 + draw.below(5);
    config.delays = 1 + draw.below(5);
    config.patterns.count = 1 + draw.below(2);
    config.patterns.ticks = config.delays + 2 + draw.below(10);
    config.patterns.spike_probability = 0.1 + 0.3 * draw.uniform();
    config.neuron.beta = draw.uniform();
    config.neuron.threshold = 0.5 + draw.uniform();
    config.training.epochs = 1;
    config.training.start = training_start::random;
    config.training.noise = 1;
    config.training.slope = 1 + 4 * draw.uniform();
    return config;
}

delayed_weights random_weights(const recall_config& config) {
    return starting_weights(config, delayed_weights(config.neurons, config.delays));
}

double loss_of(std::vector<unrolled_run>& runs, const delayed_weights& weights, run_mode mode) {
    double loss = 0;
    for (unrolled_run& run : runs) {
        run.forward(weights, mode, spike_kind::smooth);
        loss += run.loss();
    }
    return loss;
}

// |gradient - finite differences| / |finite differences|, of the smooth spike. Five points: an
// error of the fourth order.
double gradient_error(const recall_config& config, run_mode mode) {
    const auto patterns = make_patterns(config);
    delayed_weights weights = random_weights(config);
    std::vector<unrolled_run> runs;
    for (const spike_pattern& pattern : patterns) runs.emplace_back(config, pattern);
    loss_of(runs, weights, mode);
    for (unrolled_run& run : runs) run.backward(weights);
    std::vector<double> gradient;
    for (std::uint32_t i = 0; i < config.neurons; ++i) {
        std::vector<double> part(weights.first_of(i + 1, 1) - weights.first_of(i, 1));
        add_gradient(runs, weights, i, part);
        gradient.insert(gradient.end(), part.begin(), part.end());
    }
    double wrong = 0;
    double all = 0;
    for (std::size_t k = 0; k < weights.synapses(); ++k) {
        const double w = weights.weights()[k];
        const auto at = [&](double step) {
            weights.weights()[k] = w + step;
            return loss_of(runs, weights, mode);
        };
        constexpr double h = 1e-3;
        const double difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        weights.weights()[k] = w;
        wrong += (gradient[k] - difference) * (gradient[k] - difference);
        all += difference * difference;
    }
    return all == 0 ? 0 : std::sqrt(wrong / all);
}

recall_config small_memory() {
    recall_config config;
    config.neurons = 60;
    config.delays = 12;
    config.patterns = {.count = 3, .ticks = 300, .spike_probability = 0.04};
    config.training.epochs = 200;
    config.training.learning_rate = 0.01;
    return config;
}

}  // namespace

TEST_CASE("recall training: the surrogate's derivative is that of the surrogate") {
    const surrogate_spike s(4);
    CHECK(s.value(0) == 0.5);
    CHECK(s.derivative(0) == 1);
    for (double x = -3.9; x < 3.9; x += 0.05) {
        const double h = 1e-5;
        const double difference = (s.value(x + h) - s.value(x - h)) / (2 * h);
        CHECK(s.derivative(x) == Approx(difference).epsilon(1e-6).margin(1e-10));
    }
    CHECK(s.derivative(4) == 0);
    CHECK(s.value(4) == s.value(100));
    CHECK(s.value(-100) == Approx(0).margin(1.2e-7));
}

TEST_CASE("recall training: gradients are finite differences of the smooth spike") {
    for (const reset_rule reset : {reset_rule::to_zero, reset_rule::subtract}) {
        for (const run_mode mode : {run_mode::forced, run_mode::free}) {
            random_stream draw(1, "test", "gradients");
            for (std::uint64_t seed = 1; seed <= 40; ++seed) {
                recall_config config = random_config(seed, draw);
                config.neuron.reset = reset;
                INFO(word_of(reset) << ' ' << word_of(mode) << ' ' << seed);
                CHECK(gradient_error(config, mode) < 1e-6);
            }
        }
    }
}

TEST_CASE("recall training: a free step run is recall itself") {
    random_stream draw(1, "test", "runs");
    std::size_t spikes = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        recall_config config = random_config(seed, draw);
        config.patterns.ticks = 60;
        config.neuron.reset = seed % 2 == 0 ? reset_rule::to_zero : reset_rule::subtract;
        const spike_pattern pattern = make_patterns(config)[0];
        const delayed_weights weights = random_weights(config);
        unrolled_run run(config, pattern);
        run.forward(weights, run_mode::free, spike_kind::step);
        std::uint64_t operations = 0;
        const spike_pattern recalled =
            free_run(config, weights, make_cue(config, pattern, 0), operations);
        spike_pattern walked(run.ticks());
        for (std::size_t t = 0; t < run.ticks(); ++t) {
            for (const auto& spike : run.walking(t)) walked[t].push_back(spike.neuron);
            if (t >= config.delays) spikes += walked[t].size();
        }
        CHECK(walked == recalled);
        CHECK(run.score() == score_of(pattern, recalled, config.delays));
    }
    CHECK(spikes > 500);
}

TEST_CASE("recall training: the loss is the cross entropy of the potentials") {
    recall_config config;
    config.neurons = 2;
    config.delays = 1;
    config.patterns = {.count = 1, .ticks = 2, .spike_probability = 0.1};
    config.training.slope = 3;
    const spike_pattern pattern{{0}, {1}};
    delayed_weights weights(2, 1);
    weights.append_whole_row(std::vector<double>{0.25, 1.5});
    weights.append_whole_row(std::vector<double>{0, 0});
    CHECK(weights.synapses() == 4);
    unrolled_run run(config, pattern);
    run.forward(weights, run_mode::forced, spike_kind::step);
    CHECK(run.loss() == Approx(std::log1p(std::exp(-2.25)) + std::log1p(std::exp(-1.5))));
    CHECK(run.score() == recall_score{.hits = 1, .false_alarms = 0, .misses = 0});
    run.backward(weights);
    CHECK(run.adjoint(1)[0] == Approx(3 / (1 + std::exp(2.25))));
    CHECK(run.adjoint(1)[1] == Approx(-3 / (1 + std::exp(1.5))));
}

TEST_CASE("recall training: a first step of Adam is the learning rate, against the gradient") {
    recall_config config = small_memory();
    config.training.epochs = 1;
    config.training.start = training_start::random;
    const auto patterns = make_patterns(config);
    const delayed_weights before = random_weights(config);
    delayed_weights after = before;
    const auto curve = train(config, patterns, after);
    CHECK(curve.size() == 1);
    std::size_t moved = 0;
    for (std::size_t k = 0; k < before.synapses(); ++k) {
        const double step = std::fabs(after.weights()[k] - before.weights()[k]);
        CHECK(step <= 0.01 * (1 + 1e-9));
        moved += step > 0.0099 ? 1 : 0;
    }
    CHECK(moved > before.synapses() * 9 / 10);
}

TEST_CASE("recall training: starts are what they are called") {
    recall_config config = small_memory();
    const auto patterns = make_patterns(config);
    const delayed_weights computed = hebbian_weights(config, patterns);
    config.training.start = training_start::computed;
    const auto same = starting_weights(config, computed);
    CHECK(std::equal(same.weights().begin(), same.weights().end(), computed.weights().begin()));
    // As many synapses, and noise of its size in them.
    config.training.start = training_start::perturbed;
    const auto perturbed = starting_weights(config, computed);
    CHECK(perturbed.synapses() == computed.synapses());
    double squares = 0;
    for (std::size_t k = 0; k < computed.synapses(); ++k) {
        const double added = perturbed.weights()[k] - computed.weights()[k];
        squares += added * added;
    }
    const double size = config.training.noise / std::sqrt(0.04 * 60 * 12);
    CHECK(std::sqrt(squares / static_cast<double>(computed.synapses())) ==
          Approx(size).epsilon(0.05));
    config.training.start = training_start::random;
    CHECK(random_weights(config).synapses() == 60 * 60 * 12);
    config.training.noise = 0;
    CHECK(random_weights(config).synapses() == 60 * 60 * 12);
}

TEST_CASE("recall training: a random start comes to recall, forced and free") {
    recall_config config = small_memory();
    config.training.start = training_start::random;
    for (const reset_rule reset : {reset_rule::to_zero, reset_rule::subtract}) {
        for (const std::uint32_t free_epochs : {0U, 20U}) {
            config.neuron.reset = reset;
            config.training.free_epochs = free_epochs;
            const recall_result result = run_recall(config);
            CHECK(result.untrained.f1() < 0.1);
            CHECK(result.score.f1() >= 0.99);
            CHECK(result.training.size() == 200);
            CHECK(result.training.front().mode == run_mode::forced);
            CHECK((result.training.back().mode == run_mode::free) == (free_epochs > 0));
            CHECK(result.training.back().loss < 0.1 * result.training.front().loss);
        }
    }
}

TEST_CASE("recall training: weights that do not recall are mended") {
    recall_config config = small_memory();
    config.patterns = {.count = 2, .ticks = 250, .spike_probability = 0.03};
    config.weights = {
        .rule = weight_rule::pseudo_inverse, .target = weight_target::spikes, .gain = 1};
    // Least squares whose potentials aim at the threshold itself.
    const recall_result mended = run_recall(config);
    CHECK(mended.untrained.f1() < 0.5);
    CHECK(mended.score.f1() >= 0.99);
    // Those that recall, and noise that breaks them.
    config.weights.gain = 1.5;
    config.training.start = training_start::perturbed;
    config.training.noise = 1;
    const recall_result perturbed = run_recall(config);
    CHECK(perturbed.untrained.f1() < 0.5);
    CHECK(perturbed.score.f1() >= 0.99);
    config.training.epochs = 0;
    CHECK(run_recall(config).score.f1() == 1);
}

TEST_CASE("recall training: the same bits for any number of threads") {
    recall_config config = small_memory();
    config.training.epochs = 12;
    config.training.free_epochs = 4;
    config.training.start = training_start::random;
    const auto patterns = make_patterns(config);
    const auto trained = [&](unsigned threads) {
        delayed_weights weights = random_weights(config);
        std::vector<double> all;
        for (const auto& epoch : train(config, patterns, weights, threads)) {
            all.push_back(epoch.loss);
        }
        all.insert(all.end(), weights.weights().begin(), weights.weights().end());
        return all;
    };
    const auto one = trained(1);
    CHECK(trained(2) == one);
    CHECK(trained(7) == one);
    CHECK(trained(100) == one);
}

TEST_CASE("recall training: what does not fit is refused, what nothing reads is named") {
    const auto refused_path = [](const recall_config& config) -> std::string {
        try {
            config.validate();
        } catch (const input_error& e) {
            return e.data.path;
        }
        return "";
    };
    recall_config config;
    config.training.free_epochs = 1;
    CHECK(refused_path(config) == "training.free_epochs");
    config.training.epochs = 1;
    CHECK(refused_path(config).empty());
    config.neurons = 2000;
    CHECK(refused_path(config).empty());
    config.training.start = training_start::random;
    CHECK(refused_path(config) == "neurons");
    config = {};
    config.patterns = {.count = 500, .ticks = 1000, .spike_probability = 1e-5};
    CHECK(refused_path(config).empty());
    config.training.epochs = 1;
    CHECK(refused_path(config) == "patterns.count");

    config = {};
    CHECK(config.unused().empty());
    CHECK(config.training.unused().size() == 5);
    config.training.epochs = 1;
    CHECK(config.training.unused().size() == 1);
    CHECK(config.training.unused()[0].path == "noise");
    config.training.start = training_start::random;
    CHECK(config.training.unused().empty());
    REQUIRE(config.unused().size() == 1);
    CHECK(config.unused()[0].path == "weights");
}

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "snan/reference/fixed_engine.hpp"
#include "snan/tasks/recall/recall.hpp"
#include "snan/tasks/recall/recall_network.hpp"

// What takes minutes: the dense set of arXiv:2604.14096, and a memory in which everything spikes.
using namespace memglia;

TEST_CASE("recall: the dense set comes back with a gain of 1.5, and not with 1") {
    recall_config config;
    config.neurons = 512;
    config.patterns.spike_probability = 2e-3;
    config.neuron.beta = 0.8;
    config.weights.rule = weight_rule::pseudo_inverse;
    config.weights.target = weight_target::spikes;
    const auto f1 = [&](double gain, reset_rule reset) {
        config.weights.gain = gain;
        config.neuron.reset = reset;
        return run_recall(config).score.f1();
    };
    CHECK(f1(1.5, reset_rule::subtract) >= 0.999);
    CHECK(f1(1.5, reset_rule::to_zero) >= 0.999);
    CHECK(f1(1.0, reset_rule::subtract) < 0.01);
}

TEST_CASE("recall: the dense set comes back with 15 levels of a weight") {
    recall_config config;
    config.neurons = 512;
    config.patterns.spike_probability = 2e-3;
    config.neuron = {.beta = 0.8, .threshold = 1, .reset = reset_rule::subtract};
    config.weights.rule = weight_rule::pseudo_inverse;
    config.weights.target = weight_target::spikes;
    const recaller recall = [](const recall_config& c, const delayed_weights& weights,
                               const std::vector<spike_pattern>& cues) {
        fixed_engine engine(recall_network(c, weights, cues),
                            {.weight_levels = 15, .state_bits = 24});
        auto patterns = recall_on(c, engine);
        return recalled_patterns{std::move(patterns), engine.deliveries()};
    };
    CHECK(run_recall(config, recall).score.f1() == 1);
}

TEST_CASE("recall: averages that aim at spikes, not at a current, run away") {
    recall_config config;
    config.weights.target = weight_target::spikes;
    const recall_score score = run_recall(config).score;
    CHECK(score.recall() > 0.99);
    CHECK(score.f1() < 0.01);
}

TEST_CASE("recall: the dense set is trained from a random start, and from a gain of 1") {
    recall_config config;
    config.neurons = 512;
    config.patterns.spike_probability = 2e-3;
    config.neuron.beta = 0.8;
    config.neuron.reset = reset_rule::subtract;
    config.training.epochs = 30;
    config.training.start = training_start::random;
    const recall_result random = run_recall(config, free_runs, 2);
    CHECK(random.untrained.f1() < 0.01);
    CHECK(random.score.f1() >= 0.99);
    config.weights = {
        .rule = weight_rule::pseudo_inverse, .target = weight_target::spikes, .gain = 1};
    config.training.epochs = 20;
    config.training.start = training_start::computed;
    const recall_result computed = run_recall(config, free_runs, 2);
    CHECK(computed.untrained.f1() < 0.01);
    CHECK(computed.score.f1() >= 0.99);
}

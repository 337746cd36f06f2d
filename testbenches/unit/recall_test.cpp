#include "snan/tasks/recall/recall.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

using namespace memglia;

namespace {

double weight_of(const delayed_weights& weights, std::uint32_t target, std::uint32_t source,
                 std::uint32_t delay) {
    const auto row = weights.row_of(source, delay);
    for (std::size_t k = 0; k < row.target.size(); ++k) {
        if (row.target[k] == target) return row.weight[k];
    }
    return 0;
}

recall_config small_config() {
    recall_config config;
    config.neurons = 2;
    config.delays = 2;
    config.patterns = {.count = 1, .ticks = 5, .spike_probability = 0.1};
    config.neuron.beta = 0.5;
    return config;
}

// What the equations say, tick by tick over all pairs and delays.
spike_pattern naive_run(const recall_config& config, const delayed_weights& weights,
                        const spike_pattern& cue) {
    const std::uint32_t neurons = config.neurons;
    std::vector<std::vector<int>> s(config.patterns.ticks, std::vector<int>(neurons));
    std::vector<double> u(neurons);
    spike_pattern spikes(config.patterns.ticks);
    for (std::uint32_t t = 0; t < config.patterns.ticks; ++t) {
        for (std::uint32_t j = 0; j < neurons; ++j) {
            if (t < cue.size()) {
                s[t][j] = std::count(cue[t].begin(), cue[t].end(), j) != 0 ? 1 : 0;
            } else {
                const bool spiked = t > cue.size() && s[t - 1][j] != 0;
                double input = 0;
                for (std::uint32_t d = 1; d <= config.delays && d <= t; ++d) {
                    for (std::uint32_t i = 0; i < neurons; ++i) {
                        if (s[t - d][i] != 0) input += weight_of(weights, j, i, d);
                    }
                }
                if (config.neuron.reset == reset_rule::to_zero) {
                    u[j] = (spiked ? 0 : config.neuron.beta * u[j]) + input;
                } else {
                    u[j] = config.neuron.beta * u[j] +
                           (input - (spiked ? config.neuron.threshold : 0));
                }
                s[t][j] = u[j] >= config.neuron.threshold ? 1 : 0;
            }
            if (s[t][j] != 0) spikes[t].push_back(j);
        }
    }
    return spikes;
}

// All contexts and what follows them, as the equation has them.
struct dense_problem {
    Eigen::MatrixXd x;
    Eigen::MatrixXd y;
};

dense_problem problem_of(const recall_config& config, const std::vector<spike_pattern>& patterns) {
    const Eigen::Index contexts =
        static_cast<Eigen::Index>(patterns.size()) * (config.patterns.ticks - config.delays);
    dense_problem p{Eigen::MatrixXd::Zero(contexts, config.neurons * config.delays),
                    Eigen::MatrixXd::Zero(contexts, config.neurons)};
    Eigen::Index r = 0;
    for (const spike_pattern& pattern : patterns) {
        for (std::uint32_t t = config.delays; t < config.patterns.ticks; ++t, ++r) {
            for (std::uint32_t d = 1; d <= config.delays; ++d) {
                for (const std::uint32_t i : pattern[t - d]) {
                    p.x(r, i * config.delays + d - 1) = 1;
                }
            }
            for (const std::uint32_t j : pattern[t]) p.y(r, j) += 1;
            if (config.weights.target == weight_target::spikes) continue;
            for (const std::uint32_t j : pattern[t - 1]) p.y(r, j) -= config.neuron.beta;
        }
    }
    return p;
}

Eigen::MatrixXd matrix_of(const delayed_weights& weights) {
    Eigen::MatrixXd w =
        Eigen::MatrixXd::Zero(weights.neurons() * weights.delays(), weights.neurons());
    for (std::uint32_t i = 0; i < weights.neurons(); ++i) {
        for (std::uint32_t d = 1; d <= weights.delays(); ++d) {
            for (std::uint32_t j = 0; j < weights.neurons(); ++j) {
                w(i * weights.delays() + d - 1, j) = weight_of(weights, j, i, d);
            }
        }
    }
    return w;
}

recall_config random_config(std::uint64_t seed, random_stream& draw) {
    recall_config config;
    config.seed = seed;
    config.neurons = 3 + draw.below(12);
    config.delays = 1 + draw.below(6);
    config.patterns.count = 1 + draw.below(3);
    config.patterns.ticks = config.delays + 10 + draw.below(40);
    config.patterns.spike_probability = 0.05 + 0.2 * draw.uniform();
    config.weights.target = draw.below(2) == 0 ? weight_target::spikes : weight_target::current;
    config.neuron.reset = draw.below(2) == 0 ? reset_rule::to_zero : reset_rule::subtract;
    config.neuron.beta = 0.125 * draw.below(8);
    return config;
}

std::string refused_path(const recall_config& config) {
    try {
        config.validate();
    } catch (const input_error& e) {
        return e.data.path;
    }
    return "";
}

}  // namespace

TEST_CASE("recall: patterns have their rate, and a stream each") {
    recall_config config;
    config.neurons = 200;
    config.patterns = {.count = 2, .ticks = 1000, .spike_probability = 0.01};
    const auto two = make_patterns(config);
    std::size_t spikes = 0;
    for (const auto& spiking : two[0]) spikes += spiking.size();
    CHECK(spikes == Approx(2000).epsilon(0.1));
    CHECK(two[0] != two[1]);
    config.patterns.count = 1;
    CHECK(make_patterns(config)[0] == two[0]);
    config.seed = 2;
    CHECK(make_patterns(config)[0] != two[0]);
    config.patterns.spike_probability = 1;
    CHECK(make_patterns(config)[0][999].size() == 200);
    config.patterns.spike_probability = 0;
    CHECK(make_patterns(config)[0] == spike_pattern(1000));
}

TEST_CASE("recall: cues are cut, drawn anew and silenced as asked for") {
    recall_config config;
    config.neurons = 50;
    config.delays = 20;
    config.patterns = {.count = 1, .ticks = 60, .spike_probability = 0.3};
    const spike_pattern pattern = make_patterns(config)[0];
    const spike_pattern whole(pattern.begin(), pattern.begin() + 20);
    CHECK(make_cue(config, pattern, 0) == whole);
    config.cue.ticks = 7;
    CHECK(make_cue(config, pattern, 0) == spike_pattern(pattern.begin(), pattern.begin() + 7));
    config.cue.ticks = 0;
    config.cue.silenced_neurons = 12;
    std::vector<bool> heard(50);
    for (const auto& spiking : make_cue(config, pattern, 0)) {
        for (const std::uint32_t j : spiking) heard[j] = true;
    }
    CHECK(std::count(heard.begin(), heard.end(), true) == 38);
    CHECK(make_cue(config, pattern, 0) != make_cue(config, pattern, 1));
    config.cue = {.ticks = 0, .replace_probability = 1, .silenced_neurons = 0};
    const spike_pattern other = make_cue(config, pattern, 0);
    CHECK(other != whole);
    CHECK(score_of(whole, other, 0).precision() == Approx(0.3).margin(0.1));
    config.patterns.spike_probability = 0;
    CHECK(make_cue(config, pattern, 0) == spike_pattern(20));
}

TEST_CASE("recall: Hebbian averages by hand") {
    // Contexts at ticks 2, 3 and 4; three entries in four columns.
    const std::vector<spike_pattern> patterns{{{0}, {}, {1}, {}, {}}};
    recall_config config = small_config();
    config.weights.target = weight_target::spikes;
    const auto spikes = hebbian_weights(config, patterns);
    CHECK(spikes.synapses() == 1);
    CHECK(weight_of(spikes, 1, 0, 2) == 2);
    config.weights.target = weight_target::current;
    const auto current = hebbian_weights(config, patterns);
    CHECK(current.synapses() == 2);
    CHECK(weight_of(current, 1, 0, 2) == 2);
    CHECK(weight_of(current, 1, 1, 1) == -1);
}

TEST_CASE("recall: least squares by hand") {
    const std::vector<spike_pattern> patterns{{{0}, {}, {1}, {}, {}}};
    recall_config config = small_config();
    config.weights.target = weight_target::spikes;
    least_squares_report report;
    const auto weights = pseudo_inverse_weights(config, patterns, report);
    CHECK(weights.synapses() == 1);
    CHECK(weight_of(weights, 1, 0, 2) == 1.5);
    CHECK(report.iterations == 1);
    CHECK(report.residual == 0);
}

TEST_CASE("recall: least squares solve the normal equations, and are the smallest that do") {
    random_stream draw(1, "test", "least squares");
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        recall_config config = random_config(seed, draw);
        config.weights.gain = 1;
        const auto patterns = make_patterns(config);
        least_squares_report report;
        const auto w = matrix_of(pseudo_inverse_weights(config, patterns, report));
        const auto [x, y] = problem_of(config, patterns);
        INFO(seed << ": " << x.rows() << " contexts, " << x.cols() << " columns");
        CHECK((x.transpose() * (x * w - y)).norm() <= 1e-5 * (x.transpose() * y).norm());
        const Eigen::MatrixXd smallest = x.completeOrthogonalDecomposition().solve(y);
        CHECK((w - smallest).norm() <= 1e-3 * (smallest.norm() + 1));
        CHECK(report.normal_residual <= 1e-6);
    }
}

TEST_CASE("recall: least squares say how far they came") {
    recall_config config;
    config.neurons = 30;
    config.delays = 4;
    config.patterns = {.count = 2, .ticks = 30, .spike_probability = 0.1};
    const auto patterns = make_patterns(config);
    least_squares_report few;
    pseudo_inverse_weights(config, patterns, few, 3);
    CHECK(few.iterations == 3);
    CHECK(few.normal_residual > 1e-6);
    least_squares_report all;
    pseudo_inverse_weights(config, patterns, all);
    CHECK(all.normal_residual <= 1e-6);
    CHECK(all.residual <= few.residual);
}

TEST_CASE("recall: spikes walk along delays, and count what they pass") {
    recall_config config = small_config();
    config.neurons = 3;
    config.patterns.ticks = 6;
    delayed_weights weights(3, 2);
    weights.append_row(std::vector<double>{0, 1, 0});  // 0 to 1 after one tick
    weights.append_row(std::vector<double>{0, 0, 0});
    weights.append_row(std::vector<double>{0, 0, 0.5});   // 1 to 2 after one tick, half
    weights.append_row(std::vector<double>{0, 0, 0.75});  // and after two, with what is left
    weights.append_row(std::vector<double>{0, 0, 0});
    weights.append_row(std::vector<double>{0, 0, 0});
    CHECK(weights.synapses() == 3);
    std::uint64_t operations = 0;
    CHECK(free_run(config, weights, {{0}}, operations) == spike_pattern{{0}, {1}, {}, {2}, {}, {}});
    CHECK(operations == 3);
}

TEST_CASE("recall: a reset takes the whole potential or one threshold") {
    recall_config config = small_config();
    config.delays = 1;
    delayed_weights strong(2, 1);
    strong.append_row(std::vector<double>{0, 5});
    strong.append_row(std::vector<double>{0, 0});
    std::uint64_t operations = 0;
    CHECK(free_run(config, strong, {{0}}, operations) == spike_pattern{{0}, {1}, {}, {}, {}});
    config.neuron.reset = reset_rule::subtract;
    // 5, then 5 / 2 - 1, then 1.5 / 2 - 1.
    CHECK(free_run(config, strong, {{0}}, operations) == spike_pattern{{0}, {1}, {1}, {}, {}});
}

TEST_CASE("recall: event by event is what the equations say, spike for spike") {
    random_stream draw(1, "test", "recall");
    std::size_t free_spikes = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        recall_config config = random_config(seed, draw);
        config.cue.ticks = 1 + draw.below(config.delays);
        delayed_weights weights(config.neurons, config.delays);
        std::vector<double> row(config.neurons);
        for (std::uint32_t r = 0; r < config.neurons * config.delays; ++r) {
            // Multiples of 1/64: their sums are exact in any order.
            for (double& w : row) {
                const double value = (static_cast<int>(draw.below(120)) - 55) / 64.0;
                w = draw.below(2) == 0 ? 0 : value;
            }
            weights.append_row(row);
        }
        const spike_pattern cue = make_cue(config, make_patterns(config)[0], 0);
        std::uint64_t operations = 0;
        const spike_pattern run = free_run(config, weights, cue, operations);
        INFO(seed);
        CHECK(run == naive_run(config, weights, cue));
        for (std::size_t t = cue.size(); t < run.size(); ++t) free_spikes += run[t].size();
    }
    CHECK(free_spikes > 1000);
}

TEST_CASE("recall: hits, false alarms and misses") {
    const recall_score score = score_of({{9}, {0, 1, 2}, {}, {4}}, {{}, {1, 2, 3}, {5}, {}}, 1);
    CHECK(score == recall_score{.hits = 2, .false_alarms = 2, .misses = 2});
    CHECK(score.precision() == 0.5);
    CHECK(score.recall() == 0.5);
    CHECK(score.f1() == 0.5);
    CHECK(recall_score{}.f1() == 0);
    CHECK(recall_score{}.precision() == 0);
}

TEST_CASE("recall: parts that do not fit are refused with their path") {
    CHECK(refused_path(recall_config{}).empty());
    recall_config config;
    config.patterns.ticks = 41;
    CHECK(refused_path(config) == "patterns.ticks");
    config = {};
    config.cue.ticks = 42;
    CHECK(refused_path(config) == "cue.ticks");
    config = {};
    config.cue.silenced_neurons = 1025;
    CHECK(refused_path(config) == "cue.silenced_neurons");
    config = {};
    config.patterns.count = 4096;
    CHECK(refused_path(config) == "patterns.count");
    config = {};
    config.neurons = 20'000;
    CHECK(refused_path(config) == "neurons");
    config = {};
    config.neurons = 2000;
    config.weights.rule = weight_rule::pseudo_inverse;
    CHECK(refused_path(config) == "neurons");
    config = {};
    config.neurons = 100;
    config.patterns.ticks = 10'000;
    config.patterns.spike_probability = 0.5;
    config.weights.rule = weight_rule::pseudo_inverse;
    CHECK(refused_path(config) == "patterns.spike_probability");
}

TEST_CASE("recall: the sparse set comes back with either reset") {
    recall_config config;
    for (const reset_rule reset : {reset_rule::to_zero, reset_rule::subtract}) {
        config.neuron.reset = reset;
        const recall_result result = run_recall(config);
        CHECK(result.score.f1() >= 0.999);
        CHECK(result.by_pattern.size() == 16);
        CHECK(result.synapses == Approx(1.3e6).epsilon(0.02));
        CHECK(result.synaptic_operations < 30'000'000);
    }
}

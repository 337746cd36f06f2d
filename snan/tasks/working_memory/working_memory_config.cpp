#include "snan/tasks/working_memory/working_memory_config.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

std::vector<memory_delay> usual_memory_delays() {
    std::vector<memory_delay> delays;
    for (const double delay_s : {0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0}) {
        delays.push_back({delay_s});
    }
    return delays;
}

unused_keys pool_homeostasis_config::unused() const {
    unused_keys all;
    if (duration_s == 0) {
        add_unused(all, {"rise", "rate_hz"}, "duration_s is 0: there is no power-up", "duration_s",
                   "duration_s above 0");
    }
    return all;
}

unused_keys working_memory_config::unused() const {
    unused_keys all;
    const bool has_astrocytes = std::any_of(conditions.begin(), conditions.end(),
                                            [](const memory_condition& c) { return c.astrocytes; });
    if (!has_astrocytes) {
        add_unused(all, {"network.astrocyte"}, "no condition has astrocytes", "conditions",
                   "a condition with astrocytes");
    }
    if (trial.reset_s == 0) {
        add_unused(all, {"trial.reset"}, "trial.reset_s is 0: there is no reset", "trial.reset_s",
                   "trial.reset_s above 0");
    }
    return all;
}

void working_memory_config::validate() const {
    const auto fail = [](const std::string& path, const std::string& found,
                         const std::string& expected) {
        throw input_error({.path = path, .found = "found " + found, .expected = expected});
    };
    constexpr double most_neurons = 4096;
    const double neurons = static_cast<double>(network.pools) * network.neurons_per_pool;
    if (neurons > most_neurons) {
        fail("network.neurons_per_pool", number_text(neurons) + " neurons in all pools",
             "at most 4096");
    }
    if (trial.delays.empty()) fail("trial.delays", "none", "one or more");
    if (conditions.empty()) fail("conditions", "none", "one or more");
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        const memory_condition& own = conditions[c];
        const std::string path = "conditions[" + std::to_string(c) + "]";
        if (own.name.empty()) fail(path + ".name", "none", "a name for the tables");
        for (std::size_t b = 0; b < c; ++b) {
            if (conditions[b].name == own.name) {
                fail(path + ".name", "'" + own.name + "' twice", "another name");
            }
        }
        for (std::size_t m = 0; m < own.manipulations.size(); ++m) {
            const memory_manipulation& done = own.manipulations[m];
            const bool activates = done.kind == memory_manipulation_kind::activate;
            if (activates == (done.gate > 0)) continue;
            fail(path + ".manipulations[" + std::to_string(m) + "].gate", number_text(done.gate),
                 activates ? "above 0 for activate" : "none but for activate");
        }
        if (!own.astrocytes && !own.manipulations.empty()) {
            fail(path + ".manipulations", "manipulations of astrocytes that are not there",
                 "astrocytes true, or no manipulations");
        }
    }
}

}  // namespace memglia

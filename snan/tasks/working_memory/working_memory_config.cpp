#include "snan/tasks/working_memory/working_memory_config.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

unused_keys memory_manipulation::unused() const {
    unused_keys all;
    if (kind != memory_manipulation_kind::activate) {
        add_unused(all, {"gate"}, "kind is not 'activate': nothing opens gates", "kind",
                   "kind activate");
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
        if (!own.astrocytes && !own.manipulations.empty()) {
            fail(path + ".manipulations", "manipulations of astrocytes that are not there",
                 "astrocytes true, or no manipulations");
        }
    }
}

}  // namespace memglia

#include <algorithm>
#include <catch2/catch.hpp>

#include "snan/tasks/pattern_memory/pattern_memory.hpp"

using namespace memglia;

// The task of Gordleeva et al. 2021 with its constants; published: 0.911 in the mean.
TEST_CASE("pattern memory: 79 by 79 neurons, four images, 20 seeds") {
    double sum = 0;
    double least = 1;
    double without = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        pattern_memory_config config;
        config.seed = seed;
        const pattern_memory_result result = run_pattern_memory(config);
        sum += result.score / 20;
        least = std::min(least, result.score);
        CHECK(result.score_of_cues < 0.81);
        config.astrocytes.acts = false;
        without += run_pattern_memory(config).score / 20;
    }
    CHECK(sum >= 0.911);
    CHECK(least >= 0.9);
    CHECK(without < 0.88);
}

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "crossbar/programming/programming_error.hpp"

using namespace memglia;

TEST_CASE("crossbar: a programming error is that of the cells with a target") {
    const std::vector<double> target{1e-6, 2e-6, -1, 0};
    const std::vector<double> read{4e-6, 6e-6, 1, 0};
    const programming_error error = measure_programming(target, read, 1e-5);
    CHECK(error.cells == 3);
    CHECK(error.rms == Approx(5e-6 / 1e-5 / std::sqrt(3.0)));
    const std::vector<double> none(4, -1.0);
    CHECK(measure_programming(none, read, 1e-5).cells == 0);
    CHECK(measure_programming(none, read, 1e-5).rms == 0);
    CHECK_THROWS_AS(measure_programming(std::vector<double>(3, 0.0), read, 1e-5), internal_error);
}

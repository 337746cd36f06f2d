#include <catch2/catch.hpp>
#include <cmath>

#include "crossbar/device/cell_iv.hpp"

using namespace memglia;

TEST_CASE("cell I-V: each law meets its equation, is odd, and its slope is its derivative") {
    for (const std::string law : {"linear", "sinh", "selector"}) {
        const cell_iv iv({.law = law, .sinh_per_v = 4});
        for (const double g : {1e-3, 1e-5, 1e-8}) {
            for (const double v : {1e-9, 0.01, 0.3, 1.7}) {
                CAPTURE(law, g, v);
                const auto p = iv.at(g, v);
                if (law == "linear") CHECK(p.current_a == g * v);
                if (law == "sinh") {
                    CHECK(p.current_a == Approx(g * std::sinh(4 * v) / 4).epsilon(1e-13));
                    CHECK(p.memristor_v == v);
                }
                if (law == "selector") {
                    CHECK(p.current_a / g + 0.05 * std::asinh(p.current_a / 1e-6) ==
                          Approx(v).epsilon(1e-12));
                    CHECK(p.memristor_v == Approx(p.current_a / g).epsilon(1e-13));
                }
                CHECK(iv.at(g, -v).current_a == -p.current_a);
                const double h = 1e-5 * v;
                const double slope =
                    (iv.at(g, v + h).current_a - iv.at(g, v - h).current_a) / (2 * h);
                CHECK(p.slope_s == Approx(slope).epsilon(1e-6));
            }
        }
        CHECK(iv.at(1e-4, 0).current_a == 0);
        CHECK(iv.at(1e-4, 0).slope_s == Approx(iv.at(1e-4, 1e-7).slope_s).epsilon(1e-9));
    }
}

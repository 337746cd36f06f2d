#include <catch2/catch.hpp>
#include <cmath>

#include "base/choice.hpp"
#include "crossbar/device/cell_iv.hpp"

using namespace memglia;

TEST_CASE("cell I-V: each law meets its equation, is odd, and its slope is its derivative") {
    for (const cell_law law : {cell_law::linear, cell_law::sinh, cell_law::selector}) {
        const cell_iv iv({.law = law, .sinh_per_v = 4});
        for (const double g : {1e-3, 1e-5, 1e-8}) {
            for (const double v : {1e-9, 0.01, 0.3, 1.7}) {
                CAPTURE(word_of(law), g, v);
                const auto p = iv.at(g, v);
                if (law == cell_law::linear) CHECK(p.current_a == g * v);
                if (law == cell_law::sinh) {
                    CHECK(p.current_a == Approx(g * std::sinh(4 * v) / 4).epsilon(1e-13));
                    CHECK(p.memristor_v == v);
                }
                if (law == cell_law::selector) {
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

TEST_CASE("cell I-V: the rectifying law meets its equation and its slope is its derivative") {
    const cell_iv iv(
        {.law = cell_law::rectifying, .rectifying_plus_per_v = 6, .rectifying_minus_per_v = 25});
    const double g = 1e-8;
    for (const double v : {-0.9, -0.1, -1e-6, 1e-6, 0.2, 1.5}) {
        CAPTURE(v);
        const auto p = iv.at(g, v);
        // exp differences lose digits near 0 V.
        CHECK(p.current_a == Approx(g * (std::exp(6 * v) - std::exp(-25 * v)) / 31).epsilon(1e-8));
        const double h = 1e-5 * std::abs(v);
        CHECK(p.slope_s == Approx((iv.at(g, v + h).current_a - iv.at(g, v - h).current_a) / (2 * h))
                               .epsilon(1e-6));
    }
    CHECK(iv.at(g, 0).current_a == 0);
    CHECK(iv.at(g, 0).slope_s == g);
    CHECK(std::isfinite(iv.at(g, -1000).current_a));
    // Equal slopes are a sinh.
    const cell_iv even(
        {.law = cell_law::rectifying, .rectifying_plus_per_v = 4, .rectifying_minus_per_v = 4});
    const cell_iv sinh({.law = cell_law::sinh, .sinh_per_v = 4});
    CHECK(even.at(g, 0.7).current_a == Approx(sinh.at(g, 0.7).current_a).epsilon(1e-14));
}

TEST_CASE("cell I-V: the voltage of a current is the inverse, for every law") {
    for (const cell_law law :
         {cell_law::linear, cell_law::sinh, cell_law::selector, cell_law::rectifying}) {
        const cell_iv iv({.law = law});
        for (const double g : {1e-3, 1e-6, 1e-10}) {
            for (const double v : {-2.0, -0.3, -1e-4, 0.0, 1e-4, 0.3, 2.0}) {
                CAPTURE(word_of(law), g, v);
                CHECK(iv.voltage_v(g, iv.at(g, v).current_a) ==
                      Approx(v).epsilon(1e-10).margin(1e-18));
            }
        }
    }
}

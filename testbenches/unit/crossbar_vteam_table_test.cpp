#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "crossbar/device/vteam.hpp"

// Switching time and energy of published VTEAM parameter sets: full range, D = 3 nm, rectangular
// window. The values were computed outside memglia from t = D / (|k| |v/v_th - 1|^alpha), E = v^2 t
// ln(R_off/R_on) / (R_off - R_on) for linear and v^2 t (1/R_on - 1/R_off) / ln(R_off/R_on) for
// exponential resistance.
using namespace memglia;

namespace {

// A number as printed: it stands for an interval of one unit in its last digit. Some had been
// rounded to one digit more before: hence 0.55 of that unit instead of 0.5.
struct printed {
    std::string digits;
    double unit = 1;

    double value() const { return std::strtod(digits.c_str(), nullptr) * unit; }
    double half_width() const {
        const auto point = digits.find('.');
        const auto decimals = point == std::string::npos ? 0 : digits.size() - point - 1;
        return 0.55 * std::pow(10.0, -static_cast<double>(decimals)) * unit;
    }
};

struct row {
    double v;
    printed t_full;
    printed e_linear;
    printed e_exponential;
};

constexpr double us = 1e-6;
constexpr double ns = 1e-9;
constexpr double ps = 1e-12;
constexpr double uj = 1e-6;
constexpr double pj = 1e-12;
constexpr double fj = 1e-15;

vteam_config parameters(double k_on, double k_off, double alpha_on, double alpha_off, double v_on,
                        double v_off, double r_on, double r_off) {
    vteam_config c;
    c.law = resistance_law::linear_resistance;
    c.window = window_kind::rectangular;
    c.k_on_m_per_s = k_on;
    c.k_off_m_per_s = k_off;
    c.alpha_on = alpha_on;
    c.alpha_off = alpha_off;
    c.v_on_v = v_on;
    c.v_off_v = v_off;
    c.r_on_ohm = r_on;
    c.r_off_ohm = r_off;
    c.depth_m = 3e-9;
    return c;
}

bool agrees(double value, const printed& p) {
    return std::abs(value - p.value()) <= p.half_width();
}

void check_full_sweeps(vteam_config config, const std::vector<row>& rows) {
    for (const row& r : rows) {
        const bool set = r.v < 0;
        CAPTURE(r.v, r.t_full.digits);
        config.law = resistance_law::linear_resistance;
        const vteam linear(config);
        config.law = resistance_law::exponential_resistance;
        const vteam exponential(config);

        const double t_full = 1 / linear.rate_per_s(r.v);
        CHECK(agrees(t_full, r.t_full));
        const double k = set ? config.k_on_m_per_s : config.k_off_m_per_s;
        const double threshold = set ? config.v_on_v : config.v_off_v;
        const double alpha = set ? config.alpha_on : config.alpha_off;
        CHECK(t_full ==
              Approx(config.depth_m / (std::abs(k) * std::pow(r.v / threshold - 1, alpha)))
                  .epsilon(1e-13));

        const double start = set ? 1 : 0;
        const double end = set ? 0 : 1;
        const auto by_linear = linear.pulse(start, r.v, t_full);
        CAPTURE(by_linear.energy_j, r.e_linear.digits);
        CHECK(by_linear.x == Approx(end).margin(1e-12));
        CHECK(agrees(by_linear.energy_j, r.e_linear));
        const auto by_exponential = exponential.pulse(start, r.v, t_full);
        CAPTURE(by_exponential.energy_j, r.e_exponential.digits);
        CHECK(by_exponential.x == Approx(end).margin(1e-12));
        CHECK(agrees(by_exponential.energy_j, r.e_exponential));
        // Half the time, half the way.
        CHECK(linear.pulse(start, r.v, t_full / 2).x == Approx(0.5).margin(1e-12));
    }
}

}  // namespace

TEST_CASE("crossbar: published set Technion, the default of MemTorch") {
    check_full_sweeps(parameters(-10, 5e-4, 3, 1, -0.2, 0.02, 50, 1e3),
                      {{-0.3, {"2.400", ns}, {"681", fj}, {"1370", fj}},
                       {-0.5, {"88.89", ps}, {"70.1", fj}, {"141", fj}},
                       {-1.0, {"4.687", ps}, {"14.8", fj}, {"29.7", fj}},
                       {0.1, {"1.500", us}, {"47.3", pj}, {"95.1", pj}},
                       {0.5, {"250.0", ns}, {"197", pj}, {"396", pj}},
                       {1.0, {"122.4", ns}, {"386", pj}, {"777", pj}}});
}

TEST_CASE("crossbar: published set MAGIC") {
    check_full_sweeps(parameters(-216.2, 0.091, 4, 4, -1.5, 0.3, 1e3, 300e3),
                      {{-1.6, {"702.5", ns}, {"34.3", pj}, {"314", pj}},
                       {-2.0, {"1.124", ns}, {"85.8", fj}, {"786", fj}},
                       {-3.0, {"13.88", ps}, {"2.38", fj}, {"21.8", fj}},
                       {0.5, {"166.9", ns}, {"796", fj}, {"7.29", pj}},
                       {1.0, {"1.112", ns}, {"21.2", fj}, {"194", fj}},
                       {2.0, {"31.97", ps}, {"2.44", fj}, {"22.4", fj}}});
}

TEST_CASE("crossbar: published set Pt-Hf-Ti") {
    check_full_sweeps(parameters(-80, 4.03e-8, 3, 1, -0.53, 0.5, 100, 2.5e3),
                      {{-0.6, {"16.28", ns}, {"7.86", pj}, {"17.5", pj}},
                       {-0.8, {"283.6", ps}, {"0.244", pj}, {"0.541", pj}},
                       {-1.0, {"53.8", ps}, {"0.072", pj}, {"0.160", pj}},
                       {0.6, {"372", 1e-3}, {"180", uj}, {"400", uj}},
                       {1.0, {"74.4", 1e-3}, {"99.8", uj}, {"222", uj}},
                       {1.5, {"37.2", 1e-3}, {"112", uj}, {"250", uj}}});
}

TEST_CASE("crossbar: published set of the IEEE CAS Magazine, 2019") {
    check_full_sweeps(parameters(-5e-10, 1e-2, 3, 3, -0.01, 0.7, 10e3, 1e6),
                      {{-0.1, {"8.23", 1e-3}, {"383", pj}, {"1769", pj}},
                       {-0.5, {"51.0", us}, {"59.3", pj}, {"274", pj}},
                       {-1.0, {"6.18", us}, {"28.8", pj}, {"133", pj}},
                       {0.8, {"103", us}, {"306", pj}, {"1416", pj}},
                       {1.0, {"3.81", us}, {"17.7", pj}, {"81.9", pj}},
                       {1.4, {"300", ns}, {"2.74", pj}, {"12.6", pj}}});
}

TEST_CASE("crossbar: published ferroelectric set") {
    const vteam_config config = parameters(-30, 1e-4, 5, 5, -5.7, 1.4, 150e3, 50e6);
    // The table gives the exponential law as a factor of 9.8 over the linear one.
    const double factor = (1 / config.r_on_ohm - 1 / config.r_off_ohm) *
                          (config.r_off_ohm - config.r_on_ohm) /
                          std::pow(std::log(config.r_off_ohm / config.r_on_ohm), 2);
    CHECK(agrees(factor, {"9.8", 1}));
    check_full_sweeps(config, {{-6, {"248", us}, {"1039", pj}, {"10.2", 1e-9}},
                               {-7, {"162", ns}, {"0.925", pj}, {"9.08", pj}},
                               {2, {"2.08", 1e-3}, {"967", pj}, {"9.50", 1e-9}},
                               {3, {"15.4", us}, {"16.1", pj}, {"158", pj}},
                               {5, {"267", ns}, {"0.777", pj}, {"7.63", pj}}});
}

TEST_CASE("crossbar: derived set TaOx/HfOx, both polarities alike") {
    const vteam_config config = parameters(-2.17014e-3, 2.17014e-3, 3, 3, -1, 1, 100e3, 1e6);
    for (const double sign : {-1.0, 1.0}) {
        check_full_sweeps(config, {{sign * 1.2, {"172.8", us}, {"637", pj}, {"973", pj}},
                                   {sign * 1.6, {"6.40", us}, {"41.9", pj}, {"64.0", pj}},
                                   {sign * 2.0, {"1.382", us}, {"14.2", pj}, {"21.6", pj}}});
    }
}

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.hpp"
#include "crossbar/array/cell_array.hpp"

using namespace memglia;

namespace {

using polarity = device_model::polarity;
constexpr double line_cell_f = 0.12e-15;

device_config still_device() {
    device_config c;
    c.sigma_cycle = 0;
    c.sigma_read = 0;
    return c;
}

ageing_config lasting() {
    ageing_config ageing;
    ageing.endurance_cycles = 0;
    return ageing;
}

double read_s(cell_array& array, std::size_t row, std::size_t column) {
    std::array<double, 1> current_a{};
    array.read(row, column, current_a);
    return current_a[0] / array.device().config().v_read_v;
}

}  // namespace

TEST_CASE("crossbar: a cell wears out after its life in full cycles and sticks at R_on") {
    ageing_config ageing;
    ageing.endurance_cycles = 2;
    ageing.sigma_endurance = 0;
    cell_array array(2, 2, device_model(still_device()), {}, line_cell_f, ageing);
    array.reset(1, 0);
    double way = 0;
    int cycles = 0;
    for (; array.worn_out() == 0 && cycles < 20; ++cycles) {
        for (const polarity p : {polarity::set, polarity::reset}) {
            for (int k = 0; k < 400 && array.worn_out() == 0; ++k) {
                const double before = array.state(0, 1);
                array.pulse(0, 1, p);
                if (array.worn_out() == 0) way += std::abs(array.state(0, 1) - before);
            }
        }
    }
    CHECK(way < 4);  // two cycles there and back
    CHECK(way > 3.5);
    CHECK(array.worn_out() == 1);
    CHECK(array.state(0, 1) == 0);
    for (int k = 0; k < 50; ++k) array.pulse(0, 1, polarity::reset);
    CHECK(read_s(array, 0, 1) == Approx(array.device().conductance_s(0)));
    CHECK(array.stuck_cells() == std::vector<unsigned char>{0, 1, 0, 0});

    array.pulse(1, 0, polarity::set);
    CHECK(array.state(1, 0) < 1);
    array.reset(1, 0);  // new cells
    CHECK(array.worn_out() == 0);
    array.pulse(0, 1, polarity::set);
    CHECK(array.state(0, 1) < 1);
    CHECK(array.state(0, 1) > 0);
}

TEST_CASE("crossbar: cells drift from when each was last moved, by the power law") {
    ageing_config ageing = lasting();
    ageing.drift_nu_on = 0.02;
    ageing.drift_nu_off = 0.07;
    ageing.drift_t0_s = 2;
    cell_array array(1, 3, device_model(still_device()), {}, line_cell_f, ageing);
    array.reset(3, 0);
    for (int k = 0; k < 20; ++k) array.pulse(0, 0, polarity::set);
    array.stand(500);
    for (int k = 0; k < 30; ++k) array.pulse(0, 1, polarity::set);
    const double fresh_s = array.device().conductance_s(array.state(0, 1));
    CHECK(read_s(array, 0, 1) == Approx(fresh_s));
    array.stand(1500);

    const vteam& law = array.device().law();
    const auto drifted = [&](std::size_t column, double elapsed_s) {
        const double g = array.device().conductance_s(array.state(0, column));
        const double share = (g - law.g_off_s()) / (law.g_on_s() - law.g_off_s());
        return g * std::pow(elapsed_s / 2, -(0.07 + (0.02 - 0.07) * share));
    };
    CHECK(read_s(array, 0, 0) == Approx(drifted(0, 2000)).epsilon(1e-9));
    CHECK(read_s(array, 0, 1) == Approx(drifted(1, 1500)).epsilon(1e-9));
    CHECK(read_s(array, 0, 2) == Approx(drifted(2, 2000)).epsilon(1e-9));
    CHECK(drifted(0, 2000) < 0.9 * array.device().conductance_s(array.state(0, 0)));

    array.pulse(0, 0, polarity::set);  // a write refreshes
    CHECK(read_s(array, 0, 0) == Approx(array.device().conductance_s(array.state(0, 0))));
}

TEST_CASE("crossbar: after a long stand as many cells are at the low level as dwell there") {
    ageing_config ageing = lasting();
    ageing.telegraph_fraction = 1;
    ageing.telegraph_step = 0.2;
    ageing.telegraph_tau_max_s = 1e-3;
    constexpr std::size_t side = 40;
    cell_array array(side, side, device_model(still_device()), {}, line_cell_f, ageing);
    array.reset(5, 0);
    const double g_off_s = array.device().conductance_s(1);
    int low = 0;
    int changes = 0;
    std::vector<double> last(side * side, 0.0);
    for (int look = 0; look < 2; ++look) {
        array.stand(1);  // a thousand dwell times
        for (std::size_t i = 0; i < side * side; ++i) {
            const double share = read_s(array, i / side, i % side) / g_off_s;
            if (share != Approx(1) && share != Approx(0.8)) FAIL("level " << share);
            low += share < 0.9 ? 1 : 0;
            changes += look == 1 && std::abs(share - last[i]) > 0.1 ? 1 : 0;
            last[i] = share;
        }
    }
    // Of tau_low/(tau_low + tau_high) the mean is 1/2; 3200 looks, of which pairs go together.
    CHECK(low > 1450);
    CHECK(low < 1750);
    CHECK(changes > 200);
}

TEST_CASE("crossbar: cells that do not age are those of an array without ageing") {
    device_config noisy;
    cell_array plain(3, 3, device_model(noisy), {}, line_cell_f);
    cell_array lasts(3, 3, device_model(noisy), {}, line_cell_f, lasting());
    plain.reset(9, 2);
    lasts.reset(9, 2);
    for (int k = 0; k < 40; ++k) {
        const auto row = static_cast<std::size_t>(k % 3);
        const auto p = k % 5 == 0 ? polarity::reset : polarity::set;
        CHECK(plain.pulse(row, 1, p).cells_j ==
              Approx(lasts.pulse(row, 1, p).cells_j).epsilon(0.01));
        CHECK(plain.state(row, 1) == lasts.state(row, 1));
    }
    lasts.stand(1e9);
    CHECK(lasts.conductance_s(1, 1) == plain.conductance_s(1, 1));
    CHECK_THROWS_AS(plain.stand(1), internal_error);
}

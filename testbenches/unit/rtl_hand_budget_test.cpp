#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>

#include "base/random.hpp"
#include "crossbar/array/cell_array.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/device/vteam.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "testbenches/support/rtl_samples.hpp"

// The hand budget of one decision at 45 nm: one spike in, four action columns, one synaptic event
// each. The rows are printed in pJ with two decimals; the program must give the same numbers to
// that rounding.
using namespace memglia;

namespace {

activity_record record(std::initializer_list<std::pair<activity, std::uint64_t>> counts) {
    activity_record r;
    for (const auto& [what, times] : counts) r.counts[static_cast<std::size_t>(what)] = times;
    return r;
}

activity_record analogue_record(analogue what, double joules) {
    activity_record r;
    r.analogue_j[static_cast<std::size_t>(what)] = joules;
    return r;
}

double picojoules(const activity_record& r) {
    return price(r, {samples::cmos_45nm(), 0}).total_j() * 1e12;
}

Approx printed(double value) {
    return Approx(value).epsilon(0).margin(0.005);
}

const activity_record aer = record(
    {{activity::router_hop, 1}, {activity::router_hop_bit, 32}, {activity::router_link_bit, 32}});
const activity_record row_driver = record({{activity::read_row_drive, 1}});
const activity_record integrators = record({{activity::read_integrate, 4}});
const activity_record comparators = record({{activity::neuron_compare, 4}});
// The budget adds 16-bit numbers; the ledger's 16-bit additions are those of neurons and learning.
const activity_record calcium_update = record({{activity::astrocyte_sram_read, 1},
                                               {activity::astrocyte_sram_write, 1},
                                               {activity::neuron_add, 2},
                                               {activity::astrocyte_flip_flop, 16}});
const activity_record tag_update = record({{activity::learning_sram_read, 1},
                                           {activity::learning_sram_write, 1},
                                           {activity::learning_add, 2},
                                           {activity::learning_flip_flop, 16}});

/// Four cells of 50 uS, read at 0.2 V for 10 ns.
activity_record array_read() {
    device_config config = samples::ideal_device();
    config.vteam.r_on_ohm = 20e3;
    config.codes = 2;
    cell_array array(1, 4, device_model(config), access_config{}, 0);
    for (std::size_t column = 0; column < 4; ++column) {
        array.pulse(0, column, device_model::polarity::set);
        REQUIRE(array.conductance_s(0, column) == Approx(50e-6));
    }
    std::array<double, 4> currents{};
    return analogue_record(analogue::read_cells, array.read(0, 0, currents).cells_j);
}

constexpr double g_pulsed_s = 5e-6;
constexpr double v_write_v = 1.6;
constexpr double t_pulse_s = 50e-9;

/// 103 half-selected cells of a passive array: half the voltage, a tenth of the conductance there.
double half_selected_j() {
    constexpr double nonlinearity = 10;
    constexpr double v = v_write_v / 2;
    return 103 * v * v * g_pulsed_s / nonlinearity * t_pulse_s;
}

/// One pulse of 1.6 V and 50 ns on a cell of 5 uS: ten codes between 1 and 10 uS have one at 5.
double pulse_j() {
    device_config config = samples::ideal_device();
    config.codes = 10;
    const device_model device(config);
    random_stream unused(0, "test", "pulse");
    double x = 1;
    for (int code = 0; code < 4; ++code) x = device.pulse(x, -v_write_v, unused).x;
    REQUIRE(device.conductance_s(x) == Approx(g_pulsed_s));
    return device.pulse(x, -v_write_v, unused).energy_j;
}

activity_record write_pulse() {
    return analogue_record(analogue::write_cells, pulse_j() + half_selected_j());
}

}  // namespace

TEST_CASE("rtl: hand budget: spikes in and out, drivers, integrators and comparators") {
    CHECK(picojoules(aer) == printed(2.20));
    CHECK(picojoules(row_driver) == printed(0.60));
    CHECK(picojoules(integrators) == printed(0.11));
    CHECK(picojoules(comparators) == printed(0.07));
}

TEST_CASE("rtl: hand budget: calcium and eligibility updates") {
    CHECK(picojoules(calcium_update) == printed(3.63));
    CHECK(picojoules(tag_update) == printed(3.63));
}

TEST_CASE("rtl: hand budget: array read and write pulse") {
    CHECK(picojoules(array_read()) == printed(0.08));
    CHECK(pulse_j() * 1e12 == printed(0.64));
    CHECK(half_selected_j() * 1e12 == printed(1.65));
    CHECK(picojoules(write_pulse()) == printed(2.29));

    // The device in closed form agrees: its conductance moves by one code in 128 during the pulse.
    vteam_config rectangular;
    rectangular.window = window_kind::rectangular;
    const vteam device(rectangular);
    const auto moved = device.pulse(device.state_at(g_pulsed_s), -v_write_v, t_pulse_s);
    CHECK(moved.energy_j == Approx(pulse_j()).epsilon(0.01));
    CHECK(moved.energy_j > pulse_j());  // a SET pulse ends at a higher conductance
}

TEST_CASE("rtl: hand budget: 14.8 pJ in all, mostly memory and router") {
    activity_record all = aer;
    all += row_driver;
    all += array_read();
    all += integrators;
    all += comparators;
    all += calcium_update;
    all += tag_update;
    all += aer;
    all += write_pulse();
    const energy_bill bill = price(all, {samples::cmos_45nm(), 0});
    CHECK(bill.total_j() * 1e12 == Approx(14.8).epsilon(0).margin(0.05));
    CHECK(bill.static_j() == 0);
    CHECK(bill.dynamic_j() == Approx(bill.total_j()));
    const double memory_and_router =
        bill.of(component::router) + bill.of(component::astrocytes) + bill.of(component::learning);
    CHECK(memory_and_router / bill.total_j() == Approx(0.78).margin(0.02));
    CHECK(bill.of(component::crossbar_write) / bill.total_j() == Approx(0.155).margin(0.005));
}

#include "tools/experiment/disturb_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>

#include "crossbar/array/cell_array.hpp"

namespace memglia {

namespace {

using polarity = device_model::polarity;
using host_clock = std::chrono::steady_clock;

// Whether idle cells on ideal lines come near their threshold under this pulse: lines that sag do
// the rest.
bool comes_near(const device_model& device, const access_config& access, polarity p) {
    constexpr double near = 0.8;
    const double size_v = std::abs(device.pulse_voltage_v(p));
    const double along_v = device.threshold_v(p);
    if (access.scheme != write_scheme::third) return size_v / 2 > near * along_v;
    // Under V/3 the cells of no selected line see the other sign.
    const polarity other = p == polarity::set ? polarity::reset : polarity::set;
    return size_v / 3 > near * std::min(along_v, device.threshold_v(other));
}

// A few pulses on the chip's own array.
struct probe {
    bool disturbs = false;
    double moved = 0;    ///< other cells by one pulse, mean
    double pulse_s = 0;  ///< of one with its verify read
};

probe probe_writes(const chip_config& chip) {
    cell_array array(chip.tile.rows, chip.tile.bit_lines(), device_model(chip.device),
                     chip.crossbar, chip.tech.bit_line_cell_f.value);
    array.reset(1, 0);
    std::array<double, 2> currents{};
    constexpr double enough_s = 0.2;
    const auto started = host_clock::now();
    double elapsed_s = 0;
    std::size_t pulses = 0;
    while (pulses < 8 || (elapsed_s < enough_s && pulses < 200)) {
        // Four cells of a row, up first, so that both signs find neighbours that can move.
        const bool up = pulses < 4 || pulses % 8 < 4;
        array.pulse(0, pulses % std::min<std::size_t>(4, array.columns()),
                    up ? polarity::set : polarity::reset);
        array.read(0, 0, currents);
        ++pulses;
        elapsed_s = std::chrono::duration<double>(host_clock::now() - started).count();
    }
    const auto n = static_cast<double>(pulses);
    return {array.disturbed() > 0, static_cast<double>(array.disturbed()) / n, elapsed_s / n};
}

}  // namespace

std::string disturb_note(const run_config& config, std::uint32_t places) {
    const chip_config& chip = config.chip;
    if (!config.experiment.has_chip() || !chip.crossbar.passive()) return "";
    const device_model device(chip.device);
    if (!comes_near(device, chip.crossbar, polarity::set) &&
        !comes_near(device, chip.crossbar, polarity::reset)) {
        return "";
    }
    const probe found = probe_writes(chip);
    if (!found.disturbs) return "";
    const double synapses = 4.0 * places;
    return fmt::format(
        "writes disturb their neighbours: a pulse moves {:.3g} other cells, so weights may not "
        "hold, "
        "and takes {:.2g} ms with its verify here: loading {:.0f} synapses with {} pulses each "
        "would "
        "take {:.0f} s. A tile that gets nowhere gives up (chip.tile.programming.patience); "
        "chip.crossbar.scheme gated or third, or lower pulses, disturb less",
        found.moved, 1e3 * found.pulse_s, synapses, chip.tile.programming.max_pulses,
        std::ceil(synapses * chip.tile.programming.max_pulses * found.pulse_s));
}

}  // namespace memglia

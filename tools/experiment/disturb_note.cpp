#include "tools/experiment/disturb_note.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

#include "crossbar/array/cell_array.hpp"
#include "crossbar/programming/program_pair.hpp"

namespace memglia {

namespace {

using polarity = device_model::polarity;
using host_clock = std::chrono::steady_clock;

// At this of a threshold a voltage is what was meant to be equal to it, before rounding.
constexpr double at_threshold = 1e-12;

// What the worst idle cells see of this pulse on ideal lines, over their threshold.
double share_of_threshold(const device_model& device, const access_config& access, polarity p) {
    const double size_v = std::abs(device.pulse_voltage_v(p));
    const double along_v = device.threshold_v(p);
    if (access.scheme != write_scheme::third) return size_v / 2 / along_v;
    // Under V/3 the cells of no selected line see the other sign.
    const polarity other = p == polarity::set ? polarity::reset : polarity::set;
    return size_v / 3 / std::min(along_v, device.threshold_v(other));
}

// A few pulses on the chip's own array.
struct probe {
    bool disturbs = false;
    bool sets = false;      ///< a SET pulse moved its cell
    double moved = 0;       ///< other cells by one pulse, mean
    double pulse_s = 0;     ///< of one with its verify read
    double pair_s = 0;      ///< to program a new pair to its first weight
    bool at_least = false;  ///< pairs were left before they were done
};

cell_array new_array(const chip_config& chip) {
    cell_array array(chip.tile.rows, chip.tile.bit_lines(), device_model(chip.device),
                     chip.crossbar, chip.tech.bit_line_cell_f.value);
    array.reset(1, 0);
    return array;
}

// Programs a few pairs as a load does.
void probe_pairs(const run_config& config, probe& found) {
    constexpr double enough_s = 0.3;
    const chip_config& chip = config.chip;
    programming_config programming = chip.tile.programming;
    const double affordable = std::max(10.0, enough_s / found.pulse_s);
    if (affordable < programming.max_pulses) {
        programming.max_pulses = static_cast<std::uint32_t>(affordable);
    }
    cell_array array = new_array(chip);
    const double target = static_cast<double>(config.rule.weight_initial) *
                          static_cast<double>(chip.tile.codes_per_level);
    const auto started = host_clock::now();
    double elapsed_s = 0;
    std::size_t pairs = 0;
    for (; pairs < 8 && elapsed_s < enough_s; ++pairs) {
        const std::size_t column = 2 * pairs % (array.columns() - array.columns() % 2);
        const auto done = program_pair(array, 0, column, target, programming);
        found.at_least = found.at_least || (done.failed && !done.hopeless);
        elapsed_s = std::chrono::duration<double>(host_clock::now() - started).count();
    }
    found.at_least = found.at_least && programming.max_pulses < chip.tile.programming.max_pulses;
    found.pair_s = elapsed_s / static_cast<double>(pairs);
}

probe probe_writes(const chip_config& chip) {
    cell_array array = new_array(chip);
    std::array<double, 2> currents{};
    constexpr double enough_s = 0.2;
    const auto started = host_clock::now();
    double elapsed_s = 0;
    std::size_t pulses = 0;
    bool sets = false;
    while (pulses < 8 || (elapsed_s < enough_s && pulses < 200)) {
        // Four cells of a row, up first, so that both signs find neighbours that can move.
        const bool up = pulses < 4 || pulses % 8 < 4;
        const std::size_t column = pulses % std::min<std::size_t>(4, array.columns());
        const double before = array.state(0, column);
        array.pulse(0, column, up ? polarity::set : polarity::reset);
        sets = sets || (up && array.state(0, column) != before);
        array.read(0, 0, currents);
        ++pulses;
        elapsed_s = std::chrono::duration<double>(host_clock::now() - started).count();
    }
    const auto n = static_cast<double>(pulses);
    return {.disturbs = array.disturbed() > 0,
            .sets = sets,
            .moved = static_cast<double>(array.disturbed()) / n,
            .pulse_s = elapsed_s / n};
}

}  // namespace

std::string disturb_note(const run_config& config, std::uint32_t places) {
    const chip_config& chip = config.chip;
    if (!config.experiment.has_chip() || !chip.crossbar.passive()) return "";
    const device_model device(chip.device);
    const double worst = std::max(share_of_threshold(device, chip.crossbar, polarity::set),
                                  share_of_threshold(device, chip.crossbar, polarity::reset));
    // Below, lines that sag would have to do the rest.
    constexpr double near = 0.8;
    if (worst <= near) return "";
    probe found = probe_writes(chip);
    std::vector<std::string> notes;
    if (!found.sets) {
        notes.push_back(fmt::format(
            "SET pulses leave new cells where they are: what the lines pass on of {:g} V does not "
            "reach the threshold of {:g} V, so no weight can be written",
            chip.device.v_set_v, chip.device.vteam.v_on_v));
    }
    if (found.disturbs) {
        probe_pairs(config, found);
        const std::uint32_t patience = chip.tile.programming.patience;
        notes.push_back(fmt::format(
            "writes disturb their neighbours: a pulse moves {:.3g} other cells, so weights may not "
            "hold, and takes {:.2g} ms with its verify here; loading up to {} synapses takes {} "
            "{:.2g} s a maze{}. chip.crossbar.scheme gated or third, or lower pulses, disturb less",
            found.moved, 1e3 * found.pulse_s, 4 * places, found.at_least ? "at least" : "about",
            4.0 * places * found.pair_s,
            patience > 0 ? ", less where a tile gives up (chip.tile.programming.patience)" : ""));
    } else if (std::abs(worst - 1) < at_threshold) {
        notes.emplace_back(
            "idle cells see exactly their threshold in a write: by the law they stay there, in a "
            "real device nothing is left for a threshold that lies lower; chip.crossbar.scheme "
            "gated or third, or lower pulses, leave a margin");
    }
    return fmt::format("{}", fmt::join(notes, "; "));
}

}  // namespace memglia

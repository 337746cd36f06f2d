#include "crossbar/programming/array_write_verify.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/choice.hpp"
#include "base/error.hpp"

namespace memglia {

namespace {

const device_config& require_vteam(const device_config& device) {
    if (device.model == device_kind::vteam) return device;
    throw input_error({.path = "device.model",
                       .found = "found '" + word_of(device.model) + "', which no array can move",
                       .expected = "vteam"});
}

}  // namespace

real_array::real_array(std::size_t rows, std::size_t columns, const device_config& device,
                       const array_surroundings& around, write_scheme scheme,
                       const pulse_shape& pulse, const ageing_config& ageing, std::uint64_t seed,
                       const transient_settings& settings)
    : device_(require_vteam(device)),
      scheme_(scheme),
      pulse_(pulse),
      ageing_(ageing),
      drawn_(seed, "array", "population"),
      cycle_noise_(seed, "array", "cycle"),
      read_noise_(seed, "array", "read"),
      telegraph_draws_(seed, "array", "telegraph"),
      population_(draw_population(rows * columns, device, drawn_)),
      transient_(rows, columns, cell_laws(vteam(device.vteam), population_.factors), around,
                 settings),
      wear_(rows * columns, ageing, drawn_),
      telegraph_(rows * columns, ageing, drawn_),
      moved_s_(rows * columns, 0) {
    set_states(std::vector<double>(rows * columns, 1.0));
}

void real_array::set_states(std::span<const double> states) {
    std::vector<double> placed(states.begin(), states.end());
    for (std::size_t c = 0; c < placed.size(); ++c) {
        if (population_.faults[c] == cell_population::fault::stuck_on) placed[c] = 0;
        if (population_.faults[c] == cell_population::fault::stuck_off) placed[c] = 1;
    }
    transient_.set_states(placed);
}

// Noise that would carry a cell beyond an end of its range leaves it at the end. Where that would
// hold it for ever, the noise is thrown back from the end.
double real_array::noisy_state(std::size_t cell, double conductance_s) const {
    const cell_laws& laws = transient_.laws();
    if (!laws.shape().sticks()) return laws.state_at(cell, conductance_s);
    const double on_s = laws.conductance_s(cell, 0);
    const double off_s = laws.conductance_s(cell, 1);
    const double inside_s = conductance_s > on_s    ? 2 * on_s - conductance_s
                            : conductance_s < off_s ? 2 * off_s - conductance_s
                                                    : conductance_s;
    return laws.shape().short_of_ends(laws.state_at(cell, inside_s));
}

void real_array::add_cycle_noise(std::span<const double> before) {
    const cell_laws& laws = transient_.laws();
    const vteam& nominal = laws.nominal();
    const double range_s = nominal.g_on_s() - nominal.g_off_s();
    for (std::size_t c = 0; c < before.size(); ++c) {
        double x = transient_.states()[c];
        const double way = x - before[c];
        if (way == 0) continue;
        moved_s_[c] = time_s_;
        if (device_.sigma_cycle > 0) {
            const double full_v = way < 0 ? device_.v_set_v : device_.v_reset_v;
            const double full_way =
                laws.state_after(c, before[c], full_v, device_.t_pulse_s) - before[c];
            const double share = std::min(1.0, way / full_way);
            const double deviate = cycle_noise_.normal();
            x = noisy_state(c, laws.conductance_s(c, x) +
                                   device_.sigma_cycle * std::sqrt(share) * deviate * range_s);
            transient_.set_state(c, x);
        }
        if (wear_.use(c, x - before[c])) {
            transient_.laws().stick(c);
            transient_.set_state(c, 0);
            ++worn_out_;
        }
    }
}

write_outcome real_array::pulse(const write_operation& operation) {
    const std::vector<double> before(transient_.states().begin(), transient_.states().end());
    const write_outcome outcome = write(transient_, operation, scheme_, pulse_);
    time_s_ += pulse_.period_s();
    add_cycle_noise(before);
    return outcome;
}

std::vector<double> real_array::read_row_s(std::size_t row) {
    const std::size_t rows = transient_.rows();
    const std::size_t columns = transient_.columns();
    line_drives drives{std::vector<double>(rows, 0.0), std::vector<double>(columns, 0.0)};
    drives.word_v[row] = device_.v_read_v;
    if (scheme_ == write_scheme::gated) transient_.gate(row);
    std::vector<double> factor;
    const bool drifts = ageing_.drift_nu_on > 0 || ageing_.drift_nu_off > 0;
    if (drifts || ageing_.telegraph_fraction > 0) {
        const vteam& nominal = transient_.laws().nominal();
        factor.resize(rows * columns);
        for (std::size_t c = 0; c < factor.size(); ++c) {
            const double g = transient_.laws().conductance_s(c, transient_.states()[c]);
            const double drifted = drifted_conductance_s(g, nominal.g_on_s(), nominal.g_off_s(),
                                                         time_s_ - moved_s_[c], ageing_);
            factor[c] = drifted / g * telegraph_.factor(c, time_s_, telegraph_draws_);
        }
    }
    const array_solution seen = transient_.operating_point(drives, factor);
    read_j_ += device_.v_read_v * seen.word_current_a[row] * device_.t_read_s;
    time_s_ += device_.t_read_s;
    std::vector<double> conductance_s(columns);
    for (std::size_t j = 0; j < columns; ++j) {
        conductance_s[j] = seen.bit_current_a[j] / device_.v_read_v;
        if (device_.sigma_read > 0) {
            const double deviate = read_noise_.normal();
            conductance_s[j] *= 1 + device_.sigma_read * deviate;
        }
    }
    return conductance_s;
}

write_verify_result real_array::program(std::span<const double> target_s,
                                        const write_verify_config& how) {
    const std::size_t rows = transient_.rows();
    const std::size_t columns = transient_.columns();
    if (target_s.size() != rows * columns) throw internal_error("targets and cells differ");
    const vteam& nominal = transient_.laws().nominal();
    const double window_s = how.tolerance * (nominal.g_on_s() - nominal.g_off_s());
    const double start_s = time_s_;
    const double start_read_j = read_j_;
    const std::size_t start_worn = worn_out_;
    write_verify_result result;
    result.cell_pulses.assign(target_s.size(), 0);
    const auto read = [&](std::size_t row) {
        ++result.reads;
        return read_row_s(row);
    };
    const auto missing_s = [&](std::size_t cell, const std::vector<double>& seen) {
        const double missing = target_s[cell] - seen[cell % columns];
        return target_s[cell] < 0 || std::abs(missing) <= window_s ? 0 : missing;
    };
    for (bool pulsed = true; pulsed && result.passes < how.max_passes; ++result.passes) {
        pulsed = false;
        for (std::size_t i = 0; i < rows; ++i) {
            std::vector<double> seen = read(i);
            for (std::size_t c = i * columns; c < (i + 1) * columns; ++c) {
                for (double missing = missing_s(c, seen);
                     missing != 0 && result.cell_pulses[c] < how.max_pulses;
                     missing = missing_s(c, seen)) {
                    const bool set = missing > 0;
                    const auto spent =
                        pulse({i, c % columns,
                               set ? write_operation::kind::set : write_operation::kind::reset,
                               set ? -device_.v_set_v : device_.v_reset_v});
                    pulsed = true;
                    ++result.pulses;
                    ++result.cell_pulses[c];
                    result.write_j += spent.energy_j;
                    result.largest_disturb =
                        std::max({result.largest_disturb, spent.half_selected_change,
                                  spent.unselected_change});
                    seen = read(i);
                }
            }
        }
    }
    result.time_s = time_s_ - start_s;
    wait(how.t_wait_s);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::vector<double> seen = read(i);
        for (std::size_t c = i * columns; c < (i + 1) * columns; ++c) {
            if (missing_s(c, seen) != 0) result.failed.push_back(c);
        }
        result.conductance_s.insert(result.conductance_s.end(), seen.begin(), seen.end());
    }
    result.read_j = read_j_ - start_read_j;
    result.worn_out = worn_out_ - start_worn;
    return result;
}

std::vector<unsigned char> real_array::faulty_cells() const {
    std::vector<unsigned char> faulty(moved_s_.size());
    for (std::size_t c = 0; c < faulty.size(); ++c) {
        faulty[c] = transient_.laws().stuck(c) ? 1 : 0;
    }
    return faulty;
}

}  // namespace memglia

#include "crossbar/programming/program_pair.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace memglia {

namespace {

// Which cell of a pair is pulsed, and whether the other stands nearer to R_on than to R_off.
struct pair_roles {
    bool pulses_reference = false;
    bool other_conducts = false;

    bool reversed() const { return pulses_reference != other_conducts; }
    bool compensating() const { return pulses_reference || other_conducts; }
};

// A pair under programming: reads and pulses it and keeps the account.
class pair_programmer {
  public:
    pair_programmer(cell_array& array, std::size_t row, std::size_t column)
        : array_(array), row_(row), column_(column) {}

    void read() {
        const auto spent = array_.read(row_, column_, currents_);
        ++result.verifies;
        result.verify_cells_j += spent.cells_j;
        result.lines_j += spent.lines_j;
    }

    /// Code steps that are missing (positive: too low), by the last read.
    double missing_codes(double target_code) const {
        const device_model& device = array_.device();
        const double code_current_a = device.config().v_read_v * device.g_step_s();
        const double difference_a =
            roles.reversed() ? currents_[1] - currents_[0] : currents_[0] - currents_[1];
        return target_code - difference_a / code_current_a;
    }

    void pulse(bool up) {
        const bool set = up != roles.other_conducts;
        const auto spent =
            array_.pulse(row_, column_ + (roles.pulses_reference ? 1 : 0),
                         set ? device_model::polarity::set : device_model::polarity::reset);
        ++result.pulses;
        result.pulse_cells_j += spent.cells_j;
        result.lines_j += spent.lines_j;
    }

    /// Roles by where the reference stands in the last read: a cell between its ends can move.
    void inspect() {
        constexpr double end = 1.0 / 32;
        ++result.inspections;
        const double reference = share_of_range(1);
        roles.pulses_reference = reference > end && reference < 1 - end;
        roles.other_conducts = share_of_range(roles.pulses_reference ? 0 : 1) > 0.5;
    }

    /// Whether it is the reference that keeps the pulsed weight cell from its target.
    bool held_off() {
        ++result.inspections;
        return !roles.compensating() && share_of_range(1) > 0.5;
    }

    void pulse_against_reference() { roles.other_conducts = true; }

    void pulse_other_cell() {
        roles.pulses_reference = !roles.pulses_reference;
        roles.other_conducts = share_of_range(roles.pulses_reference ? 0 : 1) > 0.5;
    }

    programming_result result;
    pair_roles roles;

  private:
    /// 0 at R_off, 1 at R_on.
    double share_of_range(std::size_t cell) const {
        const device_model& device = array_.device();
        const double g = currents_[cell] / device.config().v_read_v;
        return (g - device.conductance_s(1)) / (device.conductance_s(0) - device.conductance_s(1));
    }

    cell_array& array_;
    std::size_t row_;
    std::size_t column_;
    std::array<double, 2> currents_{};
};

// The pulses on one cell of a pair.
struct pulse_train {
    std::uint32_t first_pulse = 0;
    double nearest = 0;
    std::uint32_t nearest_at = 0;
    double watched_from = 0;  ///< missing codes when the watch began
    double moved = 0;         ///< in codes, since then

    pulse_train(double missing, std::uint32_t pulses)
        : first_pulse(pulses), nearest(std::abs(missing)), nearest_at(pulses) {}

    void after_pulse(double missing, std::uint32_t pulses) {
        moved = std::max(moved, std::abs(missing - watched_from));
        if (std::abs(missing) >= nearest) return;
        nearest = std::abs(missing);
        nearest_at = pulses;
    }
    void watch_from(double missing) {
        watched_from = missing;
        moved = 0;
    }
};

}  // namespace

programming_result program_pair(cell_array& array, std::size_t row, std::size_t column,
                                double target_code, const programming_config& config,
                                bool compensated_before) {
    pair_programmer pair(array, row, column);
    programming_result& result = pair.result;
    pair.read();
    if (config.scheme == programming_scheme::open_loop) {
        const double missing = pair.missing_codes(target_code);
        const double wanted = std::floor(std::abs(missing) + 0.5);
        result.failed = wanted > config.max_pulses;
        for (double i = 0; i < std::min<double>(wanted, config.max_pulses); ++i) {
            pair.pulse(missing > 0);
        }
        return result;
    }
    if (config.compensates() && compensated_before) pair.inspect();
    // The comparators' window reaches a millionth of a code past the tolerance, so that an exact
    // device exactly at its edge passes whatever the rounding of the read.
    const double window = config.tolerance_codes + 1e-6;
    // More than read noise, less than what pulses do to a cell that moves.
    const double unmoved = (array.device().config().codes - 1) / 12.0;
    const std::uint32_t patience = config.patience;
    bool other_tried = false;
    double missing = pair.missing_codes(target_code);
    pulse_train train(missing, 0);
    while (std::abs(missing) > window) {
        result.hopeless = patience > 0 && result.pulses - train.nearest_at >= patience &&
                          (array.disturbed() > 0 || array.inert());
        const std::uint32_t length = result.pulses - train.first_pulse;
        const bool watch = config.compensates() && patience > 0 && length >= patience;
        const bool stuck = watch && length == 2 * patience && train.moved < unmoved;
        if (result.pulses == config.max_pulses || result.hopeless || (stuck && other_tried)) {
            result.failed = true;
            break;
        }
        const bool held_off = watch && length == patience && pair.held_off();
        if (held_off || stuck) {
            if (held_off) {
                pair.pulse_against_reference();
            } else {
                pair.pulse_other_cell();
                other_tried = true;
            }
            missing = pair.missing_codes(target_code);
            train = pulse_train(missing, result.pulses);
            continue;
        }
        if (watch && length == patience) train.watch_from(missing);
        pair.pulse(missing > 0);
        pair.read();
        missing = pair.missing_codes(target_code);
        train.after_pulse(missing, result.pulses);
        if (watch && length < 2 * patience) ++result.inspections;
    }
    result.compensated = pair.roles.compensating();
    return result;
}

}  // namespace memglia

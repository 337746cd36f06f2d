#include "crossbar/programming/program_pair.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace memglia {

namespace {

// A pair under programming: reads and pulses it and keeps the account.
class pair_programmer {
  public:
    pair_programmer(cell_array& array, std::size_t row, std::size_t column)
        : array_(array), row_(row), column_(column) {}

    /// Code steps that are missing (positive: too low), by one read.
    double missing_codes(double target_code) {
        std::array<double, 2> currents{};
        const auto read = array_.read(row_, column_, currents);
        ++result.verifies;
        result.verify_cells_j += read.cells_j;
        result.lines_j += read.lines_j;
        const device_model& device = array_.device();
        const double code_current_a = device.config().v_read_v * device.g_step_s();
        return target_code - (currents[0] - currents[1]) / code_current_a;
    }

    void pulse(bool up) {
        const auto spent = array_.pulse(
            row_, column_, up ? device_model::polarity::set : device_model::polarity::reset);
        ++result.pulses;
        result.pulse_cells_j += spent.cells_j;
        result.lines_j += spent.lines_j;
    }

    programming_result result;

  private:
    cell_array& array_;
    std::size_t row_;
    std::size_t column_;
};

}  // namespace

programming_result program_pair(cell_array& array, std::size_t row, std::size_t column,
                                double target_code, const programming_config& config) {
    pair_programmer pair(array, row, column);
    double missing = pair.missing_codes(target_code);
    if (config.scheme == programming_scheme::open_loop) {
        const double wanted = std::floor(std::abs(missing) + 0.5);
        pair.result.failed = wanted > config.max_pulses;
        for (double i = 0; i < std::min<double>(wanted, config.max_pulses); ++i) {
            pair.pulse(missing > 0);
        }
        return pair.result;
    }
    // The comparators' window reaches a millionth of a code past the tolerance, so that an exact
    // device exactly at its edge passes whatever the rounding of the read.
    const double window = config.tolerance_codes + 1e-6;
    double nearest = std::abs(missing);
    std::uint32_t nearest_at = 0;
    while (std::abs(missing) > window) {
        pair.result.hopeless = config.patience > 0 &&
                               pair.result.pulses - nearest_at >= config.patience &&
                               (array.disturbed() > 0 || array.inert());
        if (pair.result.pulses == config.max_pulses || pair.result.hopeless) {
            pair.result.failed = true;
            break;
        }
        pair.pulse(missing > 0);
        missing = pair.missing_codes(target_code);
        if (std::abs(missing) >= nearest) continue;
        nearest = std::abs(missing);
        nearest_at = pair.result.pulses;
    }
    return pair.result;
}

}  // namespace memglia

#include "crossbar/programming/programming_error.hpp"

#include <cmath>

#include "base/error.hpp"

namespace memglia {

programming_error measure_programming(std::span<const double> target_s,
                                      std::span<const double> read_s, double range_s) {
    if (target_s.size() != read_s.size() || !(range_s > 0)) {
        throw internal_error("targets and reads of different arrays");
    }
    programming_error error;
    double squares = 0;
    for (std::size_t k = 0; k < target_s.size(); ++k) {
        if (target_s[k] < 0) continue;
        const double deviation = (read_s[k] - target_s[k]) / range_s;
        squares += deviation * deviation;
        ++error.cells;
    }
    if (error.cells > 0) error.rms = std::sqrt(squares / static_cast<double>(error.cells));
    return error;
}

}  // namespace memglia

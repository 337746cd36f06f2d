#include "base/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace memglia {

double quantile(std::vector<double> values, double q) {
    const double position = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(std::floor(position));
    const auto nth = [&values](std::size_t n) {
        const auto where = values.begin() + static_cast<std::ptrdiff_t>(n);
        std::nth_element(values.begin(), where, values.end());
        return *where;
    };
    const double below = nth(low);
    const double above = low + 1 < values.size() ? nth(low + 1) : below;
    return below + (position - static_cast<double>(low)) * (above - below);
}

}  // namespace memglia

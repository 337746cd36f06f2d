#include "crossbar/programming/cell_ports.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace memglia {

bool cell_ports::holds(std::size_t cell) const {
    return std::find(cells_.begin(), cells_.end(), cell) != cells_.end();
}

void cell_ports::add(std::size_t cell, std::vector<double> column) {
    cells_.push_back(cell);
    columns_.push_back(std::move(column));
}

void cell_ports::respond(std::span<const double> solved_v, std::span<const double> change_s,
                         std::vector<double>& voltage_v) {
    const std::size_t n = cells_.size();
    voltage_v.assign(solved_v.begin(), solved_v.end());
    system_.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            system_[i * n + j] = columns_[j][cells_[i]] * change_s[j] + (i == j ? 1 : 0);
        }
    }
    // Gauss with row pivots; the system is small.
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (std::abs(system_[i * n + k]) > std::abs(system_[pivot * n + k])) pivot = i;
        }
        if (pivot != k) {
            for (std::size_t j = k; j < n; ++j) {
                std::swap(system_[pivot * n + j], system_[k * n + j]);
            }
            std::swap(voltage_v[pivot], voltage_v[k]);
        }
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = system_[i * n + k] / system_[k * n + k];
            if (factor == 0) continue;
            for (std::size_t j = k + 1; j < n; ++j) {
                system_[i * n + j] -= factor * system_[k * n + j];
            }
            voltage_v[i] -= factor * voltage_v[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        for (std::size_t j = k + 1; j < n; ++j) voltage_v[k] -= system_[k * n + j] * voltage_v[j];
        voltage_v[k] /= system_[k * n + k];
    }
}

void cell_ports::spread(std::span<const double> change_s, std::span<const double> port_v,
                        std::span<double> all_v) const {
    for (std::size_t p = 0; p < cells_.size(); ++p) {
        const double current_a = change_s[p] * port_v[p];
        if (current_a == 0) continue;
        const std::vector<double>& column = columns_[p];
        for (std::size_t c = 0; c < all_v.size(); ++c) all_v[c] -= column[c] * current_a;
    }
}

}  // namespace memglia

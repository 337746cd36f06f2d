#include "snan/network/distance.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

namespace {

// Draws have 53 bits.
constexpr double least_probability = 0x1p-53;

double shape_at(const kernel_config& kernel, double d) {
    const double x = d / kernel.length;
    switch (kernel.shape) {
        case kernel_shape::gaussian:
            return exp_exact_bits(-x * x / 2);
        case kernel_shape::exponential:
            return exp_exact_bits(-x);
        case kernel_shape::box:
            return d <= kernel.length ? 1 : 0;
        case kernel_shape::cosine:
            return sin_turns_exact_bits(x + 0.25);
        case kernel_shape::mexican_hat:
            return (1 - x * x) * exp_exact_bits(-x * x / 2);
    }
    return 0;
}

// Pairs of a source of first to first + n - 1 and a target of begin to begin + m - 1 that is so far
// beyond it.
std::int64_t overlap(std::int64_t first, std::int64_t n, std::int64_t begin, std::int64_t m,
                     std::int64_t apart) {
    const std::int64_t low = std::max(first + apart, begin);
    const std::int64_t high = std::min(first + n + apart, begin + m);
    return std::max<std::int64_t>(0, high - low);
}

// A place of a line and how far it is from another.
struct near_place {
    std::uint32_t at = 0;
    std::uint32_t apart = 0;
};
// Those that are at most `reach` from one of them, in order.
std::vector<near_place> places_near(std::uint32_t from, std::uint32_t places, std::uint32_t reach,
                                    bool periodic) {
    std::vector<near_place> near;
    const auto add = [&](std::uint32_t begin, std::uint32_t end) {
        for (std::uint32_t at = begin; at < end; ++at) {
            std::uint32_t apart = at > from ? at - from : from - at;
            if (periodic) apart = std::min(apart, places - apart);
            if (apart <= reach) near.push_back({at, apart});
        }
    };
    const std::uint32_t low = from > reach ? from - reach : 0;
    const std::uint32_t high = places - from > reach ? from + reach + 1 : places;
    if (!periodic) {
        add(low, high);
    } else if (std::uint64_t{2} * reach + 1 >= places) {
        add(0, places);
    } else {
        if (from + reach >= places) add(0, from + reach + 1 - places);
        add(low, high);
        if (from < reach) add(places - (reach - from), places);
    }
    return near;
}

}  // namespace

double kernel_at(const kernel_config& kernel, double distance) {
    if (kernel.cutoff > 0 && distance > kernel.cutoff) return 0;
    return shape_at(kernel, distance);
}

distance_pairs::distance_pairs(const network& net, const projection& p) : p_(p) {
    const population& source = net.populations[index_of(net.populations, p.source)];
    const population& target = net.populations[index_of(net.populations, p.target)];
    source_ = {source.size, source.grid->columns};
    target_ = {target.size, target.grid->columns};
    skips_self_ = p.source == p.target && !p.autapses;
    const bool wraps = p.kernel->periodic;
    const std::uint32_t rows = std::max(source_.rows(), target_.rows());
    width_ = wraps ? source_.columns / 2 + 1 : source_.columns;
    height_ = wraps ? rows / 2 + 1 : rows;
    kernel_.reserve(std::size_t{width_} * height_);
    for (std::uint32_t y = 0; y < height_; ++y) {
        for (std::uint32_t x = 0; x < width_; ++x) {
            const double dx = x;
            const double dy = y;
            double k = kernel_at(*p.kernel, std::sqrt(dx * dx + dy * dy));
            if (p.kernel->of == kernel_role::probability && p.probability * k < least_probability) {
                k = 0;
            }
            kernel_.push_back(k);
        }
    }
}

double distance_pairs::synapses_of(double k) const {
    if (p_.kernel->of == kernel_role::probability) return p_.probability * k;
    return k == 0 ? 0 : 1;
}

double distance_pairs::pairs_apart(std::int64_t columns, std::int64_t rows) const {
    double pairs = 0;
    for (const bool last_source : {false, true}) {
        for (const bool last_target : {false, true}) {
            const std::int64_t source_columns = last_source ? source_.rest() : source_.columns;
            const std::int64_t target_columns = last_target ? target_.rest() : target_.columns;
            const std::int64_t source_begin = last_source ? source_.whole_rows() : 0;
            const std::int64_t target_begin = last_target ? target_.whole_rows() : 0;
            const std::int64_t source_rows = last_source ? 1 : source_.whole_rows();
            const std::int64_t target_rows = last_target ? 1 : target_.whole_rows();
            pairs += static_cast<double>(overlap(0, source_columns, 0, target_columns, columns)) *
                     static_cast<double>(
                         overlap(source_begin, source_rows, target_begin, target_rows, rows));
        }
    }
    return pairs;
}

double distance_pairs::expected() const {
    double sum = 0;
    for (std::uint32_t y = 0; y < height_; ++y) {
        for (std::uint32_t x = 0; x < width_; ++x) {
            const double synapses = synapses_of(at(x, y));
            if (synapses == 0) continue;
            double pairs = 0;
            if (p_.kernel->periodic) {
                const auto ways = [](std::uint32_t apart, std::uint32_t places) {
                    return apart == 0 || 2 * apart == places ? 1.0 : 2.0;
                };
                pairs = source_.size * ways(x, source_.columns) * ways(y, source_.rows());
            } else {
                for (const int side : {-1, 1}) {
                    for (const int above : {-1, 1}) {
                        if ((x == 0 && side > 0) || (y == 0 && above > 0)) continue;
                        pairs += pairs_apart(side * std::int64_t{x}, above * std::int64_t{y});
                    }
                }
            }
            sum += synapses * pairs;
        }
    }
    if (skips_self_) sum -= synapses_of(at(0, 0)) * source_.size;
    return sum;
}

void distance_pairs::for_each(
    const std::function<void(std::uint32_t source, std::uint32_t target, double k)>& visit) const {
    std::uint32_t reach_x = 0;
    std::uint32_t reach_y = 0;
    for (std::uint32_t y = 0; y < height_; ++y) {
        for (std::uint32_t x = 0; x < width_; ++x) {
            if (at(x, y) == 0) continue;
            reach_x = std::max(reach_x, x);
            reach_y = std::max(reach_y, y);
        }
    }
    const bool wraps = p_.kernel->periodic;
    for (std::uint32_t i = 0; i < source_.size; ++i) {
        const auto columns = places_near(i % source_.columns, source_.columns, reach_x, wraps);
        const auto rows = places_near(i / source_.columns, target_.rows(), reach_y, wraps);
        for (const near_place& row : rows) {
            for (const near_place& column : columns) {
                const std::uint32_t j = row.at * target_.columns + column.at;
                const double k = at(column.apart, row.apart);
                if (k == 0 || j >= target_.size || (skips_self_ && i == j)) continue;
                visit(i, j, k);
            }
        }
    }
}

}  // namespace memglia

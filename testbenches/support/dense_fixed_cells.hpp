#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "snan/network/quantise.hpp"

// Izhikevich and AdEx neurons in fixed point once more, by floating-point numbers that are wide
// enough to be exact.
namespace memglia::test {

/// A product with a factor in Q20, halves up.
inline std::int64_t scaled(std::int64_t value, std::int64_t factor) {
    return static_cast<std::int64_t>(
        std::floor((static_cast<long double>(value) * static_cast<long double>(factor) + 524'288) /
                   1'048'576));
}

inline std::int64_t scaled(std::int64_t value, const step_factor& factor) {
    const long double product =
        static_cast<long double>(value) * static_cast<long double>(factor.mantissa);
    return static_cast<std::int64_t>(
        std::floor(std::ldexp(product, -static_cast<int>(factor.shift)) + 0.5L));
}

inline std::int64_t within(std::int64_t value, std::int64_t most) {
    return std::clamp(value, -most, most);
}
inline std::int64_t in_dense_word(std::int64_t value) {
    return within(value, (std::int64_t{1} << 30) - 1);
}
inline std::int64_t in_dense_product(std::int64_t value) {
    return within(value, (std::int64_t{1} << 38) - 1);
}

inline std::int64_t to_nearest(std::int64_t value, int places) {
    if (places == 0) return value;
    return static_cast<std::int64_t>(
        std::floor(std::ldexp(static_cast<long double>(value), -places) + 0.5L));
}

inline const std::vector<std::int32_t>& v_initial_of(const fixed_population& is) {
    if (is.lif) return is.lif->v_initial;
    return is.izhikevich ? is.izhikevich->v_initial : is.adex->v_initial;
}
inline std::int64_t slow_initial(const fixed_population& is, std::int64_t v) {
    return is.izhikevich ? in_dense_word(scaled(v, is.izhikevich->b)) : 0;
}

/// A neuron: potential, recovery or adaptation, current of synapses.
struct dense_cell {
    std::int64_t v = 0;
    std::int64_t slow = 0;
    std::int64_t g = 0;
};

inline bool dense_fires(const fixed_izhikevich& is, std::uint32_t j, std::int64_t most,
                        dense_cell& cell) {
    const std::int64_t u = to_nearest(cell.slow, static_cast<int>(is.fine_bits));
    for (int half = 0; half < 2; ++half) {
        const long double v = cell.v;
        const auto square =
            static_cast<std::int64_t>(std::floor(std::ldexp(v * v, -is.fraction_bits)));
        const std::int64_t slope = square + 25 * (5 * cell.v + is.offset - u + is.bias[j] + cell.g);
        cell.v = within(cell.v + scaled(in_dense_product(slope), is.half_step), most);
    }
    const std::int64_t rest = scaled(std::min<std::int64_t>(cell.v, is.peak), is.b);
    cell.slow = in_dense_word(cell.slow + scaled(in_dense_product(rest - cell.slow), is.recovery));
    cell.g = scaled(cell.g, is.current_decay);
    if (cell.v < is.peak) return false;
    cell.v = is.c;
    cell.slow = in_dense_word(cell.slow + is.d);
    return true;
}

inline std::int64_t dense_exponential(const fixed_adex& is, std::int64_t x) {
    const auto log = static_cast<long double>(x * exponential_table::log2_e);
    const auto z = static_cast<std::int64_t>(std::floor(std::ldexp(log, -is.v_bits - 12)));
    const auto whole = static_cast<std::int64_t>(std::floor(static_cast<double>(z) / 256));
    const std::int64_t places = whole + is.v_bits - 20;
    if (places < -40) return 0;
    const std::int64_t mantissa = is.power.power.at(static_cast<std::size_t>(z - 256 * whole));
    const long double exact =
        std::ldexp(static_cast<long double>(mantissa), static_cast<int>(places));
    const auto most = static_cast<long double>(exponential_table::most);
    return static_cast<std::int64_t>(std::floor(std::min(exact, most) + 0.5L));
}

inline bool dense_fires(const fixed_adex& is, std::uint32_t j, std::int64_t most,
                        dense_cell& cell) {
    const std::int64_t over_rest = cell.v - is.rest;
    const std::int64_t rise = dense_exponential(is, std::min<std::int64_t>(cell.v, is.cut));
    const std::int64_t input = (is.bias[j] + cell.g) * (std::int64_t{1} << is.fine_bits);
    const std::int64_t driven = to_nearest(input - cell.slow, static_cast<int>(is.to_v));
    cell.v = within(cell.v + scaled(rise - over_rest, is.leak) + driven, most);
    const std::int64_t rest = scaled(over_rest, is.follow);
    cell.slow = in_dense_word(cell.slow + scaled(in_dense_product(rest - cell.slow), is.recovery));
    cell.g = scaled(cell.g, is.current_decay);
    if (cell.v < is.cut) return false;
    cell.v = is.reset;
    cell.slow = in_dense_word(cell.slow + is.increment);
    return true;
}

/// A tick of a neuron that is no LIF neuron; whether it spikes.
inline bool dense_cell_fires(const fixed_population& p, std::uint32_t j, std::int64_t most,
                             dense_cell& cell) {
    return p.izhikevich ? dense_fires(*p.izhikevich, j, most, cell)
                        : dense_fires(*p.adex, j, most, cell);
}

}  // namespace memglia::test

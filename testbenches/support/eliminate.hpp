#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace memglia::test {

/// Solves the equations in the rows of `m`, right-hand sides in the last column, by elimination
/// with row pivots. Shares nothing with the solvers under test.
template <class T>
std::vector<T> eliminate(std::vector<std::vector<T>>& m) {
    const std::size_t n = m.size();
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t best = k;
        for (std::size_t i = k; i < n; ++i) {
            if (std::abs(m[i][k]) > std::abs(m[best][k])) best = i;
        }
        std::swap(m[k], m[best]);
        for (std::size_t i = k + 1; i < n; ++i) {
            const T f = m[i][k] / m[k][k];
            if (f == 0) continue;
            for (std::size_t c = k; c <= n; ++c) m[i][c] -= f * m[k][c];
        }
    }
    std::vector<T> v(n);
    for (std::size_t k = n; k-- > 0;) {
        T sum = m[k][n];
        for (std::size_t c = k + 1; c < n; ++c) sum -= m[k][c] * v[c];
        v[k] = sum / m[k][k];
    }
    return v;
}

}  // namespace memglia::test

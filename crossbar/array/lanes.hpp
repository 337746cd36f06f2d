#pragma once

#include <cstddef>

// Four doubles that are computed together. The compiler maps them to AVX where the machine has it
// and to pairs of SSE2 registers elsewhere: the same additions in the same order, so the same bits.
namespace memglia::lanes {

// NOLINTNEXTLINE: a typedef, because the attribute does not fit into a using.
typedef double vec __attribute__((vector_size(32)));
inline constexpr std::size_t width = 4;

#define MEMGLIA_INLINE __attribute__((always_inline)) inline

/// A function that gcc compiles for AVX2 and for any x86-64, and of which the machine picks one.
/// Other compilers make the second alone: clang 14 knows no such attribute.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define MEMGLIA_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define MEMGLIA_CLONES
#endif

MEMGLIA_INLINE vec load(const double* from) {
    vec v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}

MEMGLIA_INLINE void store(double* to, const vec& v) {
    __builtin_memcpy(to, &v, sizeof v);
}

MEMGLIA_INLINE vec splat(double x) {
    return vec{x, x, x, x};
}

/// In a fixed order.
MEMGLIA_INLINE double sum(const vec& v) {
    return (v[0] + v[1]) + (v[2] + v[3]);
}

/// Four rows become four columns.
MEMGLIA_INLINE void transpose(vec (&r)[width]) {
    const vec a = __builtin_shufflevector(r[0], r[1], 0, 4, 2, 6);
    const vec b = __builtin_shufflevector(r[0], r[1], 1, 5, 3, 7);
    const vec c = __builtin_shufflevector(r[2], r[3], 0, 4, 2, 6);
    const vec d = __builtin_shufflevector(r[2], r[3], 1, 5, 3, 7);
    r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
    r[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
    r[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
    r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

}  // namespace memglia::lanes

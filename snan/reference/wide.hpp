#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace memglia {

/// Registers that an engine may use: those of four doubles (AVX2) where the machine has them, or
/// those of two that every x86-64 has. The same operations in the same order, so the same bits.
enum class registers { widest, narrow };

inline bool uses_wide(registers allowed) {
    return allowed == registers::widest && __builtin_cpu_supports("avx2") != 0;
}

/// Memory in whole cache lines, so that no register is filled from two of them; much of it in large
/// pages where the system has them, for rows are read all over it.
template <class T>
struct line_allocator {
    using value_type = T;

    line_allocator() = default;
    template <class U>
    line_allocator(const line_allocator<U>&) {}

    T* allocate(std::size_t n) {
        const std::size_t bytes = n * sizeof(T);
        void* const p = ::operator new(bytes, alignment(bytes));
        if (bytes >= large_page_bytes) ::madvise(p, bytes, MADV_HUGEPAGE);
        return static_cast<T*>(p);
    }
    void deallocate(T* p, std::size_t n) { ::operator delete(p, alignment(n * sizeof(T))); }

    friend bool operator==(const line_allocator&, const line_allocator&) { return true; }

  private:
    static constexpr std::size_t line_bytes = 64;
    static constexpr std::size_t large_page_bytes = std::size_t{2} << 20;

    static std::align_val_t alignment(std::size_t bytes) {
        return std::align_val_t{bytes >= large_page_bytes ? large_page_bytes : line_bytes};
    }
};

template <class T>
using line_vector = std::vector<T, line_allocator<T>>;

}  // namespace memglia

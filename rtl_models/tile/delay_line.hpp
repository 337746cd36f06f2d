#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.hpp"

namespace memglia {

/// Rows that wait for their tick: one bit per row and tick of delay, in words of 32 rows, and a
/// summary with a bit for every word that is not empty. A row is due at most once in a
/// tick, because its source spikes at most once in one: no two spikes can meet in a bit.
class delay_line {
  public:
    delay_line(std::size_t rows, std::uint32_t longest_ticks)
        : words_((rows + 63) / 64),
          slots_(std::bit_ceil(std::size_t{longest_ticks} + 1)),
          bits_(words_ * slots_),
          waiting_(slots_) {}

    /// The row will be due `delay_ticks` after `tick`.
    void insert(std::size_t row, std::uint64_t tick, std::uint32_t delay_ticks) {
        const std::size_t slot = (tick + delay_ticks) & (slots_ - 1);
        std::uint64_t& word = bits_[slot * words_ + row / 64];
        const std::uint64_t bit = std::uint64_t{1} << (row % 64);
        if ((word & bit) != 0 || delay_ticks >= slots_) {
            throw internal_error("a delay line took two spikes for one");
        }
        word |= bit;
        ++waiting_[slot];
    }

    std::size_t due(std::uint64_t tick) const { return waiting_[tick & (slots_ - 1)]; }

    /// visit(row) for every row that is due in this tick, in ascending order; takes them out.
    /// Returns the words that this takes: the summary, if a row is due, and those not empty.
    template <class Visitor>
    std::size_t take(std::uint64_t tick, Visitor&& visit) {
        const std::size_t slot = tick & (slots_ - 1);
        if (waiting_[slot] == 0) return 0;
        std::size_t taken = summary_words();
        std::uint64_t* const words = bits_.data() + slot * words_;
        for (std::size_t w = 0; w < words_; ++w) {
            for (std::uint64_t left = words[w]; left != 0; left &= left - 1) {
                visit(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
            }
            taken += (words[w] & 0xffffffffU) != 0 ? 1 : 0;
            taken += words[w] >> 32U != 0 ? 1 : 0;
            words[w] = 0;
        }
        waiting_[slot] = 0;
        return taken;
    }

    /// Of 32 bits, for a tick.
    std::size_t summary_words() const { return (2 * words_ + 31) / 32; }

  private:
    std::size_t words_;
    std::size_t slots_;
    std::vector<std::uint64_t> bits_;
    std::vector<std::uint32_t> waiting_;
};

}  // namespace memglia

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "rtl_models/chip_image.hpp"
#include "rtl_models/ledger.hpp"

namespace memglia {

/// Calcium of every astrocyte in SRAM words of {calcium 8, time stamp 24}, decayed lazily.
///
/// A visit adds calcium to the place's astrocyte and answers with the gate levels of the four
/// astrocytes that the place's synapses lead to. Decay over n decisions is fine[n % 64] then
/// coarse[n / 64], both rounded to nearest; a read never writes back. A place without a fourth
/// (third...) neighbour reports the gate of calcium 0 there.
class astrocyte_unit {
  public:
    /// Decision indices are 24 bits wide.
    static constexpr std::uint64_t last_decision = (1U << 24U) - 1;

    explicit astrocyte_unit(ledger& book) : book_(book) {}

    void load(const chip_image& image);

    /// A new trial: time moves on by the rest.
    void rest();

    /// Throws error when the decision index would wrap.
    std::array<std::uint8_t, 4> visit(std::uint32_t place);

    /// Calcium now, without booking anything (for pictures and tests).
    std::uint8_t calcium(std::uint32_t astrocyte) const;

  private:
    std::uint8_t decayed(std::uint32_t astrocyte) const;
    std::uint8_t fetch(std::uint32_t astrocyte);

    struct word {
        std::uint8_t calcium = 0;
        std::uint32_t decision = 0;
    };

    ledger& book_;
    chip_image image_;
    std::vector<word> memory_;
    std::uint64_t now_ = 0;
};

}  // namespace memglia

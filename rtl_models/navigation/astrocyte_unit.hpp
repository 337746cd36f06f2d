#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/field.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/chip_image.hpp"
#include "rtl_models/navigation/wave_array.hpp"

namespace memglia {

struct astrocyte_config {
    double dead_fraction = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{.name = "dead_fraction",
                  .unit = "1",
                  .doc = "share of astrocytes, drawn per chip, whose calcium never rises and that "
                         "conduct no wave",
                  .min = 0,
                  .max = 1},
            self.dead_fraction);
    }
};

/// Calcium of every astrocyte in SRAM words of {calcium 8, time stamp 24}, decayed lazily.
///
/// A visit adds calcium to the place's astrocyte and answers with the gate levels of the four
/// astrocytes that the place's synapses lead to. Decay over n decisions is fine[n % 64] then
/// coarse[n / 64], both rounded to nearest; a read never writes back. A place without a fourth
/// (third...) neighbour reports the gate of calcium 0 there. With an astrocyte per synapse, the use
/// of a synapse adds calcium instead. A model with a transient of fixed shape stores only when it
/// started; a visit while it is under way changes nothing.
///
/// Where the sites guide (wave_array), the gates are those of calcium 0 on the sides that lead on,
/// those of full calcium on the others.
///
/// Reward starts a wave over the sites of wave_array from the place that was reached; the unit then
/// holds a list of writes, one per site that fired.
class astrocyte_unit {
  public:
    /// Decision indices are 24 bits wide.
    static constexpr std::uint64_t last_decision = (1U << 24U) - 1;

    astrocyte_unit(const astrocyte_config& config, ledger& book)
        : config_(config), book_(book), sites_(book) {}

    void load(const chip_image& image);

    /// A new trial: time moves on by the rest.
    void rest();

    struct visit_result {
        std::array<std::uint8_t, 4> gates{};
        bool omission = false;             ///< a reward was here once, and now it is missed
        std::uint32_t guiding_cycles = 0;  ///< that waves took which set the gates in their place
    };

    /// With the contacts that are felt there, one bit a side. Throws error when the decision index
    /// would wrap.
    visit_result visit(std::uint32_t place, std::uint8_t contacts = 0);

    /// The place's synapse of this action was used: its own astrocyte senses it.
    void used(std::uint32_t place, std::uint32_t action);

    /// Starts a wave from the place that `action` led to; none where that is over the edge.
    void reward(std::uint32_t place, std::uint32_t action);

    /// Starts the wave that follows the last omission. If it leads to other places, calcium is let
    /// go as by a rest: the way there may lead over visited places.
    void recall();

    struct write {
        std::uint32_t place = 0;
        std::uint8_t potentiated = 0;  ///< bit a: synapse a grows; the others shrink
        std::uint64_t ready = 0;       ///< clock cycles after the wave's start
    };

    /// Clock cycles that the wave runs before its last sites fire.
    std::uint64_t wave_cycles() const;

    /// The next write of the wave; none when it is read out.
    std::optional<write> next();

    /// Calcium now, without booking anything (for pictures and tests).
    std::uint8_t calcium(std::uint32_t astrocyte) const;

  private:
    struct word {
        std::uint8_t calcium = 0;
        std::uint32_t decision = 0;  ///< 0: never raised
    };

    std::uint8_t decayed(std::uint32_t astrocyte) const;
    bool under_way(const word& w) const;
    bool waves() const { return image_.learning == learning_rule::wave; }
    void raise(std::uint32_t astrocyte);
    std::array<std::uint8_t, 4> gates_by_calcium(std::uint32_t place);
    void read_out(const std::vector<wave_array::firing>& wave, bool potentiate);
    std::uint8_t fetch(std::uint32_t astrocyte);

    astrocyte_config config_;
    ledger& book_;
    chip_image image_;
    std::vector<word> memory_;
    std::vector<std::uint8_t> dead_;
    wave_array sites_;
    std::optional<std::uint32_t> missed_place_;
    const std::vector<wave_array::firing>* wave_ = nullptr;
    std::size_t next_site_ = 0;
    bool potentiates_ = false;
    std::uint64_t now_ = 0;
};

}  // namespace memglia

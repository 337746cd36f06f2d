#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "snan/snan_rule.hpp"

namespace memglia {

/// The rule in integers of stated width: constants and tables that the fixed-point reference
/// computes with and that the chip image carries.
struct quantised_rule {
    static constexpr int calcium_one = 255;  ///< 8-bit calcium
    static constexpr double transient_tolerance_um = 0.01;
    static constexpr int gate_levels = 32;  ///< 5-bit gate
    static constexpr int gain_one = 255;    ///< 8-bit gain
    static constexpr int decay_one = 256;   ///< decay factors in Q8
    /// Charge of a contact spike, in level x gain units: more than four full synapses.
    static constexpr std::int32_t contact_inhibition = 16384;

    explicit quantised_rule(const rule_config& rule);

    std::uint8_t calcium_per_visit;
    /// Calcium by decisions since a visit, for a model whose transient has a fixed shape: its last
    /// entry is the resting level. Empty for the reduced model, which accumulates and decays.
    std::vector<std::uint8_t> transient;
    std::array<std::uint16_t, 64> decay_fine;    ///< over 0..63 decisions
    std::array<std::uint16_t, 64> decay_coarse;  ///< over 0, 64, 128 ... decisions
    std::array<std::uint8_t, 256> gate_of_calcium;
    std::array<std::uint8_t, gate_levels> gain_of_gate;
    /// Levels by age of the tag, newest first; 0 beyond the end. Empty without eligibility.
    std::vector<std::uint8_t> learning_steps;
    std::uint8_t wave_step;  ///< levels that one wave moves a synapse by
    std::uint8_t weight_initial;
    std::uint8_t weight_max;
    std::int32_t fire_threshold;  ///< level x gain units, at least 1
    std::uint32_t rest_decisions;
};

}  // namespace memglia

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "snan/session.hpp"

namespace memglia {

/// Everything that one decision of the quantised network computes: what two implementations are
/// compared by.
struct decision_trace {
    std::uint64_t decision = 0;  ///< index since the start of the maze, 1 for the first
    observation seen;
    std::array<std::int32_t, 4> weight_level{};  ///< as read from the synapses of the place neuron
    std::array<std::int32_t, 4> gate_level{};    ///< of the four destinations' astrocytes
    std::array<std::int32_t, 4> membrane{};      ///< of the action neurons before they fire
    contact_bits spikes = 0;                     ///< action neurons that fired
    direction action = direction::north;
    bool learns_by_waves = false;
    std::uint32_t rows_requested = 0;  ///< rows that learning asked the synapses to change
    /// Over those rows: (cell + 1) (1 + sides + 16 step); a wave has no step.
    std::uint64_t request_sum = 0;
    std::uint32_t rows_written = 0;
    std::uint32_t write_pulses = 0;  ///< caused by the decision and its reward
};

struct trace_difference {
    std::string block;  ///< the hardware block that owns the signal
    std::string signal;
    std::string expected;
    std::string found;
};

/// The first difference in the order in which the signals arise; none if the two are equal.
std::optional<trace_difference> first_difference(const decision_trace& expected,
                                                 const decision_trace& found);

}  // namespace memglia

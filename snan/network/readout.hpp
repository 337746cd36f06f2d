#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"

namespace memglia {

enum class readout_kind { rate, first_spike, winner };
constexpr std::string_view choice_words(readout_kind) {
    return "rate|first_spike|winner";
}

/// An answer read from the spikes of a population: group g is of neurons g n to g n + n - 1. Spikes
/// count in ticks that begin at from_s or later and before to_s.
struct readout {
    std::string name = "";
    std::string of = "";
    readout_kind kind = readout_kind::rate;
    std::uint32_t neurons_per_group = 1;
    double from_s = 0;
    double to_s = 1e9;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "of the file it is written to"}, self.name);
        visit(field{.name = "of", .doc = "population whose spikes it reads"}, self.of);
        visit(field{.name = "kind",
                    .doc = "rate: spikes per neuron and second; first_spike: when a group first "
                           "spikes; winner: the group with most spikes, or all that tie"},
              self.kind);
        visit(field{.name = "neurons_per_group",
                    .unit = "neurons",
                    .doc = "how many neighbours make a group; the population is of whole groups",
                    .min = 1},
              self.neurons_per_group);
        visit(field{.name = "from_s",
                    .unit = "s",
                    .doc = "when it begins, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.from_s);
        visit(field{.name = "to_s",
                    .unit = "s",
                    .doc = "when it ends, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.to_s);
    }
};

inline std::uint64_t first_tick(const readout& r, double tick_s) {
    return static_cast<std::uint64_t>(r.from_s / tick_s + 0.5);
}

/// The first tick after it.
inline std::uint64_t end_tick(const readout& r, double tick_s) {
    return static_cast<std::uint64_t>(r.to_s / tick_s + 0.5);
}

}  // namespace memglia

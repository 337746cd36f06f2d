#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"

namespace memglia {

/// A current into every neuron of a population, beside their bias and in its units, in all ticks
/// that begin at from_s or later and before to_s. Those that overlap add up.
struct stimulus {
    std::string population = "";
    double from_s = 0;
    double to_s = 1e9;
    double current = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "population", .doc = "neurons that it drives"}, self.population);
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
        visit(field{.name = "current",
                    .unit = "1",
                    .doc = "what it adds to the bias",
                    .min = -1e6,
                    .max = 1e6},
              self.current);
    }
};

inline std::uint64_t first_tick(const stimulus& s, double tick_s) {
    return static_cast<std::uint64_t>(s.from_s / tick_s + 0.5);
}

/// The first tick without it.
inline std::uint64_t end_tick(const stimulus& s, double tick_s) {
    return static_cast<std::uint64_t>(s.to_s / tick_s + 0.5);
}

}  // namespace memglia

#pragma once

#include <cstdint>
#include <string_view>

#include "base/field.hpp"
#include "snan/models/astrocyte_gate.hpp"

namespace memglia {

enum class manipulation_kind { knock_out, inhibit, activate };
constexpr std::string_view choice_words(manipulation_kind) {
    return "knock_out|inhibit|activate";
}

/// What is done to the units of a field in the ticks that begin at from_s or later and before to_s.
struct manipulation {
    manipulation_kind kind = manipulation_kind::knock_out;
    double gate = 0;
    double from_s = 0;
    double to_s = 1e9;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "kind",
                    .doc = "knock_out: no calcium; inhibit: the gate is shut; activate: it is open "
                           "as far as `gate` or farther, with calcium or without. Inhibition goes "
                           "before activation"},
              self.kind);
        visit(field{.name = "gate",
                    .unit = "1",
                    .doc = "of activate: G at least; calcium alone opens it to 1",
                    .min = 0,
                    .max = most_gate},
              self.gate);
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

inline std::uint64_t first_tick(const manipulation& m, double tick_s) {
    return static_cast<std::uint64_t>(m.from_s / tick_s + 0.5);
}

/// The first tick without it.
inline std::uint64_t end_tick(const manipulation& m, double tick_s) {
    return static_cast<std::uint64_t>(m.to_s / tick_s + 0.5);
}

}  // namespace memglia

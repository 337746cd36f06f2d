#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"

namespace memglia {

enum class probe_kind { spikes, membrane, weights, calcium, resource };
constexpr std::string_view choice_words(probe_kind) {
    return "spikes|membrane|weights|calcium|resource";
}

/// Something to record: spikes or membranes of a population, weights of a projection, calcium of an
/// astrocyte field, or its resource: q of all units, then a. Values are those at the end of a tick.
struct probe {
    std::string name = "";
    probe_kind record = probe_kind::spikes;
    std::string of = "";
    std::uint32_t every_ticks = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "of the file it is written to"}, self.name);
        visit(field{.name = "record", .doc = "what"}, self.record);
        visit(field{.name = "of", .doc = "population, projection or astrocyte field"}, self.of);
        visit(field{.name = "every_ticks",
                    .unit = "ticks",
                    .doc = "distance of samples; 0: at the end alone. Spikes are all recorded"},
              self.every_ticks);
    }
};

}  // namespace memglia

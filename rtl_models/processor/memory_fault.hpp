#pragma once

#include <cstdint>

#include "base/field.hpp"

namespace memglia {

/// A word of the memory some of whose bits read the same whatever is stored.
struct stuck_word {
    std::uint32_t offset = 0;
    std::uint32_t bits = 0xffffffffU;
    std::uint32_t value = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "offset",
                    .unit = "bytes",
                    .doc = "from the start of the memory; a multiple of 4",
                    .max = 268435452},
              self.offset);
        visit(field{.name = "bits", .doc = "which bits of it, as a mask", .max = 4294967295.0},
              self.bits);
        visit(field{.name = "value", .doc = "what they read", .max = 4294967295.0}, self.value);
    }
};

}  // namespace memglia

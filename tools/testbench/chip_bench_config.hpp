#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"

namespace memglia {

/// A network on a chip on its bench.
struct chip_bench_config {
    std::string network = "gated";
    std::string chip = "ideal";
    std::uint32_t ticks = 1000;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "network", .doc = "of configs/networks or a file"}, self.network);
        visit(field{.name = "chip", .doc = "of configs/network_chips or a file"}, self.chip);
        visit(field{.name = "ticks", .unit = "ticks", .doc = "that run", .min = 1, .max = 1e7},
              self.ticks);
    }

    /// Connections, weights, and what the device does.
    bool has_noise() const { return true; }
};

}  // namespace memglia

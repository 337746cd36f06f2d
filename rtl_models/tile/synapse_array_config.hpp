#pragma once

#include <cstdint>

#include "base/field.hpp"
#include "crossbar/programming/program_pair.hpp"

namespace memglia {

/// The crossbars of a neurocore. A synapse is a differential pair of cells for each digit of its
/// level, and a sign bit in a memory beside the array, which also says which columns of a row are
/// in use: no other column is driven or converted.
struct synapse_array_config {
    std::uint32_t array_rows = 256;
    std::uint32_t arrays = 64;
    std::uint32_t levels_per_cell = 15;
    std::uint32_t slices = 1;
    programming_config programming;

    /// A level: so many of each sign.
    std::uint32_t weight_levels() const {
        std::uint32_t all = 1;
        for (std::uint32_t s = 0; s < slices; ++s) all *= levels_per_cell + 1;
        return all - 1;
    }
    std::uint64_t rows() const { return std::uint64_t{array_rows} * arrays; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "array_rows",
                    .unit = "1",
                    .doc = "word lines of an array",
                    .min = 1,
                    .max = 4096},
              self.array_rows);
        visit(field{.name = "arrays",
                    .unit = "1",
                    .doc = "arrays that a core has room for, one under the other",
                    .min = 1,
                    .max = 4096},
              self.arrays);
        visit(field{.name = "levels_per_cell",
                    .unit = "1",
                    .doc = "levels of a cell above zero; the converter has 4 bits",
                    .min = 1,
                    .max = 15},
              self.levels_per_cell);
        visit(field{.name = "slices",
                    .unit = "1",
                    .doc = "digits of a weight, a pair of cells each",
                    .min = 1,
                    .max = 3},
              self.slices);
        visit(field{.name = "programming", .doc = "write-verify"}, self.programming);
    }
};

}  // namespace memglia

#pragma once

#include <cstdint>
#include <optional>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/device/ageing.hpp"
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
    std::optional<ageing_config> ageing;
    double age_s = 0;

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
        visit(field{.name = "ageing", .doc = "wear, drift, telegraph noise; without it none"},
              self.ageing);
        visit(field{.name = "age_s",
                    .unit = "s",
                    .doc = "from programming to the first tick: what cells drift in, and when "
                           "telegraph noise is looked at; they hold during the run",
                    .min = 0,
                    .max = 1e12},
              self.age_s);
    }

    unused_keys unused() const {
        unused_keys all;
        const bool fades = ageing && (ageing->drift_nu_on > 0 || ageing->drift_nu_off > 0 ||
                                      ageing->telegraph_fraction > 0);
        if (!fades) {
            add_unused(all, {"age_s"}, "nothing drifts and no cell has telegraph noise",
                       "ageing.drift_nu_off",
                       "ageing.drift_nu_on, drift_nu_off or telegraph_fraction above 0");
        }
        return all;
    }
};

}  // namespace memglia

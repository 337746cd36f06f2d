#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/cell_array.hpp"

namespace memglia {

enum class programming_scheme { verify, open_loop };
constexpr std::string_view choice_words(programming_scheme) {
    return "verify|open_loop";
}

enum class stuck_pairs { compensate, give_up };
constexpr std::string_view choice_words(stuck_pairs) {
    return "compensate|give_up";
}

/// How a differential pair is programmed. One 50 ns pulse of the default device deviates by several
/// mean steps: an open-loop train of n pulses learns noise of sqrt(n) of that
/// (docs/programming.md).
struct programming_config {
    programming_scheme scheme = programming_scheme::verify;
    double tolerance_codes = 2.5;
    std::uint32_t max_pulses = 500;
    std::uint32_t patience = 50;
    stuck_pairs stuck = stuck_pairs::compensate;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{
                .name = "scheme",
                .doc =
                    "verify: read after every pulse; open_loop: read once, then as many pulses as "
                    "codes are missing"},
            self.scheme);
        visit(field{.name = "tolerance_codes",
                    .unit = "codes",
                    .doc = "programming stops once a verify read is this near the target",
                    .min = 0,
                    .max = 64},
              self.tolerance_codes);
        visit(field{.name = "max_pulses",
                    .unit = "1",
                    .doc = "give up (and count a failure) after this many pulses",
                    .min = 1,
                    .max = 1e6},
              self.max_pulses);
        visit(field{.name = "patience",
                    .unit = "1",
                    .doc = "give up, too, after so many pulses that came no nearer, in an "
                           "array whose writes move other cells, or in which none has moved any "
                           "cell yet; a tile with eight such pairs in a row takes no more "
                           "writes until the next load. 0: never",
                    .max = 1e6},
              self.patience);
        visit(
            field{.name = "stuck",
                  .doc =
                      "compensate: a cell that has not reached its target in `patience` pulses is "
                      "watched over as many more; if it does not move, the other cell of the "
                      "pair is programmed against it, and the difference counts without its "
                      "sign. give_up: the pair is lost"},
            self.stuck);
    }

    unused_keys unused() const {
        unused_keys all;
        if (scheme == programming_scheme::open_loop) {
            add_unused(all, {"tolerance_codes", "patience", "stuck"},
                       "scheme is 'open_loop': nothing is verified", "scheme", "scheme verify");
        }
        return all;
    }

    bool compensates() const {
        return scheme == programming_scheme::verify && stuck == stuck_pairs::compensate;
    }
};

struct programming_result {
    std::uint32_t pulses = 0;
    std::uint32_t verifies = 0;
    bool failed = false;
    bool hopeless = false;  ///< failed by losing patience
    /// The reference was moved, or the weight cell was set against a reference that conducts: the
    /// difference counts without its sign.
    bool compensated = false;
    std::uint32_t inspections = 0;  ///< reads that two comparisons more were made on
    double pulse_cells_j = 0;       ///< in the pulsed cells
    double verify_cells_j = 0;      ///< in the read cells
    double lines_j = 0;             ///< charging bit lines
};

/// Programs a differential pair: the cell in `column` carries the weight, its neighbour in `column
/// + 1` is the fully RESET reference. With verify, pulses until the difference of their read
/// currents is within tolerance of `target_code` code steps.
///
/// A pair with one stuck cell still takes every weight, if the other is programmed against it: a
/// weight cell at R_off against a reference that is SET, a cell at R_on against one that is SET
/// nearly as far. `compensated_before`: some pair of the array is held like that, so that before
/// the first pulse it is inspected which cell of this one moves.
programming_result program_pair(cell_array& array, std::size_t row, std::size_t column,
                                double target_code, const programming_config& config,
                                bool compensated_before = false);

}  // namespace memglia

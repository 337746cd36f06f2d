#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crossbar/array/array_circuit.hpp"
#include "crossbar/device/cell_iv.hpp"

namespace memglia {

enum class solver_method { schur, direct };
constexpr std::string_view choice_words(solver_method) {
    return "schur|direct";
}

struct array_solver_config {
    solver_method method = solver_method::schur;
    double tolerance = 1e-12;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "method",
                    .doc = "schur: conjugate gradients on the word lines; direct: sparse Cholesky "
                           "factors of the whole"},
              self.method);
        visit(
            field{.name = "tolerance",
                  .unit = "1",
                  .doc =
                      "largest residual that counts as an answer; where the last bit of a voltage "
                      "moves more current through a small resistance, that much",
                  .min = 1e-15,
                  .max = 1e-3},
            self.tolerance);
    }
};

/// An array to look at where no file gives one.
struct array_sample_config {
    std::uint32_t rows = 64;
    std::uint32_t columns = 64;
    double r_on_ohm = 1e4;
    double r_off_ohm = 1e6;
    double v_word_v = 0.3;
    std::uint64_t seed = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rows", .unit = "1", .doc = "word lines", .min = 1, .max = 4096},
              self.rows);
        visit(field{.name = "columns", .unit = "1", .doc = "bit lines", .min = 1, .max = 4096},
              self.columns);
        visit(field{.name = "r_on_ohm",
                    .unit = "ohm",
                    .doc = "lowest resistance; cells are drawn log-uniform up to r_off_ohm",
                    .min = 1e-3,
                    .max = 1e15},
              self.r_on_ohm);
        visit(field{.name = "r_off_ohm",
                    .unit = "ohm",
                    .doc = "highest resistance",
                    .min = 1e-3,
                    .max = 1e15},
              self.r_off_ohm);
        visit(field{.name = "v_word_v",
                    .unit = "V",
                    .doc = "on every word line where --word gives no voltages",
                    .min = -20,
                    .max = 20},
              self.v_word_v);
        visit(field{.name = "seed",
                    .unit = "1",
                    .doc = "of the cells and of the effects' draws",
                    .max = 9e15},
              self.seed);
    }

    void validate() const;
};

/// What makes cells differ from what was meant; magnitudes in configs/arrays with their sources.
struct array_effects_config {
    double sigma_program = 0.037;
    double sigma_read = 0.01;
    double stuck_on_fraction = 0.001;
    double stuck_off_fraction = 0.001;
    std::uint32_t levels = 128;
    double telegraph_fraction = 0.1;
    double telegraph_depth = 0.05;
    std::uint32_t trials = 20;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "sigma_program",
                    .unit = "1",
                    .doc = "programming variation: standard deviation, of the conductance range",
                    .min = 0,
                    .max = 1},
              self.sigma_program);
        visit(field{.name = "sigma_read",
                    .unit = "1",
                    .doc = "read noise: standard deviation, of the cell's conductance",
                    .min = 0,
                    .max = 1},
              self.sigma_read);
        visit(field{.name = "stuck_on_fraction",
                    .unit = "1",
                    .doc = "share of cells at the highest conductance of the array",
                    .min = 0,
                    .max = 1},
              self.stuck_on_fraction);
        visit(field{.name = "stuck_off_fraction",
                    .unit = "1",
                    .doc = "share of cells at the lowest conductance",
                    .min = 0,
                    .max = 1},
              self.stuck_off_fraction);
        visit(field{.name = "levels",
                    .unit = "1",
                    .doc = "conductances, evenly spaced over the range, that can be programmed",
                    .min = 2,
                    .max = 65536},
              self.levels);
        visit(field{.name = "telegraph_fraction",
                    .unit = "1",
                    .doc = "share of cells with a trap, which holds a charge half of the time",
                    .min = 0,
                    .max = 1},
              self.telegraph_fraction);
        visit(field{.name = "telegraph_depth",
                    .unit = "1",
                    .doc = "random telegraph noise: share of its conductance that a held charge "
                           "takes from a cell",
                    .min = 0,
                    .max = 1},
              self.telegraph_depth);
        visit(field{.name = "trials",
                    .unit = "1",
                    .doc = "random arrays per effect",
                    .min = 1,
                    .max = 10000},
              self.trials);
    }

    void validate() const;
};

/// All that `memglia array` takes besides tables of numbers.
struct array_config {
    line_resistances lines;
    cell_iv_config cell;
    array_solver_config solver;
    array_sample_config sample;
    array_effects_config effects;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "lines", .doc = "resistances of the lines"}, self.lines);
        visit(field{.name = "cell", .doc = "current of a cell against its voltage"}, self.cell);
        visit(field{.name = "solver", .doc = "how the operating point is found"}, self.solver);
        visit(field{.name = "sample", .doc = "the array of the report where no file gives one"},
              self.sample);
        visit(field{.name = "effects", .doc = "what the report disturbs the cells with"},
              self.effects);
    }
};

}  // namespace memglia

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/programming/program_pair.hpp"
#include "rtl_models/fabric/mesh_config.hpp"
#include "rtl_models/processor/memory_fault.hpp"
#include "rtl_models/processor/processor_config.hpp"

namespace memglia {

enum class stuck_at { r_on, r_off };
constexpr std::string_view choice_words(stuck_at) {
    return "r_on|r_off";
}

/// A cell that does not move.
struct stuck_cell {
    std::uint32_t tile = 0;
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    stuck_at at = stuck_at::r_on;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tile", .unit = "1", .doc = "from 0", .max = 15}, self.tile);
        visit(field{.name = "row", .unit = "1", .doc = "word line", .max = 1023}, self.row);
        visit(field{.name = "column",
                    .unit = "1",
                    .doc = "bit line: 2 p is the weight cell of pair p, 2 p + 1 its reference",
                    .max = 2047},
              self.column);
        visit(field{.name = "at", .doc = "what it conducts"}, self.at);
    }
};

/// A crossbar tile, as large as one of the navigation chip.
struct platform_tile_config {
    std::uint32_t rows = 128;
    std::uint32_t pairs = 64;
    std::uint32_t codes_per_level = 8;
    programming_config programming{.stuck = stuck_pairs::give_up};
    std::uint32_t seed = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rows", .unit = "1", .doc = "word lines", .min = 1, .max = 1024},
              self.rows);
        visit(field{.name = "pairs",
                    .unit = "1",
                    .doc = "differential pairs of bit lines",
                    .min = 1,
                    .max = 1024},
              self.pairs);
        visit(field{.name = "codes_per_level",
                    .unit = "codes",
                    .doc = "device codes per level",
                    .min = 1,
                    .max = 1024},
              self.codes_per_level);
        visit(field{.name = "programming", .doc = "write-verify"}, self.programming);
        visit(field{.name = "seed", .doc = "of variation and noise", .max = 4294967295.0},
              self.seed);
    }
};

/// A chip as its processor sees it: memory, mesh and crossbar tiles, and what of them is broken.
struct platform_config {
    processor_config processor;
    std::vector<stuck_word> stuck_words{};
    double clock_hz = 500e6;
    std::uint32_t width = 3;
    std::uint32_t height = 3;
    mesh_config mesh;
    std::uint32_t tiles = 4;
    platform_tile_config tile;
    std::vector<stuck_cell> stuck_cells{};
    access_config crossbar;
    device_config device;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "processor", .doc = "core and memory"}, self.processor);
        visit(field{.name = "stuck_words", .doc = "words of the memory that are broken"},
              self.stuck_words);
        visit(field{.name = "clock_hz",
                    .unit = "Hz",
                    .doc = "of processor, DMA and mesh",
                    .min = 1e6,
                    .max = 1e10},
              self.clock_hz);
        visit(field{.name = "width", .unit = "nodes", .doc = "columns", .min = 1, .max = 64},
              self.width);
        visit(field{.name = "height", .unit = "nodes", .doc = "rows", .min = 1, .max = 64},
              self.height);
        visit(field{.name = "mesh", .doc = "routers and links, and those that have failed"},
              self.mesh);
        visit(field{.name = "tiles", .unit = "1", .doc = "crossbar tiles", .max = 16}, self.tiles);
        visit(field{.name = "tile", .doc = "each of them"}, self.tile);
        visit(field{.name = "stuck_cells", .doc = "cells of tiles that are broken"},
              self.stuck_cells);
        visit(field{.name = "crossbar", .doc = "how cells are reached"}, self.crossbar);
        visit(field{.name = "device",
                    .doc = "memristive device",
                    .presets = "devices",
                    .preset = "taox_hfox"},
              self.device);
    }

    void validate() const;
    unused_keys unused() const;
};

}  // namespace memglia

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/array/cell_array.hpp"
#include "crossbar/programming/program_pair.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/chip_image.hpp"

namespace memglia {

enum class tile_layout { actions, states };
constexpr std::string_view choice_words(tile_layout) {
    return "actions|states";
}

struct tile_config {
    std::uint32_t rows = 128;
    std::uint32_t column_groups = 16;
    std::uint32_t codes_per_level = 8;
    tile_layout layout = tile_layout::actions;
    std::uint32_t spare_pairs = 0;
    programming_config programming;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rows",
                    .unit = "1",
                    .doc = "word lines of the array",
                    .min = 1,
                    .max = 1024},
              self.rows);
        visit(
            field{.name = "column_groups",
                  .unit = "1",
                  .doc = "groups of 8 bit lines (4 differential actions) that share the converters",
                  .min = 1,
                  .max = 128},
            self.column_groups);
        visit(field{.name = "codes_per_level",
                    .unit = "codes",
                    .doc =
                        "device codes per weight level: the coarser, the more noise a level stands",
                    .min = 1,
                    .max = 1024},
              self.codes_per_level);
        visit(field{.name = "layout",
                    .doc = "actions: a place has a row and a group of four columns, one an action; "
                           "states: a row and a column per place, synapses from state to next "
                           "state, one tile"},
              self.layout);
        visit(field{.name = "spare_pairs",
                    .unit = "1",
                    .doc = "differential pairs of bit lines beyond those in use, which replace the "
                           "pairs with most stuck cells; chosen by a test when the chip is loaded",
                    .max = 1024},
              self.spare_pairs);
        visit(field{.name = "programming", .doc = "write-verify"}, self.programming);
    }

    unused_keys unused() const {
        unused_keys all;
        if (by_states()) {
            add_unused(all, {"column_groups"}, "layout is 'states': a column per place", "layout",
                       "layout actions");
        }
        return all;
    }

    bool by_states() const { return layout == tile_layout::states; }
    std::uint32_t places() const { return by_states() ? rows : rows * column_groups; }
    /// Differential pairs of bit lines.
    std::uint32_t pairs() const { return by_states() ? rows : column_groups * 4; }
    std::uint32_t bit_lines() const { return 2 * (pairs() + spare_pairs); }
};

/// An array of cells with its drivers and converters; every synapse is a differential pair of
/// cells.
///
/// Layout by actions: a place neuron owns one row and one group of four pairs, one per action;
/// local address = group * rows + row. By states: place i owns row i and pair i, and its synapse of
/// an action lies where its row meets the pair of the place that the action leads to; on a side
/// without a place, where it meets its own.
class crossbar_tile {
  public:
    static constexpr std::size_t actions = 4;
    static constexpr std::int32_t level_max = 15;  ///< 4-bit converter
    /// Hopeless pairs, one after the other, after which a tile takes no more writes.
    static constexpr std::uint32_t gives_up_after = 8;

    crossbar_tile(const tile_config& config, const device_config& device,
                  const access_config& access, double line_cell_f, ledger& book);

    /// Erases the array and programs every address below `places` to the initial level. Returns how
    /// many pairs failed.
    std::uint32_t load(const chip_image& image, std::uint32_t places, std::uint64_t stream_index);

    struct read_result {
        std::array<std::int32_t, actions> level{};
        double time_s = 0;
    };

    /// Drives the address's row once and converts its four differential currents.
    read_result read(std::uint32_t address);

    struct write_result {
        std::uint32_t pulses = 0;
        std::uint32_t failures = 0;
        double time_s = 0;
        std::uint32_t reads = 0;
    };

    /// Moves the synapses of `potentiated` (bit a: action a) up by `step` levels, the others down
    /// towards the initial level, each by write-verify; a level that need not change is not pulsed.
    write_result reinforce(std::uint32_t address, std::uint32_t potentiated, std::uint32_t step);

    const tile_config& config() const { return config_; }
    const cell_array& array() const { return array_; }

  private:
    struct location {
        std::size_t row = 0;
        std::array<std::size_t, actions> column{};  ///< of each action's first cell
        bool neighbours = true;                     ///< the pairs lie side by side
    };
    void replace_faulty_pairs();
    location locate(std::uint32_t address) const;
    std::array<std::int32_t, actions> sense(const location& at, analogue cells, analogue lines);
    write_result program(const location& at, std::size_t action, std::int32_t level);
    bool gave_up() const { return hopeless_ >= gives_up_after; }

    tile_config config_;
    cell_array array_;
    ledger& book_;
    double level_current_a_;
    std::vector<std::array<std::int32_t, 4>> neighbour_;  ///< by states only
    std::vector<std::size_t> pair_;                       ///< where each pair lies
    /// A gated row's word line opens its transistors; pulses and reads come by the bit lines, and
    /// it stays up. Otherwise the word line carries the voltage itself.
    bool row_stays_up_;
    std::uint32_t hopeless_ = 0;  ///< pairs, one after the other
    /// Some pair, since load(): a level then has a sign, which a converter finds with a fifth step
    /// beside its four; over four columns, one conversion more.
    bool compensated_ = false;  ///< some pair, since load()
    std::int32_t weight_initial_ = 0;
    std::int32_t weight_max_ = level_max;
};

}  // namespace memglia

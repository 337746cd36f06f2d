#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rtl_models/tile/core_image.hpp"
#include "rtl_models/tile/synapse_array.hpp"

namespace memglia {

/// Tripartite plasticity of a core, rule by rule: a word with the tick of the last arrival for each
/// row; for each column the tick from which it may change, the sum of its levels and what a level
/// adds by that. A column is written row after row, the lowest first: every pair is read, moved by
/// a step and written with verify, and what it is written to is summed up, so that the sum follows
/// the cells whatever a noisy read has found before.
class tripartite_engine {
  public:
    explicit tripartite_engine(const core_image& image);

    bool empty() const { return rules_.empty(); }
    bool learns(std::size_t row) const { return rule_of_row_[row] != no_rule; }

    /// A spike has been delivered over this row.
    void arrival(std::size_t row, std::uint64_t tick);

    /// These columns spiked in this tick; `gates` are the core's registers. Returns the seconds
    /// that reads and writes took.
    double spikes(std::span<const std::uint32_t> columns, std::uint64_t tick,
                  std::span<const std::int32_t> gates, synapse_array& synapses);

    /// What a level adds in a column, of a rule with scaling.
    std::int32_t unit(std::size_t rule, std::uint32_t column) const {
        return columns_[rule][column].unit;
    }

    struct site {
        std::uint32_t rule = 0;
        std::uint32_t column = 0;
    };
    /// Whose units are others since the last spikes().
    const std::vector<site>& rescaled() const { return rescaled_; }

    struct work {
        std::uint64_t arrivals = 0;  ///< words written
        std::uint64_t checks = 0;    ///< words read at spikes of columns
        std::uint64_t pairings = 0;  ///< synapses of columns that are written
        std::uint64_t column_writes = 0;
        std::uint64_t level_changes = 0;
        std::uint64_t scalings = 0;  ///< words of the table looked up
    };
    const work& done() const { return work_; }

  private:
    static constexpr std::uint32_t no_rule = ~std::uint32_t{0};
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    struct synapse_site {
        std::uint32_t row = 0;
        std::uint32_t synapse = 0;
    };
    struct column_words {
        std::uint64_t may_change_from = 0;
        std::uint32_t sum = 0;
        std::int32_t unit = 0;
        std::vector<synapse_site> synapses;
    };
    double write(std::uint32_t rule, std::uint32_t column, std::uint64_t tick,
                 synapse_array& synapses);

    std::vector<tripartite_rule> rules_;
    std::vector<std::uint32_t> rule_of_row_;
    std::vector<std::uint64_t> last_arrival_;         ///< of each row
    std::vector<std::vector<column_words>> columns_;  ///< by rule
    std::vector<site> rescaled_;
    work work_;
};

}  // namespace memglia

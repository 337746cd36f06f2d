#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "rtl_models/tile/core_image.hpp"
#include "rtl_models/tile/synapse_array.hpp"

namespace memglia {

/// Pair STDP of a core, rule by rule: a trace per row and per column, kept as it was when it last
/// rose and decayed when it is read; changes of whole levels by stochastic rounding, written with
/// verify. Within a tick arrivals come before spikes of the columns.
class plasticity_engine {
  public:
    explicit plasticity_engine(const core_image& image);

    bool learns(std::size_t row) const { return rule_of_row_[row] != no_rule; }

    /// A spike has been delivered over this row. Returns the seconds that its writes took.
    double arrival(std::size_t row, std::uint64_t tick, synapse_array& synapses);

    /// These columns spiked in this tick.
    double spikes(std::span<const std::uint32_t> columns, std::uint64_t tick,
                  synapse_array& synapses);

    /// So many rewards have come for a rule, after all else of the tick.
    double reward(std::size_t rule, std::uint64_t rewards, std::uint64_t tick,
                  synapse_array& synapses);

    struct work {
        std::uint64_t trace_reads = 0;
        std::uint64_t trace_writes = 0;
        std::uint64_t changes = 0;  ///< that were computed, also those rounded to nothing
        std::uint64_t eligibility_reads = 0;
        std::uint64_t eligibility_writes = 0;
        std::uint64_t rewarded = 0;  ///< synapses times rewards
    };
    const work& done() const { return work_; }
    bool empty() const { return rules_.empty(); }

  private:
    static constexpr std::uint32_t no_rule = ~std::uint32_t{0};
    struct trace {
        std::int64_t value = 0;
        std::uint64_t tick = 0;
    };
    struct synapse_site {
        std::uint32_t row = 0;
        std::uint32_t synapse = 0;
    };
    void raise(trace& t, std::int32_t by, const decay_rom& decay, std::uint64_t tick);
    double move(synapse_site at, std::int64_t size, bool gain, std::uint32_t column,
                std::uint64_t tick, synapse_array& synapses);
    void make_eligible(std::size_t synapse, std::int64_t by, const decay_rom& decay,
                       std::uint64_t tick);
    double change(synapse_site at, std::int64_t size, bool gain, std::uint64_t tick,
                  synapse_array& synapses);

    std::int64_t most_trace_;
    std::vector<stdp_rule> rules_;
    std::vector<std::uint32_t> rule_of_row_;
    std::vector<std::uint32_t> row_tag_;
    std::vector<std::uint32_t> column_tag_;
    std::vector<trace> row_trace_;
    std::vector<std::vector<trace>> column_trace_;  ///< by rule
    std::vector<trace> eligibility_;                ///< of synapses, where a rule has rewards
    /// By rule: where the plastic synapses of each column lie.
    std::vector<std::vector<std::uint32_t>> column_begin_;
    std::vector<std::vector<synapse_site>> column_site_;
    work work_;
};

}  // namespace memglia

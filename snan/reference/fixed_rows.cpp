#include "snan/reference/fixed_rows.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/rounding_bits.hpp"
#include "snan/reference/fixed_trace.hpp"

namespace memglia {

fixed_layout::fixed_layout(const network& net, const fixed_network& fixed,
                           std::size_t projection_index) {
    std::set<slot> occurs;
    for_each_fixed_synapse(net, fixed, projection_index, [&occurs](const fixed_synapse& s) {
        occurs.insert({s.delay_ticks, s.ordinal});
    });
    slots_.assign(occurs.begin(), occurs.end());
    const projection& p = net.projections[projection_index];
    const std::size_t sources = net.populations[index_of(net.populations, p.source)].size;
    constexpr std::size_t most_rows = 20'000'000;
    if (sources * slots_.size() > most_rows) {
        throw input_error({.path = "projections[" + std::to_string(projection_index) + "]",
                           .found = "found " + std::to_string(slots_.size()) +
                                    " different delays and parallel synapses of " +
                                    std::to_string(sources) + " sources: a row each",
                           .expected = "at most " + std::to_string(most_rows) + " rows"});
    }
    begin_.resize(sources * slots_.size() + 1);
    for_each_fixed_synapse(net, fixed, projection_index,
                           [this](const fixed_synapse& s) { ++begin_[row_of(s) + 1]; });
    for (std::size_t row = 1; row < begin_.size(); ++row) begin_[row] += begin_[row - 1];
    constexpr std::size_t most_places = std::numeric_limits<std::uint32_t>::max();
    if (places() > most_places) {
        throw input_error({.path = "projections[" + std::to_string(projection_index) + "]",
                           .found = "found " + std::to_string(places()) + " synapses",
                           .expected = "at most " + std::to_string(most_places)});
    }
}

std::size_t fixed_layout::row_of(const fixed_synapse& s) const {
    const auto at = std::lower_bound(slots_.begin(), slots_.end(), slot{s.delay_ticks, s.ordinal});
    return row_of(s.source, static_cast<std::size_t>(at - slots_.begin()));
}

void fixed_layout::for_each_place(
    const network& net, const fixed_network& fixed, std::size_t projection_index,
    const std::function<void(const fixed_synapse&, std::size_t, std::size_t)>& visit) const {
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for_each_fixed_synapse(net, fixed, projection_index, [&](const fixed_synapse& s) {
        const std::size_t row = row_of(s);
        visit(s, row, next[row]++);
    });
}

namespace {

// What is due is known long before it is needed: first what says where a row lies, then the row.
constexpr std::size_t far_ahead = 12;
constexpr std::size_t near_ahead = 6;
constexpr std::size_t column_ahead = 32;

/// What all rows share: levels and targets, and how a row is delivered.
template <class Index, gate_place gate>
class level_rows : public fixed_rows {
  public:
    level_rows(const network& net, const fixed_network& fixed, std::size_t projection_index,
               fixed_layout layout)
        : fixed_rows(std::move(layout)),
          unit_(fixed.projections[projection_index].unit),
          most_state_(fixed.format.most_state()),
          target_(this->layout().places()),
          level_(this->layout().places()) {
        this->layout().for_each_place(
            net, fixed, projection_index,
            [this](const fixed_synapse& s, std::size_t, std::size_t place) {
                target_[place] = static_cast<Index>(s.target);
                level_[place] = static_cast<std::int16_t>(s.level);
            });
    }

    std::int32_t level(std::size_t place) const final { return level_[place]; }

  protected:
    void prefetch(std::span<const due_row> due, std::size_t i) const {
        if (i + far_ahead < due.size()) layout().prefetch(due[i + far_ahead].row);
        if (i + near_ahead >= due.size()) return;
        const std::size_t begin = layout().begin(due[i + near_ahead].row);
        const std::size_t end = layout().end(due[i + near_ahead].row);
        constexpr std::size_t line_bytes = 64;
        for (std::size_t k = begin; k < end; k += line_bytes / sizeof(Index)) {
            __builtin_prefetch(&target_[k]);
        }
        for (std::size_t k = begin; k < end; k += line_bytes / sizeof(std::int16_t)) {
            __builtin_prefetch(&level_[k]);
        }
    }

    std::int64_t gain(std::int32_t share) const { return gated_unit(unit_, share, most_state_); }

    /// What a level of a synapse from here to there delivers.
    std::int64_t gain(const fixed_site& site, std::size_t source, std::size_t target) const {
        if constexpr (gate == gate_place::nowhere) return unit_;
        return gain(site.share[gate == gate_place::target ? target : source]);
    }

    std::int32_t unit_;
    std::int64_t most_state_;
    line_vector<Index> target_;
    line_vector<std::int16_t> level_;
};

template <class Index, gate_place gate>
class static_rows final : public level_rows<Index, gate> {
  public:
    using level_rows<Index, gate>::level_rows;

    void deliver(std::span<const due_row> due, const fixed_site& site) override {
        for (std::size_t i = 0; i < due.size(); ++i) {
            this->prefetch(due, i);
            const std::size_t begin = this->layout().begin(due[i].row);
            const std::size_t end = this->layout().end(due[i].row);
            for (std::size_t k = begin; k < end; ++k) {
                const std::size_t j = this->target_[k];
                site.inbox[j] += this->level_[k] * this->gain(site, due[i].source, j);
            }
            this->deliveries_ += end - begin;
        }
    }

    void end_tick(std::span<const std::uint32_t>, std::uint32_t) override {}
};

template <class Index, gate_place gate>
class stdp_rows final : public level_rows<Index, gate> {
  public:
    stdp_rows(const network& net, const fixed_network& fixed, std::size_t projection_index,
              fixed_layout layout)
        : level_rows<Index, gate>(net, fixed, projection_index, std::move(layout)),
          stdp_(*fixed.projections[projection_index].stdp),
          most_level_(static_cast<std::int32_t>(fixed.format.weight_levels)),
          most_trace_(std::int64_t{fixed.format.weight_levels} << 16U),
          row_(this->layout().rows()) {
        const projection& p = net.projections[projection_index];
        const std::size_t to = index_of(net.populations, p.target);
        neuron_.resize(net.populations[to].size);
        for (std::size_t j = 0; j < neuron_.size(); ++j) {
            neuron_[j].tag = neuron_tag(to, static_cast<std::uint32_t>(j));
        }
        const auto slots = this->layout().slots();
        for (std::size_t r = 0; r < row_.size(); ++r) {
            const auto [delay_ticks, ordinal] = slots[r % slots.size()];
            row_[r].tag = row_tag(projection_index, static_cast<std::uint32_t>(r / slots.size()),
                                  delay_ticks, ordinal);
        }
        index_columns();
    }

    void deliver(std::span<const due_row> due, const fixed_site& site) override {
        for (std::size_t i = 0; i < due.size(); ++i) {
            this->prefetch(due, i);
            end_of_synapses& row = row_[due[i].row];
            const std::size_t begin = this->layout().begin(due[i].row);
            const std::size_t end = this->layout().end(due[i].row);
            for (std::size_t k = begin; k < end; ++k) {
                const std::size_t j = this->target_[k];
                const std::int32_t level = this->level_[k];
                site.inbox[j] += level * this->gain(site, due[i].source, j);
                const std::int64_t change = neuron_[j].trace.at(site.tick, stdp_.minus);
                if (change == 0) continue;
                const std::int64_t loss =
                    (change + rounding_bits(row.tag ^ neuron_[j].tag, site.tick)) >> 16U;
                this->level_[k] =
                    static_cast<std::int16_t>(std::max<std::int64_t>(level - loss, 0));
            }
            row.trace.rise(site.tick, stdp_.plus, stdp_.a_plus, most_trace_);
            this->deliveries_ += end - begin;
        }
    }

    void end_tick(std::span<const std::uint32_t> spiking_targets, std::uint32_t tick) override {
        for (const std::uint32_t j : spiking_targets) {
            const std::size_t end = column_[j + 1];
            for (std::size_t c = column_[j]; c < end; ++c) {
                if (c + column_ahead < end) {
                    __builtin_prefetch(&this->level_[entry_[c + column_ahead].place]);
                    __builtin_prefetch(&row_[entry_[c + column_ahead].row]);
                }
                const end_of_synapses& row = row_[entry_[c].row];
                const std::int64_t change = row.trace.at(tick, stdp_.plus);
                if (change == 0) continue;
                const std::int64_t gain =
                    (change + rounding_bits(row.tag ^ ~neuron_[j].tag, tick)) >> 16U;
                std::int16_t& level = this->level_[entry_[c].place];
                level =
                    static_cast<std::int16_t>(std::min<std::int64_t>(level + gain, most_level_));
            }
            neuron_[j].trace.rise(tick, stdp_.minus, stdp_.a_minus, most_trace_);
        }
    }

  private:
    /// A row, or a target.
    struct end_of_synapses {
        fixed_trace trace;
        std::uint32_t tag = 0;
    };
    struct column_entry {
        std::uint32_t row = 0;
        std::uint32_t place = 0;
    };

    void index_columns() {
        column_.resize(neuron_.size() + 1);
        for (const Index j : this->target_) ++column_[j + std::size_t{1}];
        for (std::size_t j = 1; j < column_.size(); ++j) column_[j] += column_[j - 1];
        entry_.resize(this->layout().places());
        std::vector<std::size_t> next(column_.begin(), column_.end() - 1);
        for (std::size_t row = 0; row < row_.size(); ++row) {
            for (std::size_t k = this->layout().begin(row); k < this->layout().end(row); ++k) {
                entry_[next[this->target_[k]]++] = {static_cast<std::uint32_t>(row),
                                                    static_cast<std::uint32_t>(k)};
            }
        }
    }

    fixed_stdp stdp_;
    std::int32_t most_level_;
    std::int64_t most_trace_;
    std::vector<end_of_synapses> row_;
    std::vector<end_of_synapses> neuron_;
    std::vector<std::size_t> column_;  ///< first entry of each target
    std::vector<column_entry> entry_;
};

template <class Index, gate_place gate>
std::unique_ptr<fixed_rows> make(const network& net, const fixed_network& fixed, std::size_t index,
                                 fixed_layout layout) {
    if (net.projections[index].stdp) {
        return std::make_unique<stdp_rows<Index, gate>>(net, fixed, index, std::move(layout));
    }
    return std::make_unique<static_rows<Index, gate>>(net, fixed, index, std::move(layout));
}

template <class Index>
std::unique_ptr<fixed_rows> make(const network& net, const fixed_network& fixed, std::size_t index,
                                 gate_place gate, fixed_layout layout) {
    switch (gate) {
        case gate_place::target:
            return make<Index, gate_place::target>(net, fixed, index, std::move(layout));
        case gate_place::source:
            return make<Index, gate_place::source>(net, fixed, index, std::move(layout));
        default:
            return make<Index, gate_place::nowhere>(net, fixed, index, std::move(layout));
    }
}

}  // namespace

std::unique_ptr<fixed_rows> make_fixed_rows(const network& net, const fixed_network& fixed,
                                            std::size_t projection_index, gate_place gate) {
    fixed_layout layout(net, fixed, projection_index);
    const projection& p = net.projections[projection_index];
    if (p.stdp && p.stdp->reward) {
        return make_fixed_reward_rows(net, fixed, projection_index, gate, std::move(layout));
    }
    if (p.tripartite) {
        return make_fixed_tripartite_rows(net, fixed, projection_index, gate, std::move(layout));
    }
    const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
    return has_short_targets(targets)
               ? make<std::uint16_t>(net, fixed, projection_index, gate, std::move(layout))
               : make<std::uint32_t>(net, fixed, projection_index, gate, std::move(layout));
}

}  // namespace memglia

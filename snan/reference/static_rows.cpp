#include <utility>

#include "snan/reference/synapse_rows.hpp"

namespace memglia {

namespace {

template <class Index, gate_place gate>
class static_rows final : public synapse_rows {
  public:
    static_rows(const network& net, std::size_t projection_index, row_layout layout,
                std::uint32_t targets)
        : synapse_rows(std::move(layout)),
          target_(targets_of<Index>(net, projection_index, this->layout(), targets)),
          weight_(weights_of(net, projection_index, this->layout())) {}

    void deliver(std::span<const due_row> due, const delivery_site& site) override {
        for (std::size_t i = 0; i < due.size(); ++i) {
            if (i + far_ahead < due.size()) layout().prefetch(due[i + far_ahead].row);
            if (i + near_ahead < due.size()) {
                const std::size_t row = due[i + near_ahead].row;
                prefetch_places(weight_, target_, layout().begin(row), layout().end(row));
            }
            const std::size_t begin = layout().begin(due[i].row);
            const std::size_t end = layout().end(due[i].row);
            for (std::size_t k = begin; k < end; ++k) {
                const std::size_t j = target_[k];
                if constexpr (gate == gate_place::nowhere) {
                    site.inbox[j] += weight_[k];
                } else {
                    const std::size_t gated = gate == gate_place::target ? j : due[i].source;
                    site.inbox[j] += weight_[k] * site.share[gated];
                }
            }
            deliveries_ += end - begin;  // rows without places to fill them up
        }
    }

    void end_tick(std::span<const std::uint32_t>) override {}
    line_vector<double> settled_weights() const override { return weight_; }

  private:
    line_vector<Index> target_;
    line_vector<double> weight_;
};

template <class Index>
std::unique_ptr<synapse_rows> make(const network& net, std::size_t index, gate_place gate,
                                   std::uint32_t targets) {
    row_layout layout(net, index, 1);
    switch (gate) {
        case gate_place::target:
            return std::make_unique<static_rows<Index, gate_place::target>>(
                net, index, std::move(layout), targets);
        case gate_place::source:
            return std::make_unique<static_rows<Index, gate_place::source>>(
                net, index, std::move(layout), targets);
        default:
            return std::make_unique<static_rows<Index, gate_place::nowhere>>(
                net, index, std::move(layout), targets);
    }
}

}  // namespace

std::unique_ptr<synapse_rows> make_static_rows(const network& net, std::size_t projection_index,
                                               gate_place gate) {
    const projection& p = net.projections[projection_index];
    const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
    return has_short_targets(targets) ? make<std::uint16_t>(net, projection_index, gate, targets)
                                      : make<std::uint32_t>(net, projection_index, gate, targets);
}

}  // namespace memglia

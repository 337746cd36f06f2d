#include "snan/reference/fixed_resource.hpp"

#include <algorithm>

#include "base/rounding_bits.hpp"

namespace memglia {

fixed_resource::fixed_resource(const fixed_resource_model& model)
    : model_(model),
      synaptic_(model.synaptic.begin(), model.synaptic.end()),
      astrocytic_(model.astrocytic.begin(), model.astrocytic.end()) {}

std::int64_t fixed_resource::rounded(std::int64_t x, unsigned shift, std::uint32_t index,
                                     std::uint32_t tick) const {
    const std::int64_t random = rounding_bits(model_.tag + index, tick);
    return (x + (random << (shift - 16U))) >> shift;
}

void fixed_resource::exchange(std::uint32_t tick) {
    std::uint32_t index = 0;
    for (std::uint32_t k = 0; k < model_.exchanges; ++k) {
        left_ = astrocytic_;
        sent_.assign(astrocytic_.size(), 0);
        const auto send = [&](std::uint32_t from, std::uint32_t to) {
            const std::int64_t amount =
                std::min(rounded(astrocytic_[from] * model_.conductance,
                                 fixed_resource_model::factor_bits, index++, tick),
                         left_[from]);
            left_[from] -= amount;
            sent_[to] += amount;
        };
        for (const unit_edge& e : model_.edges) {
            send(e.first, e.second);
            send(e.second, e.first);
        }
        for (std::size_t u = 0; u < astrocytic_.size(); ++u) astrocytic_[u] = left_[u] + sent_[u];
    }
}

std::int32_t fixed_resource::gate(std::uint32_t unit) const {
    const std::int64_t half = std::int64_t{1} << (model_.bits - 1);
    return static_cast<std::int32_t>(256 - ((synaptic_[unit] * 256 + half) >> model_.bits));
}

void fixed_resource::react(const std::vector<std::uint32_t>& spikes, std::uint32_t tick) {
    const std::int64_t one = std::int64_t{1} << model_.bits;
    auto index = static_cast<std::uint32_t>(2 * model_.edges.size() * model_.exchanges);
    for (std::size_t u = 0; u < synaptic_.size(); ++u, index += 2) {
        const std::int64_t q = synaptic_[u];
        const std::int64_t a = astrocytic_[u];
        const std::int64_t used =
            std::min(rounded(q * spikes[u] * model_.depletion, fixed_resource_model::depletion_bits,
                             index, tick),
                     q);
        const std::int64_t given =
            std::min({rounded(a * (one - q) * model_.replenishment,
                              fixed_resource_model::factor_bits + model_.bits, index + 1, tick),
                      a, one - q});
        synaptic_[u] += given - used;
        astrocytic_[u] += used - given;
    }
}

}  // namespace memglia

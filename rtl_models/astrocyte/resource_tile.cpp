#include "rtl_models/astrocyte/resource_tile.hpp"

#include <algorithm>
#include <utility>

#include "base/rounding_bits.hpp"

namespace memglia {

namespace {
constexpr unsigned spike_shift = 28;
constexpr unsigned rate_shift = 20;
}  // namespace

resource_tile::resource_tile(resource_image image)
    : image_(std::move(image)),
      synaptic_(image_.synaptic.begin(), image_.synaptic.end()),
      astrocytic_(image_.astrocytic.begin(), image_.astrocytic.end()),
      left_(synaptic_.size()),
      inflow_(synaptic_.size()),
      spikes_(synaptic_.size()) {
    for (const std::int64_t q : synaptic_) open_.push_back(gate_of(q));
}

std::int32_t resource_tile::gate_of(std::int64_t synaptic) const {
    const std::int64_t full = (synaptic << 8U) + (std::int64_t{1} << (image_.bits - 1U));
    return static_cast<std::int32_t>(256 - (full >> image_.bits));
}

std::int64_t resource_tile::rounded(std::int64_t product, unsigned shift, std::uint32_t index,
                                    std::uint64_t tick) const {
    const std::uint32_t bits = rounding_bits(image_.tag + index, static_cast<std::uint32_t>(tick));
    return (product + (std::int64_t{bits} << (shift - 16))) >> shift;
}

std::vector<astrocyte_tile::update> resource_tile::initial_gates() const {
    std::vector<astrocyte_tile::update> all;
    for (std::size_t u = 0; u < units(); ++u) {
        for (const gate_address& to : image_.gates_of_unit[u]) all.push_back({to, open_[u]});
    }
    return all;
}

const std::vector<resource_tile::quanta>& resource_tile::exchange(std::uint64_t tick,
                                                                  std::uint32_t round) {
    leaving_.clear();
    left_ = astrocytic_;
    if (control_.knock_out || round >= image_.exchanges) return leaving_;
    const std::uint32_t first = image_.ways_of_field * round;
    for (const resource_way& way : image_.ways) {
        const std::int64_t share = astrocytic_[way.from] * image_.conductance;
        const std::int64_t amount =
            std::min(rounded(share, rate_shift, first + way.index, tick), left_[way.from]);
        left_[way.from] -= amount;
        leaving_.push_back({way.to, amount});
    }
    work_.sends += image_.ways.size();
    return leaving_;
}

void resource_tile::end_exchange() {
    for (std::size_t u = 0; u < units(); ++u) {
        astrocytic_[u] = left_[u] + inflow_[u];
        inflow_[u] = 0;
    }
}

const std::vector<astrocyte_tile::update>& resource_tile::run_tick(std::uint64_t tick) {
    updates_.clear();
    const std::int64_t full = std::int64_t{1} << image_.bits;
    const std::uint32_t first = image_.ways_of_field * image_.exchanges + 2 * image_.first_unit;
    for (std::uint32_t u = 0; u < units(); ++u) {
        std::int64_t& q = synaptic_[u];
        std::int64_t& a = astrocytic_[u];
        const std::int32_t open = control_.inhibit ? 0 : std::max(gate_of(q), control_.least_gate);
        if (open != open_[u]) {
            open_[u] = open;
            for (const gate_address& to : image_.gates_of_unit[u]) updates_.push_back({to, open});
        }
        if (control_.knock_out) {
            spikes_[u] = 0;
            continue;
        }
        ++work_.reactions;
        const std::int64_t wanted =
            rounded(q * spikes_[u] * image_.depletion, spike_shift, first + 2 * u, tick);
        const std::int64_t filled = rounded(a * (full - q) * image_.replenishment,
                                            rate_shift + image_.bits, first + 2 * u + 1, tick);
        const std::int64_t used = std::min(wanted, q);
        const std::int64_t given = std::min({filled, a, full - q});
        q += given - used;
        a += used - given;
        spikes_[u] = 0;
    }
    work_.updates += updates_.size();
    return updates_;
}

}  // namespace memglia

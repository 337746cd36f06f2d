#include "rtl_models/wave_array.hpp"

#include <algorithm>

namespace memglia {

namespace {
constexpr std::uint64_t address_bits = 18;  // of an address event
}

void wave_array::load(const chip_image& image, const std::vector<std::uint8_t>& dead_astrocytes) {
    primes_sensed_ = image.wave_primes_sensed;
    reach_ = image.wave_reach;
    neighbour_ = image.neighbour;
    flags_.assign(image.places, 0);
    for (std::uint32_t place = 0; place < image.places; ++place) {
        if (dead_astrocytes[image.astrocyte_of_place[place]] != 0) flags_[place] = flag::dead;
    }
    beyond_.assign(image.places, 0);
    fired_cycle_.assign(image.places, 0);
    firings_.clear();
}

void wave_array::rest() {
    for (std::uint8_t& f : flags_) f &= static_cast<std::uint8_t>(~unsigned{flag::primed});
}

void wave_array::prime(std::uint32_t place) {
    std::uint8_t& f = flags_[place];
    if ((f & (flag::primed | flag::dead)) == flag::primed) return;
    book_.count(activity::astrocyte_flip_flop, 2);  // primed and not closed
    if ((f & flag::dead) == 0) f = flag::primed;
}

void wave_array::sense(std::uint32_t place, std::uint8_t contacts) {
    prime(place);
    for (std::uint32_t a = 0; a < 4; ++a) {
        const std::int32_t side = neighbour_[place][a];
        if (side == chip_image::no_destination) continue;
        const auto next = static_cast<std::uint32_t>(side);
        if ((unsigned{contacts} >> a & 1U) != 0) {
            if ((flags_[next] & flag::closed) != 0) continue;
            book_.count(activity::astrocyte_flip_flop, 2);
            flags_[next] = static_cast<std::uint8_t>((flags_[next] & flag::dead) | flag::closed);
        } else if (primes_sensed_) {
            prime(next);
        } else if ((flags_[next] & flag::closed) != 0) {
            book_.count(activity::astrocyte_flip_flop);
            flags_[next] &= static_cast<std::uint8_t>(~unsigned{flag::closed});
        }
    }
}

void wave_array::fire(std::uint32_t place, std::uint32_t cycle) {
    flags_[place] |= flag::fired;
    fired_cycle_[place] = cycle;
    firings_.push_back({place, 0, cycle});
    book_.count(activity::astrocyte_flip_flop, site_bits - 2 + address_bits);
}

const std::vector<wave_array::firing>& wave_array::run(std::uint32_t source) {
    for (const firing& f : firings_) {
        flags_[f.place] &= static_cast<std::uint8_t>(~unsigned{flag::fired});
    }
    firings_.clear();
    beyond_[source] = 0;
    fire(source, 0);
    if ((flags_[source] & flag::dead) != 0) return firings_;
    std::size_t front = 0;
    for (std::uint32_t cycle = 1; front < firings_.size(); ++cycle) {
        for (const std::size_t end = firings_.size(); front < end; ++front) {
            const std::uint32_t origin = firings_[front].place;
            for (const std::int32_t side : neighbour_[origin]) {
                if (side == chip_image::no_destination) continue;
                const auto next = static_cast<std::uint32_t>(side);
                const std::uint8_t f = flags_[next];
                if ((f & (flag::dead | flag::closed)) != 0) continue;
                const auto beyond =
                    static_cast<std::uint8_t>((f & flag::primed) != 0 ? 0 : beyond_[origin] + 1);
                if ((f & flag::fired) != 0) {
                    if (fired_cycle_[next] == cycle) {
                        beyond_[next] = std::min(beyond_[next], beyond);
                    }
                } else if (beyond <= reach_) {
                    beyond_[next] = beyond;
                    fire(next, cycle);
                }
            }
        }
    }
    for (firing& f : firings_) {
        for (std::uint32_t a = 0; a < 4; ++a) {
            const std::int32_t side = neighbour_[f.place][a];
            if (side == chip_image::no_destination) continue;
            const auto next = static_cast<std::uint32_t>(side);
            if ((flags_[next] & flag::fired) != 0 && fired_cycle_[next] + 1 == f.cycle) {
                f.from |= static_cast<std::uint8_t>(1U << a);
            }
        }
    }
    return firings_;
}

}  // namespace memglia

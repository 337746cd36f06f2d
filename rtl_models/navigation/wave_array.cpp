#include "rtl_models/navigation/wave_array.hpp"

#include <algorithm>
#include <bit>

namespace memglia {

namespace {
constexpr std::uint64_t wave_bits = 8;  // fired, beyond, from
constexpr std::uint64_t trace_bits = 2;
constexpr std::uint64_t side_bits = 4;
}  // namespace

void wave_array::load(const chip_image& image, const std::vector<std::uint8_t>& dead_astrocytes) {
    primes_sensed_ = image.wave_primes_sensed;
    guides_ = image.wave_guides;
    reach_ = image.wave_reach;
    address_bits_ = image.place_bits();
    reward_memory_ = image.reward_memory;
    neighbour_ = image.neighbour;
    flags_.assign(image.places, 0);
    for (std::uint32_t place = 0; place < image.places; ++place) {
        if (dead_astrocytes[image.astrocyte_of_place[place]] != 0) flags_[place] = flag::dead;
    }
    met_new_wall_ = false;
    beyond_.assign(image.places, 0);
    trace_.assign(image.places, 0);
    traced_.clear();
    fired_cycle_.assign(image.places, 0);
    firings_.clear();
}

void wave_array::rest() {
    constexpr unsigned short_term = flag::primed | flag::missed | flag::visited;
    for (std::uint8_t& f : flags_) {
        book_.count(activity::astrocyte_flip_flop,
                    static_cast<std::uint64_t>(std::popcount(f & short_term)));
        f &= static_cast<std::uint8_t>(~short_term);
    }
    if (met_new_wall_) book_.count(activity::astrocyte_flip_flop);
    met_new_wall_ = false;
}

void wave_array::prime(std::uint32_t place) {
    std::uint8_t& f = flags_[place];
    if ((f & (flag::primed | flag::dead)) != 0) return;
    book_.count(activity::astrocyte_flip_flop, 3);  // primed, known and not closed
    f = static_cast<std::uint8_t>((f & ~unsigned{flag::closed}) | flag::primed | flag::known);
}

void wave_array::sense(std::uint32_t place, std::uint8_t contacts) {
    prime(place);
    if (guides_ && (flags_[place] & (flag::visited | flag::dead)) == 0) {
        book_.count(activity::astrocyte_flip_flop);
        flags_[place] |= flag::visited;
    }
    for (std::uint32_t a = 0; a < 4; ++a) {
        const std::int32_t side = neighbour_[place][a];
        if (side == chip_image::no_destination) continue;
        const auto next = static_cast<std::uint32_t>(side);
        std::uint8_t& f = flags_[next];
        if ((unsigned{contacts} >> a & 1U) != 0) {
            if ((f & flag::closed) != 0) continue;
            if (guides_ && !met_new_wall_) {
                book_.count(activity::astrocyte_flip_flop);
                met_new_wall_ = true;
            }
            book_.count(activity::astrocyte_flip_flop, 3);
            f = static_cast<std::uint8_t>((f & ~(flag::primed | flag::known)) | flag::closed);
        } else if (primes_sensed_) {
            prime(next);
        } else if ((f & flag::closed) != 0) {
            book_.count(activity::astrocyte_flip_flop);
            f &= static_cast<std::uint8_t>(~unsigned{flag::closed});
        }
    }
}

const std::vector<wave_array::firing>& wave_array::reward(std::uint32_t place) {
    book_.count(activity::astrocyte_flip_flop, trace_bits);
    const auto at = std::lower_bound(traced_.begin(), traced_.end(), place);
    if (reward_memory_ != 0 && (at == traced_.end() || *at != place)) traced_.insert(at, place);
    trace_[place] = reward_memory_;
    return run({place}, {flag::primed, reach_});
}

bool wave_array::misses_reward(std::uint32_t place) {
    if (trace_[place] == 0 || (flags_[place] & flag::missed) != 0) return false;
    book_.count(activity::astrocyte_flip_flop, trace_bits + 1);
    flags_[place] |= flag::missed;
    if (--trace_[place] == 0) std::erase(traced_, place);
    return true;
}

wave_array::recalled wave_array::recall(std::uint32_t place) {
    const std::vector<std::uint32_t> others = remembered_places();
    for (std::uint8_t& f : flags_) {
        if ((f & (flag::known | flag::primed)) != flag::known) continue;
        book_.count(activity::astrocyte_flip_flop);
        f |= flag::primed;
    }
    const bool remembers = !others.empty();
    return {remembers, run(remembers ? others : std::vector{place}, {flag::primed, reach_})};
}

std::vector<std::uint32_t> wave_array::remembered_places() const {
    std::vector<std::uint32_t> places;
    for (const std::uint32_t p : traced_) {
        if ((flags_[p] & flag::missed) == 0) places.push_back(p);
    }
    return places;
}

template <class Condition>
std::uint8_t wave_array::sides_where(std::uint32_t place, const Condition& holds) const {
    std::uint8_t sides = 0;
    for (std::uint32_t a = 0; a < 4; ++a) {
        const std::int32_t side = neighbour_[place][a];
        if (side == chip_image::no_destination || !holds(static_cast<std::uint32_t>(side))) {
            continue;
        }
        sides |= static_cast<std::uint8_t>(1U << a);
    }
    return sides;
}

std::uint8_t wave_array::fresh_sides(std::uint32_t place) const {
    return sides_where(place, [this](std::uint32_t next) { return is_fresh(next); });
}

// Every fresh neighbour counts its own, two additions, and compares its count with the least.
wave_array::guidance wave_array::least_surrounded(std::uint32_t place, std::uint8_t fresh) {
    int fewest = 4;
    for (std::uint32_t a = 0; a < 4; ++a) {
        if ((unsigned{fresh} >> a & 1U) == 0) continue;
        book_.count(activity::astrocyte_add, 3);
        fewest = std::min(fewest, fresh_around(static_cast<std::uint32_t>(neighbour_[place][a])));
    }
    book_.count(activity::astrocyte_flip_flop, side_bits);
    const auto least = sides_where(place, [this, fewest](std::uint32_t next) {
        return is_fresh(next) && fresh_around(next) == fewest;
    });
    return {least, 1};
}

wave_array::guidance wave_array::guide(std::uint32_t place) {
    if (!guides_) return {};
    const std::uint8_t fresh = fresh_sides(place);
    std::vector<std::uint32_t> places = remembered_places();
    std::erase(places, place);
    if (!places.empty() && fresh != 0 && !met_new_wall_) return {};
    const guidance to_reward = come_in(place, places, flag::known, reach_);
    if (to_reward.from != 0) return to_reward;
    guidance to_fresh;
    if (fresh != 0) {
        to_fresh = least_surrounded(place, fresh);
    } else {
        std::vector<std::uint32_t> unvisited;
        for (std::uint32_t p = 0; p < flags_.size(); ++p) {
            if (is_fresh(p)) unvisited.push_back(p);
        }
        to_fresh = come_in(place, unvisited, flag::known, 0);
    }
    to_fresh.cycles += to_reward.cycles;
    return to_fresh;
}

// One more cycle in which nothing fires tells that a wave has died.
wave_array::guidance wave_array::come_in(std::uint32_t place,
                                         const std::vector<std::uint32_t>& sources, flag over,
                                         std::uint8_t reach) {
    if (sources.empty()) return {};
    const auto& wave = run(sources, {over, reach, place});
    const firing& last = wave.back();
    const auto at =
        std::find_if(wave.begin(), wave.end(), [&](const firing& f) { return f.place == place; });
    if (at == wave.end()) return {0, last.cycle + 1};
    book_.count(activity::astrocyte_flip_flop, side_bits);
    return {at->from, at->cycle};
}

void wave_array::fire(std::uint32_t place, std::uint32_t cycle) {
    flags_[place] |= flag::fired;
    fired_cycle_[place] = cycle;
    firings_.push_back({place, 0, cycle});
    book_.count(activity::astrocyte_flip_flop, wave_bits);
}

const std::vector<wave_array::firing>& wave_array::run(const std::vector<std::uint32_t>& sources,
                                                       const medium& over) {
    for (const firing& f : firings_) {
        flags_[f.place] &= static_cast<std::uint8_t>(~unsigned{flag::fired});
    }
    firings_.clear();
    for (const std::uint32_t source : sources) {
        beyond_[source] = 0;
        fire(source, 0);
    }
    const auto arrived = [&] { return over.until && (flags_[*over.until] & flag::fired) != 0; };
    std::size_t front = 0;
    for (std::uint32_t cycle = 1; front < firings_.size() && !arrived(); ++cycle) {
        for (const std::size_t end = firings_.size(); front < end; ++front) {
            advance(firings_[front].place, cycle, over);
        }
    }
    for (firing& f : firings_) f.from = came_from(f);
    if (!over.until) book_.count(activity::astrocyte_flip_flop, address_bits_ * firings_.size());
    return firings_;
}

void wave_array::advance(std::uint32_t origin, std::uint32_t cycle, const medium& over) {
    if ((flags_[origin] & flag::dead) != 0) return;  // a dead source conducts nothing
    for (const std::int32_t side : neighbour_[origin]) {
        if (side == chip_image::no_destination) continue;
        const auto next = static_cast<std::uint32_t>(side);
        const std::uint8_t f = flags_[next];
        if ((f & (flag::dead | flag::closed)) != 0) continue;
        const auto beyond =
            static_cast<std::uint8_t>((f & over.regenerates) != 0 ? 0 : beyond_[origin] + 1);
        if ((f & flag::fired) != 0) {
            if (fired_cycle_[next] == cycle) beyond_[next] = std::min(beyond_[next], beyond);
        } else if (beyond <= over.reach) {
            beyond_[next] = beyond;
            fire(next, cycle);
        }
    }
}

std::uint8_t wave_array::came_from(const firing& f) const {
    return sides_where(f.place, [&](std::uint32_t next) {
        return (flags_[next] & (flag::fired | flag::dead)) == flag::fired &&
               fired_cycle_[next] + 1 == f.cycle;
    });
}

}  // namespace memglia

#include "rtl_models/navigation/chip_image.hpp"

#include "base/error.hpp"

namespace memglia {

void chip_image::check() const {
    if (astrocyte_of_place.size() != places || destination.size() != places) {
        throw error("a chip image whose tables do not have an entry for each of its places");
    }
    const bool wired = learning == learning_rule::wave;
    if (neighbour.size() != places && (wired || !neighbour.empty())) {
        throw error("a chip image whose neighbour table does not have an entry for each place");
    }
    for (const auto& row : neighbour) {
        for (const std::int32_t to : row) {
            const bool inside = to >= 0 && static_cast<std::uint32_t>(to) < places;
            if (to != no_destination && !inside) {
                throw error("a chip image whose place has a neighbour outside the image");
            }
        }
    }
    if (leak.empty() || leak.front().from_tick != 0) {
        throw error("a chip image whose membrane leak does not begin at tick 0");
    }
    if (wave_reach > 7) throw error("a chip image whose wave reach does not fit 3 bits");
    if (reward_memory > 3) throw error("a chip image whose reward memory does not fit 2 bits");
    for (const std::uint32_t astrocyte : astrocyte_of_place) {
        if (astrocyte >= astrocytes) {
            throw error("a chip image whose place has an astrocyte outside the image");
        }
    }
    for (const auto& row : destination) {
        for (const std::int32_t to : row) {
            const bool inside = to >= 0 && static_cast<std::uint32_t>(to) < astrocytes;
            if (to != no_destination && !inside) {
                throw error(
                    "a chip image whose synapse is gated by an astrocyte outside the image");
            }
        }
    }
}

}  // namespace memglia

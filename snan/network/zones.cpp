#include "snan/network/zones.hpp"

#include <algorithm>

namespace memglia {

namespace {

// Zones of a line of so many neurons that fit whole.
std::uint32_t zones_in(std::uint32_t neurons, const zone_config& zone) {
    return neurons < zone.side ? 0 : (neurons - zone.side) / zone.stride + 1;
}

}  // namespace

std::uint32_t unit_count(const network& net, const astrocyte_field& astrocytes) {
    const population& sensed = net.populations[index_of(net.populations, astrocytes.senses)];
    if (astrocytes.zone) {
        const std::uint32_t columns = sensed.grid->columns;
        return zones_in(columns, *astrocytes.zone) *
               zones_in(sensed.size / columns, *astrocytes.zone);
    }
    return (sensed.size + astrocytes.neurons_per_unit - 1) / astrocytes.neurons_per_unit;
}

zones::zones(const network& net, const astrocyte_field& field) : units_(unit_count(net, field)) {
    const population& sensed = net.populations[index_of(net.populations, field.senses)];
    begin_.push_back(0);
    for (std::uint32_t j = 0; j < sensed.size; ++j) {
        if (!field.zone) {
            sensing_.push_back(j / field.neurons_per_unit);
            begin_.push_back(j + 1);
            continue;
        }
        const zone_config& zone = *field.zone;
        const std::uint32_t columns = sensed.grid->columns;
        const std::uint32_t across = zones_in(columns, zone);
        const std::uint32_t down = zones_in(sensed.size / columns, zone);
        // Zones that hold a place begin at most side - 1 before it.
        const auto first = [&zone](std::uint32_t at) {
            return at < zone.side ? 0 : (at - zone.side) / zone.stride + 1;
        };
        const std::uint32_t x = j % columns;
        const std::uint32_t y = j / columns;
        for (std::uint32_t r = first(y); r < down && r * zone.stride <= y; ++r) {
            for (std::uint32_t c = first(x); c < across && c * zone.stride <= x; ++c) {
                sensing_.push_back(r * across + c);
            }
        }
        begin_.push_back(static_cast<std::uint32_t>(sensing_.size()));
    }
}

}  // namespace memglia

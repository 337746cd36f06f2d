#include "rtl_models/packet.hpp"

#include <algorithm>

namespace memglia {

std::uint32_t packet_format::payload(packet_kind kind) const {
    constexpr std::uint32_t sides = 4;
    constexpr std::uint32_t side = 2;
    constexpr std::uint32_t step = 3;
    constexpr std::uint32_t gate_level = 5;
    switch (kind) {
        case packet_kind::place:
        case packet_kind::wave:
            return local_bits + sides;
        case packet_kind::visit:
            return place_bits + sides;
        case packet_kind::gate:
            return sides * gate_level;
        case packet_kind::spike:
            return sides;
        case packet_kind::tag:
        case packet_kind::reward:
        case packet_kind::used:
            return place_bits + side;
        case packet_kind::reinforce:
            return local_bits + step + side;
        case packet_kind::sync:
            return node_bits;
        case packet_kind::late:
        case packet_kind::episode:
        case packet_kind::synced:
        case packet_kind::learned:
        case packet_kind::omission:
        case packet_kind::recall:
            break;
    }
    return 0;
}

std::uint32_t packet_format::flit_bits() const {
    return std::max({bits(packet_kind::visit), bits(packet_kind::gate),
                     bits(packet_kind::reinforce), bits(packet_kind::sync)});
}

}  // namespace memglia

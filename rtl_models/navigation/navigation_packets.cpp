#include "rtl_models/navigation/navigation_packets.hpp"

namespace memglia {

packet_format navigation_format(std::uint32_t node_bits, std::uint32_t place_bits,
                                std::uint32_t local_bits) {
    constexpr std::size_t kinds = 16;
    constexpr std::uint32_t kind_bits = 4;
    constexpr std::uint32_t sides = 4;
    constexpr std::uint32_t side = 2;
    constexpr std::uint32_t step = 3;
    constexpr std::uint32_t gate_level = 5;
    packet_format format{.node_bits = node_bits, .kind_bits = kind_bits, .payload_bits{}};
    format.payload_bits.resize(kinds, 0);
    const auto payload = [&format](packet_kind kind) -> std::uint32_t& {
        return format.payload_bits[static_cast<std::size_t>(kind)];
    };
    namespace k = navigation_kind;
    payload(k::place) = payload(k::wave) = local_bits + sides;
    payload(k::visit) = place_bits + sides;
    payload(k::gate) = sides * gate_level;
    payload(k::spike) = sides;
    payload(k::tag) = payload(k::reward) = payload(k::used) = place_bits + side;
    payload(k::reinforce) = local_bits + step + side;
    payload(k::sync) = node_bits;
    return format;
}

}  // namespace memglia

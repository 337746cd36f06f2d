#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rtl_models/fabric/packet.hpp"

// The packets of a navigation chip: their kinds, what their payloads hold and how wide it is.
namespace memglia {

namespace navigation_kind {
inline constexpr packet_kind place{0};   ///< controller to core: address_and_sides, the place
                                         ///< neuron and the contact neurons that spiked
inline constexpr packet_kind visit{1};   ///< controller to astrocytes: address_and_sides, the
                                         ///< cell that was entered and its contacts
inline constexpr packet_kind gate{2};    ///< astrocytes to core: gate_levels
inline constexpr packet_kind late{3};    ///< astrocytes to controller: the gates come a tick later
inline constexpr packet_kind spike{4};   ///< core to controller: action neurons that fired, one bit
                                         ///< each
inline constexpr packet_kind tag{5};     ///< controller to learning: address_and_action, just taken
inline constexpr packet_kind reward{6};  ///< controller to learning or astrocytes:
                                         ///< address_and_action that led to it
inline constexpr packet_kind episode{7};    ///< controller to astrocytes and learning: a new trial
inline constexpr packet_kind reinforce{8};  ///< learning to core: weight_step
inline constexpr packet_kind sync{9};     ///< learning or astrocytes to core: answer that node when
                                          ///< all earlier packets are done
inline constexpr packet_kind synced{10};  ///< core to learning or astrocytes
inline constexpr packet_kind learned{11};  ///< learning or astrocytes to controller: every write of
                                           ///< the last command is done
inline constexpr packet_kind used{12};     ///< controller to astrocytes: address_and_action, just
                                           ///< taken
inline constexpr packet_kind wave{13};     ///< astrocytes to core: address_and_sides to potentiate
inline constexpr packet_kind omission{14};  ///< astrocytes to controller: the visited cell misses
                                            ///< its reward
inline constexpr packet_kind recall{15};  ///< controller to astrocytes: send the wave that follows
                                          ///< an omission
}  // namespace navigation_kind

/// Local in its core, or of a cell; with one bit a side.
struct address_and_sides {
    std::uint32_t address = 0;
    std::uint32_t sides = 0;

    static constexpr address_and_sides of(std::uint32_t payload) {
        return {payload >> 4U, payload & 15U};
    }
    constexpr std::uint32_t payload() const { return address << 4U | sides; }
};

struct address_and_action {
    std::uint32_t address = 0;
    std::uint32_t action = 0;

    static constexpr address_and_action of(std::uint32_t payload) {
        return {payload >> 2U, payload & 3U};
    }
    constexpr std::uint32_t payload() const { return address << 2U | action; }
};

/// Of one synapse.
struct weight_step {
    std::uint32_t local = 0;  ///< address in its core
    std::uint32_t step = 0;   ///< weight levels
    std::uint32_t action = 0;

    static constexpr weight_step of(std::uint32_t payload) {
        return {payload >> 5U, payload >> 2U & 7U, payload & 3U};
    }
    constexpr std::uint32_t payload() const { return local << 5U | step << 2U | action; }
};

/// By action, 5 bits each.
struct gate_levels {
    std::array<std::uint8_t, 4> level{};

    static constexpr gate_levels of(std::uint32_t payload) {
        gate_levels gates;
        for (std::size_t a = 0; a < gates.level.size(); ++a) {
            gates.level[a] = static_cast<std::uint8_t>(payload >> 5U * a & 31U);
        }
        return gates;
    }
    constexpr std::uint32_t payload() const {
        std::uint32_t bits = 0;
        for (std::size_t a = 0; a < level.size(); ++a) bits |= std::uint32_t{level[a]} << 5U * a;
        return bits;
    }
};

/// `place_bits`: of a place's address, `local_bits`: of that in its core.
packet_format navigation_format(std::uint32_t node_bits, std::uint32_t place_bits,
                                std::uint32_t local_bits);

}  // namespace memglia

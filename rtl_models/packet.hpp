#pragma once

#include <cstdint>

namespace memglia {

/// Place in the mesh: y * width + x.
using node_id = std::uint8_t;

/// Address-event packets, one 32-bit flit each: destination 8, kind 4, payload 20 bits.
enum class packet_kind : std::uint8_t {
    place,    ///< controller to core: the place neuron with this local address spiked
    contact,  ///< controller to core and astrocytes: contact neurons that spiked, one bit a side
    visit,    ///< controller to astrocytes: this cell was entered
    gate,  ///< astrocytes to core: four gate levels of 5 bits, action 0 lowest; to controller: they
           ///< will come a tick later
    spike,      ///< core to controller: action neurons that fired, one bit each
    tag,        ///< controller to learning: cell << 2 | action just taken
    reward,     ///< controller to learning or astrocytes: cell << 2 | action that led to it
    episode,    ///< controller to astrocytes and learning: a new trial
    reinforce,  ///< learning to core: local address << 5 | step << 2 | action
    sync,    ///< learning or astrocytes to core: answer that node when all earlier packets are done
    synced,  ///< core to learning or astrocytes
    learned,   ///< learning or astrocytes to controller: every write of the last command is done
    used,      ///< controller to astrocytes: cell << 2 | action just taken
    wave,      ///< astrocytes to core: local address << 4 | actions to potentiate, one bit each
    omission,  ///< astrocytes to controller: the visited cell misses its reward
    recall     ///< controller to astrocytes: send the wave that follows an omission
};

struct packet {
    static constexpr unsigned payload_bits = 20;

    node_id destination = 0;
    packet_kind kind = packet_kind::place;
    std::uint32_t payload = 0;

    /// The flit as it crosses a link.
    std::uint32_t flit() const {
        return std::uint32_t{destination} << 24U | static_cast<std::uint32_t>(kind) << 20U |
               (payload & ((1U << payload_bits) - 1));
    }
};

}  // namespace memglia

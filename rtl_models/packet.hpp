#pragma once

#include <cstdint>

namespace memglia {

/// Place in the mesh: y * width + x.
using node_id = std::uint8_t;

/// Address-event packets, one flit each: destination, kind, payload.
enum class packet_kind : std::uint8_t {
    place,    ///< controller to core: local address of the place neuron that spiked << 4 | contact
              ///< neurons that spiked, one bit a side
    visit,    ///< controller to astrocytes: cell that was entered << 4 | contact neurons, likewise
    gate,     ///< astrocytes to core: four gate levels of 5 bits, action 0 lowest
    late,     ///< astrocytes to controller: the gates come a tick later
    spike,    ///< core to controller: action neurons that fired, one bit each
    tag,      ///< controller to learning: cell << 2 | action just taken
    reward,   ///< controller to learning or astrocytes: cell << 2 | action that led to it
    episode,  ///< controller to astrocytes and learning: a new trial
    reinforce,  ///< learning to core: local address << 5 | step << 2 | action
    sync,    ///< learning or astrocytes to core: answer that node when all earlier packets are done
    synced,  ///< core to learning or astrocytes
    learned,   ///< learning or astrocytes to controller: every write of the last command is done
    used,      ///< controller to astrocytes: cell << 2 | action just taken
    wave,      ///< astrocytes to core: local address << 4 | actions to potentiate, one bit each
    omission,  ///< astrocytes to controller: the visited cell misses its reward
    recall     ///< controller to astrocytes: send the wave that follows an omission
};

/// How wide the fields of a chip's packets are; what is not said is as wide as it can be.
struct packet_format {
    static constexpr std::uint32_t kind_bits = 4;

    std::uint32_t node_bits = 8;
    std::uint32_t place_bits = 18;
    std::uint32_t local_bits = 15;  ///< of a place's address in its core

    /// Bits of a packet that mean something; in the others of its flit nothing moves.
    std::uint32_t bits(packet_kind kind) const { return node_bits + kind_bits + payload(kind); }
    /// Of the widest packet: how wide routers and links are.
    std::uint32_t flit_bits() const;

  private:
    std::uint32_t payload(packet_kind kind) const;
};

struct packet {
    /// Of the widest: a visit where the chip holds as many places as there can be.
    static constexpr unsigned payload_bits = 22;

    node_id destination = 0;
    packet_kind kind = packet_kind::place;
    std::uint32_t payload = 0;

    /// Destination 8, kind 4, payload 22 bits: the flit of the largest chip, for waveforms.
    std::uint64_t flit() const {
        return std::uint64_t{destination} << (packet_format::kind_bits + payload_bits) |
               std::uint64_t{static_cast<std::uint8_t>(kind)} << payload_bits |
               (payload & ((1U << payload_bits) - 1));
    }
};

}  // namespace memglia

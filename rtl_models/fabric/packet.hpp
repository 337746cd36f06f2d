#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace memglia {

/// Position in the mesh: y * width + x.
using node_id = std::uint16_t;

/// What a packet is for. The chip that is built on the mesh gives the numbers their meaning.
enum class packet_kind : std::uint8_t {};

/// An address-event packet of one flit.
struct packet {
    node_id destination = 0;
    packet_kind kind{};
    std::uint32_t payload = 0;

    bool operator==(const packet&) const = default;
};

/// How wide the fields of a chip's packets are; what is not said is as wide as it can be.
struct packet_format {
    static constexpr std::uint32_t widest_payload = 32;

    std::uint32_t node_bits = 16;
    std::uint32_t kind_bits = 8;
    std::vector<std::uint32_t> payload_bits{};  ///< by kind

    /// Bits of a packet that mean something; in the others of its flit nothing moves.
    std::uint32_t bits(packet_kind kind) const {
        const auto k = static_cast<std::size_t>(kind);
        return node_bits + kind_bits + (k < payload_bits.size() ? payload_bits[k] : widest_payload);
    }
    /// Of the widest packet: how wide routers and links are.
    std::uint32_t flit_bits() const { return node_bits + kind_bits + widest(); }

    /// Destination, kind and payload from the highest bit to the lowest, for waveforms.
    std::uint64_t flit(const packet& p) const {
        const std::uint32_t width = widest();
        return std::uint64_t{p.destination} << (kind_bits + width) |
               std::uint64_t{static_cast<std::uint8_t>(p.kind)} << width |
               (p.payload & ((std::uint64_t{1} << width) - 1));
    }

  private:
    std::uint32_t widest() const {
        if (payload_bits.empty()) return widest_payload;
        return *std::max_element(payload_bits.begin(), payload_bits.end());
    }
};

}  // namespace memglia

#pragma once

#include <algorithm>
#include <cstdint>

#include "rtl_models/fabric/mesh_config.hpp"

namespace memglia {

/// Cycles from the one in which a packet is handed to its source to its tail's leaving the last
/// router, over so many links of a mesh in which it meets no other (docs/fabric.md), where
/// covers_credits() holds.
inline std::uint64_t zero_load_cycles(const mesh_config& m, std::uint64_t links,
                                      std::uint64_t flits) {
    const std::uint64_t in_routers = (links + 1) * (m.pipeline - 1);
    const std::uint64_t on_links = links * (1 + m.link_cycles);
    return m.interface_cycles + m.inject_cycles + in_routers + on_links +
           (flits - 1) * m.link_period;
}

/// Whether no flit ever waits for the credit of a buffer that is free.
inline bool covers_credits(const mesh_config& m) {
    const std::uint32_t link = 1 + m.link_cycles + m.credit_cycles;
    const std::uint32_t entry =
        m.inject_cycles + std::max(m.credit_cycles, m.interface_credit_cycles);
    return m.buffer_flits >= std::max(link, entry) &&
           (m.eject_flits == 0 || m.eject_flits > m.credit_cycles);
}

}  // namespace memglia

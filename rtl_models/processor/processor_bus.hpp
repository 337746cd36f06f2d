#pragma once

#include <cstdint>

namespace memglia {

/// What came of an access.
enum class bus_reply : std::uint8_t {
    done,
    fault,       ///< nothing answers there, or not to this: an access fault
    misaligned,  ///< nothing there can be reached across its words: an address-misaligned trap
    again        ///< not yet: the instruction has not happened, run() returns, and it starts anew
};

/// Memory that a core may reach without asking: what a bus would answer, answered at once. It must
/// outlive the core; who else writes into it tells the core (invalidate()).
struct memory_window {
    std::uint8_t* bytes = nullptr;
    std::uint32_t base = 0;  ///< a multiple of 4096
    std::uint32_t size = 0;  ///< likewise
};

/// All that a core knows of its surroundings. `bytes` is 1, 2 or 4; values are little endian, a
/// narrow one in the low bits.
class processor_bus {
  public:
    virtual ~processor_bus() = default;
    virtual bus_reply load(std::uint32_t address, std::uint32_t bytes, std::uint32_t& value) = 0;
    virtual bus_reply store(std::uint32_t address, std::uint32_t bytes, std::uint32_t value) = 0;
    /// Two bytes of an instruction. A fetch answers done or fault.
    virtual bus_reply fetch(std::uint32_t address, std::uint32_t& halfword) = 0;
};

}  // namespace memglia

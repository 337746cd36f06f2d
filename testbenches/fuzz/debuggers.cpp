#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/processor/gdb_session.hpp"

// Any bytes from a debugger, in pieces; a zero lets the program run a little. Whatever is written
// into registers, memory and code, the emulator goes on.
using namespace memglia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    processor_config config;
    config.sram_kib = 8;
    processor_system system(config, nullptr);
    const std::vector<std::uint8_t> program{0x13, 0x05, 0x15, 0x00, 0xf5, 0xbf};  // a loop
    system.write_memory(0x80000000U, program);
    system.reset(0x80000000U);
    gdb_session session(system);
    const std::string_view text = fuzz::text_of(data, size);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\0', at), text.size());
        session.receive(text.substr(at, end - at));
        session.advance(50);
        at = end + 1;
    }
    return 0;
}

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Framing of the GDB remote serial protocol ("Debugging with GDB", appendix E): $data#checksum.
namespace memglia {

struct gdb_input {
    enum class kind { packet, broken, interrupt } what = kind::packet;
    std::string data;
};

/// Packets out of a stream of bytes. Acknowledgements and what lies between packets are skipped.
class gdb_packets {
  public:
    static constexpr std::size_t most_bytes = 16384;

    std::vector<gdb_input> feed(std::string_view bytes);

  private:
    enum class state { between, data, first_digit, second_digit };
    state state_ = state::between;
    std::string data_;
    std::uint8_t sum_ = 0;
    std::uint32_t given_ = 0;
    bool too_long_ = false;
    bool wrong_digit_ = false;
};

/// With its checksum.
std::string gdb_packet(std::string_view data);

/// Hexadecimal digits without a prefix, at most eight, up to a character that is none; nothing
/// where there is none. What was read is taken off `text`.
std::optional<std::uint32_t> take_hex(std::string_view& text);

std::string to_hex(std::string_view bytes);
/// Nothing for what is not an even number of digits.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace memglia

#include "tools/processor/gdb_packets.hpp"

#include <fmt/format.h>

namespace memglia {

namespace {

std::optional<std::uint32_t> digit_of(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
    return std::nullopt;
}

constexpr char interrupt = '\x03';

}  // namespace

std::vector<gdb_input> gdb_packets::feed(std::string_view bytes) {
    std::vector<gdb_input> inputs;
    for (const char c : bytes) {
        switch (state_) {
            case state::between:
                if (c == interrupt) inputs.push_back({gdb_input::kind::interrupt, ""});
                if (c != '$') break;
                data_.clear();
                sum_ = 0;
                too_long_ = wrong_digit_ = false;
                state_ = state::data;
                break;
            case state::data:
                if (c == '#') {
                    state_ = state::first_digit;
                    break;
                }
                sum_ = static_cast<std::uint8_t>(sum_ + static_cast<unsigned char>(c));
                too_long_ = data_.size() >= most_bytes;
                if (!too_long_) data_ += c;
                break;
            case state::first_digit:
                given_ = 16 * digit_of(c).value_or(0);
                wrong_digit_ = !digit_of(c);
                state_ = state::second_digit;
                break;
            case state::second_digit:
                given_ += digit_of(c).value_or(0);
                wrong_digit_ = wrong_digit_ || !digit_of(c);
                const bool good = !too_long_ && !wrong_digit_ && given_ == sum_;
                inputs.push_back(
                    {good ? gdb_input::kind::packet : gdb_input::kind::broken, good ? data_ : ""});
                state_ = state::between;
                break;
        }
    }
    return inputs;
}

std::string gdb_packet(std::string_view data) {
    std::uint8_t sum = 0;
    for (const char c : data) {
        sum = static_cast<std::uint8_t>(sum + static_cast<unsigned char>(c));
    }
    return fmt::format("${}#{:02x}", data, sum);
}

std::optional<std::uint32_t> take_hex(std::string_view& text) {
    constexpr std::size_t most_digits = 8;
    std::uint32_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digit_of(text[digits])) {
        if (digits == most_digits) return std::nullopt;
        value = value << 4 | *digit_of(text[digits++]);
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

std::string to_hex(std::string_view bytes) {
    std::string digits;
    for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return digits;
}

std::optional<std::string> from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = digit_of(digits[i]);
        const auto low = digit_of(digits[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>(*high << 4 | *low);
    }
    return bytes;
}

}  // namespace memglia

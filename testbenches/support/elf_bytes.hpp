#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace memglia::test {

/// A little ELF program: one segment, and the symbol tohost where asked for. Fields lie at
/// documented places, so that tests can break them.
struct elf_bytes {
    static constexpr std::size_t machine_at = 18;
    static constexpr std::size_t entry_at = 24;
    static constexpr std::size_t segments_at = 28;  ///< offset of the program headers
    static constexpr std::size_t sections_at = 32;
    static constexpr std::size_t segment_size_at = 42;
    static constexpr std::size_t segment_count_at = 44;
    static constexpr std::size_t section_size_at = 46;
    static constexpr std::size_t section_count_at = 48;
    static constexpr std::size_t program_header = 52;

    std::string text;

    explicit elf_bytes(const std::vector<std::uint32_t>& program,
                       std::uint32_t address = 0x80000000U,
                       std::optional<std::uint32_t> tohost = std::nullopt,
                       std::uint32_t more_memory = 0) {
        text.assign(
            "\x7f"
            "ELF\x01\x01\x01",
            7);
        text.resize(52);
        put(16, 2, 2);
        put(machine_at, 243, 2);
        put(20, 1, 4);
        put(entry_at, address, 4);
        put(segments_at, program_header, 4);
        put(40, 52, 2);
        put(segment_size_at, 32, 2);
        put(segment_count_at, 1, 2);
        put(section_size_at, 40, 2);
        const auto bytes = static_cast<std::uint32_t>(4 * program.size());
        for (const std::uint32_t field :
             {1U, 84U, address, address, bytes, bytes + more_memory, 7U, 4U}) {
            append(field);
        }
        for (const std::uint32_t word : program) append(word);
        if (!tohost) return;
        const auto symbols = static_cast<std::uint32_t>(text.size());
        for (const std::uint32_t field : {0U, 0U, 0U, 0U, 1U, *tohost, 8U, 0x10U}) append(field);
        const auto names = static_cast<std::uint32_t>(text.size());
        text.append("\0tohost\0", 8);
        put(sections_at, static_cast<std::uint32_t>(text.size()), 4);
        put(section_count_at, 2, 2);
        for (const std::uint32_t field : {0U, 2U, 0U, 0U, symbols, 32U, 1U, 1U, 4U, 16U}) {
            append(field);
        }
        for (const std::uint32_t field : {0U, 3U, 0U, 0U, names, 8U, 0U, 0U, 1U, 0U}) {
            append(field);
        }
    }

    void put(std::size_t at, std::uint32_t value, std::size_t bytes) {
        for (std::size_t i = 0; i < bytes; ++i) {
            text.at(at + i) = static_cast<char>(value >> (8 * i) & 0xffU);
        }
    }
    void append(std::uint32_t word) {
        text.resize(text.size() + 4);
        put(text.size() - 4, word, 4);
    }
    elf_bytes with(std::size_t at, std::uint32_t value, std::size_t bytes) const {
        elf_bytes other = *this;
        other.put(at, value, bytes);
        return other;
    }
};

}  // namespace memglia::test

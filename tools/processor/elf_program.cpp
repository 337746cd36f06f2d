#include "tools/processor/elf_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "tools/table/files.hpp"
#include "tools/table/input_file.hpp"

// "Tool Interface Standard, Executable and Linking Format", version 1.2, and the RISC-V ELF psABI.
namespace memglia {

namespace {

constexpr std::uint32_t header_bytes = 52;
constexpr std::uint32_t program_header_bytes = 32;
constexpr std::uint32_t section_header_bytes = 40;
constexpr std::uint32_t symbol_bytes = 16;
constexpr std::uint32_t loadable = 1;
constexpr std::uint32_t symbol_table = 2;
constexpr std::uint32_t riscv = 243;
constexpr std::uint32_t executable = 2;
constexpr std::uint32_t float_abi = 0x6;

// The fields of a file, which may lie about each other.
class elf_reader {
  public:
    elf_reader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    [[noreturn]] void refuse(const std::string& found, const std::string& expected) const {
        throw input_error({.file = file_, .found = found, .expected = expected});
    }

    std::string_view part(std::uint64_t offset, std::uint64_t bytes, const char* what) const {
        if (offset > text_.size() || bytes > text_.size() - offset) {
            refuse(fmt::format("found {} at byte {}, {} long, in a file of {} bytes", what, offset,
                               bytes, text_.size()),
                   "a part of the file");
        }
        return text_.substr(offset, bytes);
    }

    static std::uint32_t number(std::string_view part, std::size_t offset, std::size_t bytes) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            value |= std::uint32_t{static_cast<unsigned char>(part[offset + i])} << (8 * i);
        }
        return value;
    }

  private:
    std::string_view text_;
    const std::string& file_;
};

void check_identity(const elf_reader& elf, std::string_view head) {
    const auto byte = [&](std::size_t at) { return elf_reader::number(head, at, 1); };
    if (byte(4) != 1) elf.refuse("found an ELF file of 64 bits", "32 bits: -march=rv32imc");
    if (byte(5) != 1) elf.refuse("found a big-endian ELF file", "little endian");
    const std::uint32_t machine = elf_reader::number(head, 18, 2);
    if (machine != riscv) {
        elf.refuse(fmt::format("found an ELF file for machine {}", machine), "243, RISC-V");
    }
    const std::uint32_t type = elf_reader::number(head, 16, 2);
    if (type != executable) {
        elf.refuse(fmt::format("found an ELF file of type {}", type),
                   "2, a program linked to fixed addresses (-nostdlib -static)");
    }
    if ((elf_reader::number(head, 36, 4) & float_abi) != 0) {
        elf.refuse("found a program that passes floating-point numbers in registers of their own",
                   "-mabi=ilp32");
    }
}

std::vector<elf_segment> segments_of(const elf_reader& elf, std::string_view head) {
    const std::uint32_t count = elf_reader::number(head, 44, 2);
    const std::uint32_t size = elf_reader::number(head, 42, 2);
    if (count == 0) elf.refuse("found no program headers", "a linked program");
    if (size != program_header_bytes) {
        elf.refuse(fmt::format("found program headers of {} bytes", size), "32");
    }
    const std::string_view table = elf.part(elf_reader::number(head, 28, 4),
                                            std::uint64_t{count} * size, "the program headers");
    std::vector<elf_segment> segments;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string_view entry = table.substr(std::size_t{i} * size, size);
        const auto word = [&](std::size_t at) { return elf_reader::number(entry, at, 4); };
        if (word(0) != loadable || word(20) == 0) continue;
        const elf_segment segment{word(12), elf.part(word(4), word(16), "a segment"), word(20),
                                  word(4) == 0};
        if (segment.bytes.size() > segment.memory_bytes) {
            elf.refuse(fmt::format("found a segment of {} bytes in {} bytes of memory",
                                   segment.bytes.size(), segment.memory_bytes),
                       "as much memory at least");
        }
        segments.push_back(segment);
    }
    if (segments.empty()) elf.refuse("found nothing to load", "a loadable segment");
    return segments;
}

// A program without symbols has none; a broken table is an error all the same.
std::optional<std::uint32_t> address_of(const elf_reader& elf, std::string_view head,
                                        std::string_view wanted) {
    const std::uint32_t count = elf_reader::number(head, 48, 2);
    const std::uint32_t size = elf_reader::number(head, 46, 2);
    if (count == 0) return std::nullopt;
    if (size != section_header_bytes) {
        elf.refuse(fmt::format("found section headers of {} bytes", size), "40");
    }
    const std::string_view table = elf.part(elf_reader::number(head, 32, 4),
                                            std::uint64_t{count} * size, "the section headers");
    const auto word = [&](std::uint32_t section, std::size_t at) {
        return elf_reader::number(table, std::size_t{section} * size + at, 4);
    };
    for (std::uint32_t i = 0; i < count; ++i) {
        if (word(i, 4) != symbol_table) continue;
        const std::uint32_t names_section = word(i, 24);
        if (names_section >= count) {
            elf.refuse(fmt::format("found names in section {} of {}", names_section, count),
                       "a section that exists");
        }
        const std::string_view names =
            elf.part(word(names_section, 16), word(names_section, 20), "the names of symbols");
        const std::string_view symbols = elf.part(word(i, 16), word(i, 20), "the symbols");
        for (std::size_t at = 0; at + symbol_bytes <= symbols.size(); at += symbol_bytes) {
            const std::uint32_t name = elf_reader::number(symbols, at, 4);
            if (name >= names.size()) continue;
            const std::string_view rest = names.substr(name);
            if (rest.substr(0, rest.find('\0')) == wanted) {
                return elf_reader::number(symbols, at + 4, 4);
            }
        }
    }
    return std::nullopt;
}

}  // namespace

elf_program parse_elf(std::string_view text, const std::string& file) {
    const elf_reader elf(text, file);
    if (!text.starts_with("\x7f"
                          "ELF"))
        elf.refuse("found no ELF file", "one for RISC-V");
    const std::string_view head = elf.part(0, header_bytes, "the header");
    check_identity(elf, head);
    return {.entry = elf_reader::number(head, 24, 4),
            .segments = segments_of(elf, head),
            .tohost = address_of(elf, head, "tohost")};
}

void load_program(const elf_program& program, const std::string& file, processor_system& system) {
    constexpr register_block sram = block_named("SRAM");
    constexpr register_block rom = block_named("ROM");
    const auto expected = [&] {
        return fmt::format("addresses in SRAM, {:#010x} to {:#010x}, or ROM, {:#010x} to {:#010x}",
                           sram.base, std::uint64_t{sram.base} + system.sram_bytes() - 1, rom.base,
                           rom.base + rom.size - 1);
    };
    const auto refuse = [&](const std::string& found, const std::string& hint = "") {
        throw input_error({.file = file, .found = found, .expected = expected(), .hint = hint});
    };
    const std::vector<std::uint8_t> zeros(4096);
    for (const elf_segment& segment : program.segments) {
        const auto* data = reinterpret_cast<const std::uint8_t*>(segment.bytes.data());
        bool inside = system.write_memory(segment.address, {data, segment.bytes.size()});
        std::uint64_t at = std::uint64_t{segment.address} + segment.bytes.size();
        const std::uint64_t end = std::uint64_t{segment.address} + segment.memory_bytes;
        while (inside && at < end) {
            const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(end - at, 4096));
            inside = at <= 0xffffffffU &&
                     system.write_memory(static_cast<std::uint32_t>(at), {zeros.data(), piece});
            at += piece;
        }
        if (!inside) {
            refuse(fmt::format("found a segment of {} bytes at {:#010x}", segment.memory_bytes,
                               segment.address),
                   segment.has_file_header
                       ? "the linker put the file's own header there: link with -Wl,--omagic"
                       : "");
        }
    }
    std::array<std::uint8_t, 2> first{};
    if (program.entry % 2 != 0 || !system.read_memory(program.entry, first)) {
        refuse(fmt::format("found the program's first instruction at {:#010x}", program.entry));
    }
    system.reset(program.entry);
    if (program.tohost) {
        std::array<std::uint8_t, 4> word{};
        const bool inside =
            *program.tohost >= sram.base && system.read_memory(*program.tohost, word);
        if (!inside) refuse(fmt::format("found the symbol tohost at {:#010x}", *program.tohost));
        system.watch_tohost(*program.tohost);
    }
}

std::string read_bytes(const std::filesystem::path& file) {
    input_file in(file);
    std::string bytes;
    std::array<char, 65536> piece{};
    while (const std::size_t got = in.read(piece.data(), piece.size())) {
        bytes.append(piece.data(), got);
        if (bytes.size() > most_text_bytes) {
            throw input_error({.file = in.name(),
                               .found = "found more than 64 MiB",
                               .expected = "a program for a small core"});
        }
    }
    return bytes;
}

}  // namespace memglia

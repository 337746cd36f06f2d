#include "tools/processor/elf_program.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/elf_bytes.hpp"
#include "testbenches/support/riscv_assembler.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

std::string refusal_of(const std::string& text) {
    processor_config config;
    config.sram_kib = 16;
    processor_system system(config, nullptr);
    try {
        load_program(parse_elf(text, "p.elf"), "p.elf", system);
    } catch (const input_error& problem) {
        CHECK(problem.data.file == "p.elf");
        CHECK_FALSE(problem.data.expected.empty());
        return problem.data.found;
    }
    return "accepted";
}

const std::vector<std::uint32_t> program{rv::nop(), rv::nop()};

}  // namespace

TEST_CASE("elf: a program, its memory beyond the file, and its symbol tohost") {
    const elf_bytes elf(program, 0x80000000U, 0x80001000U, 16);
    const elf_program parsed = parse_elf(elf.text, "p.elf");
    CHECK(parsed.entry == 0x80000000U);
    REQUIRE(parsed.segments.size() == 1);
    CHECK(parsed.segments[0].bytes.size() == 8);
    CHECK(parsed.segments[0].memory_bytes == 24);
    CHECK(parsed.tohost == 0x80001000U);
    CHECK_FALSE(parse_elf(elf_bytes(program).text, "p.elf").tohost.has_value());

    // What lay in memory before is overwritten with zeros.
    processor_config config;
    processor_system system(config, nullptr);
    const std::vector<std::uint8_t> old(64, 0xff);
    REQUIRE(system.write_memory(0x80000000U, old));
    load_program(parsed, "p.elf", system);
    std::array<std::uint8_t, 25> now{};
    REQUIRE(system.read_memory(0x80000000U, now));
    CHECK(now[0] == 0x13);
    CHECK(now[8] == 0);
    CHECK(now[23] == 0);
    CHECK(now[24] == 0xff);
    CHECK(system.core().pc() == 0x80000000U);
}

TEST_CASE("elf: what is no program for this processor is refused with what was found") {
    const elf_bytes good(program, 0x80000000U, 0x80001000U);
    REQUIRE(refusal_of(good.text) == "accepted");
    constexpr std::size_t header = elf_bytes::program_header;
    const std::vector<std::pair<std::string, elf_bytes>> cases{
        {"no ELF file", good.with(0, 0, 1)},
        {"64 bits", good.with(4, 2, 1)},
        {"big-endian", good.with(5, 2, 1)},
        {"machine 62", good.with(elf_bytes::machine_at, 62, 2)},
        {"type 3", good.with(16, 3, 2)},
        {"floating-point", good.with(36, 4, 4)},
        {"no program headers", good.with(elf_bytes::segment_count_at, 0, 2)},
        {"the program headers", good.with(elf_bytes::segment_count_at, 0xffff, 2)},
        {"program headers of 56", good.with(elf_bytes::segment_size_at, 56, 2)},
        {"the program headers", good.with(elf_bytes::segments_at, 0xfffffff0, 4)},
        {"nothing to load", good.with(header, 6, 4)},
        {"a segment at", good.with(header + 4, 0xffffffff, 4)},
        {"a segment at", good.with(header + 16, 0x7fffffff, 4)},
        {"bytes of memory", good.with(header + 20, 4, 4)},
        {"a segment of 4294967295 bytes", good.with(header + 20, 0xffffffff, 4)},
        {"a segment of 16385 bytes", good.with(header + 20, 16385, 4)},
        {"at 0x00000000", good.with(header + 12, 0, 4)},
        {"at 0xfffffff8", good.with(header + 12, 0xfffffff8, 4)},
        {"first instruction at 0x80000001", good.with(elf_bytes::entry_at, 0x80000001, 4)},
        {"first instruction at 0x00000000", good.with(elf_bytes::entry_at, 0, 4)},
        {"section headers of 64", good.with(elf_bytes::section_size_at, 64, 2)},
        {"the section headers", good.with(elf_bytes::section_count_at, 9999, 2)},
        {"names in section 7 of 2", good.with(good.text.size() - 80 + 24, 7, 4)},
        {"the symbols", good.with(good.text.size() - 80 + 20, 0xfffffff0, 4)},
        {"the names of symbols", good.with(good.text.size() - 40 + 16, 0xffffff, 4)},
        {"symbol tohost at 0x90000000", elf_bytes(program, 0x80000000U, 0x90000000U)},
        {"symbol tohost at 0x00001000", elf_bytes(program, 0x80000000U, 0x1000U)},
        {"symbol tohost at 0x80003ffd", elf_bytes(program, 0x80000000U, 0x80003ffdU)},
    };
    for (const auto& [words, broken] : cases) {
        CAPTURE(words);
        CHECK_THAT(refusal_of(broken.text), Catch::Contains(words));
    }
}

TEST_CASE("elf: a file cut anywhere is refused, never read beyond its end") {
    const elf_bytes good(program, 0x80000000U, 0x80001000U);
    for (std::size_t bytes = 0; bytes < good.text.size(); ++bytes) {
        CAPTURE(bytes);
        CHECK(refusal_of(std::string(good.text, 0, bytes)) != "accepted");
    }
}

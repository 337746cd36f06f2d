#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/platform/chip_platform.hpp"
#include "testbenches/support/riscv_assembler.hpp"
#include "testbenches/support/small_computer.hpp"

// What a chip puts around its processor: DMA, mesh, crossbar tiles, and memory that is broken.
using namespace memglia;

namespace {

constexpr std::uint32_t sram = block_named("SRAM").base;
constexpr std::uint32_t tile = tile_block.base;
constexpr std::uint32_t cells = cells_block.base;
constexpr std::uint32_t a0 = 10, a1 = 11, a2 = 12;

platform_config small_platform() {
    platform_config config;
    config.processor.sram_kib = 16;
    config.tiles = 2;
    config.tile.rows = 4;
    config.tile.pairs = 3;
    config.tile.codes_per_level = 1;
    config.tile.programming.tolerance_codes = 0.4;
    config.device.model = device_kind::ideal;
    config.device.codes = 16;
    return config;
}

// A chip whose core turns in a circle while the test stands at its bus.
struct computer {
    explicit computer(const platform_config& config = small_platform()) : chip(config, nullptr) {
        program({rv::jal(0, 0)});
    }
    void program(const std::vector<std::uint32_t>& words) {
        REQUIRE(system.write_memory(sram, test::small_computer::bytes_of(words)));
        system.reset(sram);
    }
    void write(std::uint32_t address, std::uint32_t value) {
        CAPTURE(address);
        REQUIRE(system.store(address, 4, value) == bus_reply::done);
    }
    std::uint32_t read(std::uint32_t address) {
        std::uint32_t value = 0;
        CAPTURE(address);
        REQUIRE(system.load(address, 4, value) == bus_reply::done);
        return value;
    }
    // In the core's cycles: its circle takes two each.
    void run_to(std::uint64_t cycle) { REQUIRE(system.run(cycle) == program_stop::limit); }
    void start_dma(std::uint32_t to, std::uint32_t from, std::uint32_t words) {
        write(dma_block.base + offset_of(dma_block, "SOURCE"), from);
        write(dma_block.base + offset_of(dma_block, "DESTINATION"), to);
        write(dma_block.base + offset_of(dma_block, "WORDS"), words);
        write(dma_block.base + offset_of(dma_block, "CONTROL"),
              constant_of(dma_block, "CONTROL_START"));
    }
    std::uint32_t dma_status() { return read(dma_block.base + offset_of(dma_block, "STATUS")); }

    chip_platform chip;
    processor_system& system = chip.system();
};

constexpr std::uint32_t busy = constant_of(dma_block, "STATUS_BUSY");
constexpr std::uint32_t done = constant_of(dma_block, "STATUS_DONE");
constexpr std::uint32_t fault = constant_of(dma_block, "STATUS_FAULT");

}  // namespace

TEST_CASE("platform: every register answers as its table says, to words alone") {
    computer c;
    for (const register_block& block : {dma_block, fabric_block, tile_block}) {
        for (std::uint32_t offset = 0; offset < block.size; offset += 4) {
            const register_info* info = register_at(block, offset);
            CAPTURE(block.name, offset);
            std::uint32_t value = 0;
            const bool reads = info != nullptr && info->access != register_access::write;
            const bool writes = info != nullptr && info->access != register_access::read;
            REQUIRE((c.system.load(block.base + offset, 4, value) == bus_reply::done) == reads);
            const bool shape = reads && (info->name == "SHAPE" || info->name == "TILES" ||
                                         info->name == "ROWS" || info->name == "PAIRS");
            if (reads && !shape) REQUIRE(value == info->reset);
            REQUIRE(c.system.load(block.base + offset, 1, value) == bus_reply::fault);
            REQUIRE(c.system.load(block.base + offset + 1, 2, value) == bus_reply::misaligned);
            if (!writes) REQUIRE(c.system.store(block.base + offset, 4, 0) == bus_reply::fault);
        }
    }
    CHECK(c.read(fabric_block.base + offset_of(fabric_block, "SHAPE")) == (3 | 3U << 16));
    CHECK(c.read(fabric_block.base + offset_of(fabric_block, "TILES")) == 2);
    std::uint32_t value = 0;
    const std::uint32_t third = tile + 2 * constant_of(tile_block, "STRIDE");
    CHECK(c.system.load(third, 4, value) == bus_reply::fault);
    CHECK(c.system.load(cells + 4 * 12, 4, value) == bus_reply::fault);  // behind the last pair
    CHECK(c.system.store(cells, 4, 16) == bus_reply::fault);             // no such level
    CHECK(c.system.store(cells, 1, 1) == bus_reply::fault);
}

TEST_CASE("platform: the DMA moves a word in two cycles, and asks when it is done") {
    computer c;
    const std::uint32_t from = sram + 0x100, to = sram + 0x200;
    for (std::uint32_t i = 0; i < 5; ++i) c.write(from + 4 * i, 0x1000 + i);
    c.run_to(100);
    const std::uint64_t begin = c.system.core().cycle();
    c.start_dma(to, from, 5);
    CHECK(c.dma_status() == busy);
    CHECK(c.system.store(dma_block.base, 4, 0) == bus_reply::fault);
    // The third word is read in the fifth cycle and stored in the sixth; the core looks every two.
    c.run_to(begin + 4);
    CHECK(c.read(to + 4) == 0x1001);
    CHECK(c.read(to + 8) == 0);
    c.run_to(begin + 6);
    CHECK(c.read(to + 8) == 0x1002);
    c.run_to(begin + 10);
    CHECK(c.dma_status() == busy);
    c.run_to(begin + 12);
    CHECK(c.dma_status() == done);
    for (std::uint32_t i = 0; i < 5; ++i) CHECK(c.read(to + 4 * i) == 0x1000 + i);
    const std::uint32_t sources = block_named("SYSTEM").base + offset_of("SYSTEM", "INTERRUPTS");
    CHECK(c.read(sources) == constant_of("SYSTEM", "INTERRUPT_DMA"));
    c.write(dma_block.base + offset_of(dma_block, "CONTROL"),
            constant_of(dma_block, "CONTROL_CLEAR"));
    CHECK(c.read(sources) == 0);
    CHECK(c.chip.dma().words_moved() == 5);
}

TEST_CASE("platform: the DMA's interrupt wakes a sleeper in its cycle") {
    computer c;
    const std::uint32_t enable =
        block_named("SYSTEM").base + offset_of("SYSTEM", "INTERRUPT_ENABLE");
    std::vector<std::uint32_t> words = rv::li(a0, 0x800);
    words.push_back(rv::csrrw(0, 0x304, a0));
    words.push_back(rv::wfi);
    for (const std::uint32_t w : rv::li(a1, 0x00100004U)) words.push_back(w);
    words.push_back(rv::sw(0, 0, a1));
    c.program(words);
    c.write(enable, constant_of("SYSTEM", "INTERRUPT_DMA"));
    c.start_dma(sram + 0x400, sram, 100);
    CHECK(c.system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(c.system.core().cycle() > 200);
    CHECK(c.system.core().cycle() < 210);
    CHECK(c.system.core().sleep_cycles() > 190);
}

TEST_CASE("platform: the DMA stops where nothing answers, with the words that are left") {
    computer c;
    for (const auto& [to, from] : {std::pair{0U, sram},
                                   {sram, 0x20000000U},
                                   {0x1000U, sram},
                                   {sram + 2, sram},
                                   {sram, sram + 1},
                                   {tile, sram}}) {
        CAPTURE(to, from);
        c.start_dma(to, from, 3);
        c.run_to(c.system.core().cycle() + 20);
        CHECK(c.dma_status() == (done | fault));
        CHECK(c.read(dma_block.base + offset_of(dma_block, "WORDS")) == 3);
    }
    c.start_dma(sram + 0x3ff8, sram + 0x1000, 5);  // out of the memory's end
    c.run_to(c.system.core().cycle() + 30);
    CHECK(c.dma_status() == (done | fault));
    CHECK(c.read(dma_block.base + offset_of(dma_block, "WORDS")) == 3);
    c.start_dma(sram, sram, 0);
    c.run_to(c.system.core().cycle() + 4);
    CHECK(c.dma_status() == done);
}

TEST_CASE("platform: a program that the DMA writes over runs as it is then") {
    computer c;
    const std::uint32_t exit = 0x00100004U;
    std::vector<std::uint32_t> leave = rv::li(a1, exit);
    leave.push_back(rv::addi(a0, 0, 9));
    leave.push_back(rv::sw(a0, 0, a1));
    REQUIRE(c.system.write_memory(sram + 4, test::small_computer::bytes_of(leave)));
    c.write(sram + 0x800, rv::nop());
    c.run_to(50);  // in its circle
    c.start_dma(sram, sram + 0x800, 1);
    CHECK(c.system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(c.system.exit_code() == 9);
}

TEST_CASE("platform: pairs of a tile hold their levels, by stores of the core and of the DMA") {
    computer c;
    const std::uint32_t second = cells + constant_of(tile_block, "STRIDE");
    for (std::uint32_t i = 0; i < 12; ++i) c.write(sram + 0x400 + 4 * i, 15 - i);
    c.start_dma(second, sram + 0x400, 12);
    c.run_to(c.system.core().cycle() + 100000);
    CHECK(c.dma_status() == done);
    c.start_dma(sram + 0x500, second, 12);
    c.run_to(c.system.core().cycle() + 1000);
    CHECK(c.dma_status() == done);
    for (std::uint32_t i = 0; i < 12; ++i) CHECK(c.read(sram + 0x500 + 4 * i) == 15 - i);
    const std::uint32_t registers = tile + constant_of(tile_block, "STRIDE");
    // An ideal device moves by one code a pulse.
    CHECK(c.read(registers + offset_of(tile_block, "PULSES")) == 15 * 16 / 2 - 4 * 3 / 2);
    CHECK(c.read(registers + offset_of(tile_block, "FAILURES")) == 0);
    CHECK(c.read(tile + offset_of(tile_block, "PULSES")) == 0);
    c.system.reset(sram);
    CHECK(c.read(registers + offset_of(tile_block, "PULSES")) == 0);
    CHECK(c.read(second) == 0);
}

TEST_CASE("platform: a tile is busy for the pulses and reads of a store, and then answers") {
    computer c;
    const std::uint32_t status = tile + offset_of(tile_block, "STATUS");
    c.run_to(100);
    c.write(cells + 4, 3);
    const std::uint64_t begin = c.system.core().cycle();
    // Three pulses of 50 ns and four reads of 10 ns, at 500 MHz.
    constexpr std::uint64_t cycles = (3 * 50 + 4 * 10) / 2;
    std::uint32_t value = 0;
    CHECK(c.system.load(cells + 4, 4, value) == bus_reply::again);
    CHECK(c.system.core().cycle() == begin + cycles);
    CHECK(c.read(status) == 0);
    CHECK(c.read(cells + 4) == 3);
    CHECK(c.read(status) == constant_of(tile_block, "STATUS_BUSY"));

    // A load of the core waits the same.
    std::vector<std::uint32_t> words = rv::li(a1, cells);
    words.insert(words.end(), {rv::addi(a0, 0, 3), rv::sw(a0, 0, a1), rv::lw(a2, 0, a1)});
    for (const std::uint32_t w : rv::li(a1, 0x00100004U)) words.push_back(w);
    words.push_back(rv::sw(a2, 0, a1));
    c.program(words);
    CHECK(c.system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(c.system.exit_code() == 3);
    CHECK(c.system.core().stall_cycles() >= cycles - 2);
    CHECK(c.system.core().stall_cycles() <= cycles);
}

TEST_CASE("platform: a stuck cell fails its pair alone") {
    platform_config config = small_platform();
    config.stuck_cells = {{.tile = 1, .row = 2, .column = 3, .at = stuck_at::r_on}};
    computer c(config);
    const std::uint32_t stride = constant_of(tile_block, "STRIDE");
    for (std::uint32_t t = 0; t < 2; ++t) {
        for (std::uint32_t i = 0; i < 12; ++i) {
            c.write(cells + t * stride + 4 * i, 5);
            c.run_to(c.system.core().cycle() + 100000);
        }
        CHECK(c.read(tile + t * stride + offset_of(tile_block, "FAILURES")) == t);
        for (std::uint32_t i = 0; i < 12; ++i) {
            CHECK(c.read(cells + t * stride + 4 * i) == (t == 1 && i == 2 * 3 + 1 ? 0 : 5));
            c.run_to(c.system.core().cycle() + 100);
        }
    }
    config.stuck_cells.front().row = 4;
    CHECK_THROWS_AS(config.validate(), input_error);
}

TEST_CASE("platform: a packet takes its cycles, and what links carry is counted") {
    computer c;
    const std::uint32_t base = fabric_block.base;
    const auto send = [&](std::uint32_t from, std::uint32_t to, std::uint32_t word) {
        c.write(base + offset_of(fabric_block, "SOURCE"), from);
        c.write(base + offset_of(fabric_block, "DESTINATION"), to);
        c.write(base + offset_of(fabric_block, "SEND"), word);
    };
    const auto flits = [&](std::uint32_t node, std::uint32_t side) {
        c.write(base + offset_of(fabric_block, "NODE"), node);
        c.write(base + offset_of(fabric_block, "SIDE"), side);
        return c.read(base + offset_of(fabric_block, "LINK_FLITS"));
    };
    const std::uint32_t status = base + offset_of(fabric_block, "STATUS");
    const std::uint64_t latency = c.chip.fabric().mesh().config().zero_load_cycles(3, 1);
    c.run_to(100);
    const std::uint64_t begin = c.system.core().cycle();
    send(0, 5, 77);  // over 1 and 2
    c.run_to(begin + latency - 1);
    if (c.system.core().cycle() < begin + latency) CHECK(c.read(status) == 0);
    c.run_to(begin + latency + 2);
    CHECK(c.read(status) == constant_of(fabric_block, "STATUS_ARRIVED"));
    CHECK(c.read(base + offset_of(fabric_block, "ARRIVED_NODE")) == 5);
    CHECK(c.read(base + offset_of(fabric_block, "ARRIVED_WORD")) == 77);
    CHECK(c.read(status) == 0);
    CHECK(flits(0, 1) == 1);
    CHECK(flits(1, 1) == 1);
    CHECK(flits(2, 2) == 1);
    CHECK(flits(5, 4) == 1);
    CHECK(flits(0, 2) == 0);

    for (std::uint32_t i = 0; i < constant_of(fabric_block, "IN_FLIGHT"); ++i) send(4, 4, i);
    CHECK(c.system.store(base + offset_of(fabric_block, "SEND"), 4, 0) == bus_reply::fault);
    c.run_to(c.system.core().cycle() + 1000);
    CHECK(c.system.store(base + offset_of(fabric_block, "SEND"), 4, 0) == bus_reply::fault);
    for (std::uint32_t i = 0; i < constant_of(fabric_block, "IN_FLIGHT"); ++i) {
        CHECK(c.read(base + offset_of(fabric_block, "ARRIVED_WORD")) == i);
    }
    CHECK(c.read(base + offset_of(fabric_block, "ARRIVED_WORD")) == 0);
    CHECK(c.system.store(base + offset_of(fabric_block, "SOURCE"), 4, 9) == bus_reply::fault);
    CHECK(c.system.store(base + offset_of(fabric_block, "SIDE"), 4, 5) == bus_reply::fault);

    send(4, 4, 1);
    c.system.reset(sram);
    c.run_to(100);
    CHECK(c.read(status) == 0);  // it left before the reset
}

TEST_CASE("platform: what has failed of the mesh has no way") {
    platform_config config = small_platform();
    config.mesh.failed_links = {{.node = 0, .side = mesh_side::east}};
    config.mesh.failed_routers = {{.node = 8}};
    computer c(config);
    const std::uint32_t base = fabric_block.base;
    for (const auto& [from, to, way] :
         {std::tuple{0U, 1U, false}, {8U, 8U, false}, {4U, 5U, true}}) {
        CAPTURE(from, to);
        c.write(base + offset_of(fabric_block, "SOURCE"), from);
        c.write(base + offset_of(fabric_block, "DESTINATION"), to);
        c.write(base + offset_of(fabric_block, "SEND"), 1);
        const bool none = (c.read(base + offset_of(fabric_block, "STATUS")) &
                           constant_of(fabric_block, "STATUS_NO_WAY")) != 0;
        CHECK(none != way);
    }
}

TEST_CASE("platform: stuck bits of the memory stay, whoever stores") {
    platform_config config = small_platform();
    config.stuck_words = {{.offset = 0x1004, .bits = 0x0000ff00, .value = 0x00005500}};
    computer c(config);
    const std::uint32_t word = sram + 0x1004;
    CHECK(c.read(word) == 0x5500);
    c.write(word, ~0U);
    CHECK(c.read(word) == 0xffff55ffU);
    CHECK(c.system.store(word + 1, 1, 0) == bus_reply::done);
    CHECK(c.read(word) == 0xffff55ffU);
    CHECK(c.system.store(word - 2, 4, 0) == bus_reply::done);  // across the word's end
    CHECK(c.read(word) == 0xffff5500U);
    c.start_dma(word, word + 4, 1);
    c.run_to(c.system.core().cycle() + 10);
    CHECK(c.read(word) == 0x5500);

    // A program in that page: its instructions, what it stores, and its tohost.
    std::vector<std::uint32_t> words = rv::li(a1, word);
    words.insert(words.end(), {rv::addi(a0, 0, 1), rv::sw(a0, 0, a1), rv::lw(a2, 0, a1)});
    for (const std::uint32_t w : rv::li(a1, sram + 0x1ff8)) words.push_back(w);
    words.insert(words.end(), {rv::ori(a2, a2, 1), rv::sw(a2, 0, a1), rv::jal(0, 0)});
    REQUIRE(c.system.write_memory(sram + 0x1100, test::small_computer::bytes_of(words)));
    c.system.reset(sram + 0x1100);
    c.system.watch_tohost(sram + 0x1ff8);
    CHECK(c.system.run(riscv_core::no_limit, 1000) == program_stop::exited);
    CHECK(c.system.exit_code() == 0x5501U >> 1);

    config.stuck_words.front().offset = 0x4000;
    CHECK_THROWS_AS(chip_platform(config, nullptr), input_error);
    config.stuck_words.front().offset = 2;
    CHECK_THROWS_AS(chip_platform(config, nullptr), input_error);
    config.stuck_words = {
        {.offset = 0}, {.offset = 0x1000}, {.offset = 0x2000}, {.offset = 0x3000}};
    CHECK_THROWS_AS(chip_platform(config, nullptr), input_error);
}

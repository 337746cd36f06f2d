#include "tools/processor/register_text.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/navigation_registers.hpp"
#include "testbenches/support/command.hpp"

using namespace memglia;

TEST_CASE("registers: header and page are what the tables print") {
    const std::string top = MEMGLIA_SOURCE_DIR;
    const auto blocks = all_register_blocks();
    CHECK(test::slurp(top + "/firmware/include/memglia_registers.h") == registers_as_c(blocks));
    CHECK(test::slurp(top + "/docs/registers.md") == registers_as_markdown(blocks));
}

TEST_CASE("registers: blocks of the processor and of chips do not overlap") {
    const auto blocks = all_register_blocks();
    for (std::size_t i = 1; i < blocks.size(); ++i) {
        CAPTURE(blocks[i].name);
        CHECK(blocks[i].base >= std::uint64_t{blocks[i - 1].base} + blocks[i - 1].size);
    }
    std::set<std::string> names;
    for (const register_block& block : blocks) {
        for (const register_info& r : block.registers) {
            CHECK(names.insert(std::string(block.name) + "_" + std::string(r.name)).second);
        }
        for (const register_constant& c : block.constants) {
            CHECK(names.insert(std::string(block.name) + "_" + std::string(c.name)).second);
        }
    }
}

TEST_CASE("registers: the navigation controller answers as its table says") {
    ledger book;
    navigation_controller controller(chip_floorplan{}, book);
    for (std::uint32_t offset = 0; offset < navigation_block.size; offset += 4) {
        const register_info* info = register_at(navigation_block, offset);
        CAPTURE(offset);
        REQUIRE(info != nullptr);
        std::uint32_t value = 0;
        const bool reads = info->access != register_access::write;
        const bool writes = info->access != register_access::read;
        CHECK((controller.read(offset, value) == navigation_controller::access::ok) == reads);
        if (reads) CHECK(value == info->reset);
        const auto written = controller.write(offset, 0);
        CHECK((written != navigation_controller::access::bad_address) == writes);
    }
}

#include <catch2/catch.hpp>
#include <cstdint>

#include "base/random.hpp"
#include "rtl_models/fabric/clocked_fifo.hpp"

using namespace memglia;

namespace {

packet numbered(std::uint32_t n) {
    return {.destination = 0, .kind = packet_kind{}, .payload = n};
}

void fill(clocked_fifo& fifo) {
    while (fifo.size() < fifo.depth()) fifo.push(numbered(0), 0);
}

}  // namespace

TEST_CASE("rtl: packets: a flit carries destination, kind and payload in its bit fields") {
    const packet p{.destination = 0xABC, .kind = packet_kind{8}, .payload = 0x12345};
    const packet_format format{.node_bits = 12, .kind_bits = 4, .payload_bits = {3, 22, 0}};
    CHECK(format.flit_bits() == 12 + 4 + 22);
    CHECK(format.flit(p) == (0xABCULL << 26U | 8ULL << 22U | 0x12345U));
    CHECK(format.bits(packet_kind{0}) == 12 + 4 + 3);
    CHECK(format.bits(packet_kind{2}) == 12 + 4);
    // A payload never spills into the kind.
    const packet top{.destination = 0, .kind = packet_kind{11}, .payload = 0xFFFFFFFFU};
    CHECK(format.flit(top) == (11ULL << 22U | 0x3FFFFFU));
}

TEST_CASE("rtl: packets: without a format, fields are as wide as they can be") {
    const packet p{.destination = 0xFFFF, .kind = packet_kind{0xFF}, .payload = 0xFFFFFFFFU};
    CHECK(packet_format{}.bits(p.kind) == 16 + 8 + 32);
    CHECK(packet_format{}.flit(p) == (1ULL << 56U) - 1);
}

TEST_CASE("rtl: clocked_fifo keeps order, content and ready times around its ring") {
    clocked_fifo fifo(3);
    CHECK(fifo.depth() == 3);
    CHECK(fifo.empty());
    std::uint32_t written = 0;
    std::uint32_t taken = 0;
    random_stream random(5, "test", "fifo");
    for (std::uint64_t cycle = 1; cycle < 400; ++cycle) {
        if (!fifo.empty() && random.below(2) == 0) {
            CHECK(fifo.ready() == 1000 + taken);
            CHECK(fifo.front().payload == taken);
            CHECK(fifo.pop(cycle).payload == taken);
            ++taken;
        }
        if (fifo.can_accept(cycle) && random.below(2) == 0) {
            fifo.push(numbered(written), 1000 + written);
            ++written;
        }
        REQUIRE(fifo.size() == written - taken);
        REQUIRE(fifo.empty() == (written == taken));
        REQUIRE(fifo.size() <= fifo.depth());
    }
    CHECK(taken > 100);
}

TEST_CASE("rtl: clocked_fifo accepts up to its depth, whatever the cycle number") {
    for (const std::size_t depth : {1U, 2U, 4U}) {
        clocked_fifo fifo(depth);
        for (std::size_t i = 0; i < depth; ++i) {
            CHECK(fifo.can_accept(0));
            fifo.push(numbered(0), 1);
        }
        CHECK_FALSE(fifo.can_accept(0));
        CHECK_FALSE(fifo.can_accept(1));
        CHECK_FALSE(fifo.can_accept(1000));
    }
}

TEST_CASE("rtl: a slot of clocked_fifo that is freed in a cycle counts from the next one on") {
    for (const std::size_t depth : {1U, 2U, 4U}) {
        for (const std::uint64_t cycle : {0ULL, 7ULL, 1'000'000'000'000ULL}) {
            clocked_fifo fifo(depth);
            fill(fifo);
            fifo.pop(cycle);
            CHECK_FALSE(fifo.can_accept(cycle));
            CHECK(fifo.can_accept(cycle + 1));
            fifo.push(numbered(1), cycle + 2);
            CHECK_FALSE(fifo.can_accept(cycle + 1));
        }
    }
}

TEST_CASE("rtl: clocked_fifo with room to spare still accepts in the cycle of a pop") {
    clocked_fifo fifo(3);
    fifo.push(numbered(0), 0);
    fifo.pop(5);
    CHECK(fifo.can_accept(5));
    fifo.push(numbered(1), 6);
    fifo.push(numbered(2), 6);
    CHECK_FALSE(fifo.can_accept(5));
    CHECK(fifo.can_accept(6));
}

TEST_CASE("rtl: clocked_fifo answers alike whichever of reader and writer comes first") {
    // The same random reads and writes, once with the reader and once with the writer first in a
    // cycle.
    for (const std::size_t depth : {1U, 2U, 3U, 4U}) {
        clocked_fifo reader_first(depth);
        clocked_fifo writer_first(depth);
        random_stream random(depth, "test", "both orders");
        for (std::uint64_t cycle = 0; cycle < 500; ++cycle) {
            const bool wants_read = random.below(2) == 0;
            const bool wants_write = random.below(3) != 0;
            const auto read = [&](clocked_fifo& fifo) {
                return wants_read && !fifo.empty() && fifo.ready() <= cycle
                           ? fifo.pop(cycle).payload
                           : ~0U;
            };
            const auto write = [&](clocked_fifo& fifo) {
                const bool room = fifo.can_accept(cycle);
                if (wants_write && room) {
                    fifo.push(numbered(static_cast<std::uint32_t>(cycle)), cycle + 1);
                }
                return room;
            };
            const std::uint32_t a_read = read(reader_first);
            const bool a_wrote = write(reader_first);
            const bool b_wrote = write(writer_first);
            const std::uint32_t b_read = read(writer_first);
            REQUIRE(a_read == b_read);
            REQUIRE(a_wrote == b_wrote);
        }
    }
}

TEST_CASE("rtl: clocked_fifo returns no credit early when its reader takes several in one cycle") {
    clocked_fifo fifo(4);
    fill(fifo);
    fifo.pop(9);
    fifo.pop(9);
    fifo.pop(9);
    CHECK_FALSE(fifo.can_accept(9));
    CHECK(fifo.can_accept(10));
    fifo.push(numbered(1), 11);
    fifo.push(numbered(2), 11);
    CHECK(fifo.can_accept(10));
    fifo.push(numbered(3), 11);
    CHECK_FALSE(fifo.can_accept(10));
}

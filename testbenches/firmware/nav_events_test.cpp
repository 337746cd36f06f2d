#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rtl_models/navigation/navigation_registers.hpp"
#include "tools/processor/elf_program.hpp"

// The firmware nav before a controller of which only the registers are there: what its interrupts,
// goal and limit, make it do.
using namespace memglia;

namespace {

constexpr std::uint32_t goal = constant_of("SYSTEM", "INTERRUPT_EVENT_0");
constexpr std::uint32_t limit = constant_of("SYSTEM", "INTERRUPT_EVENT_1");
constexpr std::uint32_t decide = constant_of(navigation_block, "CONTROL_DECIDE");
constexpr std::uint32_t reward = constant_of(navigation_block, "CONTROL_REWARD");
constexpr std::uint32_t episode = constant_of(navigation_block, "CONTROL_EPISODE");
constexpr std::uint32_t new_trial = 0x80000000U;
constexpr std::uint32_t over = 0xf0000000U;

// Busy for three looks after a command; the side is the last digit of the cell.
class controller final : public register_device {
  public:
    bus_reply read(std::uint32_t offset, std::uint32_t& value) override {
        switch (offset) {
            case offset_of(navigation_block, "ID"):
                value = constant_of(navigation_block, "ID_VALUE");
                break;
            case offset_of(navigation_block, "STATUS"):
                value = busy_ > 0 ? constant_of(navigation_block, "STATUS_BUSY")
                                  : constant_of(navigation_block, "STATUS_ACTION_VALID");
                if (busy_ > 0) --busy_;
                break;
            case offset_of(navigation_block, "ACTION"):
                value = cell_ % 4;
                break;
            case offset_of(navigation_block, "DECISIONS"):
                value = decisions_;
                break;
            default:
                value = 0;
                break;
        }
        return bus_reply::done;
    }
    bus_reply write(std::uint32_t offset, std::uint32_t value) override {
        if (busy_ > 0) return bus_reply::fault;
        if (offset == offset_of(navigation_block, "PLACE")) cell_ = value;
        if (offset != offset_of(navigation_block, "CONTROL")) return bus_reply::done;
        commands.push_back(value);
        if (value == decide) ++decisions_;
        busy_ = 3;
        return bus_reply::done;
    }
    std::vector<std::uint32_t> commands;

  private:
    std::uint32_t cell_ = 0;
    std::uint32_t decisions_ = 0;
    int busy_ = 0;
};

struct navigator {
    navigator() {
        const std::string file = std::string(MEMGLIA_SOURCE_DIR) + "/firmware/images/nav.elf";
        system.attach(navigation_block, registers);
        const std::string text = read_bytes(file);
        load_program(parse_elf(text, file), file, system);
        run(2'000);
    }
    void run(std::uint64_t cycles) {
        REQUIRE(system.run(system.core().cycle() + cycles) == program_stop::limit);
    }
    std::vector<std::uint32_t> words() {
        run(50'000);
        std::vector<std::uint32_t> all;
        while (const auto word = system.receive()) all.push_back(*word);
        return all;
    }
    std::vector<std::uint32_t> commands() { return std::exchange(registers.commands, {}); }

    controller registers;
    processor_system system{processor_config{.sram_kib = 32, .cycles = {}}, nullptr};
};

// Of the answer to a decision the side alone.
std::uint32_t side_in(const std::vector<std::uint32_t>& words) {
    REQUIRE(words.size() == 1);
    REQUIRE(words.front() >> 24 == 0);
    return words.front() & 0xff;
}

using commands = std::vector<std::uint32_t>;
using answers = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("firmware: nav ends a trial at its limit without a reward, at the goal with one") {
    navigator nav;
    REQUIRE(nav.system.send(new_trial | 6));
    CHECK(side_in(nav.words()) == 2);
    REQUIRE(nav.system.send(7));
    CHECK(side_in(nav.words()) == 3);
    CHECK(nav.commands() == commands{episode, decide, decide});
    nav.system.raise(limit);
    CHECK(nav.words() == answers{over | 2});
    CHECK(nav.commands().empty());

    REQUIRE(nav.system.send(new_trial | 1));
    CHECK(side_in(nav.words()) == 1);
    nav.system.raise(goal);
    CHECK(nav.words() == answers{over | 3});
    CHECK(nav.commands() == commands{episode, decide, reward});
}

TEST_CASE("firmware: goal and limit at once are one end of a trial, with its reward") {
    navigator nav;
    REQUIRE(nav.system.send(new_trial));
    side_in(nav.words());
    nav.commands();
    nav.system.raise(goal | limit);
    CHECK(nav.words() == answers{over | 1});
    CHECK(nav.commands() == commands{reward});
    // Events are cleared: the next one is told anew.
    nav.system.raise(limit);
    CHECK(nav.words() == answers{over | 1});
    CHECK(nav.commands().empty());
}

TEST_CASE("firmware: an event that comes with the host's next word goes first") {
    navigator nav;
    REQUIRE(nav.system.send(new_trial));
    side_in(nav.words());
    nav.commands();
    nav.system.raise(limit);
    REQUIRE(nav.system.send(new_trial | 5));
    const auto words = nav.words();
    REQUIRE(words.size() == 2);
    CHECK(words[0] == (over | 1));
    CHECK((words[1] & 0xff) == 1);
    CHECK(nav.commands() == commands{episode, decide});
}

TEST_CASE("firmware: an event in any cycle of a decision waits for its answer") {
    navigator nav;
    for (std::uint32_t after = 0; after < 1'500; after += 7) {
        CAPTURE(after);
        REQUIRE(nav.system.send(after));
        nav.run(after + 1);
        nav.system.raise(after % 2 == 0 ? limit : goal);
        const auto words = nav.words();
        REQUIRE(words.size() == 2);
        // Before the word has been looked at, the event may go first.
        const bool event_first = words[0] >> 28 == 0xf;
        CHECK((words[event_first ? 1 : 0] & 0xff) == after % 4);
        CHECK(words[event_first ? 0 : 1] >> 28 == 0xf);
        const auto done = nav.commands();
        CHECK(done.size() == (after % 2 == 0 ? 1U : 2U));
        if (!event_first) CHECK(done.front() == decide);
    }
}

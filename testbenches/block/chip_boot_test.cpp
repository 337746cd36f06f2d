#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "snan/mapping/booted_decider.hpp"
#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/sample_rule.hpp"
#include "tools/processor/elf_program.hpp"

// The chip that boots its firmware decides as the chip whose registers the host writes.
using namespace memglia;

namespace {

struct recorded final : session_observer {
    void on_step(const step_record& step) override {
        steps.push_back(step.seen.cell);
        steps.push_back(static_cast<std::uint64_t>(step.action));
    }
    std::vector<std::uint64_t> steps;
};

std::vector<std::uint64_t> walk(decider& agent, const maze& task, int episodes) {
    recorded log;
    for (int e = 0; e < episodes; ++e) run_episode(task, step_limit(task.map), agent, &log);
    return log.steps;
}

void put_program(processor_system& system) {
    const std::string file = std::string(MEMGLIA_SOURCE_DIR) + "/firmware/images/nav.elf";
    const std::string text = read_bytes(file);
    load_program(parse_elf(text, file), file, system);
}

std::vector<std::uint64_t> by_host(const chip_config& config, const rule_config& rule,
                                   const maze& task, int episodes) {
    quiet_kernel quiet;
    chip hardware("chip", config, task.map.cells(), false);
    chip_decider agent(hardware, rule, task.map, 7, nullptr);
    return walk(agent, task, episodes);
}

std::vector<std::uint64_t> by_firmware(const chip_config& config, const rule_config& rule,
                                       const maze& task, int episodes) {
    quiet_kernel quiet;
    chip hardware("chip", config, task.map.cells(), false);
    chip_boot_module boot("boot", hardware, processor_config{}, nullptr);
    put_program(boot.system());
    booted_decider agent(hardware, boot, rule, task.map, 7);
    return walk(agent, task, episodes);
}

void compare(const chip_config& config, const rule_config& rule, std::uint64_t maze_seed,
             int episodes) {
    const maze task = generate_maze(8, 8, 0.2, maze_seed);
    const auto host = in_own_process([&] { return by_host(config, rule, task, episodes); });
    const auto booted = in_own_process([&] { return by_firmware(config, rule, task, episodes); });
    CHECK(host.size() > 2U * static_cast<std::size_t>(episodes));
    CHECK(host == booted);
}

}  // namespace

TEST_CASE("block: boot: firmware and host walk alike, with the default rule") {
    compare(ideal_chip(), {}, 3, 4);
}

TEST_CASE("block: boot: firmware and host walk alike, with eligibility and rests") {
    compare(ideal_chip(), test::rule(), 4, 4);
}

TEST_CASE("block: boot: firmware and host walk alike on many cores and a real device") {
    chip_config config = many_core_chip();
    config.device = device_config{};
    compare(config, {}, 5, 2);
}

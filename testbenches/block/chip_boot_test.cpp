#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "snan/mapping/firmware_driver.hpp"
#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/sample_rule.hpp"
#include "tools/experiment/firmware_images.hpp"

// The chip that boots its firmware decides as the chip whose registers the host writes.
using namespace memglia;

namespace {

// What each decision was and what it took, but for the time that passed and the clocks and
// processors that counted it: numbers in a row.
class recorder final : public chip_decision_sink {
  public:
    void on_decision(const chip_decision& d) override {
        const auto add = [this](auto value) {
            numbers.push_back(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
        };
        add(d.trace.decision);
        add(d.trace.seen.cell);
        add(d.trace.seen.contacts);
        for (const auto level : d.trace.weight_level) add(level);
        for (const auto level : d.trace.gate_level) add(level);
        for (const auto level : d.trace.membrane) add(level);
        add(d.trace.spikes);
        add(d.trace.action);
        add(d.trace.rows_requested);
        add(d.trace.request_sum);
        add(d.trace.rows_written);
        add(d.trace.write_pulses);
        add(d.phase);
        for (const auto& p : activity_prices()) {
            const bool timed = p.billed_to == component::clock ||
                               p.billed_to == component::controller ||
                               p.billed_to == component::processor;
            if (!timed) add(d.activity.counts[static_cast<std::size_t>(p.what)]);
        }
        instructions += d.activity.counts[static_cast<std::size_t>(activity::processor_integer)];
    }
    std::vector<std::uint64_t> numbers;
    std::uint64_t instructions = 0;
};

program_image nav(const processor_config& config) {
    run_config wanted;
    wanted.experiment.agents = {agent_chip};
    wanted.chip.boot = boot_source::firmware;
    wanted.chip.processor = config;
    return *find_firmware(wanted, std::filesystem::path(MEMGLIA_SOURCE_DIR) / "firmware/images")
                .nav;
}

std::vector<std::uint64_t> walk(decider& agent, const maze& task, int episodes, recorder& log) {
    for (int e = 0; e < episodes; ++e) run_episode(task, step_limit(task.map), agent);
    return log.numbers;
}

std::vector<std::uint64_t> by_host(const chip_config& config, const rule_config& rule,
                                   const maze& task, int episodes) {
    quiet_kernel quiet;
    chip hardware("chip", config, task.map.cells(), false);
    recorder log;
    chip_decider agent(hardware, rule, task.map, 7, &log);
    return walk(agent, task, episodes, log);
}

// Twice on one chip: the second boot begins anew.
std::vector<std::uint64_t> by_firmware(const chip_config& config, const rule_config& rule,
                                       const maze& task, int episodes) {
    quiet_kernel quiet;
    chip hardware("chip", config, task.map.cells(), false);
    chip_boot_module boot("boot", hardware, config.processor, nullptr);
    const program_image program = nav(config.processor);
    std::vector<std::uint64_t> first;
    for (int run = 0; run < 2; ++run) {
        recorder log;
        chip_decider agent(hardware, std::make_unique<firmware_driver>(hardware, boot, program),
                           rule, task.map, 7, &log);
        const auto found = walk(agent, task, episodes, log);
        if (run == 0) first = found;
        const bool worked = log.instructions > 0 && found == first;
        if (!worked) return {};
    }
    return first;
}

void compare(const chip_config& config, const rule_config& rule, std::uint64_t maze_seed,
             int episodes) {
    const maze task = generate_maze(8, 8, 0.2, maze_seed);
    const auto host = in_own_process([&] { return by_host(config, rule, task, episodes); });
    const auto booted = in_own_process([&] { return by_firmware(config, rule, task, episodes); });
    CHECK(host.size() > 20U * static_cast<std::size_t>(episodes));
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

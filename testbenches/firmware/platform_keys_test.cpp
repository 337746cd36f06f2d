#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "rtl_models/platform/platform_config.hpp"
#include "testbenches/support/command.hpp"
#include "testbenches/support/key_variants.hpp"

// Every key of the chip that `memglia exec` runs programs on, from the field lists, changed alone:
// the self-test's verdicts or its cycles change, or the change is refused.
using namespace memglia;
using namespace memglia::test;
namespace fs = std::filesystem;

namespace {

// What the self-test says and how long it takes; empty, and why, where that is refused.
std::string outcome_of(const std::vector<std::string>& sets, const fs::path& folder,
                       std::string& refusal) {
    const fs::path image = fs::path(MEMGLIA_SOURCE_DIR) / "firmware/images/selftest.elf";
    std::vector<std::string> arguments{"exec", image.string(), "--counts"};
    for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
    const command_result run = run_memglia(arguments, folder);
    const bool refused = run.exit_code == 3 && run.out.empty();
    refusal = refused ? run.err : "";
    return refused ? "" : run.out + run.err;
}

void check_every_key(const std::vector<std::string>& base, const fs::path& folder,
                     const std::vector<std::string>& left_out) {
    std::string refusal;
    const std::string reference = outcome_of(base, folder, refusal);
    INFO(refusal);
    REQUIRE_FALSE(reference.empty());
    std::size_t tried = 0;
    for (const leaf_key& key : leaf_keys(describe(platform_config{}))) {
        if (key.path.ends_with("source")) continue;
        if (std::count(left_out.begin(), left_out.end(), key.path) > 0) continue;
        bool changed = false;
        bool accepted = false;
        for (const std::string& value : other_values(key)) {
            auto sets = base;
            sets.push_back(key.path + "=" + value);
            const std::string other = outcome_of(sets, folder, refusal);
            if (!refusal.empty()) {
                if (refusal.find("without effect") != std::string::npos) break;
                continue;
            }
            accepted = true;
            changed = other != reference;
            if (changed) break;
        }
        ++tried;
        INFO(key.path << ": " << refusal);
        CHECK((changed || !accepted));
    }
    CHECK(tried > 50);
}

}  // namespace

TEST_CASE("keys: each of the chip that programs run on alone") {
    const scratch_folder here;
    // A cell that is stuck shows what the write-verify does with it.
    check_every_key({"processor.sram_kib=32", "width=2", "height=2", "tiles=1", "tile.rows=2",
                     "tile.pairs=16", "stuck_cells=[{tile: 0, row: 0, column: 3}]"},
                    here.path(),
                    {// Only where packets meet, and the self-test sends one at a time.
                     "mesh.channels", "mesh.buffer_flits", "mesh.link_period", "mesh.credit_cycles",
                     "mesh.interface_credit_cycles", "mesh.eject_flits", "mesh.routing",
                     "mesh.arbiter", "mesh.channel_rule",
                     // A few cycles, which the loop that waits for a packet does not tell apart.
                     "mesh.pipeline",
                     // What scales all currents scales a level with them.
                     "device.vteam.r_on_ohm", "device.vteam.r_off_ohm", "device.v_read_v",
                     // Two ohms a cell beside 100 kilohms.
                     "crossbar.wires",
                     // Idle cells see half the voltage, which moves none of these.
                     "crossbar.scheme"});
}

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"
#include "testbenches/support/key_variants.hpp"
#include "tools/testbench/astrocyte_bench_config.hpp"
#include "tools/testbench/chip_bench_config.hpp"
#include "tools/testbench/controller_bench_config.hpp"
#include "tools/testbench/learning_bench_config.hpp"
#include "tools/testbench/mesh_bench_config.hpp"
#include "tools/testbench/neurons_bench_config.hpp"
#include "tools/testbench/processor_bench_config.hpp"
#include "tools/testbench/resource_bench_config.hpp"
#include "tools/testbench/synapse_array_bench_config.hpp"

// Every key of every testbench, from the field lists, changed alone: what the bench prints changes,
// or the change is refused.
using namespace memglia;
using namespace memglia::test;

namespace {

struct bench_run {
    std::string bench;
    std::vector<std::string> sets = {};
};

// What it says; empty and the message where it refuses.
std::string said_by(const bench_run& run, const std::string& more, const scratch_folder& here,
                    std::string& refusal) {
    std::vector<std::string> arguments{"testbench", "run", run.bench, "--csv"};
    for (const std::string& set : run.sets) arguments.insert(arguments.end(), {"--set", set});
    if (!more.empty()) arguments.insert(arguments.end(), {"--set", more});
    const command_result result = run_memglia(arguments, here.path());
    // A program without its end fails a check.
    const bool accepted = result.exit_code == 0 || result.exit_code == 4;
    refusal = accepted ? "" : result.err;
    if (accepted) return result.out;
    INFO(more << ": " << result.err);
    CHECK(result.exit_code == 3);
    return "";
}

template <has_fields T>
void check_every_key(const bench_run& run, const std::vector<std::string>& unseen = {}) {
    const scratch_folder here;
    std::string refusal;
    const std::string reference = said_by(run, "", here, refusal);
    INFO(run.bench << ": " << refusal);
    REQUIRE_FALSE(reference.empty());
    const T defaults;
    for (const leaf_key& key : leaf_keys(describe(defaults))) {
        if (key.path.ends_with("source")) continue;
        if (std::count(unseen.begin(), unseen.end(), key.path) > 0) continue;
        bool changed = false;
        bool accepted = false;
        for (const std::string& value : other_values(key)) {
            const std::string other = said_by(run, key.path + "=" + value, here, refusal);
            if (!refusal.empty()) {
                if (refusal.find("without effect") != std::string::npos) break;
                continue;
            }
            accepted = true;
            changed = other != reference;
            if (changed) break;
        }
        INFO(key.path << ": " << refusal);
        CHECK((changed || !accepted));
    }
}

}  // namespace

TEST_CASE("testbench: each key of a mesh alone") {
    check_every_key<mesh_bench_config>(
        {"mesh", {"random.rate=0.6", "random.packets=200", "mesh.eject_flits=2"}});
    check_every_key<router_bench_config>(
        {"router",
         {"random.rate=0.6", "random.packets=200", "mesh.eject_flits=2", "mesh.channels=2"}});
}

TEST_CASE("testbench: each key of neurons alone, of every model") {
    const std::vector<std::string> few{"neurons=3", "random.ticks=600", "random.arrival_rate=0.1"};
    for (const char* model : {"model=lif", "model=izhikevich", "model=adex"}) {
        bench_run run{"neurons", few};
        run.sets.emplace_back(model);
        check_every_key<neurons_bench_config>(run);
    }
}

TEST_CASE("testbench: each key of synapses alone, of a real device and of an ideal one") {
    const std::vector<std::string> few{"rows=6", "columns=6", "random.operations=150",
                                       "random.write_share=0.5"};
    bench_run real{"synapse_array", few};
    real.sets.emplace_back("device.stuck_off_fraction=0.1");
    check_every_key<synapse_array_bench_config>(real);
    bench_run ideal{"synapse_array", few};
    ideal.sets.emplace_back("device=ideal");
    // The device is ideal already, and none of its cells is stuck.
    check_every_key<synapse_array_bench_config>(ideal, {"device.model", "cells.programming.stuck"});
}

TEST_CASE("testbench: each key of astrocyte units alone") {
    check_every_key<astrocyte_bench_config>({"astrocyte", {"random.ticks=2000"}});
    check_every_key<astrocyte_bench_config>(
        {"astrocyte", {"model=coincidence", "random.ticks=3000", "random.rate=0.2"}}, {"model"});
    check_every_key<resource_bench_config>({"resource", {"random.ticks=1000"}});
}

TEST_CASE("testbench: each key of learning, a chip, a processor and a controller alone") {
    check_every_key<learning_bench_config>({"learning", {"random.ticks=500", "random.rate=0.1"}});
    check_every_key<chip_bench_config>({"chip", {"ticks=100"}});
    // Its program needs no more memory.
    check_every_key<processor_bench_config>({"processor"}, {"sram_kib"});
    check_every_key<controller_bench_config>({"controller"});
}

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "crossbar/array/array_config.hpp"
#include "crossbar/device/volatile_vteam.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/navigation/learning_engine.hpp"
#include "rtl_models/platform/platform_config.hpp"
#include "snan/mapping/image_builder.hpp"
#include "snan/tasks/recall/recall_config.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiments/registry.hpp"

// Every file that ships in configs/: it loads, and what it describes can be built.
using namespace memglia;
namespace fs = std::filesystem;

namespace {

const fs::path root = fs::path(MEMGLIA_SOURCE_DIR) / "configs";

std::vector<std::string> names(const std::string& folder) {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(root / folder)) {
        if (entry.path().extension() == ".yaml") found.insert(entry.path().stem().string());
    }
    REQUIRE_FALSE(found.empty());
    return {found.begin(), found.end()};
}

run_config with(const std::string& set) {
    return load_config<run_config>(root / "experiments" / "navigation.yaml", root, {set});
}

// The chip takes this rule on a map of this size.
void check_loads(const run_config& c, const rule_config& rule, std::uint32_t width,
                 std::uint32_t height) {
    const chip_image image = build_image(rule, grid_map(width, height), c.chip, 1);
    CHECK_NOTHROW(image.check());
    ledger book;
    learning_engine engine(c.chip.learning, book);
    CHECK_NOTHROW(engine.load(image));
}

void check_runs(const run_config& c) {
    const auto& e = c.experiment;
    const chip_floorplan plan = plan_floor(c.chip, e.width * e.height);
    CHECK(settling_cycles(c.chip, plan) <= c.chip.cycles_per_tick());
    check_loads(c, c.rule, e.width, e.height);
    check_loads(c, c.rivals.snan_local, e.width, e.height);
    check_loads(c, c.rivals.snan_eligibility, e.width, e.height);
    check_loads(c, c.rivals.stdp_only, e.width, e.height);
    check_loads(c, c.rivals.astro_only, e.width, e.height);
}

}  // namespace

TEST_CASE("configs: every experiment loads and its chip can be built") {
    for (const std::string& name : names("experiments")) {
        INFO(name);
        if (task_of(root / "experiments" / (name + ".yaml"), root, {}) != nullptr) continue;
        run_config c;
        REQUIRE_NOTHROW(c = load_config<run_config>(root / "experiments" / (name + ".yaml"), root));
        check_runs(c);
        // The name says the size.
        if (name.rfind("mazes_", 0) == 0) {
            CHECK(std::to_string(c.experiment.width) == name.substr(6));
            CHECK(c.experiment.height == c.experiment.width);
        }
        CHECK(c.experiment.agents.size() == 15);
        CHECK(c.experiment.first_seed >= 10'000);  // tuning used seeds below 1000
    }
}

TEST_CASE("configs: every experiment of another task loads, without a key that nothing reads") {
    std::size_t others = 0;
    for (const std::string& name : names("experiments")) {
        INFO(name);
        const fs::path file = root / "experiments" / (name + ".yaml");
        const task* other = task_of(file, root, {});
        if (other == nullptr) continue;
        ++others;
        // As if the file were the user's own.
        const search_path users(std::vector<fs::path>{root, "/nowhere"});
        CHECK_NOTHROW(other->load(file, users, {}, nullptr));
    }
    CHECK(others >= all_tasks().size());
}

TEST_CASE("configs: every memory loads") {
    for (const std::string& name : names("memories")) {
        INFO(name);
        CHECK_NOTHROW(
            load_config<recall_config>(root / "memories" / (name + ".yaml"), root, {}, "memories"));
    }
}

TEST_CASE("configs: every chip for networks loads, with the compiled defaults in the first") {
    for (const std::string& name : names("network_chips")) {
        INFO(name);
        CHECK_NOTHROW(load_config<network_chip_config>(root / "network_chips" / (name + ".yaml"),
                                                       root, {}, "network_chips"));
    }
    const auto file = load_config<network_chip_config>(root / "network_chips" / "default.yaml",
                                                       root, {}, "network_chips");
    const network_chip_config code;
    CHECK(file.tick_s == code.tick_s);
    CHECK(file.core.neurons == code.core.neurons);
    CHECK(file.core.longest_delay_ticks == code.core.longest_delay_ticks);
    CHECK(file.core.synapses.rows() == code.core.synapses.rows());
    CHECK(file.core.synapses.weight_levels() == code.core.synapses.weight_levels());
}

TEST_CASE("configs: every platform loads, with the compiled defaults in the first") {
    const auto load = [](const std::string& name) {
        return load_config<platform_config>(root / "platforms" / (name + ".yaml"), root, {},
                                            "platforms");
    };
    for (const std::string& name : names("platforms")) {
        INFO(name);
        CHECK_NOTHROW(load(name));
    }
    platform_config file = load("default");
    file.device.source = platform_config{}.device.source;
    CHECK(to_yaml(dump(file)) == to_yaml(dump(platform_config{})));
}

TEST_CASE("configs: the experiments are what their names say") {
    const auto load = [](const std::string& name) {
        return load_config<run_config>(root / "experiments" / (name + ".yaml"), root).experiment;
    };
    const auto moved = load("moved_goal");
    CHECK(moved.goal_of_episode(5) == 0);
    CHECK(moved.goal_of_episode(6) == 1);
    CHECK(moved.goal_of_episode(11) == 0);
    CHECK(moved.episodes >= moved.goal_returns_at);
    CHECK(load("coverage").coverage_steps > 0);
    const auto plain = load("navigation");
    CHECK(plain.goal_moves_at == 0);
    CHECK(plain.coverage_steps == 0);
    CHECK(plain.mazes == 1000);
}

TEST_CASE("configs: every rule loads, and all but one go onto the chip") {
    for (const std::string& name : names("rules")) {
        INFO(name);
        if (name == "ullah_equations") {
            CHECK_THROWS_AS(with("rule=" + name), input_error);  // snan_chip walks
            continue;
        }
        run_config c;
        REQUIRE_NOTHROW(c = with("rule=" + name));
        check_runs(c);
    }
    // The compiled defaults are those of the main rule.
    const rule_config file = with("rule=snan").rule;
    const rule_config code;
    CHECK(file.learning == code.learning);
    CHECK(file.weight_max == code.weight_max);
    CHECK(file.weight_initial == code.weight_initial);
    CHECK(file.winner_margin == code.winner_margin);
    CHECK(file.calcium_per_visit == code.calcium_per_visit);
    CHECK(file.calcium_tau_s == code.calcium_tau_s);
    CHECK(file.wave_over == code.wave_over);
    CHECK(file.wave_reach_cells == code.wave_reach_cells);
    CHECK(file.reward_memory == code.reward_memory);
    CHECK(file.rest_s == code.rest_s);
}

TEST_CASE("configs: every learner loads as each of the three") {
    for (const std::string& name : names("learners")) {
        INFO(name);
        CHECK_NOTHROW(with("rivals.q_lambda=" + name));
        CHECK_NOTHROW(with("rivals.q_lambda_blind=" + name));
        CHECK_NOTHROW(with("rivals.q_lambda_grid=" + name));
    }
}

TEST_CASE("configs: every planner loads") {
    for (const std::string& name : names("planners")) {
        INFO(name);
        CHECK_NOTHROW(with("rivals.dyna_q=" + name));
    }
}

TEST_CASE("configs: waves guide the main rule and not snan_local") {
    CHECK(with("rule=snan").rule.guided());
    CHECK_FALSE(with("rule=snan").rivals.snan_local.guided());
    CHECK_THROWS_AS(with("rivals.snan_local=snan"), input_error);
    // Where nothing is learned by waves there are none to guide.
    CHECK_FALSE(with("rule.learning=none").rule.guided());
}

TEST_CASE("configs: every chip loads and takes the default map") {
    for (const std::string& name : names("chips")) {
        INFO(name);
        run_config c;
        REQUIRE_NOTHROW(c = with("chip=" + name));
        check_runs(c);
    }
    const chip_config a = with("chip=state_transitions").chip;
    CHECK(a.tile.by_states());
    CHECK(a.tile.rows == 100);
}

TEST_CASE("configs: every device and technology loads") {
    for (const std::string& name : names("devices")) {
        INFO(name);
        if (name == "ppx") continue;  // 16 levels are too few for the chip's 15 of 8 codes each
        CHECK_NOTHROW(with("chip.device=" + name));
    }
    CHECK_THROWS_AS(with("chip.device=ppx"), input_error);
    CHECK_NOTHROW(load_config<run_config>(root / "experiments" / "navigation.yaml", root,
                                          {"chip.device=ppx", "chip.tile.codes_per_level=1"}));
    for (const std::string& name : names("volatile_devices")) {
        INFO(name);
        CHECK_NOTHROW(load_config<volatile_config>(root / "volatile_devices" / (name + ".yaml"),
                                                   root, {}, "volatile_devices"));
    }
    for (const std::string& name : names("technologies")) {
        INFO(name);
        CHECK_NOTHROW(with("chip.technology=" + name));
    }
}

TEST_CASE("configs: no device is moved by its own read, and each one's pulses move it") {
    for (const std::string& name : names("devices")) {
        const auto d =
            load_config<device_config>(root / "devices" / (name + ".yaml"), root, {}, "devices");
        const vteam physics(d.vteam);
        INFO(name);
        CHECK_FALSE(d.source.empty());
        CHECK(physics.pulse(0.5, d.v_read_v, 1).x == 0.5);
        CHECK(physics.pulse(0.5, d.v_set_v, d.t_pulse_s).x < 0.5);
        CHECK(physics.pulse(0.5, d.v_reset_v, d.t_pulse_s).x > 0.5);
        device_config above = d;
        above.v_read_v = 1.01 * d.vteam.v_off_v;
        if (d.model != device_kind::ideal) CHECK_THROWS_AS(above.validate(), input_error);
    }
}

TEST_CASE("configs: shared_astrocytes has twenty astrocytes of five neurons on a hundred states") {
    const run_config c =
        load_config<run_config>(root / "experiments" / "navigation.yaml", root,
                                {"rule=shared_astrocytes", "chip=state_transitions"});
    const chip_image image = build_image(c.rule, grid_map(10, 10), c.chip, 1);
    CHECK(image.places == 100);
    CHECK(image.astrocytes == 20);
    std::vector<int> neurons(20, 0);
    for (const std::uint32_t a : image.astrocyte_of_place) ++neurons[a];
    for (const int n : neurons) CHECK(n == 5);
    CHECK(plan_floor(c.chip, 100).cores.size() == 1);
}

TEST_CASE("configs: rivals are refused when they are not what their names say") {
    const auto refused = [](const std::string& set) {
        try {
            with(set);
        } catch (const input_error& e) {
            return e.data.path;
        }
        return std::string("accepted");
    };
    CHECK(refused("rivals.snan_eligibility.learning=wave") == "rivals.snan_eligibility.learning");
    CHECK(refused("rivals.stdp_only.learning=none") == "rivals.stdp_only.learning");
    CHECK(refused("rivals.stdp_only.suppression_depth=0.1") ==
          "rivals.stdp_only.suppression_depth");
    CHECK(refused("rivals.astro_only.learning=eligibility") == "rivals.astro_only.learning");
    CHECK(refused("rivals.q_lambda.discount=1.5") == "rivals.q_lambda.discount");
    CHECK(refused("rivals.q_lambda.discount=1") == "accepted");
    CHECK(refused("rule.astrocyte_per=neuron") == "rule.astrocyte_per");
    CHECK(refused("rule.wave_reach_cells=8") == "rule.wave_reach_cells");
    CHECK(refused("rule.learning=waves") == "rule.learning");
    CHECK(refused("rule.region_side_cells=2") == "rule.region_side_cells");
    CHECK(refused("experiment.goal_returns_at=3") == "experiment.goal_returns_at");
    CHECK(refused("chip.astrocytes.dead_fraction=1.1") == "chip.astrocytes.dead_fraction");
    CHECK(refused("chip.tile.layout=cells") == "chip.tile.layout");
}

TEST_CASE("configs: every array loads") {
    for (const std::string& name : names("arrays")) {
        INFO(name);
        CHECK_NOTHROW(
            load_config<array_config>(root / "arrays" / (name + ".yaml"), root, {}, "arrays"));
    }
}

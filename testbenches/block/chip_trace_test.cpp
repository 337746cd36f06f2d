#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/sample_rule.hpp"

// The waveform: pins of the controller and of every router in a VCD file.
using namespace memglia;

namespace {

/// A folder of its own that is gone with the test.
class scratch_folder {
  public:
    scratch_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "memglia_XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~scratch_folder() { std::filesystem::remove_all(path); }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    std::filesystem::path path;
};

/// Value changes by signal: time in ps, value.
using waves = std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint64_t>>>;

waves read_vcd(const std::filesystem::path& file) {
    std::ifstream in(file);
    REQUIRE(in.good());
    std::map<std::string, std::string> name_of_code;
    std::vector<std::string> scopes;
    waves found;
    std::uint64_t now = 0;
    std::string line;
    while (std::getline(in, line)) {
        std::istringstream words(line);
        std::string first;
        words >> first;
        if (first == "$scope") {
            std::string kind, name;
            words >> kind >> name;
            scopes.push_back(name);
        } else if (first == "$upscope") {
            scopes.pop_back();
        } else if (first == "$var") {
            std::string kind, width, code, name;
            words >> kind >> width >> code >> name;
            std::string path;
            for (const std::string& s : scopes) path += s == "SystemC" ? "" : s + ".";
            name_of_code[code] = path + name;
        } else if (!first.empty() && first[0] == '#') {
            now = std::stoull(first.substr(1));
        } else if (!first.empty() && (first[0] == '0' || first[0] == '1')) {
            found[name_of_code[first.substr(1)]].emplace_back(now, first[0] == '1' ? 1 : 0);
        } else if (!first.empty() && first[0] == 'b') {
            std::string code;
            words >> code;
            found[name_of_code[code]].emplace_back(now, std::stoull(first.substr(1), nullptr, 2));
        }
    }
    return found;
}

/// The changes of the pin with this name at the controller.
std::vector<std::pair<std::uint64_t, std::uint64_t>> pin(const waves& w, const std::string& name) {
    const std::string wanted = "controller." + name;
    for (const auto& [signal, changes] : w) {
        if (signal.size() >= wanted.size() &&
            signal.compare(signal.size() - wanted.size(), wanted.size(), wanted) == 0) {
            return changes;
        }
    }
    FAIL("no pin " << name);
    return {};
}

std::vector<std::uint64_t> rises(const waves& w, const std::string& name) {
    std::vector<std::uint64_t> times;
    for (const auto& [time, value] : pin(w, name)) {
        if (value == 1) times.push_back(time);
    }
    return times;
}

}  // namespace

TEST_CASE("block: trace: controller pins and flits of three decisions") {
    quiet_kernel quiet;
    const scratch_folder folder;
    chip hardware("chip", ideal_chip(), 100, true);
    const rule_config rule = test::rule();
    hardware.load(build_image(rule, grid_map(10, 10), hardware.config(), 3));
    hardware.start_trace((folder.path / "wave").string());
    std::vector<std::uint64_t> actions;
    for (const std::uint32_t place : {55U, 44U, 10U}) {
        hardware.write_register(MEMGLIA_NAV_PLACE, place);
        hardware.write_register(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
        hardware.run_ticks(2);
        actions.push_back(hardware.read_register(MEMGLIA_NAV_ACTION));
    }
    const std::uint32_t clocked = hardware.read_register(MEMGLIA_NAV_CYCLES);
    hardware.stop_trace();

    const waves w = read_vcd(folder.path / "wave.vcd");
    // Busy from the cycle after each command to the answer.
    const auto busy_rises = rises(w, "busy");
    REQUIRE(busy_rises.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(busy_rises[i] == i * 2'000'000 + 2000);
    CHECK(pin(w, "busy").back() == std::pair<std::uint64_t, std::uint64_t>{5'008'000, 0});
    CHECK(rises(w, "action_valid").size() == 3);
    CHECK(rises(w, "clk").size() == clocked);  // gated: only the cycles that count
    CHECK(rises(w, "clk_en").size() == 3);     // on with the command, off while spikes are awaited
    CHECK(pin(w, "clk_en").back().second == 0);

    // The action pin at each answer is what the register said.
    for (std::size_t i = 0; i < 3; ++i) {
        const std::uint64_t answered = i * 2'000'000 + 1'008'000;
        std::uint64_t value = 0;
        for (const auto& [time, v] : pin(w, "action")) {
            if (time <= answered) value = v;
        }
        CHECK(value == actions[i]);
    }
    CHECK(pin(w, "place").back().second == 10);
    CHECK(pin(w, "state").back().second ==
          static_cast<std::uint64_t>(navigation_controller::state::idle));

    // The controller's router passes place and visit to the east and the tag to the south.
    std::size_t signals = 0;
    std::size_t east = 0;
    std::size_t south = 0;
    for (const auto& [name, changes] : w) {
        if (name.find("router_") == std::string::npos) continue;
        ++signals;
        if (name.find("router_0.out_east_toggle") != std::string::npos) east = changes.size() - 1;
        if (name.find("router_0.out_south_toggle") != std::string::npos) south = changes.size() - 1;
    }
    CHECK(signals == 4 * 5 * 3);
    CHECK(east == 6);
    CHECK(south == 3);
}

TEST_CASE("block: trace: pins change no decision") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, true);
    const maze task = generate_maze(10, 10, 0.2, 1);
    lockstep both(hardware, {}, task.map, 1);
    run_until_different(both, task, 2);
    CHECK_FALSE(both.difference);
}

TEST_CASE("block: trace: a chip built without pins refuses a waveform") {
    quiet_kernel quiet;
    chip hardware("chip", ideal_chip(), 100, false);
    CHECK_THROWS_AS(hardware.start_trace("never"), error);
    CHECK_FALSE(std::filesystem::exists("never.vcd"));
}

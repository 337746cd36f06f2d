#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "testbenches/unit/config_toys.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/config/schema.hpp"

using namespace memglia;
namespace fs = std::filesystem;

namespace {

// A folder of its own per test, gone afterwards.
class scratch {
  public:
    scratch() {
        static int count = 0;
        root_ = fs::temp_directory_path() /
                ("memglia_config_" + std::to_string(getpid()) + "_" + std::to_string(count++));
        fs::create_directories(root_);
    }
    ~scratch() { fs::remove_all(root_); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name) << text;
        return path(name);
    }
    std::string path(const std::string& name) const { return (root_ / name).string(); }
    toy load(const std::string& text, const std::vector<std::string>& sets = {}) const {
        return load_config<toy>(write("main.yaml", text), root_, sets);
    }

  private:
    fs::path root_;
};

// Two devices and a chip that names one of them.
void fill_libraries(const scratch& s) {
    s.write("devices/vteam.yaml", "# a device\nv_read_v: 0.1\nr_on_ohm: 11\n");
    s.write("devices/vteam_slow.yaml", "from: vteam\nr_on_ohm: 22\n");
    s.write("devices/notes.txt", "not a configuration\n");
    s.write("chips/small.yaml", "device: vteam\ntau_decisions: 5\nclock: {rate_hz: 9}\n");
}

}  // namespace

TEST_CASE("config: a library name stands for its file") {
    const scratch s;
    fill_libraries(s);
    const toy t = s.load("seed: 4\nchip: small\n");
    CHECK(t.seed == 4);
    CHECK(t.chip.tau_decisions == 5);
    CHECK(t.chip.device.r_on_ohm == 11);
    CHECK(t.chip.device.e_read_j == 2.5e-12);
    CHECK(s.load("chip: {device: vteam_slow}\n").chip.device.r_on_ohm == 22);
    CHECK(s.load("chip: {device: vteam_slow}\n").chip.device.v_read_v == 0.1);
}

TEST_CASE("config: other keys are merged over a from") {
    const scratch s;
    fill_libraries(s);
    s.write("experiments/base.yaml", "tags: [x, y]\ntitle: base\nchip: small\n");
    const toy t = s.load("from: base\ntags: [z]\nchip:\n  device: {v_read_v: 0.5}\n  clock:\n");
    CHECK(t.title == "base");
    CHECK(t.tags == std::vector<std::string>{"z"});
    CHECK(t.chip.tau_decisions == 5);
    CHECK(t.chip.device.v_read_v == 0.5);
    CHECK(t.chip.device.r_on_ohm == 11);
    CHECK(t.chip.clock.rate_hz == 9);  // an empty section changes nothing

    const toy u = s.load("chip: {from: small, device: {from: vteam_slow, v_read_v: 0.6}}\n");
    CHECK(u.chip.device.r_on_ohm == 22);
    CHECK(u.chip.device.v_read_v == 0.6);
    // A name discards what the key held before.
    s.write("experiments/tuned.yaml", "chip: {device: {from: vteam, v_read_v: 0.7}}\n");
    CHECK(s.load("from: tuned\nchip: {device: vteam}\n").chip.device.v_read_v == 0.1);
}

TEST_CASE("config: a path is relative to the file that mentions it") {
    const scratch s;
    fill_libraries(s);
    s.write("mine/clock.yaml", "gated: false\n");
    s.write("mine/chip.yaml", "device: ../devices/vteam.yaml\nclock: {from: ./clock.yaml}\n");
    s.write("other.json", "{\"gain\": 2}");
    const toy t = s.load("chip: mine/chip.yaml\n");
    CHECK(t.chip.device.r_on_ohm == 11);
    CHECK_FALSE(t.chip.clock.gated);
    CHECK(s.load("chip: other.json\n").chip.gain == 2);
    CHECK(s.load("seed: 1\n", {"chip=" + s.path("other.json")}).chip.gain == 2);

    const fs::path before = fs::current_path();
    fs::current_path(s.path("mine"));
    CHECK_FALSE(s.load("seed: 1\n", {"chip.clock.from=clock.yaml"}).chip.clock.gated);
    fs::current_path(before);
}

TEST_CASE("config: errors in a library file name that file") {
    const scratch s;
    const std::string file = s.write("devices/bad.yaml", "v_read_v: 0.1\nr_on: 3\n");
    const auto e = failure([&] { s.load("chip:\n  device: bad\n"); });
    CHECK(e.file == file);
    CHECK(e.line == 2);
    CHECK(e.path == "chip.device.r_on");
    CHECK(e.hint == "did you mean 'r_on_ohm'?");
}

TEST_CASE("config: a value of --set that is wrong is --set's, whatever file it changes") {
    const scratch s;
    fill_libraries(s);
    const auto e =
        failure([&] { s.load("chip: {device: vteam}\n", {"chip.device.r_on_ohm=1e10"}); });
    CHECK(e.file == "--set");
    CHECK(e.line == 0);
    CHECK(e.path == "chip.device.r_on_ohm");
    const auto file = failure(
        [&] { s.load("chip: {device: {r_on_ohm: 1e10}}\n", {"chip.device.v_read_v=0.1"}); });
    CHECK(file.file == s.path("main.yaml"));
}

TEST_CASE("config: a missing file is reported with the names there are") {
    const scratch s;
    fill_libraries(s);
    const auto e = failure([&] { s.load("seed: 1\nchip:\n  device: vteem\n"); });
    CHECK(e.file == s.path("main.yaml"));
    CHECK(e.line == 3);
    CHECK(e.path == "chip.device");
    CHECK(e.found == "found 'vteem', but there is no file " + s.path("devices/vteem.yaml"));
    CHECK(e.expected == "one of vteam, vteam_slow");
    CHECK(e.hint == "did you mean 'vteam'?");

    const auto top = failure([&] { s.load("from: maze\n"); });
    CHECK(top.path == "from");
    CHECK(has(top.found, s.path("experiments/maze.yaml")));
    CHECK(top.expected.empty());
    CHECK(has(top.hint, "no configuration in folder"));

    const auto path = failure([&] { s.load("chip: ./chips/smal.yaml\n"); });
    CHECK(path.hint == "did you mean 'small.yaml'?");
    const auto nameless = failure([&] { s.load("chip: {clock: {from: fast}}\n"); });
    CHECK(nameless.path == "chip.clock.from");
    CHECK(nameless.expected == "a path to a .yaml file");
    CHECK(failure([&] { s.load("chip: {from: [small]}\n"); }).found == "found a list");
    CHECK(failure([&] { s.load("chip: ''\n"); }).found == "found an empty name");
    CHECK(has(failure([&] { s.load("chip: ./chips\n"); }).found, "cannot read"));

    const std::string absent = s.path("man.yaml");
    const auto first = failure([&] { load_config<toy>(absent, fs::path(s.path("")), {}); });
    CHECK(first.file == absent);
    CHECK(first.line == 0);
    CHECK(first.found == "there is no file " + absent);
    CHECK(first.hint == "did you mean 'main.yaml'?");
    // What lies there by chance is not what was meant.
    s.write("CMakePresets.json", "{}");
    const auto far = failure([&] { load_config<toy>(s.path("file.yaml"), fs::path(s.path(""))); });
    CHECK(far.expected.empty());
    CHECK(far.hint.empty());
}

TEST_CASE("config: an earlier folder's file wins, name by name") {
    const scratch s;
    s.write("mine/devices/fast.yaml", "v_read_v: 0.3\n");
    s.write("all/devices/fast.yaml", "v_read_v: 0.1\n");
    s.write("all/devices/slow.yaml", "v_read_v: 0.2\n");
    const search_path roots({s.path("mine"), s.path("nowhere"), s.path("all")});
    const auto v_read = [&](const std::string& name) {
        const std::string file = s.write("main.yaml", "chip: {device: " + name + "}\n");
        return load_config<toy>(file, roots).chip.device.v_read_v;
    };
    CHECK(v_read("fast") == 0.3);
    CHECK(v_read("slow") == 0.2);
    CHECK(library_names(roots / "devices") == std::vector<std::string>{"fast", "slow"});
    CHECK(library_file(roots / "devices", "fast", "device") == s.path("mine/devices/fast.yaml"));
    const auto e = failure([&] { v_read("fats"); });
    CHECK(e.found == "found 'fats', but there is no file " + s.path("mine/devices/fats.yaml") +
                         " or " + s.path("nowhere/devices/fats.yaml") + " or " +
                         s.path("all/devices/fats.yaml"));
    CHECK(e.hint == "did you mean 'fast'?");
}

TEST_CASE("config: a circle of from is refused") {
    const scratch s;
    s.write("devices/a.yaml", "from: b\n");
    const std::string last = s.write("devices/b.yaml", "v_read_v: 1\nfrom: a\n");
    const auto e = failure([&] { s.load("chip: {device: a}\n"); });
    CHECK(e.file == last);
    CHECK(e.line == 2);
    CHECK(e.path == "chip.device.from");
    CHECK(e.found == "found a circle of 'from': a.yaml -> b.yaml -> a.yaml");
    CHECK(has(failure([&] { s.load("from: ./main.yaml\n"); }).found, "main.yaml -> main.yaml"));
}

TEST_CASE("config: --set changes keys in order") {
    const scratch s;
    fill_libraries(s);
    const std::string text = "chip: small\n";
    const toy t = s.load(text, {"seed=3", "seed=8", "tags=[p, q]", "title=a=b", "mode=slow",
                                "chip.device.v_read_v=50 mV", "chip.clock={gated: false}"});
    CHECK(t.seed == 8);
    CHECK(t.tags == std::vector<std::string>{"p", "q"});
    CHECK(t.title == "a=b");
    CHECK(t.mode == "slow");
    CHECK(t.chip.device.v_read_v == 0.05);
    CHECK(t.chip.device.r_on_ohm == 11);
    CHECK_FALSE(t.chip.clock.gated);
    CHECK(t.chip.clock.rate_hz == 9);

    const toy replaced = s.load("chip: {device: {e_read_j: 1, v_read_v: 1}}\n",
                                {"chip.device=vteam_slow", "chip.device.v_read_v=0.4"});
    CHECK(replaced.chip.device.e_read_j == 2.5e-12);
    CHECK(replaced.chip.device.r_on_ohm == 22);
    CHECK(replaced.chip.device.v_read_v == 0.4);
    const toy late = s.load(text, {"chip.device.v_read_v=0.4", "chip.device=vteam"});
    CHECK(late.chip.device.v_read_v == 0.1);
}

TEST_CASE("config: errors in --set") {
    const scratch s;
    fill_libraries(s);
    const auto set = [&](const std::string& text) {
        return failure([&] { s.load("chip:\n  device: {r_on_ohm: 1}\n", {text}); });
    };
    const auto unknown = set("chip.device.v_read=1");
    CHECK(unknown.file == "--set");
    CHECK(unknown.line == 0);
    CHECK(unknown.path == "chip.device.v_read");
    CHECK(unknown.hint == "did you mean 'v_read_v'?");
    CHECK(set("sed=1").hint == "did you mean 'seed'?");
    CHECK(set("seed=ten").file == "--set");
    CHECK(set("seed.x=1").found == "found a map");
    CHECK(set("title=").hint == "write '' for empty text");
    CHECK(set("title=").file == "--set");
    CHECK(set("tags=[a").path == "tags");
    CHECK(has(set("tags=[a").found, "malformed YAML"));
    CHECK(set("chip.device=vteem").hint == "did you mean 'vteam'?");

    // What validate finds wrong is --set's, too.
    CHECK(set("chip.device.r_on_ohm=1e10").file == "--set");
    CHECK(set("chip.device.r_on_ohm=1e10").line == 0);

    for (const char* text : {"seed", "=3", "chip..gain=1", ".seed=1", "seed.=1", ""}) {
        CHECK_THROWS_AS(s.load("seed: 1\n", {text}), usage_error);
    }
}

TEST_CASE("config: a dump reads back as the same struct") {
    toy t;
    t.seed = std::numeric_limits<std::uint64_t>::max();
    t.offset = std::numeric_limits<std::int64_t>::min();
    t.title = "null: \"quoted\" \\ # \n\x01 caf\xc3\xa9";
    t.mode = "step";
    t.tags = {"true", "3", "", "- x"};
    t.chip.device = {0.1 + 0.2, -1.0 / 3.0, 5e-324};
    t.chip.clock.gated = false;
    t.chip.small = -128;
    const auto document = dump(t);
    CHECK(document.begin().key() == "seed");
    CHECK(document["chip"]["device"]["v_read_v"] == 0.1 + 0.2);

    const scratch s;
    for (const std::string& text : {document.dump(), document.dump(4), to_yaml(document)}) {
        CAPTURE(text);
        CHECK(dump(s.load(text)) == document);
    }
    CHECK(to_yaml(dump(toy_clock{})) == "rate_hz: 1000000\ngated: true\n");
    CHECK_THROWS_AS(dump(toy_device{.v_read_v = std::numeric_limits<double>::infinity()}),
                    internal_error);
}

TEST_CASE("config: a field list may not use a reserved or repeated name") {
    struct_info members;
    add_member(members, {field{.name = "a"}, true});
    CHECK_THROWS_AS(add_member(members, {field{.name = "a"}, true}), internal_error);
    CHECK_THROWS_AS(add_member(members, {field{.name = "from"}, true}), internal_error);
}

TEST_CASE("config: the schema says what bind accepts") {
    const auto schema = json_schema<toy>();
    CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(schema["type"] == "object");
    CHECK(schema["additionalProperties"] == false);
    const auto& keys = schema["properties"];
    CHECK(keys["seed"]["type"] == "integer");
    CHECK(keys["seed"]["minimum"] == 0);
    CHECK(keys["mode"]["enum"].size() == 3);
    CHECK(keys["mode"]["default"] == "fast");
    CHECK(keys["tags"]["items"]["type"] == "string");
    CHECK(keys["from"]["type"] == "string");

    CHECK(keys["chip"]["anyOf"][0]["type"] == "string");
    const auto& chip = keys["chip"]["anyOf"][1]["properties"];
    CHECK(chip["clock"]["additionalProperties"] == false);
    CHECK(chip["tau_decisions"]["description"] == "trace [decisions]");
    CHECK(chip["tau_decisions"]["minimum"] == 1);
    CHECK_FALSE(chip["tau_decisions"].contains("maximum"));
    const auto& v_read = chip["device"]["anyOf"][1]["properties"]["v_read_v"];
    CHECK(v_read["type"] == nlohmann::ordered_json::array({"number", "string"}));
    CHECK(v_read["default"] == 0.3);
    CHECK(v_read["maximum"] == 2);
    CHECK(has(v_read["pattern"], "[fpnumkMG]?V$"));
}

TEST_CASE("config: the table of fields") {
    const std::string table = field_table<toy>();
    CHECK(has(table, "| key | unit | default | range | meaning |\n|---|"));
    CHECK(has(table, "| `chip.tau_decisions` | decisions | 40 | at least 1 | trace |\n"));
    CHECK(has(table, "| `chip.device` |  |  | a map or a name in devices | the cell |\n"));
    CHECK(has(table, "| `chip.device.v_read_v` | V | 0.3 | between 0 and 2 | read \\| sense |\n"));
    CHECK(has(table, "| `mode` |  | \"fast\" | fast, slow, step | pace |\n"));
}

namespace {

struct toy_range {
    double low = 1;
    double high = 2;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "low", .unit = "1"}, self.low);
        visit(field{.name = "high", .unit = "1"}, self.high);
    }
};

struct toy_with_range {
    std::optional<toy_range> range;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "range", .doc = "may be left out"}, self.range);
    }
};

}  // namespace

TEST_CASE("config: a map that may be left out is changed key by key, too") {
    const scratch s;
    const auto load = [&s](const std::string& text, const std::vector<std::string>& sets) {
        return load_config<toy_with_range>(s.write("main.yaml", text), fs::path(s.path("")), sets);
    };
    const auto set = load("{}\n", {"range.low=5", "range.high=7"});
    CHECK(set.range->low == 5);
    CHECK(set.range->high == 7);
    const auto changed = load("range: {low: 3, high: 4}\n", {"range.high=9"});
    CHECK(changed.range->low == 3);
    CHECK(changed.range->high == 9);
    s.write("base.yaml", "range: {low: 3, high: 4}\n");
    const auto derived = load("from: base.yaml\nrange: {low: 1.5}\n", {});
    CHECK(derived.range->low == 1.5);
    CHECK(derived.range->high == 4);
    CHECK(!load("{}\n", {}).range);
}

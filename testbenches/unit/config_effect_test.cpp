#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "testbenches/support/command.hpp"
#include "tools/config/load_config.hpp"

// Keys without effect: who gave them decides what becomes of them.
using namespace memglia;
using memglia::test::scratch_folder;

namespace {

struct toy_lines {
    double r_word_ohm = 1;
    double r_bit_ohm = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "r_word_ohm", .unit = "ohm"}, self.r_word_ohm);
        visit(field{.name = "r_bit_ohm", .unit = "ohm"}, self.r_bit_ohm);
    }
};

struct toy_array {
    std::string wires = "ideal";
    toy_lines lines;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "wires", .choices = "ideal|exact"}, self.wires);
        visit(field{.name = "lines"}, self.lines);
    }
    unused_keys unused() const {
        if (wires == "exact") return {};
        return {{"lines", "wires is 'ideal'", "wires", "wires exact"}};
    }
};

struct toy_run {
    toy_array array;
    bool idle = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "array", .presets = "arrays", .preset = "plain"}, self.array);
        visit(field{.name = "idle"}, self.idle);
    }
    unused_keys unused() const {
        if (!idle) return {};
        return {{"array.wires", "idle is true", "idle", "idle false"}};
    }
};

// A library with an array that has exact lines, one that says nothing of its wires, and a user's
// folder beside it.
struct toy_library {
    scratch_folder root;
    scratch_folder user;
    std::vector<std::string> notes;

    toy_library() {
        std::filesystem::create_directory(root.path() / "arrays");
        root.write("arrays/plain.yaml", "lines: {r_word_ohm: 3}\n");
        root.write("arrays/wired.yaml", "wires: exact\nlines: {r_word_ohm: 3, r_bit_ohm: 4}\n");
    }

    toy_run load(const std::string& text, const std::vector<std::string>& sets = {}) {
        notes.clear();
        return load_config<toy_run>(user.write("my.yaml", text), root.path(), sets, "", &notes);
    }

    std::string refusal(const std::string& text, const std::vector<std::string>& sets = {}) {
        try {
            load(text, sets);
        } catch (const unused_key_error& e) {
            return std::filesystem::path(e.data.file).filename().string() + ":" +
                   std::to_string(e.data.line) + " " + e.data.path;
        }
        return "";
    }
};

}  // namespace

TEST_CASE("effect: a user's key without effect is refused where it stands") {
    toy_library l;
    CHECK(l.refusal("array: {wires: exact, lines: {r_bit_ohm: 5}}\n") == "");
    CHECK(l.refusal("array:\n  lines:\n    r_bit_ohm: 5\n") == "my.yaml:3 array.lines.r_bit_ohm");
    CHECK(l.refusal("{}\n", {"array.lines.r_bit_ohm=5"}) == "--set:0 array.lines.r_bit_ohm");
    CHECK(l.refusal("array: wired\n", {"array.lines.r_bit_ohm=5"}) == "");
    // Also with the value that it has anyway, and from a file that a user's file names.
    CHECK(l.refusal("array: {lines: {r_word_ohm: 1}}\n") == "my.yaml:1 array.lines.r_word_ohm");
    l.user.write("mine.yaml", "lines: {r_word_ohm: 7}\n");
    CHECK(l.refusal("array: ./mine.yaml\n") == "mine.yaml:1 array.lines.r_word_ohm");
}

TEST_CASE("effect: a library's key that a choice makes idle is named, one that stood idle is not") {
    toy_library l;
    l.load("{}\n");
    CHECK(l.notes.empty());
    l.load("array: plain\n");
    CHECK(l.notes.empty());
    l.load("array: {from: wired, wires: ideal}\n");
    CHECK(l.notes ==
          std::vector<std::string>{"without effect: array.lines (2 keys) (wires is 'ideal')"});
    l.load("array: wired\n", {"array.wires=ideal"});
    CHECK(l.notes.size() == 1);
}

TEST_CASE("effect: a --set may make a user's own key idle, which is named") {
    toy_library l;
    const std::string file = "array: {wires: exact, lines: {r_bit_ohm: 5}}\n";
    l.load(file, {"array.wires=ideal"});
    CHECK(l.notes == std::vector<std::string>{"without effect: array.lines (wires is 'ideal')"});
}

TEST_CASE("effect: what another section decides is refused in the first file, named in others") {
    toy_library l;
    CHECK(l.refusal("idle: true\narray: {wires: exact}\n") == "my.yaml:2 array.wires");
    CHECK(l.refusal("idle: true\n", {"array.wires=exact"}) == "--set:0 array.wires");
    l.user.write("mine.yaml", "wires: exact\n");
    l.load("idle: true\narray: ./mine.yaml\n");
    CHECK(l.notes == std::vector<std::string>{"without effect: array.wires (idle is true)"});
    l.load("idle: true\n", {"array=" + (l.user.path() / "mine.yaml").string()});
    CHECK(l.notes.size() == 1);
}

TEST_CASE("effect: the effective configuration holds what has one, and reads back") {
    toy_run ideal;
    CHECK(effective_json(ideal).dump() == R"({"array":{"wires":"ideal"},"idle":false})");
    ideal.array.wires = "exact";
    CHECK(effective_json(ideal)["array"]["lines"]["r_bit_ohm"] == 1.0);
    CHECK(unused_json(find_unused(toy_run{})).dump() ==
          R"([{"key":"array.lines","reason":"wires is 'ideal'"}])");
    toy_library l;
    const auto again = l.load(effective_json(toy_run{}).dump());
    CHECK(effective_json(again) == effective_json(toy_run{}));
}

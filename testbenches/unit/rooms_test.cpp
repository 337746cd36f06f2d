#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

// The include arrows between rooms, and what a core may not do, read off the source tree.

namespace fs = std::filesystem;

namespace {

struct source_line {
    std::string file;  // relative to the source tree
    std::string text;
};

std::vector<source_line> lines_of(const std::set<std::string>& rooms) {
    std::vector<source_line> all;
    const fs::path top = MEMGLIA_SOURCE_DIR;
    for (const auto& room : rooms) {
        for (const auto& entry : fs::recursive_directory_iterator(top / room)) {
            const auto ending = entry.path().extension();
            if (ending != ".hpp" && ending != ".cpp" && ending != ".h") continue;
            std::ifstream in(entry.path());
            for (std::string text; std::getline(in, text);) {
                all.push_back({fs::relative(entry.path(), top).string(), text});
            }
        }
    }
    return all;
}

std::string room_of(const std::string& path) {
    if (path.starts_with("snan/mapping/")) return "snan/mapping";
    return path.substr(0, path.find('/'));
}

// "base/error.hpp" from an #include "..." line; empty otherwise.
std::string included(const std::string& line) {
    constexpr const char* directive = "#include \"";
    if (!line.starts_with(directive)) return "";
    const auto begin = std::string(directive).size();
    return line.substr(begin, line.find('"', begin) - begin);
}

}  // namespace

TEST_CASE("rooms: includes follow the arrows of the plan") {
    const std::map<std::string, std::set<std::string>> allowed{
        {"base", {"base"}},
        {"crossbar", {"crossbar", "base"}},
        {"firmware", {}},
        {"rtl_models", {"rtl_models", "crossbar", "firmware", "base"}},
        {"snan", {"snan", "base"}},
        {"snan/mapping", {"snan/mapping", "snan", "rtl_models", "crossbar", "firmware", "base"}},
        {"tools", {"tools", "snan/mapping", "snan", "rtl_models", "crossbar", "firmware", "base"}}};
    std::size_t arrows = 0;
    for (const auto& line :
         lines_of({"base", "crossbar", "firmware", "rtl_models", "snan", "tools"})) {
        const std::string target = included(line.text);
        if (target.empty()) continue;
        ++arrows;
        INFO(line.file << " includes " << target);
        CHECK(allowed.at(room_of(line.file)).count(room_of(target)) == 1);
    }
    CHECK(arrows > 100);
}

TEST_CASE("rooms: within rtl_models, prices know no mesh, and the mesh no navigation") {
    const std::map<std::string, std::set<std::string>> allowed{{"cost", {"cost"}},
                                                               {"fabric", {"fabric", "cost"}}};
    std::size_t arrows = 0;
    for (const auto& [room, targets] : allowed) {
        for (const auto& line : lines_of({"rtl_models/" + room})) {
            const std::string target = included(line.text);
            if (room_of(target) != "rtl_models") continue;
            ++arrows;
            INFO(line.file << " includes " << target);
            CHECK(targets.count(room_of(target.substr(target.find('/') + 1))) == 1);
        }
    }
    CHECK(arrows > 10);
}

TEST_CASE("rooms: within rtl_models, navigation alone speaks of its task") {
    const std::regex word("\\b(places?|actions?|maze|goal|visit)\\b", std::regex::icase);
    // A list of fields calls its visitor so.
    const std::regex visitor("Visitor&& visit\\b|\\bvisit\\(|, visit\\)");
    std::size_t checked = 0;
    for (const auto& line : lines_of({"rtl_models"})) {
        if (line.file.starts_with("rtl_models/navigation/")) continue;
        ++checked;
        if (std::regex_search(std::regex_replace(line.text, visitor, ""), word)) {
            FAIL_CHECK(line.file << ": " << line.text);
        }
    }
    CHECK(checked > 1000);
}

TEST_CASE("rooms: SystemC stays in the modules, the chip and the mapping") {
    for (const auto& line : lines_of({"base", "crossbar", "firmware", "rtl_models", "snan"})) {
        if (!line.text.starts_with("#include <systemc") &&
            !line.text.starts_with("#include <tlm")) {
            continue;
        }
        INFO(line.file);
        const bool module = line.file.find("_module.") != std::string::npos;
        const bool kernel_side = line.file == "rtl_models/navigation/chip.hpp" ||
                                 line.file == "rtl_models/chip/network_chip.hpp" ||
                                 line.file == "rtl_models/fabric/simulation.hpp" ||
                                 line.file == "rtl_models/sc_main.cpp";
        CHECK((module || kernel_side));
    }
}

TEST_CASE("rooms: cores never print, exit, open files or use libm's transcendentals") {
    const std::array<const char*, 12> forbidden{
        "std::cout", "std::cerr", "printf(",   "fmt::print", "std::exit", "std::abort",
        "<fstream>", "fopen(",    "std::exp(", "std::log(",  "std::pow(", "_distribution<"};
    for (const auto& line : lines_of({"base", "crossbar", "rtl_models", "snan"})) {
        if (line.text.find("boost::random::uniform_int_distribution<") != std::string::npos)
            continue;
        for (const char* word : forbidden) {
            if (line.text.find(word) != std::string::npos) {
                FAIL_CHECK(line.file << ": " << line.text);
            }
        }
    }
}

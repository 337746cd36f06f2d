#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.hpp"
#include "base/field.hpp"
#include "tools/config/load_config.hpp"
#include "tools/config/schema.hpp"

using namespace memglia;
namespace fs = std::filesystem;

namespace {

struct lamp {
    double watts = 0;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "watts", .unit = "W"}, self.watts);
    }
};

struct room {
    lamp ceiling;
    lamp desk;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "ceiling", .presets = "lamps", .preset = "bright"}, self.ceiling);
        visit(field{.name = "desk", .presets = "lamps"}, self.desk);
    }
};

struct house {
    room kitchen;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "kitchen"}, self.kitchen);
    }
};

// Two lamps in a library, and a house that is written anew every time.
class library {
  public:
    library() : root_(fs::temp_directory_path() / ("memglia_lamps_" + std::to_string(getpid()))) {
        fs::create_directories(root_ / "lamps");
        write("lamps/bright.yaml", "watts: 100\n");
        write("lamps/dim.yaml", "watts: 10\n");
    }
    ~library() { fs::remove_all(root_); }
    library(const library&) = delete;
    library& operator=(const library&) = delete;

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(root_ / name) << text;
    }
    room kitchen(const std::string& text, const std::vector<std::string>& sets = {}) const {
        write("house.yaml", text);
        return load_config<house>(root_ / "house.yaml", root_, sets).kitchen;
    }
    fs::path root() const { return root_; }

  private:
    fs::path root_;
};

}  // namespace

TEST_CASE("config: where a file says nothing the default library entry stands") {
    const library lamps;
    for (const char* text : {"{}\n", "kitchen: {}\n", "kitchen:\n", "kitchen: {desk: dim}\n"}) {
        INFO(text);
        CHECK(lamps.kitchen(text).ceiling.watts == 100);
    }
    CHECK(lamps.kitchen("kitchen: {desk: dim}\n").desk.watts == 10);
    CHECK(lamps.kitchen("{}\n").desk.watts == 0);  // no default, no entry
}

TEST_CASE("config: a default library entry gives way to whatever is said") {
    const library lamps;
    CHECK(lamps.kitchen("kitchen: {ceiling: dim}\n").ceiling.watts == 10);
    CHECK(lamps.kitchen("kitchen: {ceiling: {watts: 7}}\n").ceiling.watts == 7);
    CHECK(lamps.kitchen("{}\n", {"kitchen.ceiling=dim"}).ceiling.watts == 10);
    CHECK(lamps.kitchen("{}\n", {"kitchen.ceiling.watts=3"}).ceiling.watts == 3);
}

TEST_CASE("config: a default library entry that is missing is an error") {
    const library lamps;
    fs::remove(lamps.root() / "lamps" / "bright.yaml");
    CHECK_THROWS_AS(lamps.kitchen("{}\n"), input_error);
    CHECK(lamps.kitchen("kitchen: {ceiling: dim}\n").ceiling.watts == 10);
}

TEST_CASE("config: the schema and the table name default library entries") {
    const auto schema = json_schema<house>();
    const auto& keys = schema["properties"]["kitchen"]["properties"];
    CHECK(keys["ceiling"]["default"] == "bright");
    CHECK_FALSE(keys["desk"].contains("default"));
    CHECK(field_table<house>().find("| `kitchen.ceiling` |  | bright |") != std::string::npos);
}

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/moving_ai.hpp"

using namespace memglia;

namespace {

template <class Action>
input_error::details refusal(Action action) {
    try {
        action();
    } catch (const input_error& e) {
        // The message must be composed from the data it carries.
        CHECK_THAT(e.what(), Catch::StartsWith(e.data.file + ":" + std::to_string(e.data.line)) ||
                                 Catch::StartsWith(e.data.file + ": "));
        return e.data;
    }
    return {.found = "accepted"};
}

input_error::details map_refusal(const std::string& text) {
    return refusal([&] { parse_map(text, "some.map"); });
}
input_error::details scen_refusal(const std::string& text) {
    return refusal([&] { parse_scenarios(text, "some.scen"); });
}

struct malformed {
    std::string text;
    std::size_t line;
    std::string found;  // part of it
    std::string expected;
};

const std::string head = "type octile\nheight 2\nwidth 3\nmap\n";
const std::string row = "1\ta.map\t4\t3\t0\t1\t3\t2\t4.41421356\n";

}  // namespace

TEST_CASE("snan: a .map is read row by row") {
    const grid_map m = parse_map(head + "..@\n@..\n", "f");
    CHECK(m.width() == 3);
    CHECK(m.height() == 2);
    std::string free;
    for (cell_index c = 0; c < m.cells(); ++c) free += m.is_free(c) ? '.' : '@';
    CHECK(free == "..@@..");
    // The terrain of the benchmark collection.
    const grid_map t = parse_map("type octile\nheight 1\nwidth 7\nmap\n.GS@OTW\n", "f");
    for (cell_index c = 0; c < 7; ++c) CHECK(t.is_free(c) == (c < 3));
}

TEST_CASE("snan: a .map survives CRLF, a missing last newline and empty lines at the end") {
    const std::string expected = head + "..@\n@..\n";
    for (const std::string& text : {head + "..@\n@..", head + "..@\n@..\n\n\r\n\n",
                                    std::string("type octile\r\nheight 2\r\nwidth 3\r\nmap\r\n"
                                                "..@\r\n@..\r\n")}) {
        CHECK(format_map(parse_map(text, "f")) == expected);
    }
}

TEST_CASE("snan: format_map and parse_map undo each other") {
    std::mt19937_64 engine(3);
    for (int i = 0; i < 50; ++i) {
        grid_map m(1 + static_cast<std::uint32_t>(engine() % 9),
                   1 + static_cast<std::uint32_t>(engine() % 9));
        for (cell_index c = 0; c < m.cells(); ++c) m.set_free(c, engine() % 3 != 0);
        const std::string text = format_map(m);
        const grid_map again = parse_map(text, "f");
        CHECK(again.width() == m.width());
        CHECK(again.height() == m.height());
        for (cell_index c = 0; c < m.cells(); ++c) {
            CHECK(again.is_free(c) == m.is_free(c));
            CHECK(again.contacts(c) == m.contacts(c));
        }
        CHECK(format_map(again) == text);
    }
}

TEST_CASE("snan: every malformed .map names file, line, finding and expectation") {
    const std::string type = "type octile\n";
    const std::string rest = "width 3\nmap\n...\n...\n";
    const std::vector<malformed> samples{
        {"octile\nheight 2\n" + rest, 1, "'octile'", "'type octile'"},
        {"type\nheight 2\n" + rest, 1, "'type'", "'type octile'"},
        {"\n" + head + "...\n...\n", 1, "''", "'type octile'"},
        {"height 2\n" + rest, 1, "'height 2'", "'type octile'"},
        {type, 2, "end of the file", "'height N'"},
        {type + rest, 2, "'width 3'", "'height N'"},
        {type + "width 3\nheight 2\nmap\n...\n...\n", 2, "'width 3'", "'height N'"},
        {type + "height\n" + rest, 2, "'height'", "at least 1"},
        {type + "height \n" + rest, 2, "'height '", "at least 1"},
        {type + "height two\n" + rest, 2, "'height two'", "at least 1"},
        {type + "height 0\n" + rest, 2, "'height 0'", "at least 1"},
        {type + "height -2\n" + rest, 2, "'height -2'", "at least 1"},
        {type + "height 2.5\n" + rest, 2, "'height 2.5'", "at least 1"},
        {type + "height 2 3\n" + rest, 2, "'height 2 3'", "at least 1"},
        {type + "height2\n" + rest, 2, "'height2'", "at least 1"},
        {type + "height 99999999999\n" + rest, 2, "'height 99999999999'", "at least 1"},
        {type + "height 2\n", 3, "end of the file", "'width N'"},
        {type + "height 2\nheight 2\n" + rest, 3, "'height 2'", "'width N'"},
        {type + "height 2\nwidth 0\nmap\n\n\n", 3, "'width 0'", "'width N'"},
        {type + "height 2\nwidth 3x\nmap\n...\n...\n", 3, "'width 3x'", "'width N'"},
        {type + "height 100000\nwidth 100000\nmap\n", 3, "100000 x 100000", "262144"},
        {type + "height 2\nwidth 3\n...\n...\n", 4, "'...'", "'map'"},
        {type + "height 2\nwidth 3\nmap 1\n...\n...\n", 4, "'map 1'", "'map'"},
        {head, 5, "after 0 rows", "2 rows"},
        {head + "...\n", 6, "after 1 rows", "2 rows"},
        {head + "...", 6, "after 1 rows", "2 rows"},
        {head + "..\n...\n", 5, "2 cells", "3 cells"},
        {head + "...\n....\n", 6, "4 cells", "3 cells"},
        {head + "...\n\n...\n", 6, "0 cells", "3 cells"},
        {head + "...\n..x\n", 6, "'x' in column 3", "one of . G S"},
        {head + " ..\n...\n", 5, "' ' in column 1", "one of . G S"},
        {head + "...\n...\n...\n", 7, "more rows", "2 rows"},
        {head + "...\n...\n\n\n@@@\n", 9, "more rows", "2 rows"},
    };
    for (const malformed& s : samples) {
        CAPTURE(s.text);
        const auto e = map_refusal(s.text);
        CHECK(e.file == "some.map");
        CHECK(e.line == s.line);
        CHECK_THAT(e.found, Catch::Contains(s.found));
        CHECK_THAT(e.expected, Catch::Contains(s.expected));
    }
    const auto empty = map_refusal("");
    CHECK(empty.file == "some.map");
    CHECK(empty.found == "an empty file");
    // Long lines are cut in messages.
    CHECK(map_refusal(std::string(1000, 'x')).found.size() < 60);
}

TEST_CASE("snan: a header key of a .map is followed by a blank") {
    for (const char* header : {"height=2", "height:2", "height12", "heightx2"}) {
        CAPTURE(header);
        const auto e =
            map_refusal("type octile\n" + std::string(header) + "\nwidth 3\nmap\n...\n...\n");
        CHECK(e.line == 2);
        CHECK_THAT(e.found, Catch::Contains(header));
    }
}

TEST_CASE("snan: a .map that ends before its 'map' line names the line that is missing") {
    const auto e = map_refusal("type octile\nheight 2\nwidth 3\n");
    CHECK(e.found == "the end of the file");
    CHECK(e.expected == "'map'");
    CHECK(e.line == 4);
}

TEST_CASE("snan: a .scen is read row by row") {
    const auto rows = parse_scenarios(
        "version 1\n" + row + "\n  \r\n12 dir/b.map 8 9 1 2 3 4 0.5\r\n" + row, "some.scen");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].bucket == 1);
    CHECK(rows[0].map == "a.map");
    CHECK(rows[0].width == 4);
    CHECK(rows[0].height == 3);
    CHECK(rows[0].start_x == 0);
    CHECK(rows[0].start_y == 1);
    CHECK(rows[0].goal_x == 3);
    CHECK(rows[0].goal_y == 2);
    CHECK(rows[0].octile_length == 4.41421356);
    CHECK(rows[0].line == 2);
    CHECK(rows[1].bucket == 12);
    CHECK(rows[1].map == "dir/b.map");
    CHECK(rows[1].octile_length == 0.5);
    CHECK(rows[1].line == 5);
    CHECK(rows[2].line == 6);
    CHECK(parse_scenarios("version 1.0\n1 m 4 3 0 1 3 2 7", "f").size() == 1);
}

TEST_CASE("snan: every malformed .scen names file and line") {
    const std::string v = "version 1\n";
    const std::vector<malformed> samples{
        {row, 1, "'1\ta.map", "'version 1'"},
        {"version\n" + row, 1, "'version'", "'version 1'"},
        {"\n" + v + row, 1, "''", "'version 1'"},
        {v, 1, "no scenario rows", "at least one"},
        {v + "\n\n", 3, "no scenario rows", "at least one"},
        {v + row + "1 a.map 4 3 0 1 3 2\n", 3, "8 fields", "9: bucket"},
        {v + row + "1 a.map 4 3 0 1 3 2 4.4 5\n", 3, "10 fields", "9: bucket"},
        {v + "x a.map 4 3 0 1 3 2 4.4\n", 2, "'x' in field 1", "a whole number"},
        {v + "1 a.map 4.0 3 0 1 3 2 4.4\n", 2, "'4.0' in field 3", "a whole number"},
        {v + "1 a.map 4 -3 0 1 3 2 4.4\n", 2, "'-3' in field 4", "a whole number"},
        {v + "1 a.map 4 3 0x1 1 3 2 4.4\n", 2, "'0x1' in field 5", "a whole number"},
        {v + "1 a.map 4 3 0 99999999999 3 2 4.4\n", 2, "in field 6", "a whole number"},
        {v + "1 a.map 4 3 0 1 + 2 4.4\n", 2, "'+' in field 7", "a whole number"},
        {v + "1 a.map 4 3 0 1 3 2! 4.4\n", 2, "'2!' in field 8", "a whole number"},
        {v + row + row + "1 a.map 4 3 0 1 3 2 long\n", 4, "'long' in field 9", "a length"},
        {v + "1 a.map 4 3 0 1 3 2 4.4m\n", 2, "'4.4m' in field 9", "a length"},
    };
    for (const malformed& s : samples) {
        CAPTURE(s.text);
        const auto e = scen_refusal(s.text);
        CHECK(e.file == "some.scen");
        CHECK(e.line == s.line);
        CHECK_THAT(e.found, Catch::Contains(s.found));
        CHECK_THAT(e.expected, Catch::Contains(s.expected));
    }
    const auto empty = scen_refusal("");
    CHECK(empty.file == "some.scen");
    CHECK(empty.found == "an empty file");
}

TEST_CASE("snan: the length of a scenario is a finite number, 0 or more") {
    for (const char* length : {"nan", "inf", "-inf", "-1", "-4.41421356"}) {
        CAPTURE(length);
        const auto e = scen_refusal("version 1\n1 a.map 4 3 0 1 3 2 " + std::string(length) + "\n");
        CHECK(e.line == 2);
        CHECK_THAT(e.found, Catch::Contains(length));
    }
}

TEST_CASE("snan: a scenario becomes a task on its map, or an error with its line") {
    const grid_map m =
        parse_map("type octile\nheight 3\nwidth 4\nmap\n..@.\n..@.\n..@@\n", "a.map");
    const auto task = [&m](const std::string& fields) {
        const auto rows = parse_scenarios("version 1\n\n1 a.map " + fields + " 4.4\n", "some.scen");
        return scenario_maze(m, rows.at(0), "some.scen");
    };
    const maze good = task("4 3 0 0 1 2");
    CHECK(good.start == 0);
    CHECK(good.goal == 9);
    CHECK(good.shortest == 3);
    CHECK(good.map.is_free(3));

    for (const auto& [fields, part] :
         std::vector<std::pair<std::string, std::string>>{{"3 4 0 0 1 2", "3 x 4"},
                                                          {"4 4 0 0 1 2", "4 x 4"},
                                                          {"3 3 0 0 1 2", "3 x 3"},
                                                          {"4 2 0 0 1 1", "4 x 2"},
                                                          {"4 3 4 0 1 2", "outside the map"},
                                                          {"4 3 0 3 1 2", "outside the map"},
                                                          {"4 3 0 0 4 2", "outside the map"},
                                                          {"4 3 0 0 1 3", "outside the map"},
                                                          {"4 3 2 0 1 2", "start (2, 0) in a wall"},
                                                          {"4 3 0 0 3 2", "goal (3, 2) in a wall"},
                                                          {"4 3 1 1 1 1", "both at (1, 1)"},
                                                          {"4 3 0 0 3 1", "no way"}}) {
        CAPTURE(fields);
        const auto e = refusal([&, f = fields] { task(f); });
        CHECK(e.file == "some.scen");
        CHECK(e.line == 3);
        CHECK_THAT(e.found, Catch::Contains(part));
        CHECK_FALSE(e.expected.empty());
    }
}

#include <catch2/catch.hpp>

#include "base/choice.hpp"
#include "crossbar/device/cell_iv.hpp"
#include "tools/config/description.hpp"

using namespace memglia;

TEST_CASE("choice: a word for every value and a value for every word") {
    CHECK(word_of(cell_law::linear) == "linear");
    CHECK(word_of(cell_law::selector) == "selector");
    CHECK(word_of(cell_law::rectifying) == "rectifying");
    for (const cell_law law :
         {cell_law::linear, cell_law::sinh, cell_law::selector, cell_law::rectifying}) {
        CHECK(choice_of<cell_law>(word_of(law)) == law);
    }
}

TEST_CASE("choice: a part of a word, several words and no word are none") {
    for (const char* none : {"", "lin", "linear|sinh", "|", "rectifyin", "Linear", " linear"}) {
        CAPTURE(none);
        CHECK_FALSE(choice_of<cell_law>(none));
    }
}

TEST_CASE("choice: a field list describes its words and its value") {
    const struct_info members = describe(cell_iv_config{.law = cell_law::selector});
    CHECK(members.front().info.choices == "linear|sinh|selector|rectifying");
    CHECK(std::get<std::string>(members.front().value) == "selector");
}

#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/field.hpp"

using namespace memglia;

namespace {

std::string text_of(input_error::details d) {
    return input_error(std::move(d)).what();
}

struct listed {
    int value = 3;
    double other = 0.5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "value", .unit = "1", .min = 1}, self.value);
        visit(field{.name = "other", .max = 2}, self.other);
    }
};
struct unlisted {
    int value = 3;
};

}  // namespace

TEST_CASE("base: input_error composes file, line, path, found, expected and hint in this order") {
    CHECK(text_of({.found = "found 3"}) == "found 3");
    CHECK(text_of({.found = "found 3", .expected = "at most 2"}) == "found 3; expected at most 2");
    CHECK(text_of({.path = "a.b", .found = "found 3"}) == "a.b: found 3");
    CHECK(text_of({.found = "found 3", .hint = "try 2"}) == "found 3 (try 2)");
    CHECK(text_of({.file = "x.yaml", .found = "found 3"}) == "x.yaml: found 3");
    CHECK(text_of({.file = "x.yaml", .line = 7, .found = "found 3"}) == "x.yaml:7: found 3");
    CHECK(text_of({.file = "x.yaml", .line = 1, .found = "found 3"}) == "x.yaml:1: found 3");
    CHECK(text_of({.file = "--set", .path = "a.b", .found = "found 3"}) == "--set: a.b: found 3");
    CHECK(text_of({.file = "dir/x.yaml",
                   .line = 12,
                   .path = "chip.device",
                   .found = "found 'a'",
                   .expected = "one of b, c",
                   .hint = "did you mean 'b'?"}) ==
          "dir/x.yaml:12: chip.device: found 'a'; expected one of b, c (did you mean 'b'?)");
}

TEST_CASE("base: input_error keeps its data") {
    const input_error e(
        {.file = "f", .line = 3, .path = "p", .found = "g", .expected = "e", .hint = "h"});
    CHECK(e.data.file == "f");
    CHECK(e.data.line == 3);
    CHECK(e.data.path == "p");
    CHECK(e.data.found == "g");
    CHECK(e.data.expected == "e");
    CHECK(e.data.hint == "h");
    // What a caller does that knows the file: fill it in and throw anew.
    input_error::details d = e.data;
    d.file = "other";
    CHECK(std::string(input_error(d).what()) == "other:3: p: g; expected e (h)");
}

TEST_CASE("base: every user error is an error, an internal one is not") {
    static_assert(std::is_base_of_v<error, usage_error>);
    static_assert(std::is_base_of_v<error, input_error>);
    static_assert(std::is_base_of_v<error, interrupted>);
    static_assert(std::is_base_of_v<std::runtime_error, error>);
    static_assert(!std::is_base_of_v<error, internal_error>);
    static_assert(std::is_base_of_v<std::logic_error, internal_error>);
    // The exit codes hang on the type: none may be caught as another.
    static_assert(!std::is_base_of_v<input_error, usage_error>);
    static_assert(!std::is_base_of_v<usage_error, input_error>);
    CHECK_THROWS_AS(throw usage_error("x"), error);
    CHECK(std::string(internal_error("broken").what()) == "broken");
}

TEST_CASE("base: a field list is recognised and visits its members by reference, in order") {
    static_assert(has_fields<listed>);
    static_assert(!has_fields<unlisted>);
    static_assert(!has_fields<int>);
    listed a;
    std::vector<std::string_view> names;
    std::vector<double> bounds;
    listed::fields(a, [&](const field& f, auto& member) {
        names.push_back(f.name);
        bounds.push_back(f.min);
        bounds.push_back(f.max);
        member += 1;
    });
    CHECK(names == std::vector<std::string_view>{"value", "other"});
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(bounds == std::vector<double>{1, infinity, -infinity, 2});
    CHECK(a.value == 4);
    CHECK(a.other == 1.5);
    int visited = 0;
    const listed fixed;
    listed::fields(fixed, [&visited](const field&, const auto&) { ++visited; });
    CHECK(visited == 2);
}

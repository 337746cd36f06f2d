#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "testbenches/unit/config_toys.hpp"
#include "tools/config/bind.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/schema.hpp"

using namespace memglia;

namespace {

struct toy_limit {
    static constexpr std::string_view short_form = "value";
    double value = 0;
    double times = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "value", .unit = "1", .doc = "to hold", .min = 0}, self.value);
        visit(field{.name = "times", .unit = "1"}, self.times);
    }
};

struct toy_step {
    std::string name;
    std::optional<toy_limit> limit;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "of the step"}, self.name);
        visit(field{.name = "limit"}, self.limit);
    }
    void validate() const {
        if (name.empty()) {
            throw input_error({.path = "name", .found = "no name", .expected = "text"});
        }
    }
};

struct toy_plan {
    std::vector<toy_step> steps;
    std::vector<toy_limit> limits;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "steps", .doc = "in order"}, self.steps);
        visit(field{.name = "limits"}, self.limits);
    }
};

toy_plan plan_of(const std::string& text) {
    return bind<toy_plan>(config_tree::parse_document(text, "f.yaml"));
}

}  // namespace

TEST_CASE("config: lists of structs, optional structs and their short form") {
    const toy_plan plan = plan_of(
        "steps:\n  - name: a\n  - {name: b, limit: 2}\n  - name: c\n    limit: {times: 3}\n"
        "limits: [1, {value: 2, times: 4}]\n");
    REQUIRE(plan.steps.size() == 3);
    CHECK_FALSE(plan.steps[0].limit);
    CHECK(plan.steps[1].limit->value == 2);
    CHECK(plan.steps[2].limit->times == 3);
    REQUIRE(plan.limits.size() == 2);
    CHECK(plan.limits[0].value == 1);
    CHECK(plan.limits[1].times == 4);

    const auto document = dump(plan);
    CHECK(document["steps"][0] == nlohmann::ordered_json{{"name", "a"}});
    CHECK(document["limits"][1]["times"] == 4);
    CHECK(dump(plan_of(to_yaml(document))) == document);
}

TEST_CASE("config: errors inside lists name line and item") {
    const auto unknown =
        failure([] { plan_of("steps:\n  - name: a\n  - name: b\n    limt: 1\n"); });
    CHECK(unknown.line == 4);
    CHECK(unknown.path == "steps[1].limt");
    CHECK(unknown.hint == "did you mean 'limit'?");

    const auto invalid = failure([] { plan_of("steps:\n  - name: a\n  - limit: 1\n"); });
    CHECK(invalid.line == 3);
    CHECK(invalid.path == "steps[1].name");

    const auto range = failure([] { plan_of("limits:\n  - 1\n  - -4\n"); });
    CHECK(range.line == 3);
    CHECK(range.path == "limits[1].value");
    CHECK(has(range.expected, "at least 0"));

    const auto no_list = failure([] { plan_of("steps: {name: a}\n"); });
    CHECK(no_list.found == "found a map");
    CHECK(no_list.expected == "a list of maps");
    CHECK(failure([] { plan_of("steps: [[a]]\n"); }).expected == "a map of keys");
}

TEST_CASE("config: schema and table of lists") {
    const auto schema = json_schema<toy_plan>();
    const auto& steps = schema["properties"]["steps"];
    CHECK(steps["type"] == "array");
    CHECK(steps["items"]["properties"]["name"]["type"] == "string");
    CHECK_FALSE(steps["items"]["properties"].contains("from"));
    CHECK(schema["properties"]["limits"]["items"]["anyOf"][0]["type"] == "number");
    const std::string table = field_table<toy_plan>();
    CHECK(has(table, "| `steps` |  |  |  | in order |"));
    CHECK(has(table, "| `steps[].name` |  | \"\" |  | of the step |"));
    CHECK(has(table, "| `steps[].limit.value` | 1 | 0.0 | at least 0 | to hold |"));
}

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "testbenches/unit/config_toys.hpp"
#include "tools/config/bind.hpp"
#include "tools/config/config_tree.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/config/quantity.hpp"

using namespace memglia;

namespace {

input_error::details parse_failure(const std::string& text) {
    return failure([&] { config_tree::parse_document(text, "f.yaml"); });
}

toy bind_text(const std::string& text) {
    return bind<toy>(config_tree::parse_document(text, "f.yaml"));
}

input_error::details bind_failure(const std::string& text) {
    return failure([&] { bind_text(text); });
}

}  // namespace

TEST_CASE("config: a document keeps order, quotes and lines") {
    const auto root =
        config_tree::parse_document("b: 1\na:\n  - 'x'\n  - ~\nc: &k {d: 2}\ne: *k\n", "f");
    REQUIRE(root.as_map()->size() == 4);
    CHECK(root.as_map()->front().key == "b");
    CHECK_FALSE(root.find("b")->as_scalar()->was_quoted);
    const config_tree::list& items = *root.find("a")->as_list();
    CHECK(items[0].as_scalar()->was_quoted);
    CHECK(items[0].at.line == 3);
    CHECK(items[1].is_null());
    CHECK(root.find("e")->find("d")->as_scalar()->text == "2");
    CHECK(root.find("z") == nullptr);

    const auto json = config_tree::parse_document("{\n\t\"a\": {\"b\": \"1\"}\n}\n", "f");
    CHECK(json.find("a")->find("b")->as_scalar()->was_quoted);
    CHECK(json.find("a")->at.line == 2);
}

TEST_CASE("config: broken documents are refused with file and line") {
    CHECK(parse_failure("a: 1\nb: c: d\n").file == "f.yaml");
    CHECK(parse_failure("a: 1\nb: c: d\n").line == 2);
    CHECK(has(parse_failure("a: [1\n").found, "malformed YAML"));

    const auto twice = parse_failure("chip:\n  tau: 1\n  x: 2\n  tau: 3\n");
    CHECK(twice.line == 4);
    CHECK(twice.path == "chip.tau");
    CHECK(twice.found == "duplicate key 'tau'");
    CHECK(twice.hint == "first given on line 2");

    CHECK(parse_failure("- a\n").found == "found a list");
    CHECK(parse_failure("").found == "found an empty file");
    CHECK(parse_failure("# nothing\n").found == "found an empty file");
    CHECK(parse_failure("a: 1\n---\nb: 2\n").found == "found a second document");
    CHECK(parse_failure("[a]: 1\n").found == "found a list as a key");
    CHECK(has(parse_failure("a: &x [*x]\n").found, "inside its own anchor"));
    const auto quote = parse_failure("seed: 1\ntitle: 'maze\nmode: fast\n");
    CHECK(quote.found == "found a quote that never ends");
    CHECK(quote.line == 2);
}

TEST_CASE("config: near misses") {
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(nearest_name("v_read", {"v_write_v", "v_read_v"}) == "v_read_v");
    CHECK(nearest_name("tau", {"seed", "tau_decisions"}) == "tau_decisions");
    CHECK(nearest_name("decisions", {"seed", "tau_decisions"}) == "tau_decisions");
    CHECK(nearest_name("ab", {"xy", "qqqqqq"}).empty());
    CHECK(one_of({"a", "b"}) == "one of a, b");
    const std::vector<std::string> many(15, "k");
    CHECK(one_of(many) == "one of k, k, k, k, k, k, k, k, k, k, k, k and 3 more");
}

TEST_CASE("config: bind sets what is given and keeps the other defaults") {
    const toy t = bind_text(
        "seed: 18446744073709551615\noffset: -9223372036854775808\ntitle: 7\nmode: slow\n"
        "tags: [x, 'y z']\nchip:\n  device:\n    r_on_ohm: 5\n  clock: {gated: false}\n"
        "  tau_decisions: 3.0\n  small: -1.28e2\n");
    CHECK(t.seed == std::numeric_limits<std::uint64_t>::max());
    CHECK(t.offset == std::numeric_limits<std::int64_t>::min());
    CHECK(t.title == "7");
    CHECK(t.mode == "slow");
    CHECK(t.tags == std::vector<std::string>{"x", "y z"});
    CHECK(t.chip.device.r_on_ohm == 5);
    CHECK(t.chip.device.v_read_v ==
          0.3);  // the chip's default for its device, not the device's own
    CHECK_FALSE(t.chip.clock.gated);
    CHECK(t.chip.tau_decisions == 3);
    CHECK(t.chip.small == -128);
    CHECK(bind_text("chip:\n").chip.gain == 1.5);
}

TEST_CASE("config: unknown keys are refused with the nearest name") {
    const auto e = bind_failure("chip:\n  device:\n    r_on_ohm: 1\n    v_read: 0.2\n");
    CHECK(e.file == "f.yaml");
    CHECK(e.line == 4);
    CHECK(e.path == "chip.device.v_read");
    CHECK(e.found == "unknown key 'v_read'");
    CHECK(e.expected == "one of v_read_v, r_on_ohm, e_read_j");
    CHECK(e.hint == "did you mean 'v_read_v'?");
    CHECK(bind_failure("zzzz: 1\n").hint.empty());
}

TEST_CASE("config: values of the wrong type or out of range are refused") {
    struct sample {
        std::string text, path, found, expected, hint;
    };
    const std::vector<sample> samples = {
        {"chip: {device: {r_on_ohm: ten}}", "chip.device.r_on_ohm", "found 'ten' (text)",
         "a number in ohm", ""},
        {"chip: {device: {v_read_v: 3}}", "chip.device.v_read_v", "found 3",
         "a number in V, between 0 and 2", ""},
        {"chip: {tau_decisions: -1}", "chip.tau_decisions", "found -1",
         "a whole number in decisions, at least 1", ""},
        {"chip: {tau_decisions: 3.5}", "chip.tau_decisions", "found 3.5",
         "a whole number in decisions, at least 1", ""},
        {"chip: {tau_decisions: 3000000000}", "chip.tau_decisions", "found 3000000000",
         "a whole number in decisions, between 1 and 2147483647", ""},
        {"chip: {tau_decisions: 7 decisions}", "chip.tau_decisions", "found '7 decisions' (text)",
         "a whole number in decisions, at least 1", "the unit is implied: write 7"},
        {"chip: {small: 128}", "chip.small", "found 128", "a whole number, between -128 and 127",
         ""},
        {"chip: {gain: 9}", "chip.gain", "found 9", "a number, at most 8", ""},
        {"chip: {gain: '3'}", "chip.gain", "found '3' (text)", "a number, at most 8",
         "remove the quotes"},
        {"chip: {gain: .inf}", "chip.gain", "found .inf, which is not finite",
         "a number, at most 8", ""},
        {"chip: {gain: -.NaN}", "chip.gain", "found -.NaN, which is not finite",
         "a number, at most 8", ""},
        {"chip: {gain: 1e999}", "chip.gain", "found 1e999, which no double can hold",
         "a number, at most 8", ""},
        {"chip: {gain: 0x10}", "chip.gain", "found '0x10' (text)", "a number, at most 8", ""},
        {"chip: {gain: [1]}", "chip.gain", "found a list", "a number, at most 8", ""},
        {"chip: {gain: }", "chip.gain", "found nothing", "a number, at most 8", ""},
        {"chip: {gain: 2 V}", "chip.gain", "found '2 V', a value in V", "a number, at most 8",
         "this key has no unit"},
        {"chip: {device: {e_read_j: 2.5 pF}}", "chip.device.e_read_j",
         "found '2.5 pF', a value in F", "a number in J, at least 0", "the unit of this key is J"},
        {"seed: -1", "seed", "found -1", "a whole number, at least 0", ""},
        {"seed: 18446744073709551616", "seed", "found 18446744073709551616",
         "a whole number, between 0 and 1.8446744073709552e+19", ""},
        {"chip: {clock: {rate_hz: 5 GHz}}", "chip.clock.rate_hz", "found 5 GHz",
         "a whole number in Hz, between 0 and 4294967295", ""},
        {"chip: {clock: {gated: yes}}", "chip.clock.gated", "found 'yes' (text)", "true or false",
         "write true, without quotes"},
        {"chip: {clock: {gated: 'false'}}", "chip.clock.gated", "found 'false' (text)",
         "true or false", "write false, without quotes"},
        {"chip: {clock: 3}", "chip.clock", "found '3' (text)", "a map of keys", ""},
        {"chip: [3]", "chip", "found a list", "a map or a name in chips", ""},
        {"mode: slwo", "mode", "found 'slwo'", "one of fast, slow, step", "did you mean 'slow'?"},
        {"title: {a: 1}", "title", "found a map", "text", ""},
        {"title: ", "title", "found nothing", "text", "write '' for empty text"},
        {"tags: x", "tags", "found 'x' (text)", "a list of text", ""},
        {"tags: [x, [y]]", "tags[1]", "found a list", "text", ""},
    };
    for (const sample& s : samples) {
        CAPTURE(s.text);
        const auto e = bind_failure("\n" + s.text + "\n");
        CHECK(e.line == 2);
        CHECK(e.path == s.path);
        CHECK(e.found == s.found);
        CHECK(e.expected == s.expected);
        CHECK(e.hint == s.hint);
    }
}

TEST_CASE("config: a number may carry a unit with an SI prefix") {
    const toy t = bind_text(
        "chip: {device: {e_read_j: 2.5 pJ, v_read_v: '1600 mV', r_on_ohm: 0.1Mohm},"
        " clock: {rate_hz: 100 MHz}}");
    CHECK(t.chip.device.e_read_j == 2.5e-12);  // the same bits, not only near
    CHECK(t.chip.device.v_read_v == 1.6);
    CHECK(t.chip.device.r_on_ohm == 1e5);
    CHECK(t.chip.clock.rate_hz == 100000000);

    CHECK(parse_quantity("-1.5e3 fF")->decimal == "-1.5e-12");
    CHECK(parse_quantity("3 m")->unit == "m");
    CHECK(parse_quantity("3 m")->decimal == "3");
    CHECK(parse_quantity("3 mm")->decimal == "3e-3");
    for (const char* text : {"", "V", ".", "3 volts", "3 p", "3 V x", "1e V", "--3"}) {
        CHECK_FALSE(parse_quantity(text));
    }
}

TEST_CASE("config: validate reports the map it was given") {
    const auto e = bind_failure("seed: 2\nchip:\n  device:\n    r_on_ohm: 1e10\n");
    CHECK(e.file == "f.yaml");
    CHECK(e.line == 4);
    CHECK(e.path == "chip.device.r_on_ohm");
    CHECK(e.found == "found an insulator");
    CHECK(e.expected == "a resistor");
}

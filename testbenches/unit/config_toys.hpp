#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/field.hpp"

// Small configuration structs that the tests of tools/config share.
namespace memglia {

struct toy_device {
    double v_read_v = 0.2;
    double r_on_ohm = 1e5;
    double e_read_j = 2.5e-12;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "v_read_v", .unit = "V", .doc = "read | sense", .min = 0, .max = 2},
              self.v_read_v);
        visit(field{.name = "r_on_ohm", .unit = "ohm", .doc = "on"}, self.r_on_ohm);
        visit(field{.name = "e_read_j", .unit = "J", .doc = "one read", .min = 0}, self.e_read_j);
    }
    void validate() const {
        if (r_on_ohm > 1e9) {
            throw input_error({"", 0, "r_on_ohm", "found an insulator", "a resistor", ""});
        }
    }
};

struct toy_clock {
    std::uint32_t rate_hz = 1000000;
    bool gated = true;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rate_hz", .unit = "Hz"}, self.rate_hz);
        visit(field{.name = "gated"}, self.gated);
    }
};

struct toy_chip {
    toy_device device{.v_read_v = 0.3};
    toy_clock clock;
    int tau_decisions = 40;
    std::int8_t small = 0;
    double gain = 1.5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "device", .doc = "the cell", .presets = "devices"}, self.device);
        visit(field{.name = "clock"}, self.clock);
        visit(field{.name = "tau_decisions", .unit = "decisions", .doc = "trace", .min = 1},
              self.tau_decisions);
        visit(field{.name = "small", .unit = "1"}, self.small);
        visit(field{.name = "gain", .unit = "1", .max = 8}, self.gain);
    }
};

struct toy {
    std::uint64_t seed = 1;
    std::int64_t offset = -1;
    std::string title = "maze";
    std::string mode = "fast";
    std::vector<std::string> tags = {"a"};
    toy_chip chip;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "seed", .unit = "1", .doc = "root of all streams"}, self.seed);
        visit(field{.name = "offset", .unit = "1"}, self.offset);
        visit(field{.name = "title"}, self.title);
        visit(field{.name = "mode", .doc = "pace", .choices = "fast|slow|step"}, self.mode);
        visit(field{.name = "tags"}, self.tags);
        visit(field{.name = "chip", .presets = "chips"}, self.chip);
    }
};

/// The data of the input_error that the action must throw.
template <class Action>
input_error::details failure(Action action) {
    try {
        action();
    } catch (const input_error& e) {
        return e.data;
    }
    FAIL("no input_error");
    return {};
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace memglia

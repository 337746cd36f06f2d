#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/config/description.hpp"
#include "tools/config/load_config.hpp"
#include "tools/testbench/stimulus.hpp"

// Blocks of the chip, each driven alone by a stimulus and held to what must be true of it. A bench
// is a file with one function, which makes its testbench, and a line in registry.cpp.
namespace memglia {

/// What the user asks of a bench.
struct bench_request {
    search_path config_root;
    std::filesystem::path config;  ///< empty: the defaults
    std::vector<std::string> sets;
    std::filesystem::path stimulus;  ///< empty: a random one
    std::uint64_t seed = 1;
    std::filesystem::path trace;  ///< empty: none
    bool has_seed = false;        ///< whether the user gave it
};

/// Texts row by row; the first column names the row.
struct bench_table {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

struct bench_check {
    std::string name;
    bool holds = false;
    std::string found;
};

struct bench_outcome {
    std::vector<bench_table> tables;
    std::vector<bench_check> checks;

    bool passed() const;
};

struct testbench {
    std::string_view name;
    std::string_view summary;
    /// With the ranges of the default configuration.
    std::vector<stimulus_column> (*columns)();
    /// Throws input_error for a stimulus or a key that does not fit.
    bench_outcome (*run)(const bench_request& request);
    /// The keys of its configuration.
    struct_info (*keys)();
};

/// Throws usage_error where the user gave a seed that nothing reads.
void refuse_seed(const bench_request& request);

/// The request's configuration. Where a file is the stimulus, keys of `random` have no effect, nor
/// has the seed, unless the configuration says with has_noise() that chance goes on.
template <has_fields T>
T bench_config(const bench_request& request) {
    unused_keys unread;
    if (!request.stimulus.empty()) {
        add_unused(unread, {"random"}, "--stimulus says what drives the block");
    }
    const T config = load_config<T>(request.config, request.config_root, request.sets,
                                    "testbenches", nullptr, unread);
    if (!request.stimulus.empty()) {
        bool has_noise = false;
        if constexpr (requires { config.has_noise(); }) has_noise = config.has_noise();
        if (!has_noise) refuse_seed(request);
    }
    return config;
}

template <has_fields T>
struct_info bench_keys() {
    const T defaults;
    return describe(defaults);
}

/// A number for a table: integers whole, others with six digits.
std::string bench_number(double value);
template <std::integral Integer>
std::string bench_number(Integer value) {
    return std::to_string(value);
}

}  // namespace memglia

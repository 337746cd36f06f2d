#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/config/load_config.hpp"
#include "tools/testbench/stimulus.hpp"

// Blocks of the chip, each driven alone by a stimulus and held to what must be true of it. A bench
// is a file with one function and a line in registry.cpp.
namespace memglia {

/// What the user asks of a bench.
struct bench_request {
    search_path config_root;
    std::filesystem::path config;  ///< empty: the defaults
    std::vector<std::string> sets;
    std::filesystem::path stimulus;  ///< empty: a random one
    std::uint64_t seed = 1;
    std::filesystem::path trace;  ///< empty: none
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
    bool can_trace = false;
    bool has_noise = false;  ///< the seed has an effect beside a stimulus from a file, too
};

/// The request's configuration. Keys of `random` have no effect where a file is the stimulus.
template <has_fields T>
T bench_config(const bench_request& request) {
    unused_keys unread;
    if (!request.stimulus.empty()) {
        add_unused(unread, {"random"}, "--stimulus says what drives the block");
    }
    return load_config<T>(request.config, request.config_root, request.sets, "testbenches", nullptr,
                          unread);
}

/// A number for a table: integers whole, others with six digits.
std::string bench_number(double value);
std::string bench_number(std::uint64_t value);

}  // namespace memglia

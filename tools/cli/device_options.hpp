#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "tools/cli/options.hpp"
#include "tools/device/device_bench.hpp"

// What the faces of `memglia device` share.
namespace memglia {

/// --config and --set.
void add_bench_options(verb_options& options);

/// The bench of --config, with the device of the positional argument `device` and with --set.
device_bench load_bench(const boost::program_options::variables_map& given);

/// The file or folder of an option, which must not exist unless --force is given; nothing without
/// the option.
std::optional<std::filesystem::path> new_file(const boost::program_options::variables_map& given,
                                              const std::string& option = "out");

/// Into the file, or onto stdout.
void emit(const std::optional<std::filesystem::path>& file, const std::string& text);

}  // namespace memglia

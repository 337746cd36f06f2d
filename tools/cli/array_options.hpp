#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crossbar/array/array_reading.hpp"
#include "tools/array/array_inputs.hpp"
#include "tools/cli/options.hpp"
#include "tools/experiment/run_folder.hpp"

// What the sub-verbs of `memglia array` have in common.
namespace memglia {

/// What gives the cells, their drives and the configuration.
void add_array_options(verb_options& options);

/// `verb` names the asker in usage errors.
array_files given_array_files(const boost::program_options::variables_map& given,
                              const std::string& verb);

/// Throws usage_error unless there is an array.
void require_cells(const array_files& files, const std::string& verb);

/// The same, and there have to be voltages of its word lines.
void require_array(const array_files& files, const std::string& verb);

/// The preset of --device.
std::optional<device_config> given_device(const boost::program_options::variables_map& given);

/// --config, then what --device says of the sample and the effects, then --set. `unread`: keys that
/// the verb does not look at.
array_config given_array_config(const boost::program_options::variables_map& given,
                                unused_keys unread);

/// What a reading does to cells of this device, for a terminal.
std::string device_text(const array_reading& reading, const std::string& name,
                        const device_config& device);

/// All files that the options name.
std::vector<std::filesystem::path> files_read(const boost::program_options::variables_map& given);

/// The folder of --out. Throws input_error if it would replace a file that is read.
std::unique_ptr<run_folder> new_folder(const boost::program_options::variables_map& given);

}  // namespace memglia

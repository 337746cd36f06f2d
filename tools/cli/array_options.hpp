#pragma once

#include "tools/array/array_inputs.hpp"
#include "tools/cli/options.hpp"

// What the sub-verbs of `memglia array` have in common.
namespace memglia {

/// --resistance, --conductance, --word, --bit, --config, --set.
void add_array_options(verb_options& options);

/// The options' help, and below it the keys of --set.
std::string array_help(const verb_options& options);

/// `verb` names the asker in usage errors.
array_files given_array_files(const boost::program_options::variables_map& given,
                              const std::string& verb);

/// Throws usage_error unless there is an array and there are voltages of its word lines.
void require_array(const array_files& files, const std::string& verb);

array_config given_array_config(const boost::program_options::variables_map& given,
                                unused_keys unread);

}  // namespace memglia

#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace memglia {

/// One verb of the command line: its options, its positional argument if it has one, its help.
class verb_options {
  public:
    /// `positional` is the name of the one optional positional argument, or empty.
    verb_options(std::string verb, std::string summary, std::string positional = "");

    boost::program_options::options_description_easy_init add() { return options_.add_options(); }

    /// Adds --set and --seed.
    void add_config_options();

    /// Throws usage_error. `arguments` are those after the verb.
    boost::program_options::variables_map parse(const std::vector<std::string>& arguments) const;

    std::string help() const;

  private:
    std::string verb_;
    std::string summary_;
    std::string positional_;
    boost::program_options::options_description options_{"Options"};
};

/// The "key=value" texts of --set and --seed, in the order in which they apply.
std::vector<std::string> config_changes(const boost::program_options::variables_map& given);

/// Folder of devices/, technologies/, chips/ and experiments/: $MEMGLIA_CONFIGS, or the one of the
/// source tree.
std::filesystem::path config_root();

/// The file of an experiment given by name or by path.
std::filesystem::path experiment_file(const std::string& name_or_path);

/// What the user should know before a command starts, on stderr.
void print_notes(const std::vector<std::string>& notes);

/// --jobs, or one per core.
unsigned worker_count(const boost::program_options::variables_map& given, const std::string& verb);

}  // namespace memglia

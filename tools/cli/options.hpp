#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/cli/config_places.hpp"

namespace memglia {

/// One verb of the command line: its options, its positional argument if it has one, its help.
/// Help, manual page and completion come from this object alone. The name of an option's value says
/// what is completed there (value_kind.hpp).
class verb_options {
  public:
    /// Text below the options, as "Keys of --set".
    struct section {
        std::string title;
        std::string text;
    };

    /// `positional` is the name of the one optional positional argument, or empty; one that ends in
    /// "..." may be given any number of times, and is then a list. Lines of `summary` are filled;
    /// an empty one ends a paragraph, one that begins with a space stays.
    verb_options(std::string verb, std::string summary, std::string positional = "");

    boost::program_options::options_description_easy_init add() { return options_.add_options(); }

    /// Adds --set and --seed.
    void add_config_options();

    void add_section(section more) { sections_.push_back(std::move(more)); }

    /// Throws usage_error. `arguments` are those after the verb.
    boost::program_options::variables_map parse(const std::vector<std::string>& arguments) const;

    std::string help() const;

    const std::string& verb() const { return verb_; }
    const std::string& summary() const { return summary_; }
    const std::string& positional() const { return positional_; }
    const boost::program_options::options_description& options() const { return options_; }
    const std::vector<section>& sections() const { return sections_; }

  private:
    std::string verb_;
    std::string summary_;
    std::string positional_;
    boost::program_options::options_description options_{"Options"};
    std::vector<section> sections_;
};

/// The "key=value" texts of --set and --seed, in the order in which they apply.
std::vector<std::string> config_changes(const boost::program_options::variables_map& given);

/// The file of an experiment given by name or by path.
std::filesystem::path experiment_file(const std::string& name_or_path);

/// Names in a library of configs/, for a help text: none where there are no configurations.
std::vector<std::string> entry_names(const std::string& library);

/// What the user should know before a command starts, on stderr.
void print_notes(const std::vector<std::string>& notes);

/// --jobs, or one per core.
unsigned worker_count(const boost::program_options::variables_map& given, const std::string& verb);

}  // namespace memglia

#pragma once

#include <string>
#include <vector>

#include "tools/cli/commands.hpp"
#include "tools/cli/value_kind.hpp"

// The verbs and their options without the types of the option parser: what manual pages and
// completion are written from.
namespace memglia {

struct page_option {
    std::string long_name;   ///< without dashes
    std::string short_name;  ///< one letter, or empty
    std::string value_name;  ///< empty for a switch
    std::string default_value;
    std::string text;
    value_place value;
};

struct page {
    std::string path;  ///< words after "memglia": "array read"; empty for memglia itself
    std::string summary;
    std::string text;
    std::string positional;
    value_place positional_value;
    std::vector<page_option> options;
    std::vector<verb_options::section> sections;
    std::vector<std::pair<std::string, std::string>> inner;  ///< verbs below it, and summaries

    /// "memglia-array-read"
    std::string name() const;
};

/// memglia itself first, every verb, its sub-verbs after it.
std::vector<page> all_pages();

}  // namespace memglia

#pragma once

#include <string>
#include <string_view>
#include <vector>

// What may stand in the place of an option's value or a positional argument, told by its name in
// the help: FILE, DEVICE, KEY=VALUE. Lower-case words separated by '|' are the values themselves.
namespace memglia {

enum class value_kind {
    any,     ///< a number, a free text
    file,    ///< any file
    folder,  ///< any folder
    entry,   ///< a name in a library of configs/, or a file
    key,     ///< a key of the configuration and its value
    word     ///< one of a few words
};

struct value_place {
    value_kind kind = value_kind::any;
    std::string entries = "";             ///< folder of configs/ that holds them
    std::vector<std::string> words = {};  ///< in a fixed order
};

value_place place_of_value(std::string_view name);

}  // namespace memglia

#pragma once

#include <string>
#include <string_view>
#include <vector>

// Help for a name that is not in a list of names.
namespace memglia {

/// Number of single-character insertions, deletions and replacements between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name the user probably meant: at most two edits away, else one that begins with the word, or
/// holds it (or the reverse). Empty if none is near.
std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

/// "did you mean 'v_read_v'?", or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

/// "one of a, b, c"; beyond twelve names only how many more there are.
std::string one_of(const std::vector<std::string>& names);

}  // namespace memglia

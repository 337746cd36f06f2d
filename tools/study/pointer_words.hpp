#pragma once

#include <string>
#include <string_view>

namespace memglia {

/// What a JSON pointer into result.json leads to, in words: "median steps of random, bumps in
/// episode 1". A pointer that is not known keeps its keys.
std::string pointer_words(std::string_view pointer);

}  // namespace memglia

#include "tools/experiment/run_command.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace memglia {

namespace {

std::string quoted(const std::string& word) {
    static constexpr std::string_view harmless = "@%_+=:,./-";
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               harmless.find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

}  // namespace

std::string run_command(const std::string& experiment, const std::vector<std::string>& changes) {
    std::string text = "memglia run " + quoted(experiment);
    for (const std::string& change : changes) text += " --set " + quoted(change);
    return text;
}

}  // namespace memglia

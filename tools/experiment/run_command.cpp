#include "tools/experiment/run_command.hpp"

#include <fmt/format.h>

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

std::string repeated(const char* option, const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += fmt::format(" {} {}", option, quoted(value));
    return text;
}

}  // namespace

std::string run_command(const std::string& experiment, const std::vector<std::string>& changes) {
    return "memglia run " + quoted(experiment) + repeated("--set", changes);
}

std::string command_line_of(const std::vector<std::string>& words) {
    std::string text = "memglia";
    for (const std::string& word : words) text += ' ' + quoted(word);
    return text;
}

std::string study_command(const std::string& study, const std::vector<std::string>& changes,
                          const std::vector<std::string>& only) {
    return "memglia study " + quoted(study) + repeated("--set", changes) + repeated("--only", only);
}

}  // namespace memglia

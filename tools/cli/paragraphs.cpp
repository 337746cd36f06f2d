#include "tools/cli/paragraphs.hpp"

#include <sstream>

namespace memglia {

namespace {

std::string wrapped(const std::string& text, std::size_t width) {
    std::istringstream words(text);
    std::string all;
    std::string line;
    for (std::string word; words >> word;) {
        if (!line.empty() && line.size() + 1 + word.size() > width) {
            all += line + '\n';
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return all + line + '\n';
}

}  // namespace

std::vector<paragraph> paragraphs(std::string_view text) {
    std::vector<paragraph> all;
    bool open = false;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) {
            open = false;
            continue;
        }
        const bool as_is = line.front() == ' ';
        if (open && all.back().as_is == as_is) {
            all.back().text += (as_is ? "\n" : " ") + line;
        } else {
            all.push_back({line, as_is});
        }
        open = true;
    }
    return all;
}

std::string filled(std::string_view text, std::size_t width) {
    std::string all;
    for (const paragraph& part : paragraphs(text)) {
        if (!all.empty()) all += '\n';
        all += part.as_is ? part.text + '\n' : wrapped(part.text, width);
    }
    return all;
}

std::string hanging(std::string_view text, std::size_t column, std::size_t width) {
    const std::string lines = filled(text, width - column);
    std::string all;
    for (std::size_t at = 0; at + 1 < lines.size(); ++at) {
        all += lines[at];
        if (lines[at] == '\n') all += std::string(column, ' ');
    }
    return all + '\n';
}

}  // namespace memglia

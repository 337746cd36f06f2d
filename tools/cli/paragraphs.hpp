#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text that help and manual pages share, written once and filled for each.
namespace memglia {

struct paragraph {
    std::string text;
    bool as_is = false;  ///< keeps its lines, as a table does
};

/// An empty line ends a paragraph; lines that begin with a space stay as they are.
std::vector<paragraph> paragraphs(std::string_view text);

/// Lines of at most `width` characters.
std::string filled(std::string_view text, std::size_t width = 79);

/// The same for text that stands from `column` on: later lines begin there, too.
std::string hanging(std::string_view text, std::size_t column, std::size_t width = 79);

}  // namespace memglia

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace memglia {

/// A line of a table of numbers, all plain text.
struct table_row {
    std::string head;
    std::string style;  ///< CSS class
    std::vector<std::string> numbers;
};

/// A captioned table whose decimal points stand below each other. `style` is a CSS class, `head` is
/// markup: the rows of the table's head.
std::string numbers_table(std::string_view label, std::string_view caption, std::string_view style,
                          std::string_view head, const std::vector<table_row>& rows);

}  // namespace memglia

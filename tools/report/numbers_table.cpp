#include "tools/report/numbers_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

std::size_t decimals_of(const std::string& number) {
    const std::size_t point = number.find('.');
    return point == std::string::npos ? 0 : number.size() - point - 1;
}

// Room in digit widths that puts the decimal point under those of the column's other numbers.
std::string padding(const std::string& number, std::size_t most_decimals) {
    constexpr double point_width = 0.5;
    double room = static_cast<double>(most_decimals - decimals_of(number));
    if (most_decimals > 0 && decimals_of(number) == 0) room += point_width;
    return room > 0 ? fmt::format(" style=\"--pad:{:.1f}\"", room) : "";
}

std::string body_of(const std::vector<table_row>& rows) {
    std::vector<std::size_t> most;
    for (const table_row& row : rows) {
        most.resize(std::max(most.size(), row.numbers.size()));
        for (std::size_t c = 0; c < row.numbers.size(); ++c) {
            most[c] = std::max(most[c], decimals_of(row.numbers[c]));
        }
    }
    std::string body;
    for (const table_row& row : rows) {
        body += fmt::format("<tr class=\"{}\"><th scope=\"row\">{}</th>", row.style,
                            escape_markup(row.head));
        for (std::size_t c = 0; c < row.numbers.size(); ++c) {
            body += fmt::format("<td{}>{}</td>", padding(row.numbers[c], most[c]),
                                escape_markup(row.numbers[c]));
        }
        body += "</tr>\n";
    }
    return body;
}

}  // namespace

std::string numbers_table(std::string_view label, std::string_view caption, std::string_view style,
                          std::string_view head, const std::vector<table_row>& rows) {
    return fmt::format(
        "<figure>\n<figcaption><b>{}.</b> {}</figcaption>\n<div class=\"scroll\">\n"
        "<table class=\"numbers {}\">\n<thead>\n{}</thead>\n<tbody>\n{}</tbody>\n</table>\n"
        "</div>\n</figure>\n",
        label, caption, style, head, body_of(rows));
}

}  // namespace memglia

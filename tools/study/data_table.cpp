#include "tools/study/data_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr const char* nothing = "–";

// Code points, as a terminal counts columns.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string padded(const std::string& text, std::size_t width, bool left) {
    const std::size_t own = width_of(text);
    const std::string room(width > own ? width - own : 0, ' ');
    return left ? text + room : room + text;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string shown(const table_cell& cell) {
    return cell.text.empty() ? nothing : cell.text;
}

std::string whole_head(const table_column& column) {
    return column.group.empty() ? column.head : column.group + ": " + column.head;
}

// A row above the heads that names the groups; empty without any.
std::string group_row(const std::vector<table_column>& columns) {
    std::string row;
    bool any = false;
    for (std::size_t c = 0; c < columns.size();) {
        std::size_t end = c + 1;
        while (end < columns.size() && columns[end].group == columns[c].group) ++end;
        any = any || !columns[c].group.empty();
        row += columns[c].group.empty()
                   ? fmt::format("<td colspan=\"{}\"></td>", end - c)
                   : fmt::format("<th scope=\"colgroup\" colspan=\"{}\">{}</th>", end - c,
                                 escape_markup(columns[c].group));
        c = end;
    }
    return any ? "<tr class=\"groups\">" + row + "</tr>\n" : "";
}

}  // namespace

table_cell text_cell(const std::string& text) {
    return {text, {text}};
}

table_cell number_cell(const std::string& text, const std::vector<double>& values) {
    const bool known = !values.empty() && std::isfinite(values.front());
    table_cell cell{known ? text : "", {}};
    for (const double value : values) {
        cell.plain.push_back(std::isfinite(value) ? fmt::format("{}", value) : "");
    }
    return cell;
}

data_table without_empty_columns(data_table table) {
    for (std::size_t c = table.columns.size(); c-- > 0;) {
        const auto empty = [c](const auto& row) { return row[c].text.empty(); };
        if (!std::all_of(table.rows.begin(), table.rows.end(), empty)) continue;
        const auto at = static_cast<std::ptrdiff_t>(c);
        table.columns.erase(table.columns.begin() + at);
        for (auto& row : table.rows) row.erase(row.begin() + at);
    }
    return table;
}

std::string to_csv(const data_table& table) {
    std::string text;
    const auto add_line = [&text](const std::vector<std::string>& fields) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            text += (i > 0 ? "," : "") + csv_field(fields[i]);
        }
        text += '\n';
    };
    std::vector<std::string> fields;
    for (const table_column& column : table.columns) {
        fields.insert(fields.end(), column.csv.begin(), column.csv.end());
    }
    add_line(fields);
    for (const auto& row : table.rows) {
        fields.clear();
        for (std::size_t c = 0; c < row.size(); ++c) {
            auto plain = row[c].plain;
            plain.resize(table.columns[c].csv.size());
            fields.insert(fields.end(), plain.begin(), plain.end());
        }
        add_line(fields);
    }
    return text;
}

std::string to_text(const data_table& table) {
    std::vector<std::size_t> widths;
    for (const table_column& column : table.columns) widths.push_back(width_of(whole_head(column)));
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], width_of(shown(row[c])));
        }
    }
    std::string text = table.title + "\n";
    const auto add_line = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            if (c > 0) line += "  ";
            line += padded(cell_of(c), widths[c], table.columns[c].is_text);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    };
    add_line([&](std::size_t c) { return whole_head(table.columns[c]); });
    for (const auto& row : table.rows) {
        add_line([&](std::size_t c) { return shown(row[c]); });
    }
    return text;
}

std::string to_html(const data_table& table, std::string_view label) {
    const auto classes = [](bool is_text, const std::string& style) {
        std::string names = is_text ? "words" : "";
        if (!style.empty()) names += (names.empty() ? "" : " ") + style;
        return names.empty() ? "" : fmt::format(" class=\"{}\"", names);
    };
    std::string head;
    for (const table_column& column : table.columns) {
        head += fmt::format("<th scope=\"col\"{}>{}</th>", classes(column.is_text, ""),
                            escape_markup(column.head));
    }
    std::string body;
    for (const auto& row : table.rows) {
        body += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string style = classes(table.columns[c].is_text, row[c].style);
            const std::string text = escape_markup(shown(row[c]));
            body += c == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", style, text)
                           : fmt::format("<td{}>{}</td>", style, text);
        }
        body += "</tr>\n";
    }
    return fmt::format(
        "<figure>\n<figcaption><b>{}.</b> {}{}{}</figcaption>\n<div class=\"scroll\">\n"
        "<table class=\"numbers study\">\n<thead>\n{}<tr>{}</tr>\n</thead>\n<tbody>\n{}</tbody>\n"
        "</table>\n</div>\n</figure>\n",
        label, escape_markup(table.title), table.caption.empty() ? "." : ". ",
        escape_markup(table.caption), group_row(table.columns), head, body);
}

}  // namespace memglia

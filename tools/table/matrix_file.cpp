#include "tools/table/matrix_file.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"
#include "tools/table/npy_file.hpp"

namespace memglia {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Calls visit(line number, text) for every line that holds something.
template <typename Visit>
void for_lines(std::string_view text, Visit visit) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const std::string_view line = trimmed(text.substr(0, end));
        if (!line.empty() && line.front() != '#') visit(number, line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
        const auto comma = line.find(',');
        cells.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos) return cells;
        line.remove_prefix(comma + 1);
    }
}

double number(std::string_view cell, std::size_t column, const std::string& file,
              std::size_t line) {
    double value = 0;
    if (parse_number(cell, value)) return value;
    throw input_error({.file = file,
                       .line = line,
                       .found = fmt::format("found '{}' in column {}", cell, column + 1),
                       .expected = "a number"});
}

void require_width(std::size_t found, std::size_t expected, const std::string& file,
                   std::size_t line) {
    if (found == expected) return;
    throw input_error({.file = file,
                       .line = line,
                       .found = fmt::format("found {} columns", found),
                       .expected = fmt::format("{}, as in the lines before", expected)});
}

}  // namespace

bool parse_number(std::string_view text, double& value) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size();
}

matrix parse_csv(std::string_view text, const std::string& file) {
    std::vector<std::size_t> row_lines;
    return parse_csv(text, file, row_lines);
}

matrix parse_csv(std::string_view text, const std::string& file,
                 std::vector<std::size_t>& row_lines) {
    matrix table;
    row_lines.clear();
    for_lines(text, [&](std::size_t line, std::string_view row) {
        const auto cells = cells_of(row);
        if (table.rows == 0) table.columns = cells.size();
        require_width(cells.size(), table.columns, file, line);
        for (std::size_t j = 0; j < cells.size(); ++j) {
            table.values.push_back(number(cells[j], j, file, line));
        }
        ++table.rows;
        row_lines.push_back(line);
    });
    if (table.rows == 0) {
        throw input_error({.file = file, .found = "found no numbers", .expected = "a CSV table"});
    }
    return table;
}

std::string format_csv(const matrix& table) {
    std::string text;
    for (std::size_t i = 0; i < table.rows; ++i) {
        for (std::size_t j = 0; j < table.columns; ++j) {
            text += fmt::format("{}{}", j == 0 ? "" : ",", table.at(i, j));
        }
        text += '\n';
    }
    return text;
}

matrix read_matrix(const std::filesystem::path& file) {
    std::vector<std::size_t> row_lines;
    return read_matrix(file, row_lines);
}

matrix read_matrix(const std::filesystem::path& file, std::vector<std::size_t>& row_lines) {
    const std::string bytes = read_text(file);
    row_lines.clear();
    if (is_npy(bytes)) return parse_npy(bytes, file.string());
    if (bytes.starts_with("\x1f\x8b")) {
        throw input_error({.file = file.string(),
                           .found = "found a gzip file",
                           .expected = "CSV or .npy",
                           .hint = "its name has to end in .gz"});
    }
    return parse_csv(bytes, file.string(), row_lines);
}

void write_matrix(const std::filesystem::path& file, const matrix& table) {
    write_text(file, file.extension() == ".npy" ? format_npy(table) : format_csv(table));
}

std::span<const double> named_columns::column(std::string_view name,
                                              const std::string& file) const {
    for (std::size_t j = 0; j < names.size(); ++j) {
        if (names[j] == name) return values[j];
    }
    throw input_error({.file = file,
                       .found = fmt::format("found no column '{}'", name),
                       .expected = "it among " + one_of(names)});
}

named_columns parse_named_columns(std::string_view text, const std::string& file) {
    named_columns table;
    for_lines(text, [&](std::size_t line, std::string_view row) {
        const auto cells = cells_of(row);
        if (table.names.empty()) {
            table.names.assign(cells.begin(), cells.end());
            table.values.resize(cells.size());
            return;
        }
        require_width(cells.size(), table.names.size(), file, line);
        for (std::size_t j = 0; j < cells.size(); ++j) {
            table.values[j].push_back(number(cells[j], j, file, line));
        }
    });
    if (table.names.empty() || table.values.front().empty()) {
        throw input_error({.file = file,
                           .found = "found no rows",
                           .expected = "a line of column names and rows of numbers"});
    }
    return table;
}

std::string format_named_columns(const named_columns& table) {
    std::string text;
    for (std::size_t j = 0; j < table.names.size(); ++j) {
        text += (j == 0 ? "" : ",") + table.names[j];
    }
    text += '\n';
    const std::size_t rows = table.values.empty() ? 0 : table.values.front().size();
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < table.values.size(); ++j) {
            text += fmt::format("{}{}", j == 0 ? "" : ",", table.values[j][i]);
        }
        text += '\n';
    }
    return text;
}

}  // namespace memglia

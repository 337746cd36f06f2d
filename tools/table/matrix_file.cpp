#include "tools/table/matrix_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"
#include "tools/table/input_file.hpp"
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

// A table as its rows come in.
class table_of_rows {
  public:
    table_of_rows(const std::string& file, std::vector<std::size_t>& row_lines)
        : file_(file), row_lines_(row_lines) {
        row_lines_.clear();
    }

    void add(std::size_t line, std::string_view row) {
        const auto cells = cells_of(row);
        if (table_.rows == 0) table_.columns = cells.size();
        require_width(cells.size(), table_.columns, file_, line);
        if (cells.size() > most_table_cells - table_.values.size()) {
            throw input_error({.file = file_,
                               .line = line,
                               .found = fmt::format("found more than {} numbers", most_table_cells),
                               .expected = "a smaller table"});
        }
        for (std::size_t j = 0; j < cells.size(); ++j) {
            table_.values.push_back(number(cells[j], j, file_, line));
        }
        ++table_.rows;
        row_lines_.push_back(line);
    }

    matrix finish() && {
        if (table_.rows > 0) return std::move(table_);
        throw input_error({.file = file_, .found = "found no numbers", .expected = "a CSV table"});
    }

  private:
    const std::string& file_;
    std::vector<std::size_t>& row_lines_;
    matrix table_;
};

// Line by line, so that what is no table is refused at its first line.
matrix read_csv(input_file& file, std::vector<std::size_t>& row_lines) {
    constexpr std::size_t most_line_bytes = std::size_t{4} << 20;
    constexpr std::size_t most_bytes = std::size_t{512} << 20;
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    table_of_rows table(file.name(), row_lines);
    std::size_t bytes = 0;
    std::string text;
    for (std::size_t line = 1; file.read_line(text, most_line_bytes); ++line) {
        bytes += text.size() + 1;
        if (bytes > most_bytes) {
            throw input_error({.file = file.name(),
                               .line = line,
                               .found = fmt::format("found more than {} bytes", most_bytes),
                               .expected = "a smaller table"});
        }
        std::string_view row = text;
        if (line == 1 && row.starts_with(byte_order_mark)) row.remove_prefix(3);
        row = trimmed(row);
        if (!row.empty() && row.front() != '#') table.add(line, row);
    }
    return std::move(table).finish();
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
    table_of_rows table(file, row_lines);
    for_lines(text, [&](std::size_t line, std::string_view row) { table.add(line, row); });
    return std::move(table).finish();
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
    input_file in(file);
    row_lines.clear();
    if (is_npy(in.peek(6))) return read_npy(in);
    if (in.peek(2) == "\x1f\x8b") {
        throw input_error({.file = in.name(),
                           .found = "found a gzip file",
                           .expected = "CSV or .npy",
                           .hint = "its name has to end in .gz"});
    }
    return read_csv(in, row_lines);
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
            for (std::string_view name : cells) {
                const bool quoted = name.size() > 1 && name.front() == '"' && name.back() == '"';
                table.names.emplace_back(quoted ? name.substr(1, name.size() - 2) : name);
            }
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

#include "tools/testbench/stimulus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_rows = 1'000'000;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    while (true) {
        const auto comma = line.find(',');
        cells.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos) return cells;
        line.remove_prefix(comma + 1);
    }
}

std::string names_of(const std::vector<stimulus_column>& columns) {
    std::string text;
    for (const stimulus_column& c : columns) {
        text += (text.empty() ? "" : ",") + c.name;
    }
    return text;
}

class parser {
  public:
    parser(const std::string& file, const std::vector<stimulus_column>& columns)
        : columns_(columns) {
        all_.file = file;
    }

    void take(std::size_t line, std::string_view text) {
        const auto cells = cells_of(text);
        if (place_.empty()) {
            read_header(line, cells);
        } else {
            read_row(line, cells);
        }
    }

    bench_stimulus finish() && {
        if (!all_.rows.empty()) return std::move(all_);
        throw input_error({.file = all_.file,
                           .found = "found no rows",
                           .expected = "a line " + names_of(columns_) + " and rows of integers"});
    }

  private:
    void read_header(std::size_t line, const std::vector<std::string_view>& cells) {
        std::vector<std::string> names;
        for (const stimulus_column& c : columns_) names.push_back(c.name);
        std::vector<bool> seen(columns_.size());
        for (std::size_t k = 0; k < cells.size(); ++k) {
            const auto at = std::find(names.begin(), names.end(), cells[k]);
            const auto j = static_cast<std::size_t>(at - names.begin());
            if (at == names.end() || seen[j]) {
                throw input_error(
                    {.file = all_.file,
                     .line = line,
                     .found = fmt::format("found '{}' in column {}{}", cells[k], k + 1,
                                          at == names.end() ? "" : " a second time"),
                     .expected = "names of columns: " + names_of(columns_),
                     .hint = at == names.end() ? did_you_mean(cells[k], names) : ""});
            }
            seen[j] = true;
            place_.push_back(j);
        }
        for (std::size_t j = 0; j < columns_.size(); ++j) {
            if (seen[j] || columns_[j].optional) continue;
            throw input_error({.file = all_.file,
                               .line = line,
                               .found = fmt::format("found no column '{}'", names[j]),
                               .expected = "names of columns: " + names_of(columns_)});
        }
    }

    void read_row(std::size_t line, const std::vector<std::string_view>& cells) {
        if (cells.size() != place_.size()) {
            throw input_error({.file = all_.file,
                               .line = line,
                               .found = fmt::format("found {} columns", cells.size()),
                               .expected = fmt::format("{}, as in the first line", place_.size())});
        }
        if (all_.rows.size() == most_rows) {
            throw input_error({.file = all_.file,
                               .line = line,
                               .found = fmt::format("found more than {} rows", most_rows),
                               .expected = "fewer"});
        }
        std::vector<std::int64_t> row(columns_.size(), bench_stimulus::absent);
        for (std::size_t k = 0; k < cells.size(); ++k) {
            const stimulus_column& c = columns_[place_[k]];
            if (c.optional && cells[k].empty()) continue;
            row[place_[k]] = integer(line, k, cells[k], c);
        }
        all_.lines.push_back(line);
        all_.rows.push_back(std::move(row));
    }

    std::int64_t integer(std::size_t line, std::size_t k, std::string_view cell,
                         const stimulus_column& c) const {
        std::int64_t value = 0;
        const char* const end = cell.data() + cell.size();
        const auto [at, problem] = std::from_chars(cell.data(), end, value);
        if (problem != std::errc() || at != end || value < c.min || value > c.max) {
            throw input_error(
                {.file = all_.file,
                 .line = line,
                 .found = fmt::format("found '{}' in column {} ({})", cell, k + 1, c.name),
                 .expected = fmt::format("an integer from {} to {}", c.min, c.max)});
        }
        return value;
    }

    const std::vector<stimulus_column>& columns_;
    bench_stimulus all_;
    std::vector<std::size_t> place_;  ///< by the file's column
};

}  // namespace

bench_stimulus parse_stimulus(const std::string& text, const std::string& file,
                              const std::vector<stimulus_column>& columns) {
    parser rows(file, columns);
    std::string_view left = text;
    for (std::size_t line = 1; !left.empty(); ++line) {
        const auto end = left.find('\n');
        const std::string_view row = trimmed(left.substr(0, end));
        if (!row.empty() && row.front() != '#') rows.take(line, row);
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    }
    return std::move(rows).finish();
}

bench_stimulus read_stimulus(const std::filesystem::path& file,
                             const std::vector<stimulus_column>& columns) {
    return parse_stimulus(read_text(file), file.string(), columns);
}

void refuse_row(const bench_stimulus& from, std::size_t row, const std::string& column,
                const std::string& found, const std::string& expected) {
    throw input_error(
        {.file = from.file,
         .line = from.lines[row],
         .found = column.empty() ? found : fmt::format("{} in column {}", found, column),
         .expected = expected});
}

void require_ascending(const bench_stimulus& all, std::size_t column, const std::string& name) {
    for (std::size_t k = 1; k < all.rows.size(); ++k) {
        if (all.rows[k][column] >= all.rows[k - 1][column]) continue;
        refuse_row(
            all, k, name, fmt::format("found {}", all.rows[k][column]),
            fmt::format("{} or more: rows are in the order of time", all.rows[k - 1][column]));
    }
}

}  // namespace memglia

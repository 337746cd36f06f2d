#include "tools/testbench/outcome_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace memglia {

bool bench_outcome::passed() const {
    return std::all_of(checks.begin(), checks.end(), [](const bench_check& c) { return c.holds; });
}

std::string bench_number(double value) {
    return fmt::format("{:.6g}", value);
}

std::string aligned(const bench_table& table, std::size_t most_rows) {
    const std::size_t shown = std::min(most_rows, table.rows.size());
    std::vector<std::size_t> width;
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
        std::size_t widest = table.columns[j].size();
        for (std::size_t i = 0; i < shown; ++i) {
            widest = std::max(widest, table.rows[i][j].size());
        }
        width.push_back(widest);
    }
    const auto line = [&width](const std::vector<std::string>& cells) {
        std::string text = fmt::format("{:<{}}", cells[0], width[0]);
        for (std::size_t j = 1; j < cells.size(); ++j) {
            text += fmt::format("  {:>{}}", cells[j], width[j]);
        }
        return text + '\n';
    };
    std::string text = line(table.columns);
    for (std::size_t i = 0; i < shown; ++i) text += line(table.rows[i]);
    if (shown < table.rows.size()) {
        text += fmt::format("... {} more: --csv\n", table.rows.size() - shown);
    }
    return text;
}

std::string outcome_text(const bench_outcome& outcome, std::size_t most_rows) {
    std::string text;
    for (const bench_table& table : outcome.tables) {
        text += fmt::format("{}:\n{}\n", table.name, aligned(table, most_rows));
    }
    for (const bench_check& c : outcome.checks) {
        text += fmt::format("{}  {}: {}\n", c.holds ? "passed" : "FAILED", c.name, c.found);
    }
    return text;
}

std::string outcome_csv(const bench_outcome& outcome) {
    std::string text = "table,row,quantity,value\n";
    for (const bench_table& table : outcome.tables) {
        for (const auto& row : table.rows) {
            for (std::size_t j = 1; j < row.size(); ++j) {
                text += fmt::format("{},{},{},{}\n", table.name, row[0], table.columns[j], row[j]);
            }
        }
    }
    for (const bench_check& c : outcome.checks) {
        text += fmt::format("checks,\"{}\",passed,{}\n", c.name, c.holds ? 1 : 0);
    }
    return text;
}

}  // namespace memglia

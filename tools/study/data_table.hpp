#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memglia {

/// What stands in one cell, for readers and for programs.
struct table_cell {
    std::string text;                ///< empty: nothing to show
    std::vector<std::string> plain;  ///< one per CSV column of its column
    std::string style = "";          ///< CSS class
};

/// A cell of text, which a program reads as it is.
table_cell text_cell(const std::string& text);

/// A cell of numbers: `text` for readers, the values with all their digits for programs. Nothing is
/// shown when the first is not finite.
table_cell number_cell(const std::string& text, const std::vector<double>& values);

struct table_column {
    std::string head;              ///< for readers
    std::vector<std::string> csv;  ///< names of its columns in CSV
    bool is_text = false;          ///< aligned left
    std::string group = "";        ///< what neighbours with the same group have in common
};

/// One table as CSV, as aligned text and as HTML.
struct data_table {
    std::string name;     ///< of its CSV file, without ending
    std::string title;    ///< one line
    std::string caption;  ///< sentences for the page, plain text
    std::vector<table_column> columns;
    std::vector<std::vector<table_cell>> rows;
};

/// Without the columns in which no row shows anything.
data_table without_empty_columns(data_table table);

/// RFC 4180 with line feeds; a missing number is empty.
std::string to_csv(const data_table& table);

/// Title and rows under one another, for a terminal.
std::string to_text(const data_table& table);

/// A figure with the table in it; `label` is "Table 1".
std::string to_html(const data_table& table, std::string_view label);

}  // namespace memglia

#include "tools/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/style.hpp"
#include "tools/report/svg_file.hpp"
#include "tools/report/tables.hpp"
#include "tools/report/text.hpp"

namespace memglia {

report_page::report_page(std::string title, std::string answer)
    : title_(std::move(title)), answer_(std::move(answer)) {}

void report_page::add_tile(std::string_view label, std::string_view value, std::string_view unit,
                           std::string_view note) {
    tiles_ += fmt::format(
        "<div class=\"tile\"><p class=\"label\">{}</p><p class=\"value\">{}<small>{}</small></p>"
        "<p class=\"note\">{}</p></div>\n",
        escape_markup(label), escape_markup(value), escape_markup(unit), escape_markup(note));
}

void report_page::begin_section(std::string_view title, std::string_view gloss) {
    if (in_section_) body_ += "</section>\n";
    in_section_ = true;
    body_ += fmt::format("<section>\n<h2>{}</h2>\n", escape_markup(title));
    if (!gloss.empty()) body_ += fmt::format("<p class=\"gloss\">{}</p>\n", escape_markup(gloss));
}

void report_page::add_figure(const std::string& name,
                             const std::function<drawing(figure_width)>& draw,
                             std::string_view caption) {
    constexpr double margin_px = 12;
    const std::string label = fmt::format("Figure {}", ++figures_);
    const drawing wide = draw(figure_width::wide);
    body_ +=
        captioned_figure(label, at_both_widths([&](figure_width page) {
                             const drawing shown = page == figure_width::wide ? wide : draw(page);
                             return fmt::format("<div style=\"max-width: {}px\">\n{}</div>\n",
                                                format_coordinate(1.1 * shown.width), shown.svg);
                         }),
                         caption);
    const auto is_taken = [this](const std::string& file) {
        return std::any_of(pictures_.begin(), pictures_.end(),
                           [&file](const picture& p) { return p.name == file; });
    };
    std::string file = name + ".svg";
    for (std::size_t k = 2; is_taken(file); ++k) file = fmt::format("{}-{}.svg", name, k);
    pictures_.push_back(
        {file, svg_file(wide.width + 2 * margin_px, wide.height + 2 * margin_px, title_,
                        placed(margin_px, margin_px, wide.width, wide.height, wide.svg))});
}

void report_page::add_table(std::string_view caption, const std::vector<std::string>& head,
                            const std::vector<table_row>& rows) {
    std::string cells;
    for (const std::string& name : head) {
        cells += fmt::format("<th scope=\"col\">{}</th>", escape_markup(name));
    }
    body_ += numbers_table(fmt::format("Table {}", ++tables_), caption, "",
                           "<tr>" + cells + "</tr>\n", rows);
}

void report_page::add_text(std::string_view text) {
    body_ += fmt::format("<p>{}</p>\n", escape_markup(text));
}

void report_page::add_provenance(const std::vector<std::pair<std::string, std::string>>& entries,
                                 std::string_view configuration) {
    std::vector<std::pair<std::string, std::string>> known;
    for (const auto& entry : entries) {
        if (!entry.second.empty()) known.push_back(entry);
    }
    body_ += pairs_table(known);
    if (configuration.empty()) return;
    body_ += fmt::format(
        "<details>\n<summary>Effective configuration</summary>\n<pre>{}</pre>\n</details>\n",
        escape_markup(configuration));
}

std::string report_page::html() const {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n<main>\n"
        "<header>\n<h1>{0}</h1>\n<p class=\"answer\">{2}</p>\n<div class=\"tiles\">\n{3}</div>\n"
        "</header>\n{4}{5}</main>\n</body>\n</html>\n",
        escape_markup(title_), report_style(), escape_markup(answer_), tiles_, body_,
        in_section_ ? "</section>\n" : "");
}

}  // namespace memglia

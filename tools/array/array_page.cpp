#include "tools/array/array_page.hpp"

#include <fmt/format.h>

#include "base/choice.hpp"
#include "tools/array/array_figures.hpp"
#include "tools/array/array_maps.hpp"
#include "tools/config/dump.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/numbers_table.hpp"
#include "tools/report/style.hpp"
#include "tools/report/text.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

std::string section(std::string_view title, std::string_view body) {
    return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", title, body);
}

std::string tile(std::string_view label, std::string_view value, std::string_view unit,
                 std::string_view note) {
    return fmt::format(
        "<div class=\"tile\"><p class=\"label\">{}</p><p class=\"value\">{}<small>{}</small></p>"
        "<p class=\"note\">{}</p></div>\n",
        label, escape_markup(value), escape_markup(unit), escape_markup(note));
}

std::string percent(double share) {
    return format_significant(100 * share);
}

std::string header(const array_reading& r, const std::vector<array_effect>& effects) {
    const double whole_v = r.largest_cell_v > 0 ? r.largest_cell_v : 1;
    const array_effect& all = effects.back();
    std::string html = fmt::format(
        "<header>\n<h1>Array of {} × {} cells</h1>\n<p class=\"answer\">The lines take up to {} % "
        "of the largest cell voltage; the output currents are off by up to {} % of the largest. {} "
        "cells, "
        "{} and {} Ω per cell along word and bit lines.</p>\n<div class=\"tiles\">\n",
        r.inputs.rows, r.inputs.columns, percent(r.worst_drop_v / whole_v),
        percent(effects.front().worst),
        r.config.cell.law == cell_law::linear ? "Linear" : "Non-linear",
        format_trimmed(r.config.lines.r_word_ohm), format_trimmed(r.config.lines.r_bit_ohm));
    html += tile("Worst IR drop", percent(r.worst_drop_v / whole_v), "%",
                 fmt::format("{} of {}, word line {}, bit line {}; mean {} %",
                             format_quantity(r.worst_drop_v, "V"), format_quantity(whole_v, "V"),
                             r.worst_cell / r.inputs.columns, r.worst_cell % r.inputs.columns,
                             percent(r.mean_drop_v / whole_v)));
    html +=
        tile("Output error from the wires", percent(r.rms_output_error), "% rms",
             fmt::format("of the largest output, {}", format_quantity(r.largest_output_a, "A")));
    html += tile("With everything", percent(all.rms), "% rms",
                 fmt::format("worst {} %, {} random arrays", percent(all.worst), all.trials));
    return html + "</div>\n</header>\n";
}

std::string map_figure(const array_reading& r) {
    return captioned_figure(
        "Figure 1", "<div class=\"alone\">" + drop_map(r) + "</div>\n",
        "Voltage that the lines take from each cell, against the same array on ideal wires. Below "
        "zero a cell gains: a half-selected or floating one may. Word lines are driven at the "
        "left, "
        "bit lines below.");
}

std::string cells_figure(const array_reading& r) {
    const auto halves = [](const std::string& left, const std::string& right) {
        return "<div class=\"halves\">\n<div>" + left + "</div>\n<div>" + right +
               "</div>\n</div>\n";
    };
    return halves(
        captioned_figure("Figure 3", "<div class=\"alone\">" + conductance_map(r) + "</div>\n",
                         "Conductances of the cells at zero bias."),
        captioned_figure("Figure 4", "<div class=\"alone\">" + cell_voltage_map(r) + "</div>\n",
                         "Voltages across the cells, word line against bit line."));
}

std::string output_figure(const array_reading& r) {
    const std::string legend =
        "<p class=\"legend\"><span class=\"key s0\"><i class=\"ring\"></i>ideal wires</span>"
        "<span class=\"key s1\"><i class=\"point\"></i>real wires</span></p>\n";
    return captioned_figure(
        "Figure 2", "<div class=\"alone\">" + legend + output_chart(r) + "</div>\n",
        "Output current of every bit line, tied to what ideal wires would give.");
}

std::string effects_part(const std::vector<array_effect>& effects) {
    std::vector<table_row> rows;
    for (const array_effect& e : effects) {
        const bool is_all = &e == &effects.back();
        rows.push_back({e.magnitude.empty() ? e.name : e.name + ", " + e.magnitude,
                        is_all ? "total" : "",
                        {fmt::format("{:.3f}", 100 * e.mean), fmt::format("{:.3f}", 100 * e.rms),
                         fmt::format("{:.3f}", 100 * e.worst), std::to_string(e.trials)}});
    }
    return captioned_figure(
               "Figure 5",
               at_both_widths([&](figure_width page) { return effects_chart(effects, page); }),
               "Error of the output currents against ideal cells on ideal wires: bars rms, lines "
               "to the worst output of all trials.") +
           numbers_table("Table 1", "The same in numbers, % of the largest ideal output.", "",
                         "<tr><th>effect</th><th>mean</th><th>rms</th>"
                         "<th>worst</th><th>trials</th></tr>\n",
                         rows);
}

std::string provenance(const array_reading& r) {
    return fmt::format(
        "<p>Operating point: {} solver, residual {:.2g}. memglia {}.</p>\n<details>\n"
        "<summary>Configuration</summary>\n<pre>{}</pre>\n</details>\n",
        word_of(r.config.solver.method), r.actual.residual, escape_markup(version_text()),
        escape_markup(to_yaml(dump(r.config))));
}

}  // namespace

std::string render_array_page(const array_reading& r, const std::vector<array_effect>& effects) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>memglia: array of {} × {} cells</title>\n<style>\n{}</style>\n</head>\n<body>\n"
        "<main>\n{}{}</main>\n</body>\n</html>\n",
        r.inputs.rows, r.inputs.columns, report_style(), header(r, effects),
        section("IR drop", "<div class=\"halves\">\n<div>" + map_figure(r) + "</div>\n<div>" +
                               output_figure(r) + "</div>\n</div>\n") +
            section("Cells", cells_figure(r)) +
            section("What disturbs the outputs", effects_part(effects)) +
            section("Provenance", provenance(r)));
}

}  // namespace memglia

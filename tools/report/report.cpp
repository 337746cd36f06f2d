#include "tools/report/report.hpp"

#include <fmt/format.h>

#include <string_view>

#include "tools/report/cost_table.hpp"
#include "tools/report/energy_figure.hpp"
#include "tools/report/headline.hpp"
#include "tools/report/learning_curves.hpp"
#include "tools/report/raster_figure.hpp"
#include "tools/report/style.hpp"
#include "tools/report/tables.hpp"
#include "tools/report/text.hpp"
#include "tools/report/trajectory.hpp"

namespace memglia {

namespace {

std::string section(std::string_view title, std::string_view body) {
    return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", title, body);
}

}  // namespace

std::string render_notice(std::string_view notice) {
    if (notice.empty()) return "";
    return fmt::format(
        "<p role=\"status\" style=\"border-left: 4px solid var(--target); padding: 6px 12px; "
        "background: var(--paper)\"><b>{}</b></p>\n",
        escape_markup(notice));
}

std::string render_report(const report_data& data) {
    const std::string sections =
        section("One maze", render_trajectory(data, "Figure 1")) +
        section("Learning", render_learning_curves(data, "Figure 2")) +
        section("Energy per decision", render_energy_figure(data, "Figure 3")) +
        section("One decision", render_raster(data, "Figure 4")) +
        section("Numbers",
                render_success_table(data, "Table 1") + render_energy_table(data, "Table 2") +
                    render_loop_table(data, "Table 3") + render_cost_table(data, "Table 4") +
                    render_area_table(data, "Table 5")) +
        section("Assumptions and provenance", render_provenance(data));
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{}{}</main>\n"
        "<script>\n{}</script>\n</body>\n</html>\n",
        escape_markup(data.title), report_style(),
        render_notice(data.notice) + render_headline(data), sections, replay_script());
}

}  // namespace memglia

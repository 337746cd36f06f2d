#include "tools/study/study_report.hpp"

#include <fmt/format.h>

#include "tools/report/report.hpp"
#include "tools/report/style.hpp"
#include "tools/report/text.hpp"
#include "tools/study/bounds.hpp"
#include "tools/study/study_figures.hpp"
#include "tools/study/study_tables.hpp"

namespace memglia {

namespace {

// Numbers figures and tables in reading order and drops what is empty.
class page {
  public:
    std::string figure(std::string_view title, const auto& render) {
        const std::string text = render(fmt::format("Figure {}", figures_ + 1));
        if (text.empty()) return "";
        ++figures_;
        return heading(title) + text;
    }
    std::string table(const data_table& table) {
        if (table.rows.empty()) return "";
        return to_html(table, fmt::format("Table {}", ++tables_));
    }
    static std::string section(std::string_view title, const std::string& body) {
        if (body.empty()) return "";
        return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", title, body);
    }
    static std::string heading(std::string_view title) {
        return title.empty() ? "" : fmt::format("<h3>{}</h3>\n", escape_markup(title));
    }

  private:
    int figures_ = 0;
    int tables_ = 0;
};

bool is_plain(const study_run& run) {
    return run.values.empty() && !run.is_map();
}

std::string verdict(const std::vector<checked_bound>& bounds) {
    std::size_t checked = 0;
    std::size_t held = 0;
    for (const checked_bound& bound : bounds) {
        checked += bound.was_run ? 1U : 0U;
        held += bound.holds ? 1U : 0U;
    }
    if (checked == 0) return "";
    return fmt::format(" {} of {} bounds hold.", held, checked);
}

std::string header(const study_results& results, const std::vector<checked_bound>& bounds) {
    const std::string& description = results.config.description;
    return fmt::format("<header>\n<h1>{}</h1>\n<p class=\"answer\">{}{} runs.{}</p>\n</header>\n",
                       escape_markup(results.config.title),
                       description.empty() ? "" : escape_markup(description) + " ",
                       results.entries.size(), verdict(bounds));
}

std::string learning_section(page& out, const study_results& results) {
    std::string body;
    for (const study_entry& entry : results.entries) {
        const study_run& run = results.run_of(entry);
        if (!is_plain(run) || has_goal_schedule(entry)) continue;
        if (run.curves) {
            body += out.figure(run.heading(), [&](const std::string& label) {
                return render_run_curves(results, entry, label);
            });
        } else {
            body += page::heading(run.heading());
        }
        body += out.table(agents_table(results, entry));
    }
    return page::section("Learning", body);
}

std::string goals_section(page& out, const study_results& results) {
    std::string body;
    for (const study_entry& entry : results.entries) {
        const study_run& run = results.run_of(entry);
        if (!is_plain(run) || !has_goal_schedule(entry)) continue;
        body += out.figure(run.heading(), [&](const std::string& label) {
            return render_run_curves(results, entry, label);
        });
        body += out.table(goals_table(results, entry));
        body += out.table(agents_table(results, entry));
    }
    return page::section("The goal moves", body);
}

std::string coverage_section(page& out, const study_results& results) {
    std::string body;
    for (const study_entry& entry : results.entries) {
        const study_run& run = results.run_of(entry);
        if (!is_plain(run)) continue;
        body += out.figure(run.heading(), [&](const std::string& label) {
            return render_coverage(results, entry, label);
        });
    }
    return page::section("Coverage", body);
}

std::string sweeps_section(page& out, const study_results& results) {
    std::string body;
    for (std::size_t series = 0; series < results.config.runs.size(); ++series) {
        const study_run& run = results.config.runs[series];
        if (run.values.empty() || run.is_map() || results.points_of(series).empty()) continue;
        if (run.curves) {
            body += out.figure(run.heading(), [&](const std::string& label) {
                return render_sweep(results, series, label);
            });
        } else {
            body += page::heading(run.heading());
        }
        body += fmt::format("<details>\n<summary>Numbers</summary>\n{}</details>\n",
                            out.table(sweep_table(results, series)));
    }
    return page::section("Sweeps", body);
}

std::string hardware_section(page& out, const study_results& results) {
    std::string body = out.table(costs_table(results));
    for (const study_entry& entry : results.entries) {
        if (results.run_of(entry).values.empty()) body += out.table(hardware_table(results, entry));
    }
    return page::section("Hardware", body);
}

std::string runs_section(const study_results& results) {
    std::string rows;
    for (const study_entry& entry : results.entries) {
        const std::string id = escape_markup(entry.id);
        rows += fmt::format(
            "<tr><th scope=\"row\"><a href=\"runs/{}/report.html\">{}</a></th><td>{}; seeds from "
            "{}</td></tr>\n",
            id, id, escape_markup(entry.text("/task")),
            format_trimmed(entry.number("/seed").value_or(0), 17));
    }
    const std::string body = fmt::format(
        "<table class=\"pairs\">\n<tbody>\n{}<tr><th scope=\"row\">memglia</th><td>{}</td></tr>\n"
        "</tbody>\n</table>\n",
        rows, escape_markup(results.version));
    return page::section("Runs", body);
}

}  // namespace

std::string render_study(const study_results& results) {
    const std::vector<checked_bound> bounds = check_bounds(results);
    page out;
    std::string sections = page::section("Bounds", out.table(bounds_table(bounds, results)));
    sections += page::section("Targets", out.table(headline_table(results)));
    sections += learning_section(out, results);
    sections += goals_section(out, results);
    sections += coverage_section(out, results);
    sections += sweeps_section(out, results);
    sections += page::section("Maps", out.table(maps_table(results)));
    sections += hardware_section(out, results);
    sections += runs_section(results);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>memglia: {}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{}{}</main>\n"
        "</body>\n</html>\n",
        escape_markup(results.config.title), report_style(),
        render_notice(results.notice()) + header(results, bounds), sections);
}

}  // namespace memglia

#include "tools/study/study_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/report/headline.hpp"
#include "tools/report/report.hpp"
#include "tools/report/style.hpp"
#include "tools/report/text.hpp"
#include "tools/study/bounds.hpp"
#include "tools/study/quotation.hpp"
#include "tools/study/study_figures.hpp"
#include "tools/study/study_tables.hpp"

namespace memglia {

namespace {

// Letters and digits of a title for its anchor.
std::string slug(std::string_view title) {
    std::string text;
    for (const char c : title) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain) {
            text += c;
        } else if (!text.empty() && text.back() != '-') {
            text += '-';
        }
    }
    return text;
}

// Numbers figures and tables in reading order, drops what is empty and keeps the contents.
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
    std::string folded(std::string_view summary, const data_table& content) {
        if (content.rows.empty()) return "";
        return fmt::format("<details>\n<summary>{}</summary>\n{}</details>\n",
                           escape_markup(summary), table(content));
    }
    std::string section(std::string_view title, const std::string& body) {
        const auto headings = std::exchange(headings_, {});
        if (body.empty()) return "";
        std::string parts;
        for (const auto& [inner, inner_id] : headings) {
            parts += fmt::format("{}<a href=\"#{}\">{}</a>", parts.empty() ? "" : " · ", inner_id,
                                 escape_markup(inner));
        }
        const std::string id = anchor(title);
        contents_ += fmt::format("<li><a href=\"#{}\">{}</a>{}</li>\n", id, title,
                                 parts.empty() ? "" : "<span>" + parts + "</span>");
        return fmt::format(
            "<section id=\"{}\">\n<a class=\"back\" href=\"#contents\">contents</a><h2>{}</h2>\n"
            "{}</section>\n",
            id, title, body);
    }
    std::string heading(std::string_view title) {
        if (title.empty()) return "";
        headings_.emplace_back(title, anchor(title));
        return fmt::format("<h3 id=\"{}\">{}</h3>\n", headings_.back().second,
                           escape_markup(title));
    }
    std::string contents() const {
        return fmt::format(
            "<section id=\"contents\">\n<h2>Contents</h2>\n<ul class=\"contents\">\n{}</ul>\n"
            "</section>\n",
            contents_);
    }

  private:
    // Every place of the page has a name of its own.
    std::string anchor(std::string_view title) {
        const std::string base = slug(title);
        std::string name = base;
        for (int i = 2; !anchors_.insert(name).second; ++i) name = fmt::format("{}-{}", base, i);
        return name;
    }

    int figures_ = 0;
    int tables_ = 0;
    std::vector<std::pair<std::string, std::string>> headings_;  // of this section, with anchors
    std::set<std::string> anchors_{"contents"};
    std::string contents_;
};

bool is_plain(const study_run& run) {
    return run.values.empty() && !run.is_map();
}

struct verdict {
    std::size_t all = 0;
    std::size_t checked = 0;
    std::size_t held = 0;
};

verdict verdict_on(const std::vector<checked_bound>& bounds) {
    verdict v;
    for (const checked_bound& bound : bounds) {
        ++v.all;
        v.checked += bound.was_run ? 1U : 0U;
        v.held += bound.holds ? 1U : 0U;
    }
    return v;
}

std::string number_tile(std::string_view style, std::string_view label, const std::string& value,
                        std::string_view unit, const std::string& note) {
    return fmt::format(
        "<div class=\"tile {}\"><p class=\"label\">{}</p><p class=\"value\">{}<small>{}</small></p>"
        "<p class=\"note\">{}</p></div>\n",
        style, label, escape_markup(value), unit, escape_markup(note));
}

// The first run of its own in which the subject walks: its numbers stand at the top.
std::string subject_tiles(const study_results& results) {
    for (const study_entry& entry : results.entries) {
        if (!is_plain(results.run_of(entry))) continue;
        for (const agent_statistics& agent : agents_of(entry.result)) {
            if (agent.name != results.config.subject || agent.episodes.empty()) continue;
            const std::string who =
                agent_label(agent.name) + ", " + results.run_of(entry).heading();
            const episode_statistics& last = agent.episodes.back();
            std::string tiles =
                number_tile("", "Median steps, first episode",
                            format_steps(agent.episodes.front().median_steps, entry.step_limit()),
                            "", who) +
                number_tile("",
                            fmt::format("Steps over shortest, episode {}", agent.episodes.size()),
                            format_significant(last.mean_over_shortest), "×",
                            fmt::format("mean; {} % of the tasks completed",
                                        format_percent(last.completion)));
            if (const auto joules = entry.number("/energy_per_decision_j/dynamic")) {
                const double total = entry.number("/energy_per_decision_j/total").value_or(NAN);
                tiles += number_tile("", "Dynamic energy per decision",
                                     format_significant(1e12 * *joules), "pJ",
                                     fmt::format("{} pJ with controller and static",
                                                 format_significant(1e12 * total)));
            }
            return tiles;
        }
    }
    return "";
}

std::string claim_tiles(const study_results& results) {
    std::string tiles;
    const auto ids = run_ids(results.config);
    for (const study_headline& h : results.config.headline) {
        const std::string ours = quote(parse_quotation(h.ours, ids, {}, "ours"), results);
        tiles += fmt::format(
            "<div class=\"tile claim\"><p class=\"note\">target</p><p class=\"label\">{}</p>"
            "<p class=\"note\">measured</p><p class=\"words\">{}</p></div>\n",
            escape_markup(h.claim), escape_markup(ours));
    }
    return tiles.empty() ? "" : "<div class=\"tiles\">\n" + tiles + "</div>\n";
}

std::string header(const study_results& results, const std::vector<checked_bound>& bounds) {
    const std::string& description = results.config.description;
    const verdict v = verdict_on(bounds);
    std::string tiles;
    if (v.checked > 0) {
        tiles += number_tile(
            v.held == v.checked ? "held" : "broken", "Bounds that hold",
            fmt::format("{} of {}", v.held, v.checked), "",
            v.all == v.checked
                ? "all were checked"
                : fmt::format("{} more speak of runs that were left out", v.all - v.checked));
    }
    tiles += number_tile("", "Runs", fmt::format("{}", results.entries.size()), "",
                         "each with a report of its own, below");
    return fmt::format(
        "<header>\n<h1>{}</h1>\n<p class=\"answer\">{}</p>\n{}<div class=\"tiles\">\n{}{}</div>\n"
        "{}</header>\n",
        escape_markup(results.config.title), escape_markup(description),
        snan_sentence(results.config.subject), tiles, subject_tiles(results), claim_tiles(results));
}

std::string bounds_section(page& out, const study_results& results,
                           const std::vector<checked_bound>& bounds) {
    if (bounds.empty()) return "";
    const verdict v = verdict_on(bounds);
    std::string broken;
    for (const checked_bound& b : bounds) {
        if (!is_broken(b)) continue;
        broken += fmt::format(
            "<li>{}: measured {}, required {}</li>\n", escape_markup(b.bound->name),
            escape_markup(measured_text(b, results)), escape_markup(required_text(b, results)));
    }
    if (!broken.empty()) broken = "<ul class=\"broken-list\">\n" + broken + "</ul>\n";
    return out.section("Bounds",
                       broken + out.folded(fmt::format("All {} bounds: {} of {} that were "
                                                       "checked hold",
                                                       v.all, v.held, v.checked),
                                           bounds_table(bounds, results)));
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
            body += out.heading(run.heading());
        }
        body += out.folded("Numbers", agents_table(results, entry));
    }
    return out.section("Learning", body);
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
        body += out.folded("All numbers", agents_table(results, entry));
    }
    return out.section("The goal moves", body);
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
    return out.section("Coverage", body);
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
            body += out.heading(run.heading());
        }
        body += out.folded("Numbers", sweep_table(results, series));
    }
    return out.section("Sweeps", body);
}

std::string hardware_section(page& out, const study_results& results) {
    std::string body =
        out.folded("What a decision costs on the chip, run by run", costs_table(results));
    for (const study_entry& entry : results.entries) {
        const study_run& run = results.run_of(entry);
        if (run.values.empty()) {
            body += out.folded("Area and other hardware: " + run.heading(),
                               hardware_table(results, entry));
        }
    }
    return out.section("Hardware", body);
}

std::string runs_section(page& out, const study_results& results) {
    std::string rows;
    for (const study_entry& entry : results.entries) {
        const std::string id = escape_markup(entry.id);
        rows += fmt::format(
            "<tr><th scope=\"row\"><a href=\"runs/{}/report.html\">{}</a></th><td>{}; seeds from "
            "{}</td></tr>\n",
            id, id, escape_markup(entry.text("/task")),
            format_trimmed(entry.number("/seed").value_or(0), 17));
    }
    return out.section(
        "Runs",
        fmt::format("<p>memglia {}: <code class=\"code\">{}</code></p>\n<details>\n<summary>{} "
                    "runs, each with a link to its "
                    "report</summary>\n<table class=\"pairs\">\n<tbody>\n{}</tbody>\n"
                    "</table>\n</details>\n",
                    escape_markup(results.version), escape_markup(results.command),
                    results.entries.size(), rows));
}

}  // namespace

std::string render_study(const study_results& results) {
    const std::vector<checked_bound> bounds = check_bounds(results);
    page out;
    std::string sections = bounds_section(out, results, bounds);
    sections +=
        out.section("Targets", out.folded("Targets, results and the commands that reproduce them",
                                          headline_table(results)));
    sections += learning_section(out, results);
    sections += goals_section(out, results);
    sections += coverage_section(out, results);
    sections += sweeps_section(out, results);
    sections += out.section("Maps", out.table(maps_table(results)));
    sections += hardware_section(out, results);
    sections += runs_section(out, results);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>memglia: {}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{}{}{}</main>\n"
        "</body>\n</html>\n",
        escape_markup(results.config.title), report_style(),
        render_notice(results.notice()) + header(results, bounds), out.contents(), sections);
}

}  // namespace memglia

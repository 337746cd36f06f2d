#include "tools/study/study_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "tools/report/agent_lines.hpp"
#include "tools/report/dot_plot.hpp"
#include "tools/report/learning_curves.hpp"
#include "tools/report/svg_file.hpp"
#include "tools/report/text.hpp"
#include "tools/report/text_width.hpp"
#include "tools/study/study_tables.hpp"
#include "tools/study/sweep_axis.hpp"

namespace memglia {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr const char* write_pulses = "/write_pulses_per_decision";
constexpr std::size_t picture_columns = 3;

// Where the goal stands from which episode on.
std::vector<panel_mark> goal_marks(const std::vector<int>& schedule) {
    std::vector<panel_mark> marks;
    for (std::size_t i = 1; i < schedule.size(); ++i) {
        if (schedule[i] == schedule[i - 1]) continue;
        marks.push_back({static_cast<double>(i) + 0.5, fmt::format("goal {}", schedule[i])});
    }
    return marks;
}

// What one agent shows at one place of a sweep.
struct sweep_value {
    double value = absent;
    interval range{absent, absent};
};

sweep_value first_steps(const agent_statistics& agent, const study_entry&) {
    return {agent.episodes.front().median_steps, agent.episodes.front().median_95};
}

sweep_value ratio_at(const agent_statistics& agent, std::size_t episode) {
    if (episode >= agent.episodes.size()) return {};
    const episode_statistics& e = agent.episodes[episode];
    return {e.mean_over_shortest, e.mean_over_shortest_95};
}

sweep_value first_completion(const agent_statistics& agent, const study_entry&) {
    const episode_statistics& e = agent.episodes.front();
    return {100 * e.completion, {100 * e.completion_95.low, 100 * e.completion_95.high}};
}

// A line of a sweep is an agent; in a grid, over the first key, an agent at values of the others.
std::string line_name(const study_run& run, std::size_t point, const std::string& agent) {
    if (!run.is_grid()) return agent;
    std::string name = agent_label(agent);
    for (std::size_t a = 1; a < run.sweep.size(); ++a) {
        const study_axis& axis = run.sweep[a];
        name += fmt::format(", {} {}", axis.heading(), axis.values[run.values[point].at[a]].name());
    }
    return name;
}

std::vector<agent_series> lines_of(const study_run& run,
                                   const std::vector<agent_statistics>& agents) {
    std::vector<agent_series> all = series_of(agents);
    constexpr std::size_t colours = 11;
    for (std::size_t i = 0; i < all.size() && run.is_grid(); ++i) {
        all[i].style = fmt::format("s{}", i % colours);
    }
    return all;
}

// One panel over the places of a sweep: what `pick` takes from every agent.
template <typename Pick>
line_panel sweep_panel(const study_results& results, std::size_t series,
                       const std::vector<agent_series>& all, const char* title, const Pick& pick) {
    const study_run& run = results.config.runs[series];
    const sweep_axis x = axis_of(run);
    line_panel panel;
    panel.width = 280;
    panel.height = 230;
    panel.title = title;
    panel.x_axis = x.axis;
    panel.from_zero = true;
    for (const agent_series& agent : all) {
        panel_line line;
        line.series = &agent;
        line.joined = x.joined;
        for (const study_entry* entry : results.points_of(series)) {
            sweep_value v;
            bool here = !run.is_grid();
            for (const agent_statistics& there : agents_of(entry->result)) {
                if (line_name(run, entry->point, there.name) != agent.agent->name) continue;
                here = true;
                if (!there.episodes.empty()) v = pick(there, *entry);
            }
            if (!here) continue;
            line.at.push_back(x.at[entry->point]);
            line.values.push_back(v.value);
            line.whisker_low.push_back(v.range.low);
            line.whisker_high.push_back(v.range.high);
            line.tooltips.push_back(fmt::format("{}, {}: {}", agent.label,
                                                run.values[entry->point].name(),
                                                format_trimmed(v.value)));
        }
        panel.lines.push_back(std::move(line));
    }
    return panel;
}

// Every line of the sweep: an agent that walks at some place of it.
std::vector<agent_statistics> agents_of_sweep(const study_results& results, std::size_t series) {
    std::vector<agent_statistics> all;
    for (const study_entry* entry : results.points_of(series)) {
        for (agent_statistics& agent : agents_of(entry->result)) {
            agent.name = line_name(results.config.runs[series], entry->point, agent.name);
            const bool known = std::any_of(all.begin(), all.end(), [&](const agent_statistics& a) {
                return a.name == agent.name;
            });
            if (!known && !agent.episodes.empty()) all.push_back(std::move(agent));
        }
    }
    return all;
}

// What a decision of the chip costs at every place: two lines of its own, whoever else walks.
line_panel energy_panel(const study_results& results, std::size_t series) {
    static const agent_series dynamic{nullptr, "dynamic", "s0"};
    static const agent_series leakage{nullptr, "static", "s9", true};
    const study_run& run = results.config.runs[series];
    const sweep_axis x = axis_of(run);
    line_panel panel;
    panel.width = 280;
    panel.height = 230;
    panel.title = x.joined ? "pJ per decision" : "pJ: ● dynamic  ○ static";
    panel.x_axis = x.axis;
    panel.from_zero = true;
    for (const auto& [part, key] : {std::pair{&dynamic, "/energy_per_decision_j/dynamic"},
                                    std::pair{&leakage, "/energy_per_decision_j/static"}}) {
        panel_line line;
        line.series = part;
        line.joined = x.joined;
        line.end_value = part->label;
        for (const study_entry* entry : results.points_of(series)) {
            const double picojoules = 1e12 * entry->number(key).value_or(absent);
            line.at.push_back(x.at[entry->point]);
            line.values.push_back(picojoules);
            line.tooltips.push_back(fmt::format("{}, {}: {} pJ", part->label,
                                                run.values[entry->point].name(),
                                                format_significant(picojoules)));
        }
        panel.lines.push_back(std::move(line));
    }
    return panel;
}

std::vector<line_panel> sweep_panels(const study_results& results, std::size_t series,
                                     const std::vector<agent_series>& all) {
    std::size_t episodes = 0;
    for (const agent_series& agent : all) {
        episodes = std::max(episodes, agent.agent->episodes.size());
    }
    std::vector<line_panel> panels{
        sweep_panel(results, series, all, "median steps, episode 1", first_steps)};
    const auto add_ratio = [&](const char* title, std::size_t episode) {
        panels.push_back(sweep_panel(results, series, all, title,
                                     [episode](const agent_statistics& agent, const study_entry&) {
                                         return ratio_at(agent, episode);
                                     }));
    };
    if (episodes > 2) add_ratio("÷ shortest, episode 2", 1);
    if (episodes > 1) add_ratio("÷ shortest, last episode", episodes - 1);
    for (line_panel& panel : panels) panel.may_be_logarithmic = true;
    panels.push_back(
        sweep_panel(results, series, all, "% completed, episode 1", first_completion));
    panels.back().ceiling = 100;
    const auto entries = results.points_of(series);
    const auto any_has = [&entries](const char* pointer) {
        return std::any_of(entries.begin(), entries.end(), [pointer](const study_entry* entry) {
            return entry->number(pointer).has_value();
        });
    };
    if (any_has("/energy_per_decision_j/dynamic")) {
        panels.push_back(energy_panel(results, series));
    }
    if (any_has(write_pulses)) {
        panels.push_back(sweep_panel(
            results, series, all, "write pulses per decision",
            [&](const agent_statistics& agent, const study_entry& entry) -> sweep_value {
                if (agent.name != results.config.subject) return {};
                return {entry.number(write_pulses).value_or(absent), {absent, absent}};
            }));
        panels.back().may_be_logarithmic = true;
    }
    return panels;
}

std::vector<double> numbers_in(const nlohmann::ordered_json& map, const char* key) {
    std::vector<double> numbers;
    const auto found = map.find(key);
    if (found == map.end() || !found->is_array()) return numbers;
    for (const auto& n : *found) numbers.push_back(n.is_number() ? n.get<double>() : absent);
    return numbers;
}

}  // namespace

std::string render_run_curves(const study_results& results, const study_entry& entry,
                              std::string_view label) {
    const auto agents = agents_of(entry.result);
    const bool any = std::any_of(agents.begin(), agents.end(),
                                 [](const auto& agent) { return !agent.episodes.empty(); });
    if (!any) return "";
    const auto schedule = goal_schedule(entry);
    return render_learning_pair(
        agents, entry.step_limit(), goal_marks(schedule), label,
        fmt::format("{}: {}. Left: steps until the goal, median over all tasks, a failure counts "
                    "as one step more than the limit. Right: steps divided by the shortest path, "
                    "mean. Whiskers: 95 % intervals.{}",
                    escape_markup(results.run_of(entry).heading()),
                    escape_markup(entry.text("/task")),
                    schedule.empty() ? "" : " Vertical lines: the goal moves."));
}

namespace {

// Names have no order that a line could follow, and no room below a plot: rows of dots.
bool has_rows(const std::vector<line_panel>& panels) {
    return !panels.front().x_axis.categories.empty() && !panels.front().lines.front().joined;
}

}  // namespace

std::string render_sweep(const study_results& results, std::size_t series, std::string_view label) {
    const auto agents = agents_of_sweep(results, series);
    if (agents.empty()) return "";
    const std::vector<agent_series> all = lines_of(results.config.runs[series], agents);
    const std::vector<line_panel> panels = sweep_panels(results, series, all);
    std::string body = series_legend(all);
    if (has_rows(panels)) {
        body += at_both_widths([&](figure_width page) { return draw_dot_plot(panels, page); });
    } else {
        body += "<div class=\"small-multiples\">\n";
        for (const line_panel& panel : panels) body += "<div>\n" + draw_panel(panel) + "</div>\n";
        body += "</div>\n";
    }
    return captioned_figure(label, body,
                            fmt::format("{}. Steps and steps over the shortest path with 95 % "
                                        "intervals; energy and write pulses are those of {}.",
                                        escape_markup(results.config.runs[series].heading()),
                                        escape_markup(agent_label(results.config.subject))));
}

std::string sweep_picture(const study_results& results, std::size_t series) {
    const auto agents = agents_of_sweep(results, series);
    if (agents.empty()) return "";
    const std::vector<agent_series> all = lines_of(results.config.runs[series], agents);
    const std::vector<line_panel> panels = sweep_panels(results, series, all);
    constexpr double gap_px = 16;
    const bool rows_of_dots = has_rows(panels);
    const std::size_t columns = std::min(picture_columns, panels.size());
    const std::size_t rows = (panels.size() + columns - 1) / columns;
    const double step_x = panels.front().width + gap_px;
    const double step_y = panels.front().height + gap_px;
    const double dots_height = dot_plot_height(panels);
    const double width =
        rows_of_dots ? dot_plot_width + 2 * gap_px : static_cast<double>(columns) * step_x + gap_px;
    constexpr double line_px = 18;
    double legend_y = 22;
    std::string body;
    double x = gap_px;
    for (const agent_series& agent : all) {
        if (all.size() == 1) break;
        const double name_px = text_width(agent.label, 12, true);
        if (x > gap_px && x + name_px > width) {
            x = gap_px;
            legend_y += line_px;
        }
        body += fmt::format("<text x=\"{}\" y=\"{}\" class=\"end-label {}\">{}</text>\n", x,
                            legend_y, agent.style, escape_markup(agent.label));
        x += gap_px + name_px;
    }
    const double top = all.size() > 1 ? legend_y + 14 : gap_px;
    const double height =
        rows_of_dots ? dots_height + top + gap_px : static_cast<double>(rows) * step_y + top;
    if (rows_of_dots) {
        body += placed(gap_px, top, dot_plot_width, dots_height,
                       draw_dot_plot(panels, figure_width::wide));
    }
    for (std::size_t i = 0; !rows_of_dots && i < panels.size(); ++i) {
        body += placed(gap_px + static_cast<double>(i % columns) * step_x,
                       top + static_cast<double>(i / columns) * step_y, panels[i].width,
                       panels[i].height, draw_panel(panels[i]));
    }
    return svg_file(width, height, results.config.runs[series].heading(), body);
}

std::string render_coverage(const study_results& results, const study_entry& entry,
                            std::string_view label) {
    const auto coverage = entry.result.find("coverage");
    if (coverage == entry.result.end() || !coverage->is_object()) return "";
    std::vector<agent_statistics> agents;
    std::vector<panel_line> lines;
    for (const auto& [name, curve] : coverage->items()) {
        if (!curve.is_object()) continue;
        panel_line line;
        line.at = numbers_in(curve, "steps");
        line.values = numbers_in(curve, "share");
        if (line.at.empty() || line.at.size() != line.values.size()) continue;
        for (double& share : line.values) share *= 100;
        line.end_value = format_trimmed(line.values.back(), 3);
        // Step 0 has no place on a logarithmic axis.
        while (!line.at.empty() && !(line.at.front() > 0)) {
            line.at.erase(line.at.begin());
            line.values.erase(line.values.begin());
        }
        if (line.at.empty()) continue;
        line.tooltips.resize(line.values.size());
        agents.push_back({name, {episode_statistics{}}});
        lines.push_back(std::move(line));
    }
    if (lines.empty()) return "";
    const std::vector<agent_series> all = series_of(agents);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].series = &all[i];
    const auto draw = [&](figure_width page) {
        line_panel panel;
        panel.width = page == figure_width::wide ? 780 : 366;
        panel.height = std::max(320.0, 90 + 16 * static_cast<double>(lines.size()));
        panel.title = "reachable cells visited, %";
        panel.x_axis.name = "steps";
        panel.x_axis.logarithmic = true;
        panel.from_zero = true;
        panel.ceiling = 100;
        panel.end_labels = page == figure_width::wide;
        panel.lines = lines;
        return draw_panel(panel);
    };
    return captioned_figure(
        label, series_legend(all) + "<div class=\"alone\">\n" + at_both_widths(draw) + "</div>\n",
        fmt::format("{}: share of the cells that can be reached which an agent has visited in its "
                    "first episode, mean over all tasks, against steps.",
                    escape_markup(results.run_of(entry).heading())));
}

}  // namespace memglia

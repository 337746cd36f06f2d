#include "tools/report/learning_curves.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/report/agent_lines.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/svg_file.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_coloured = 4;  // more colours than these are a puzzle

void drop_band(panel_line& line) {
    line.band_low.clear();
    line.band_high.clear();
}

void fade(panel_line& line) {
    drop_band(line);
    line.whisker_low.clear();
    line.whisker_high.clear();
    line.dots = panel_dots::never;
}

// Agents as the panels of one figure draw them. Among many the subject alone has a colour; the rest
// stand behind it in grey, and each comes forward in a small panel of its own.
class cast {
  public:
    explicit cast(const std::vector<agent_statistics>& agents) : all_(series_of(agents)) {
        const auto chip = std::find_if(all_.begin(), all_.end(), [](const agent_series& s) {
            return s.agent->name == "snan_chip";
        });
        subject_ = static_cast<std::size_t>(chip != all_.end() ? chip - all_.begin() : 0);
        for (std::size_t i = 0; is_crowd() && i < all_.size(); ++i) {
            if (i == subject_) continue;
            all_[i].style = "rest";
            all_[i].dashed = false;
        }
        for (const agent_series& series : all_) {
            focused_.push_back(series);
            focused_.back().style = "focus";
        }
    }

    bool empty() const { return all_.empty(); }
    bool is_crowd() const { return all_.size() > most_coloured; }
    std::size_t size() const { return all_.size(); }
    const agent_series& subject() const { return all_[subject_]; }

    /// Lines of all agents. In a crowd the subject lies on top and only its line has intervals.
    template <typename MakeLine>
    std::vector<panel_line> lines(const MakeLine& make) const {
        std::vector<panel_line> found;
        for (const agent_series& series : all_) {
            found.push_back(make(series));
            const bool behind = is_crowd() && &series != &subject();
            if (behind) fade(found.back());
        }
        if (is_crowd()) {
            const auto subject = found.begin() + static_cast<std::ptrdiff_t>(subject_);
            std::rotate(subject, subject + 1, found.end());
        }
        return found;
    }

    /// The same with one rival beside the subject in front of all others.
    template <typename MakeLine>
    std::vector<panel_line> lines_beside(std::size_t rival, const MakeLine& make) const {
        std::vector<panel_line> found;
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (i == rival || i == subject_) continue;
            found.push_back(make(all_[i]));
            fade(found.back());
            found.back().end_value.clear();
        }
        found.push_back(make(focused_[rival]));
        found.push_back(make(subject()));
        for (panel_line& line : found) drop_band(line);
        return found;
    }

    std::vector<std::size_t> rivals() const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; is_crowd() && i < all_.size(); ++i) {
            if (i != subject_) found.push_back(i);
        }
        return found;
    }
    const std::string& label(std::size_t i) const { return all_[i].label; }

    std::string legend() const {
        if (!is_crowd()) return series_legend(all_);
        return fmt::format(
            "<p class=\"legend\">\n<span class=\"key {}\"><i class=\"stroke\"></i>{}</span>\n"
            "<span class=\"key focus\"><i class=\"stroke\"></i>the agent that a small panel is "
            "named after</span>\n<span class=\"key rest\"><i class=\"stroke\"></i>all others</span>"
            "\n</p>\n",
            subject().style, escape_markup(subject().label));
    }

  private:
    std::vector<agent_series> all_;
    std::vector<agent_series> focused_;
    std::size_t subject_ = 0;
};

void set_limit(line_panel& panel, std::uint32_t limit, bool named) {
    if (limit == 0) return;
    panel.dashed_line = limit;
    if (named) panel.dashed_name = fmt::format("step limit {}", limit);
}

// Without names at the line ends the values of a crowd say nothing.
void name_subject_alone(line_panel& panel, const cast& agents) {
    if (!agents.is_crowd()) return;
    for (panel_line& line : panel.lines) {
        if (line.series != &agents.subject()) line.end_value.clear();
    }
}

line_panel steps_panel(std::uint32_t limit, const cast& agents, figure_width page) {
    line_panel panel;
    panel.width = page == figure_width::wide ? 730 : 366;
    panel.height = page == figure_width::wide ? 430 : 330;
    panel.title = "steps to the goal, median";
    panel.may_be_logarithmic = true;
    panel.from_zero = true;
    panel.end_labels = page == figure_width::wide;
    set_limit(panel, limit, true);
    panel.lines =
        agents.lines([limit](const agent_series& series) { return steps_line(series, limit); });
    if (!panel.end_labels) name_subject_alone(panel, agents);
    return panel;
}

line_panel small_panel(std::string_view title) {
    line_panel panel;
    panel.width = 366;
    panel.height = 211;
    panel.title = title;
    return panel;
}

// One panel per rival: it and the subject before all others.
std::string small_multiples(const cast& agents, std::uint32_t limit,
                            const std::vector<panel_mark>& marks) {
    if (!agents.is_crowd()) return "";
    std::string body = "<div class=\"small-multiples rivals\">\n";
    for (const std::size_t rival : agents.rivals()) {
        line_panel panel = small_panel(agents.label(rival));
        panel.width = 262;
        panel.height = 200;
        panel.may_be_logarithmic = true;
        panel.from_zero = true;
        for (const panel_mark& mark : marks) panel.marks.push_back({mark.at, ""});
        set_limit(panel, limit, false);
        panel.lines = agents.lines_beside(
            rival, [limit](const agent_series& series) { return steps_line(series, limit); });
        body += "<div>\n" + draw_panel(panel) + "</div>\n";
    }
    return "<h4>Steps to the goal, median, agent by agent</h4>\n" + body + "</div>\n";
}

std::string crowd_words(const cast& agents) {
    if (!agents.is_crowd()) {
        return "Points of different agents are shifted sideways a little so that they do not hide "
               "one another.";
    }
    return fmt::format(
        "{} in colour, the others in grey; each of them comes forward in a small panel of its own, "
        "with the same axes and its 95 % intervals.",
        escape_markup(agents.subject().label));
}

}  // namespace

std::string render_learning_curves(const report_data& data, std::string_view label) {
    const cast agents(data.agents);
    if (agents.empty()) return absent_note("No agent was run.");
    const std::string steps = at_both_widths(
        [&](figure_width page) { return draw_panel(steps_panel(data.step_limit, agents, page)); });
    line_panel ratio = small_panel("steps over shortest path, mean");
    ratio.may_be_logarithmic = true;
    ratio.lines = agents.lines(ratio_line);
    name_subject_alone(ratio, agents);
    line_panel completion = small_panel("completion, % of tasks");
    completion.from_zero = true;
    completion.ceiling = 100;
    completion.lines = agents.lines(completion_line);
    name_subject_alone(completion, agents);
    const std::string body = fmt::format(
        "{}<div class=\"curves\">\n<div>\n{}</div>\n<div class=\"beside\">\n{}{}</div>\n</div>\n{}",
        agents.legend(), steps, draw_panel(ratio), draw_panel(completion),
        small_multiples(agents, data.step_limit, {}));
    return captioned_figure(
        label, body,
        fmt::format(
            "Learning over the episodes. Large: steps until the goal; line: median over all "
            "tasks, shaded: lower to upper quartile, whiskers: 95 % bootstrap interval of the "
            "median; a failure counts as one step more than the limit. Beside it: steps divided by "
            "the shortest path, mean with 95 % bootstrap interval, and the share of tasks "
            "completed "
            "within the limit. {}",
            crowd_words(agents)));
}

std::string learning_picture(const report_data& data, figure_width page) {
    constexpr double margin_px = 12;
    const cast agents(data.agents);
    if (agents.empty()) return "";
    line_panel panel = steps_panel(data.step_limit, agents, figure_width::wide);
    if (page == figure_width::narrow) {
        panel.width = 366;
        panel.height = 400;
    }
    return svg_file(panel.width + 2 * margin_px, panel.height + 2 * margin_px,
                    "Steps to the goal over the episodes, median",
                    placed(margin_px, margin_px, panel.width, panel.height, draw_panel(panel)));
}

std::string render_learning_pair(const std::vector<agent_statistics>& agents, std::uint32_t limit,
                                 const std::vector<panel_mark>& marks, std::string_view label,
                                 std::string_view caption) {
    const cast all(agents);
    if (all.empty()) return absent_note("No agent was run.");
    const auto panel_at = [&](figure_width page, std::string_view title) {
        constexpr double per_label = 16;
        line_panel panel;
        panel.width = page == figure_width::wide ? 570 : 366;
        panel.height = std::max(330.0, 80 + per_label * static_cast<double>(all.size()));
        panel.title = title;
        panel.may_be_logarithmic = true;
        panel.from_zero = true;
        panel.end_labels = page == figure_width::wide;
        panel.marks = marks;
        return panel;
    };
    const auto finish = [&all](line_panel panel) {
        for (panel_line& line : panel.lines) drop_band(line);
        if (!panel.end_labels) name_subject_alone(panel, all);
        return draw_panel(panel);
    };
    const auto steps = [&](figure_width page) {
        line_panel panel = panel_at(page, "steps to the goal, median");
        set_limit(panel, limit, true);
        panel.lines =
            all.lines([limit](const agent_series& series) { return steps_line(series, limit); });
        return finish(panel);
    };
    const auto ratio = [&](figure_width page) {
        line_panel panel = panel_at(page, "steps over shortest path, mean");
        panel.lines = all.lines(ratio_line);
        return finish(panel);
    };
    return captioned_figure(
        label,
        fmt::format("{}<div class=\"halves\">\n<div>\n{}</div>\n<div>\n{}</div>\n</div>\n{}",
                    all.legend(), at_both_widths(steps), at_both_widths(ratio),
                    small_multiples(all, limit, marks)),
        fmt::format("{} {}", caption, crowd_words(all)));
}

}  // namespace memglia

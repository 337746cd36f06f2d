#include "tools/report/headline.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <vector>

#include "tools/report/energy_summary.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

bool is_random(const agent_statistics& agent) {
    return agent.name.starts_with("random");
}

// The agents that know nothing, each with how many times more steps it takes in its first episode.
struct rival {
    const agent_statistics* agent;
    double ratio;
    bool at_limit;  // most of its mazes hit the limit: the ratio is a lower bound
};

bool above_limit(const report_data& data, const agent_statistics& agent) {
    return data.step_limit > 0 && agent.episodes.front().median_steps > data.step_limit;
}

std::vector<rival> rivals_of(const report_data& data, const agent_statistics& subject) {
    std::vector<rival> rivals;
    if (above_limit(data, subject)) return rivals;
    const double own = subject.episodes.front().median_steps;
    for (const agent_statistics& agent : data.agents) {
        if (&agent == &subject || !is_random(agent) || agent.episodes.empty()) continue;
        const double ratio = agent.episodes.front().median_steps / own;
        if (std::isfinite(ratio)) rivals.push_back({&agent, ratio, above_limit(data, agent)});
    }
    return rivals;
}

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
        text += parts[i];
    }
    return text;
}

std::string first_steps(const report_data& data, const agent_statistics& agent) {
    return format_steps(agent.episodes.front().median_steps, data.step_limit);
}

// ", 4.12 times fewer than random, bumps (235) and ..."
std::string compared(const report_data& data, const std::vector<rival>& rivals) {
    std::vector<std::string> parts;
    for (const rival& r : rivals) {
        const bool fewer = r.ratio >= 1;
        parts.push_back(fmt::format("{}{} times {} than “{}” ({})", r.at_limit ? "at least " : "",
                                    format_significant(fewer ? r.ratio : 1 / r.ratio),
                                    fewer ? "fewer" : "more", agent_label(r.agent->name),
                                    first_steps(data, *r.agent)));
    }
    return parts.empty() ? "" : ", " + join(parts);
}

std::string costs(const report_data& data) {
    std::string text;
    if (!data.energy.empty()) {
        const energy_summary energy = summarise_energy(data);
        text = fmt::format("{}, {} of them dynamic", format_energy(energy.total_j[0]),
                           format_energy(energy.dynamic_j[0]));
    }
    if (data.cycles_per_decision > 0) {
        text += fmt::format("{}{} cycles", text.empty() ? "" : " and ",
                            format_trimmed(data.cycles_per_decision));
    }
    return text.empty() ? "" : "; a decision on the chip takes " + text;
}

std::string answer(const report_data& data, const agent_statistics& subject) {
    const std::string who = agent_label(subject.name);
    const episode_statistics& last = subject.episodes.back();
    std::string text = data.task.empty() ? who : fmt::format("{}: {}", data.task, who);
    if (above_limit(data, subject)) {
        text +=
            fmt::format(" misses the goal within {} steps in at least half of its first episodes",
                        data.step_limit);
    } else {
        text += fmt::format(" reaches the goal in {} steps (median) in its first episode{}",
                            first_steps(data, subject), compared(data, rivals_of(data, subject)));
    }
    const std::size_t count = subject.episodes.size();
    text += count > 1 ? fmt::format("; in episode {}", count) : std::string("; there");
    text +=
        fmt::format(" it completes {} % of the tasks at {} times the shortest path (mean)",
                    format_percent(last.completion), format_significant(last.mean_over_shortest));
    return text + costs(data) + ".";
}

std::string no_answer(const report_data& data) {
    return (data.task.empty() ? "" : data.task + ": ") + "no episode was recorded.";
}

std::string tile(std::string_view label, std::string_view value, std::string_view note) {
    return fmt::format(
        "<div class=\"tile\"><p class=\"label\">{}</p><p class=\"value\">{}</p>"
        "<p class=\"note\">{}</p></div>\n",
        escape_markup(label), value, escape_markup(note));
}

// "4.12" and a small unit behind it.
std::string value_with_unit(std::string_view number, std::string_view unit) {
    return fmt::format("{}<small>{}</small>", escape_markup(number), escape_markup(unit));
}

std::string first_episode_tile(const report_data& data, const agent_statistics& subject) {
    const std::vector<rival> rivals = rivals_of(data, subject);
    const std::string own = first_steps(data, subject);
    if (rivals.empty()) {
        return tile("Median steps, first episode", escape_markup(own),
                    fmt::format("limit {} steps", data.step_limit));
    }
    std::string ratios;
    std::vector<std::string> against;
    for (const rival& r : rivals) {
        if (!ratios.empty()) ratios += "<i>·</i>";
        ratios += value_with_unit((r.at_limit ? "≥ " : "") + format_significant(r.ratio), "×");
        against.push_back(
            fmt::format("{} ({})", first_steps(data, *r.agent), agent_label(r.agent->name)));
    }
    return tile("Fewer steps than chance, first episode", ratios,
                fmt::format("median {} against {}", own, join(against)));
}

std::string success_tiles(const report_data& data, const agent_statistics& subject) {
    const episode_statistics& first = subject.episodes.front();
    const episode_statistics& last = subject.episodes.back();
    const std::size_t count = subject.episodes.size();
    const bool several = count > 1;
    return first_episode_tile(data, subject) +
           tile(several ? fmt::format("Tasks completed, episode {}", count) : "Tasks completed",
                value_with_unit(format_percent(last.completion), "%"),
                several ? fmt::format("{} % in episode 1", format_percent(first.completion))
                        : fmt::format("within {} steps", data.step_limit)) +
           tile(several ? fmt::format("Steps over shortest, episode {}", count)
                        : "Steps over shortest",
                value_with_unit(format_significant(last.mean_over_shortest), "×"),
                several ? fmt::format("mean; {}× in episode 1",
                                      format_significant(first.mean_over_shortest))
                        : "mean");
}

std::string energy_tile(const report_data& data) {
    constexpr std::string_view label = "Energy per decision: in all, dynamic";
    if (data.energy.empty()) return tile(label, "–", "not recorded");
    const energy_summary energy = summarise_energy(data);
    return tile(
        label,
        value_with_unit(format_significant(energy.total_j[0] * energy_unit.factor),
                        energy_unit.name) +
            "<i>·</i>" +
            value_with_unit(format_significant(energy.dynamic_j[0] * energy_unit.factor),
                            energy_unit.name),
        fmt::format("{} to {} in all by how estimates fall; dynamic is {} % of {}, this "
                    "project\u2019s own target",
                    format_energy(data.total_range_j.low), format_energy(data.total_range_j.high),
                    format_significant(100 * energy.dynamic_j[0] / dynamic_target_j),
                    format_energy(dynamic_target_j)));
}

std::string cost_tiles(const report_data& data) {
    if (is_software_only(data)) {
        return tile("Cycles and energy", "none",
                    "software only: no chip among the agents, so nothing takes cycles or joules");
    }
    return energy_tile(data) +
           tile("Cycles per decision", escape_markup(format_trimmed(data.cycles_per_decision)),
                fmt::format("the action is out after {}", format_trimmed(data.latency_cycles))) +
           tile("Write pulses per decision",
                escape_markup(format_significant(data.pulses_per_decision)),
                fmt::format("initial weights, beside the bill: {} per decision",
                            format_energy(data.setup_per_decision_j)));
}

}  // namespace

const agent_statistics* subject_of(const report_data& data) {
    const agent_statistics* best = nullptr;
    for (const agent_statistics& agent : data.agents) {
        if (agent.episodes.empty()) continue;
        if (agent.name == "snan_chip") return &agent;
        if (best == nullptr || (is_random(*best) && !is_random(agent))) best = &agent;
    }
    return best;
}

std::string snan_sentence(std::string_view agent) {
    if (!agent.starts_with("snan")) return "";
    return "<p class=\"gloss\">SNAN, a spiking neuron-astrocyte network: neurons choose the next "
           "step and learn from reward, while astrocytes keep a calcium trace of the cells that "
           "were visited and hold the network back from entering them again.</p>\n";
}

std::string render_headline(const report_data& data) {
    const agent_statistics* subject = subject_of(data);
    const std::string sentence = subject != nullptr ? answer(data, *subject) : no_answer(data);
    return fmt::format(
        "<header>\n<h1>{}</h1>\n<p class=\"answer\">{}</p>\n{}<div class=\"tiles\">\n{}{}</div>\n"
        "</header>\n",
        escape_markup(data.title), escape_markup(sentence),
        subject != nullptr ? snan_sentence(subject->name) : "",
        subject != nullptr ? success_tiles(data, *subject) : "", cost_tiles(data));
}

}  // namespace memglia

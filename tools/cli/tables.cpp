#include "tools/cli/tables.hpp"

#include <fmt/format.h>

#include <array>

#include "snan/navigation_experiment.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

// At most 80 columns, as the terminal has.
std::string success_table(const report_data& data) {
    constexpr const char* row = "{:<16} {:<8} {:>16} {:>5} {:>16} {:>5} {:>5}\n";
    std::string text =
        fmt::format(row, "", "", "first episode", "done", "last episode", "done", "steps");
    text += fmt::format(row, "agent", "knows", "median [q25 q75]", "%", "median [q25 q75]", "%",
                        "÷ opt");
    for (const agent_statistics& agent : data.agents) {
        const auto& first = agent.episodes.front();
        const auto& last = agent.episodes.back();
        const auto steps = [&data](const episode_statistics& e) {
            const auto whole = [&data](double s) {
                return s > data.step_limit ? format_steps(s, data.step_limit)
                                           : fmt::format("{:.0f}", s);
            };
            // Where three quarters fail there is no more to say.
            if (e.q25 > data.step_limit) return whole(e.q25);
            return fmt::format("{} [{} {}]", whole(e.median_steps), whole(e.q25), whole(e.q75));
        };
        const auto share = [](double s) { return fmt::format("{:.1f}", 100 * s); };
        text += fmt::format(row, agent.name, knowledge_of(agent.name), steps(first),
                            share(first.completion), steps(last), share(last.completion),
                            fmt::format("{:.2f}", last.mean_over_shortest));
    }
    return text;
}

std::string energy_table(const report_data& data) {
    std::string text = fmt::format("{:<16} {:>10} {:>10} {:>10} {:>10}\n", "pJ per decision", "all",
                                   "exploring", "learned", "rewarded");
    using row_values = std::array<double, 4>;
    const auto line = [&text](const std::string& name, const row_values& j) {
        text += fmt::format("{:<16}", name);
        for (const double value : j) text += fmt::format(" {:>10.2f}", 1e12 * value);
        text += '\n';
    };
    row_values dynamic{};
    row_values sum{};
    for (const energy_row& row : data.energy) {
        const row_values values{row.all_j, row.by_phase_j[0], row.by_phase_j[1], row.by_phase_j[2]};
        if (row.component == "controller") line("= dynamic", dynamic);
        for (std::size_t i = 0; i < values.size(); ++i) {
            sum[i] += values[i];
            if (row.is_dynamic()) dynamic[i] += values[i];
        }
        line((row.is_dynamic() ? "  " : "") + row.component, values);
    }
    line("= sum", sum);
    return text +
           fmt::format(
               "95 % over mazes: dynamic {}, sum {}\n"
               "all estimates low to all high: dynamic {}, sum {}\n"
               "beside it, programming the initial weights: {:.2f}, over the run's decisions\n",
               format_interval(data.dynamic_95_j, 1e12), format_interval(data.total_95_j, 1e12),
               format_interval(data.dynamic_range_j, 1e12),
               format_interval(data.total_range_j, 1e12), 1e12 * data.setup_per_decision_j);
}

}  // namespace

std::string run_tables(const report_data& data, double wall_s) {
    std::string text = data.task + "\n\n" + success_table(data);
    if (data.decisions > 0) {
        text += "\n" + energy_table(data);
        text += fmt::format(
            "\n{} decisions of {:.1f} cycles (answer after {:.1f}), {:.2f} write pulses each;\n"
            "programming a chip: {:.2f} nJ\n",
            data.decisions, data.cycles_per_decision, data.latency_cycles, data.pulses_per_decision,
            1e9 * data.setup_j);
        for (const loop_row& loop : data.loops) {
            text += fmt::format("{:<38} {:>9.3f} nJ, {:>6.0f} cycles a decision\n", loop.name,
                                1e9 * loop.total_j, loop.cycles);
        }
        if (data.load_failures > 0) {
            text += fmt::format("{} synapses could NOT be programmed when chips were loaded\n",
                                data.load_failures);
        }
        if (data.write_failures > 0) {
            text += fmt::format(
                "{} writes GAVE UP before their target (max_pulses or patience of\n"
                "chip.tile.programming): weights are not what was learned\n",
                data.write_failures);
        }
    }
    if (data.decisions == 0) {
        text += "\nsoftware only: no chip among the agents, so no cycles and no joules\n";
    }
    return text + fmt::format("{:.1f} s", wall_s);
}

}  // namespace memglia

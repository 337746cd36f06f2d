#include "tools/experiment/maze_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "snan/astrocyte_layout.hpp"
#include "snan/random_walker.hpp"
#include "snan/snan_reference.hpp"
#include "tools/experiment/raster.hpp"

namespace memglia {

namespace {

// The report shows the most typical of these first mazes.
constexpr std::uint32_t showcase_candidates = 32;

constexpr std::array<std::string_view, 4> side_names{"north", "east", "south", "west"};

// One line of decisions.jsonl, appended to `text`. Energies with six digits: totals come from
// counts.
void append_line(std::string& text, std::uint32_t maze_number, std::uint32_t episode,
                 const chip_decision& d, const energy_bill& bill) {
    auto out = std::back_inserter(text);
    fmt::format_to(out,
                   "{{\"maze\":{},\"episode\":{},\"decision\":{},\"cell\":{},\"contacts\":{},"
                   "\"spikes\":{},\"action\":\"{}\",\"phase\":\"{}\",\"cycles\":{},"
                   "\"latency_cycles\":{},\"write_pulses\":{},\"energy_j\":{{",
                   maze_number, episode, d.trace.decision, d.trace.seen.cell, d.trace.seen.contacts,
                   d.trace.spikes, side_names[static_cast<std::size_t>(d.trace.action)],
                   name_of(d.phase), d.elapsed_cycles, d.latency_cycles, d.trace.write_pulses);
    for (std::size_t c = 0; c < component_count; ++c) {
        fmt::format_to(out, "{}\"{}\":{:.6g}", c == 0 ? "" : ",",
                       name_of(static_cast<component>(c)), bill.j[c]);
    }
    fmt::format_to(out, "}},\"dynamic_j\":{:.6g},\"total_j\":{:.6g}}}\n", bill.dynamic_j(),
                   bill.total_j());
}

// Adds up what the decisions cost and writes their lines.
class decision_book : public chip_decision_sink {
  public:
    decision_book(const chip& hardware, std::uint32_t maze_number, bool log, maze_outcome& outcome)
        : hardware_(hardware), maze_number_(maze_number), log_(log), outcome_(outcome) {}

    void on_decision(const chip_decision& d) override {
        auto& phase = outcome_.chip.phases[static_cast<std::size_t>(d.phase)];
        ++phase.decisions;
        phase.activity += d.activity;
        outcome_.chip.elapsed_cycles += d.elapsed_cycles;
        outcome_.chip.latency_cycles += d.latency_cycles;
        if (!log_) return;
        const auto bill = price(d.activity, hardware_.config().tech, hardware_.leakage_w());
        append_line(outcome_.decisions, maze_number_, episode, d, bill);
    }

    std::uint32_t episode = 1;

  private:
    const chip& hardware_;
    std::uint32_t maze_number_;
    bool log_;
    maze_outcome& outcome_;
};

// Passes decisions on to the chip and opens and closes the waveform around the window.
class traced_decider : public decider {
  public:
    traced_decider(chip_decider& inner, chip& hardware, const trace_window& window)
        : inner_(inner), hardware_(hardware), window_(window) {}

    void begin_episode() override { inner_.begin_episode(); }
    direction decide(const observation& seen) override {
        if (++decision_ == window_.first) {
            hardware_.start_trace(window_.path_without_extension);
        }
        return inner_.decide(seen);
    }
    void outcome(bool rewarded) override {
        inner_.outcome(rewarded);
        if (decision_ == window_.last) hardware_.stop_trace();
    }

  private:
    chip_decider& inner_;
    chip& hardware_;
    trace_window window_;
    std::uint64_t decision_ = 0;
};

class path_recorder : public session_observer {
  public:
    explicit path_recorder(const maze& task) : task_(task), path{task.start} {}
    void on_step(const step_record& step) override {
        path.push_back(step.moved ? *task_.map.neighbour(step.seen.cell, step.action)
                                  : step.seen.cell);
    }

  private:
    const maze& task_;

  public:
    std::vector<cell_index> path;
};

maze_showcase make_showcase(const maze& task, std::uint64_t seed) {
    maze_showcase show{.free = {},
                       .width = task.map.width(),
                       .height = task.map.height(),
                       .start = task.start,
                       .goal = task.goal,
                       .shortest = task.shortest,
                       .seed = seed,
                       .episodes = {}};
    for (cell_index cell = 0; cell < task.map.cells(); ++cell) {
        show.free.push_back(task.map.is_free(cell) ? 1 : 0);
    }
    return show;
}

}  // namespace

maze_job::maze_job(const run_config& config, const task_list& tasks,
                   const std::optional<trace_window>& trace)
    : config_(config), tasks_(tasks), trace_(trace) {
    // SystemC's remarks go to stdout, which is for data; warnings and errors still speak.
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    const auto& agents = config.experiment.agents;
    if (std::find(agents.begin(), agents.end(), agent_chip) != agents.end()) {
        chip_ = std::make_unique<chip>("chip", config.chip, tasks.max_cells(), trace.has_value());
    }
}

maze_job::~maze_job() = default;

maze_outcome maze_job::run(std::uint32_t maze_number) {
    const maze task = tasks_.task(maze_number);
    const std::uint64_t seed = tasks_.seed(maze_number);
    maze_outcome outcome;
    outcome.shortest = task.shortest;
    outcome.limit = step_limit(task.map);
    if (maze_number < showcase_candidates) outcome.showcase = make_showcase(task, seed);
    for (const std::string& name : config_.experiment.agents) {
        outcome.results.push_back(name == agent_chip
                                      ? run_chip(maze_number, task, outcome.limit, outcome)
                                      : run_agent(name, task, seed, outcome.limit));
    }
    return outcome;
}

std::vector<episode_result> maze_job::run_agent(const std::string& name, const maze& task,
                                                std::uint64_t seed, std::uint32_t limit) const {
    std::unique_ptr<decider> agent;
    if (name == agent_reference) {
        agent = std::make_unique<snan_reference>(config_.rule, task.map, seed);
    } else if (name == agent_random_bump) {
        agent = std::make_unique<random_walker>(random_walker::senses::nothing, seed);
    } else if (name == agent_random_free) {
        agent = std::make_unique<random_walker>(random_walker::senses::contacts, seed);
    } else {
        throw internal_error("an agent without an implementation: " + name);
    }
    std::vector<episode_result> results;
    for (std::uint32_t e = 0; e < config_.experiment.episodes; ++e) {
        results.push_back(run_episode(task, limit, *agent));
    }
    return results;
}

std::vector<episode_result> maze_job::run_chip(std::uint32_t maze_number, const maze& task,
                                               std::uint32_t limit, maze_outcome& outcome) {
    using host_clock = std::chrono::steady_clock;
    const auto seconds_between = [](host_clock::time_point from, host_clock::time_point to) {
        return std::chrono::duration<double>(to - from).count();
    };
    const auto started = host_clock::now();
    const std::uint64_t activations_before = chip_->context().activations;
    const bool shown = maze_number < showcase_candidates;
    decision_book book(*chip_, maze_number, maze_number < config_.experiment.logged_mazes, outcome);
    std::optional<raster_recorder> raster;
    if (shown) raster.emplace(*chip_, book);
    chip_decider agent(*chip_, config_.rule, task.map, tasks_.seed(maze_number),
                       raster ? static_cast<chip_decision_sink*>(&*raster) : &book);
    const auto loaded = host_clock::now();
    outcome.chip.setup = agent.setup();
    std::optional<traced_decider> traced;
    if (maze_number == 0 && trace_) traced.emplace(agent, *chip_, *trace_);
    decider& walker = traced ? static_cast<decider&>(*traced) : agent;

    std::vector<episode_result> results;
    const std::uint32_t episodes = config_.experiment.episodes;
    const astrocyte_layout layout(config_.rule, task.map);
    for (std::uint32_t e = 1; e <= episodes; ++e) {
        book.episode = e;
        path_recorder recorder(task);
        results.push_back(run_episode(task, limit, walker, shown ? &recorder : nullptr));
        if (!shown || (e != 1 && e != episodes)) continue;
        maze_showcase::episode walk{e, results.back().reached, std::move(recorder.path), {}};
        for (cell_index cell = 0; cell < task.map.cells(); ++cell) {
            walk.calcium.push_back(chip_->astrocytes().calcium(layout.of_cell(cell)) / 255.0);
        }
        outcome.showcase.episodes.push_back(std::move(walk));
    }
    if (raster) outcome.raster = raster->take();
    outcome.chip.write_pulses = chip_->write_pulses();
    outcome.chip.write_failures = chip_->write_failures();
    outcome.chip.activations = chip_->context().activations - activations_before;
    outcome.chip.load_seconds = seconds_between(started, loaded);
    outcome.chip.decide_seconds = seconds_between(loaded, host_clock::now());
    return results;
}

}  // namespace memglia

#include "tools/experiment/maze_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "snan/astrocyte_layout.hpp"
#include "snan/coverage.hpp"
#include "snan/mapping/firmware_driver.hpp"
#include "snan/mapping/host_driver.hpp"
#include "snan/mapping/soft_decider.hpp"
#include "snan/q_lambda.hpp"
#include "snan/random_walker.hpp"
#include "snan/rivals/dyna_q.hpp"
#include "snan/rivals/grid_explorer.hpp"
#include "snan/snan_reference.hpp"
#include "tools/experiment/activity_json.hpp"
#include "tools/experiment/raster.hpp"

namespace memglia {

namespace {

// The report shows the most typical of these first mazes.
constexpr std::uint32_t showcase_candidates = 32;

constexpr std::array<std::string_view, 4> side_names{"north", "east", "south", "west"};

// One line of decisions.jsonl, appended to `text`. Energies with six digits: the counts, which
// follow, hold them all.
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
        const auto part = static_cast<component>(c);
        if (part == component::processor && bill.processor_j() == 0) continue;
        fmt::format_to(out, "{}\"{}\":{:.6g}", c == 0 ? "" : ",", name_of(part), bill.j[c]);
    }
    fmt::format_to(out, "}},\"dynamic_j\":{:.6g},\"total_j\":{:.6g},\"activity\":{}}}\n",
                   bill.dynamic_j(), bill.total_j(), activity_text(d.activity));
}

// Adds up what the decisions cost and writes their lines.
class decision_book : public chip_decision_sink {
  public:
    /// Lines go to `lines` if `log`.
    decision_book(const chip& hardware, std::uint32_t maze_number, bool log, chip_outcome& outcome,
                  std::string& lines)
        : hardware_(hardware),
          maze_number_(maze_number),
          log_(log),
          outcome_(outcome),
          lines_(lines) {}

    void on_decision(const chip_decision& d) override {
        auto& phase = outcome_.phases[static_cast<std::size_t>(d.phase)];
        ++phase.decisions;
        phase.activity += d.activity;
        outcome_.elapsed_cycles += d.elapsed_cycles;
        outcome_.latency_cycles += d.latency_cycles;
        if (!log_) return;
        const auto bill = price(d.activity, hardware_.prices());
        append_line(lines_, maze_number_, episode, d, bill);
    }

    std::uint32_t episode = 1;

  private:
    const chip& hardware_;
    std::uint32_t maze_number_;
    bool log_;
    chip_outcome& outcome_;
    std::string& lines_;
};

// One of the other agents that run on the chip, with what it spends. The chip is its own until the
// next agent loads it.
class booked_chip : public decider {
  public:
    booked_chip(chip& hardware, std::unique_ptr<chip_driver> driver, const rule_config& rule,
                const grid_map& map, std::uint64_t seed)
        : hardware_(hardware),
          book_(hardware, 0, false, outcome_, unused_),
          agent_(hardware, std::move(driver), rule, map, seed, &book_) {}

    void begin_episode() override { agent_.begin_episode(); }
    direction decide(const observation& seen) override { return agent_.decide(seen); }
    void outcome(bool rewarded) override { agent_.outcome(rewarded); }

    chip_outcome outcome() const {
        chip_outcome spent = outcome_;
        spent.setup = agent_.setup();
        spent.write_pulses = hardware_.write_pulses();
        spent.write_failures = hardware_.write_failures();
        spent.load_failures = hardware_.load_failures();
        return spent;
    }

  private:
    const chip& hardware_;
    chip_outcome outcome_;
    std::string unused_;
    decision_book book_;
    chip_decider agent_;
};

bool runs_on_chip(const std::string& agent) {
    return agent == agent_chip || agent == agent_local || agent == agent_eligibility ||
           agent == agent_stdp_only || agent == agent_astro_only;
}

// What the report paints into a cell: the calcium that a visit there raises; with an astrocyte per
// synapse the highest of the cell's four.
double shown_calcium(const chip& hardware, const astrocyte_layout& layout, cell_index cell) {
    constexpr double one = 255;
    if (!layout.per_synapse()) return hardware.astrocytes().calcium(layout.of_cell(cell)) / one;
    std::uint8_t highest = 0;
    for (std::uint32_t a = 0; a < 4; ++a) {
        highest = std::max(highest, hardware.astrocytes().calcium(4 * cell + a));
    }
    return highest / one;
}

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

maze_job::maze_job(const run_config& config, const task_list& tasks, firmware_images firmware,
                   const std::optional<trace_window>& trace)
    : config_(config), tasks_(tasks), trace_(trace), firmware_(std::move(firmware)) {
    // SystemC's remarks go to stdout, which is for data; warnings and errors still speak.
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    const auto& agents = config.experiment.agents;
    if (std::any_of(agents.begin(), agents.end(), runs_on_chip)) {
        chip_ = std::make_unique<chip>("chip", config.chip, tasks.max_cells(), trace.has_value());
        if (config.chip.has_processor()) {
            if (!firmware_.nav) throw internal_error("a chip that boots firmware without an image");
            boot_ =
                std::make_unique<chip_boot_module>("boot", *chip_, config.chip.processor, nullptr);
        }
    }
}

maze_job::~maze_job() = default;

maze_outcome maze_job::run(std::uint32_t maze_number) {
    const std::vector<maze> goals = tasks_.goals(maze_number);
    const std::uint64_t seed = tasks_.seed(maze_number);
    const experiment_config& experiment = config_.experiment;
    maze_outcome outcome;
    for (const maze& task : goals) outcome.shortest.push_back(task.shortest);
    outcome.limit = step_limit(goals.front().map);
    if (maze_number < showcase_candidates) outcome.showcase = make_showcase(goals.front(), seed);
    for (const std::string& name : experiment.agents) {
        if (name == agent_chip) {
            outcome.results.push_back(run_chip(maze_number, goals, outcome));
            outcome.software = run_software(maze_number, goals);
        } else {
            const auto walker = make_agent(name, goals.front().map, seed);
            outcome.results.push_back(walk_episodes(goals, experiment, *walker));
            if (const auto* hardware = dynamic_cast<const booked_chip*>(walker.get())) {
                outcome.chips[name] = hardware->outcome();
            }
        }
        if (goals.size() > 1) {
            const auto fresh = make_agent(name, goals.back().map, seed);
            outcome.naive.push_back(run_episode(goals.back(), outcome.limit, *fresh));
        }
        if (experiment.coverage_steps > 0) {
            const auto fresh = make_agent(name, goals.front().map, seed);
            outcome.coverage.push_back(
                explore(goals.front().map, goals.front().start, experiment.coverage_steps, *fresh));
        }
    }
    return outcome;
}

std::unique_ptr<chip_driver> maze_job::make_driver() const {
    if (!boot_) return std::make_unique<host_driver>(*chip_);
    return std::make_unique<firmware_driver>(*chip_, *boot_, *firmware_.nav);
}

const rule_config& maze_job::rule_of(const std::string& name) const {
    if (name == agent_chip || name == agent_reference) return config_.rule;
    if (name == agent_local) return config_.rivals.snan_local;
    if (name == agent_eligibility) return config_.rivals.snan_eligibility;
    if (name == agent_stdp_only) return config_.rivals.stdp_only;
    if (name == agent_astro_only) return config_.rivals.astro_only;
    throw internal_error("an agent without a rule: " + name);
}

std::unique_ptr<decider> maze_job::make_agent(const std::string& name, const grid_map& map,
                                              std::uint64_t seed) const {
    if (runs_on_chip(name)) {
        return std::make_unique<booked_chip>(*chip_, make_driver(), rule_of(name), map, seed);
    }
    if (name == agent_reference) return std::make_unique<snan_reference>(config_.rule, map, seed);
    if (name == agent_q_lambda) {
        return std::make_unique<q_lambda>(config_.rivals.q_lambda, q_senses::contacts, map, seed);
    }
    if (name == agent_q_lambda_blind) {
        return std::make_unique<q_lambda>(config_.rivals.q_lambda_blind, q_senses::cell, map, seed);
    }
    if (name == agent_q_lambda_grid) {
        return std::make_unique<q_lambda>(config_.rivals.q_lambda_grid, q_senses::grid, map, seed);
    }
    if (name == agent_dyna_q) {
        return std::make_unique<dyna_q>(config_.rivals.dyna_q, map, seed);
    }
    for (const auto& [explorer, strategy] :
         {std::pair{agent_frontier, search_strategy::frontier},
          std::pair{agent_depth_first, search_strategy::depth_first},
          std::pair{agent_node_counting, search_strategy::node_counting}}) {
        if (name == explorer) return std::make_unique<grid_explorer>(strategy, map, seed);
    }
    const auto senses = name == agent_random_bump ? random_walker::senses::nothing
                                                  : random_walker::senses::contacts;
    return std::make_unique<random_walker>(senses, seed);
}

// The chip's rule once more, by a program on a processor of its own.
software_outcome maze_job::run_software(std::uint32_t maze_number,
                                        const std::vector<maze>& goals) const {
    const std::uint32_t cells = tasks_.max_cells();
    if (cells > soft_decider::most_cells) return {};
    if (!firmware_.nav_soft) throw internal_error("a loop in software without an image");
    processor_config processor = config_.chip.processor;
    processor.sram_kib = soft_decider::memory_kib(*firmware_.nav_soft, config_.rule, cells);
    random_stream seeds(tasks_.seed(maze_number), "processor", "ties");
    constexpr std::uint32_t most = 0xffffffff;
    soft_decider agent(processor, *firmware_.nav_soft, config_.rule, goals.front().map,
                       1 + seeds.below(most));
    software_outcome outcome;
    for (const episode_result& episode : walk_episodes(goals, config_.experiment, agent)) {
        ++outcome.episodes;
        if (episode.reached) ++outcome.reached;
    }
    outcome.decisions = agent.decisions();
    outcome.cycles = agent.cycles();
    outcome.sram_kib = processor.sram_kib;
    outcome.spent = agent.spent();
    outcome.spent.elapsed_ps = agent.cycles() * config_.chip.period_ps();
    return outcome;
}

std::vector<episode_result> maze_job::run_chip(std::uint32_t maze_number,
                                               const std::vector<maze>& goals,
                                               maze_outcome& outcome) {
    using host_clock = std::chrono::steady_clock;
    const auto seconds_between = [](host_clock::time_point from, host_clock::time_point to) {
        return std::chrono::duration<double>(to - from).count();
    };
    const auto started = host_clock::now();
    const std::uint64_t activations_before = chip_->context().activations;
    const bool shown = maze_number < showcase_candidates;
    const grid_map& map = goals.front().map;
    chip_outcome& spent = outcome.chips[agent_chip];
    decision_book book(*chip_, maze_number, maze_number < config_.experiment.logged_mazes, spent,
                       outcome.decisions);
    std::optional<raster_recorder> raster;
    if (shown) raster.emplace(*chip_, book);
    chip_decider agent(*chip_, make_driver(), config_.rule, map, tasks_.seed(maze_number),
                       raster ? static_cast<chip_decision_sink*>(&*raster) : &book);
    const auto loaded = host_clock::now();
    spent.setup = agent.setup();
    std::optional<traced_decider> traced;
    if (maze_number == 0 && trace_) traced.emplace(agent, *chip_, *trace_);
    decider& walker = traced ? static_cast<decider&>(*traced) : agent;

    std::vector<episode_result> results;
    const std::uint32_t episodes = config_.experiment.episodes;
    const astrocyte_layout layout(config_.rule, map);
    for (std::uint32_t e = 1; e <= episodes; ++e) {
        book.episode = e;
        const maze& task = goals[config_.experiment.goal_of_episode(e)];
        path_recorder recorder(task);
        results.push_back(run_episode(task, outcome.limit, walker, shown ? &recorder : nullptr));
        if (!shown || (e != 1 && e != episodes)) continue;
        maze_showcase::episode episode{e, results.back().reached, std::move(recorder.path), {}};
        for (cell_index cell = 0; cell < map.cells(); ++cell) {
            episode.calcium.push_back(shown_calcium(*chip_, layout, cell));
        }
        outcome.showcase.episodes.push_back(std::move(episode));
    }
    if (raster) outcome.raster = raster->take();
    spent.write_pulses = chip_->write_pulses();
    spent.write_failures = chip_->write_failures();
    spent.load_failures = chip_->load_failures();
    spent.activations = chip_->context().activations - activations_before;
    spent.load_seconds = seconds_between(started, loaded);
    spent.decide_seconds = seconds_between(loaded, host_clock::now());
    return results;
}

}  // namespace memglia

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/controller_bench_config.hpp"

// The navigation controller with its registers, as software sees it, and its packets, as the mesh
// does: the cores' spikes are the stimulus.
namespace memglia {

namespace {

using fsm = navigation_controller::state;
using access = navigation_controller::access;

enum column : std::size_t { at_place, at_contacts, at_spikes, at_command };
enum command : std::int64_t { decide, reward, episode };

constexpr std::string_view states =
    "idle|send_place|send_visit|wait_spikes|decide|send_used|send_recall|send_reward|wait_learned|"
    "finish|send_rest|send_forget";
constexpr std::string_view kinds =
    "place|visit|gate|late|spike|tag|reward|episode|reinforce|sync|synced|learned|used|wave|"
    "omission|recall|none";
constexpr std::uint64_t no_packet = 16;

std::vector<stimulus_column> columns_of(const controller_bench_config& c) {
    return {
        {"place", "the agent is in", 0, std::int64_t{c.places} - 1},
        {"contacts", "bit d: something touches side d (0 north, 1 east, 2 south, 3 west)", 0, 15},
        {"spikes", "action neurons that spike, a bit each", 0, 15},
        {"command", "0 decide, 1 reward of the last decision, 2 a new episode; 0 if left out", 0, 2,
         true}};
}

bench_stimulus random_stimulus(const controller_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "commands");
    bench_stimulus all;
    for (std::uint32_t k = 0; k < c.random.commands; ++k) {
        const double what = draws.uniform();
        const std::uint32_t place = draws.below(c.places);
        const std::uint32_t contacts = draws.below(16);
        const bool is_silent = draws.uniform() < c.random.silent_share;
        const std::uint32_t spikes = is_silent ? 0 : 1 + draws.below(15);
        std::int64_t command = what < c.random.reward_share ? reward : decide;
        if (what >= 1 - c.random.reward_share) command = episode;
        if (k == 0) command = decide;
        all.rows.push_back({place, contacts, spikes, command});
    }
    return all;
}

chip_floorplan plan_of(const controller_bench_config& c) {
    const std::uint32_t cores = (c.places + c.places_per_core - 1) / c.places_per_core;
    if (cores + 3 > 65'535) {
        throw input_error({.path = "places_per_core",
                           .found = fmt::format("found places for {} cores", cores),
                           .expected = "at most 65532 cores"});
    }
    chip_floorplan plan;
    plan.mesh_width = cores + 3;
    plan.mesh_height = 1;
    plan.controller = 0;
    plan.learning = 1;
    plan.astrocytes = 2;
    plan.cores.clear();
    for (std::uint32_t i = 0; i < cores; ++i) plan.cores.push_back(static_cast<node_id>(3 + i));
    plan.places_per_core = c.places_per_core;
    return plan;
}

// What the mesh must see of a command (navigation_packets.hpp).
std::vector<packet> packets_of(const controller_bench_config& c, const chip_floorplan& plan,
                               std::int64_t command, std::uint32_t place, std::uint32_t contacts,
                               std::uint32_t action, std::uint32_t decided_place) {
    const bool tags = c.learning == learning_rule::eligibility;
    if (command == reward) {
        if (c.learning == learning_rule::none) return {};
        return {{tags ? plan.learning : plan.astrocytes, navigation_kind::reward,
                 decided_place * 4 + action}};
    }
    if (command == episode) {
        std::vector<packet> all{{plan.astrocytes, navigation_kind::episode, 0}};
        if (tags) all.push_back({plan.learning, navigation_kind::episode, 0});
        return all;
    }
    std::vector<packet> all{{plan.cores[place / c.places_per_core], navigation_kind::place,
                             place % c.places_per_core * 16 + contacts},
                            {plan.astrocytes, navigation_kind::visit, place * 16 + contacts}};
    if (tags) all.push_back({plan.learning, navigation_kind::tag, place * 4 + action});
    if (c.astrocyte_per_synapse) {
        all.push_back({plan.astrocytes, navigation_kind::used, place * 4 + action});
    }
    return all;
}

class controller_signals {
  public:
    explicit controller_signals(vcd_file* file) : file_(file) {
        if (file == nullptr) return;
        state_ = file->add_states("controller.state", states);
        clk_en_ = file->add("controller.clk_en", 1);
        busy_ = file->add("controller.busy", 1);
        action_valid_ = file->add("controller.action_valid", 1);
        place_ = file->add("controller.place", 17);
        contacts_ = file->add("controller.contacts", 4, signal_look::hexadecimal);
        spikes_ = file->add("controller.spikes", 4, signal_look::hexadecimal);
        action_ = file->add("controller.action", 2);
        kind_ = file->add_states("controller.packet.kind", kinds);
        destination_ = file->add("controller.packet.destination", 16);
        payload_ = file->add("controller.packet.payload", 32, signal_look::hexadecimal);
    }

    void sample(std::uint64_t cycle, const navigation_controller& c,
                const std::optional<packet>& sent) {
        if (file_ == nullptr) return;
        const auto word = [&c](std::uint32_t offset) {
            std::uint32_t value = 0;
            c.read(offset, value);
            return value;
        };
        file_->set(cycle, state_, static_cast<std::uint64_t>(c.current()));
        file_->set(cycle, clk_en_, c.clock_enabled() ? 1 : 0);
        file_->set(cycle, busy_, c.busy() ? 1 : 0);
        file_->set(cycle, action_valid_, c.action_valid() ? 1 : 0);
        file_->set(cycle, place_, c.place());
        file_->set(cycle, contacts_, word(MEMGLIA_NAV_CONTACTS));
        file_->set(cycle, spikes_, word(MEMGLIA_NAV_SPIKES));
        file_->set(cycle, action_, c.action());
        file_->set(cycle, kind_, sent ? static_cast<std::uint64_t>(sent->kind) : no_packet);
        if (!sent) return;
        file_->set(cycle, destination_, sent->destination);
        file_->set(cycle, payload_, sent->payload);
    }

  private:
    vcd_file* file_;
    std::size_t state_ = 0, clk_en_ = 0, busy_ = 0, action_valid_ = 0, place_ = 0, contacts_ = 0;
    std::size_t spikes_ = 0, action_ = 0, kind_ = 0, destination_ = 0, payload_ = 0;
};

class controller_run {
  public:
    controller_run(const controller_bench_config& config, std::uint64_t seed, vcd_file* trace)
        : config_(config), plan_(plan_of(config)), controller_(plan_, book_), signals_(trace) {
        chip_image image;
        image.places = config.places;
        image.learning = config.learning;
        image.astrocyte_per_synapse = config.astrocyte_per_synapse;
        image.seed = seed;
        controller_.load(image);
        book_.open(0);
        signals_.sample(0, controller_, std::nullopt);
    }

    void carry_out(const bench_stimulus& rows, std::size_t k);
    bench_outcome outcome(const technology& prices);
    std::uint64_t cycles() const { return cycle_; }

  private:
    std::uint32_t word(std::uint32_t offset) const {
        std::uint32_t value = 0;
        controller_.read(offset, value);
        return value;
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        ++writes_;
        writes_taken_ += controller_.write(offset, value) == access::ok ? 1U : 0U;
    }

    // A store while it is busy is a bus error and changes nothing.
    void write_while_busy() {
        const std::uint32_t before = word(MEMGLIA_NAV_PLACE);
        for (const std::uint32_t offset : {MEMGLIA_NAV_PLACE, MEMGLIA_NAV_CONTROL}) {
            ++refusals_expected_;
            refusals_ += controller_.write(offset, MEMGLIA_NAV_CONTROL_DECIDE) == access::refused &&
                                 word(MEMGLIA_NAV_PLACE) == before
                             ? 1U
                             : 0U;
        }
    }

    // Until it waits or is done.
    void clock_on(std::vector<packet>& sent) {
        while (controller_.clock_enabled()) {
            const auto packet_sent = controller_.clock();
            ++cycle_;
            ++active_cycles_;
            if (packet_sent) sent.push_back(*packet_sent);
            signals_.sample(cycle_, controller_, packet_sent);
        }
    }
    void wait() {
        write_while_busy();
        signals_.sample(cycle_ + 1, controller_, std::nullopt);
        cycle_ += config_.spike_cycles;
    }

    const controller_bench_config& config_;
    chip_floorplan plan_;
    ledger book_;
    navigation_controller controller_;
    controller_signals signals_;
    std::uint64_t cycle_ = 0, active_cycles_ = 0;
    std::uint64_t writes_ = 0, writes_taken_ = 0, refusals_ = 0, refusals_expected_ = 0;
    std::uint64_t commands_ = 0, decisions_ = 0, packets_ = 0;
    std::uint64_t packets_right_ = 0, actions_right_ = 0, ties_ = 0;
    std::uint32_t decided_place_ = 0;
    bench_table table_{
        "commands",
        {"command", "what", "place", "contacts", "spikes", "action", "clocked_cycles", "packets"},
        {}};
};

void controller_run::carry_out(const bench_stimulus& rows, std::size_t k) {
    const auto& row = rows.rows[k];
    const std::int64_t what = row[at_command] == bench_stimulus::absent ? decide : row[at_command];
    if (what == reward && decisions_ == 0) {
        refuse_row(rows, k, "command", "found a reward before any decision", "a decision first");
    }
    const auto place = static_cast<std::uint32_t>(row[at_place]);
    const auto contacts = static_cast<std::uint32_t>(row[at_contacts]);
    const auto spikes = static_cast<std::uint8_t>(row[at_spikes]);
    write(MEMGLIA_NAV_PLACE, place);
    write(MEMGLIA_NAV_CONTACTS, contacts);
    constexpr std::uint32_t commands[] = {MEMGLIA_NAV_CONTROL_DECIDE, MEMGLIA_NAV_CONTROL_REWARD,
                                          MEMGLIA_NAV_CONTROL_EPISODE};
    constexpr const char* names[] = {"decide", "reward", "episode"};
    const std::uint64_t active_before = active_cycles_;
    write(MEMGLIA_NAV_CONTROL, commands[what]);
    signals_.sample(cycle_, controller_, std::nullopt);
    std::vector<packet> sent;
    clock_on(sent);
    if (controller_.current() == fsm::wait_spikes) {
        wait();
        controller_.spikes(spikes);
        signals_.sample(cycle_, controller_, std::nullopt);
        clock_on(sent);
    } else if (controller_.current() == fsm::wait_learned) {
        wait();
        controller_.learned();
        signals_.sample(cycle_, controller_, std::nullopt);
        clock_on(sent);
    }
    const std::uint32_t action = word(MEMGLIA_NAV_ACTION);
    if (what == decide) {
        std::uint32_t candidates = spikes;
        if (candidates == 0) candidates = 15U & ~contacts;
        if (candidates == 0) candidates = 15;
        const std::uint32_t status =
            MEMGLIA_NAV_STATUS_ACTION_VALID | (spikes == 0 ? MEMGLIA_NAV_STATUS_NO_SPIKE : 0);
        const bool right = (candidates >> action & 1U) != 0 && word(MEMGLIA_NAV_STATUS) == status &&
                           word(MEMGLIA_NAV_SPIKES) == spikes;
        actions_right_ += right ? 1U : 0U;
        ties_ += (candidates & (candidates - 1)) != 0 ? 1U : 0U;
        decided_place_ = place;
        ++decisions_;
    }
    const auto expected = packets_of(config_, plan_, what, place, contacts, action, decided_place_);
    packets_right_ += sent == expected ? 1U : 0U;
    packets_ += sent.size();
    ++commands_;
    table_.rows.push_back(
        {bench_number(k), names[what], bench_number(place), fmt::format("{:04b}", contacts),
         fmt::format("{:04b}", spikes), what == decide ? bench_number(action) : "",
         bench_number(active_cycles_ - active_before), bench_number(sent.size())});
    ++cycle_;
    signals_.sample(cycle_, controller_, std::nullopt);
}

bench_outcome controller_run::outcome(const technology& tech) {
    const std::uint64_t flip_flops =
        book_.close(0).counts[static_cast<std::size_t>(activity::controller_flip_flop)];
    const double each_pj = tech.flip_flop_j.value * 1e12;
    const double pj = each_pj * static_cast<double>(flip_flops);
    const auto per_decision = [this](double value) {
        return value / static_cast<double>(std::max<std::uint64_t>(decisions_, 1));
    };
    bench_summary summary;
    summary.add("cores", plan_.cores.size())
        .add("commands", commands_)
        .add("decisions", decisions_)
        .add("cycles", cycle_)
        .add("clocked_cycles", active_cycles_)
        .add("clocked_share", static_cast<double>(active_cycles_) /
                                  static_cast<double>(std::max<std::uint64_t>(cycle_, 1)))
        .add("packets", packets_)
        .add("answers_by_chance", ties_)
        .add("pj_per_decision", per_decision(pj));
    bench_outcome out;
    out.tables = {summary.table(),
                  table_,
                  {"energy",
                   {"part", "events", "each_pj", "pj"},
                   {{"controller.flip_flop", bench_number(flip_flops), bench_number(each_pj),
                     bench_number(pj)},
                    {"total", "", "", bench_number(pj)}}}};
    out.checks = {
        {"an answer is a side whose neuron spiked, else an open one, and STATUS says so",
         actions_right_ == decisions_, share_text(actions_right_, decisions_, "decisions")},
        {"every command sends its packets, in their order, and no other",
         packets_right_ == commands_, share_text(packets_right_, commands_, "commands")},
        {"registers take every store while it is idle", writes_taken_ == writes_,
         share_text(writes_taken_, writes_, "stores")},
        {"and refuse every one while it is busy", refusals_ == refusals_expected_,
         share_text(refusals_, refusals_expected_, "stores")},
        {"DECISIONS and CYCLES count",
         word(MEMGLIA_NAV_DECISIONS) == decisions_ && word(MEMGLIA_NAV_CYCLES) == active_cycles_,
         fmt::format("{} of {} decisions, {} of {} cycles", word(MEMGLIA_NAV_DECISIONS), decisions_,
                     word(MEMGLIA_NAV_CYCLES), active_cycles_)}};
    return out;
}

bench_outcome run_controller_bench(const bench_request& request) {
    const auto config = bench_config<controller_bench_config>(request);
    const technology prices = load_technology(request, config.technology);
    const bench_stimulus rows = request.stimulus.empty()
                                    ? random_stimulus(config, request.seed)
                                    : read_stimulus(request.stimulus, columns_of(config));
    const auto trace = open_trace(request, "cycle");
    controller_run run(config, request.seed, trace.get());
    for (std::size_t k = 0; k < rows.rows.size(); ++k) run.carry_out(rows, k);
    if (trace) trace->finish(run.cycles());
    return run.outcome(prices);
}

}  // namespace

testbench controller_testbench() {
    return {"controller", "the navigation controller: commands and spikes in, decisions out",
            [] { return columns_of(controller_bench_config{}); }, run_controller_bench,
            bench_keys<controller_bench_config>};
}

}  // namespace memglia

#include "tools/experiment/run_config.hpp"

namespace memglia {

namespace {

const std::string agents_key = "experiment.agents";

// What belongs to an agent that does not walk.
void add_rivals(unused_keys& all, const run_config& config) {
    for (const char* rival :
         {agent_local, agent_eligibility, agent_stdp_only, agent_astro_only, agent_q_lambda,
          agent_q_lambda_blind, agent_q_lambda_grid, agent_dyna_q}) {
        const std::string name = rival;
        if (!config.experiment.has(rival)) {
            add_unused(all, {"rivals." + name}, name + " is not among experiment.agents",
                       agents_key, name + " among experiment.agents");
        }
    }
    for (const char* rival : {agent_local, agent_eligibility, agent_stdp_only, agent_astro_only}) {
        add_unused(all, {"rivals." + std::string(rival) + ".winner_margin"},
                   "the gate's 32 levels decide what ties on the chip", agents_key);
    }
}

void add_rule(unused_keys& all, const run_config& config) {
    const bool in_software = config.experiment.has(agent_reference);
    const bool on_chip = config.experiment.has(agent_chip);
    if (!in_software && !on_chip) {
        add_unused(all, {"rule"}, "neither snan_chip nor snan_reference is among experiment.agents",
                   agents_key, "one of them among experiment.agents");
    } else if (!in_software) {
        add_unused(all, {"rule.winner_margin"},
                   "the gate's 32 levels decide what ties on the chip, and snan_reference is not "
                   "among experiment.agents",
                   agents_key, "snan_reference among experiment.agents");
    } else if (!on_chip && config.rule.suppression_depth == 0) {
        add_unused(all, {"rule.astrocyte_model", "rule.astrocyte_per"},
                   "rule.suppression_depth is 0: calcium weakens nothing", "rule.suppression_depth",
                   "rule.suppression_depth above 0");
    }
    const auto& e = config.experiment;
    if (e.goal_moves_at != 0 && e.goal_moves_at <= e.episodes) return;
    const auto add_memory = [&](const char* key, const rule_config& rule) {
        if (rule.learning != snan_learning::wave || rule.guided()) return;
        add_unused(all, {key}, "the goal stays: no reward is ever missed",
                   "experiment.goal_moves_at", "experiment.goal_moves_at of an episode");
    };
    add_memory("rule.reward_memory", config.rule);
    add_memory("rivals.snan_local.reward_memory", config.rivals.snan_local);
}

// The bill in cycles, areas and comparisons is that of snan_chip.
void add_chip(unused_keys& all, const run_config& config) {
    if (!config.experiment.has_chip()) {
        add_unused(all, {"chip", "baselines"}, "no agent of experiment.agents runs on the chip",
                   agents_key, "snan_chip among experiment.agents");
    } else if (!config.experiment.has(agent_chip)) {
        const std::string walks_nothing =
            "comparisons are those of snan_chip, which is not among experiment.agents";
        const std::string instead = "snan_chip among experiment.agents";
        add_unused(all, {"baselines"}, walks_nothing, agents_key, instead);
        add_unused(all, {"chip.technology.memristor_cell_m2", "chip.technology.processor_core_m2"},
                   walks_nothing, agents_key, instead, true);
        if (!config.chip.has_processor()) {
            const std::string none =
                "the chip has no processor, and the loop in software is that "
                "of snan_chip, which is not among experiment.agents";
            add_unused(all, {"chip.processor.cycles"}, none, agents_key, instead);
            add_unused(all,
                       {"chip.technology.riscv_cycle_j", "chip.technology.riscv_multiply_j",
                        "chip.technology.riscv_core_m2"},
                       none, agents_key, instead, true);
        }
    } else if (config.rule.learning == snan_learning::none) {
        add_unused(all, {"baselines.loihi.stdp_update_j"},
                   "rule.learning is 'none': nothing is updated", "rule.learning",
                   "rule.learning wave or eligibility", true);
    }
}

}  // namespace

unused_keys run_config::unused() const {
    unused_keys all;
    add_rivals(all, *this);
    add_rule(all, *this);
    add_chip(all, *this);
    return all;
}

}  // namespace memglia

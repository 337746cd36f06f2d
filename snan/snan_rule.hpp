#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"

namespace memglia {

enum class calcium_model { reduced, ullah, ullah_transient };
constexpr std::string_view choice_words(calcium_model) {
    return "reduced|ullah|ullah_transient";
}

enum class astrocyte_extent { region, synapse };
constexpr std::string_view choice_words(astrocyte_extent) {
    return "region|synapse";
}

enum class snan_learning { wave, eligibility, none };
constexpr std::string_view choice_words(snan_learning) {
    return "wave|eligibility|none";
}

enum class wave_exploration { local, wave };
constexpr std::string_view choice_words(wave_exploration) {
    return "local|wave";
}

enum class wave_cells { visited, sensed };
constexpr std::string_view choice_words(wave_cells) {
    return "visited|sensed";
}

/// The rule of the spiking neuron-astrocyte network (docs/snan-rule.md), in biological units.
///
/// Once per decision the place neuron of the own cell i spikes and drives four action neurons
/// through w(i, a) (1 - alpha G(Ca_k)), k the astrocyte of the cell that a leads to; contacts
/// inhibit; the strongest action neuron wins. At reward either a calcium wave from the goal
/// potentiates, in every cell it reaches, the synapses that lead to where it came from (`wave`), or
/// the last action of every recently left cell is reinforced (`eligibility`), or nothing (`none`).
/// Source: the claims of arXiv:2604.15391 (abstract); the wave, the constants and the protocol are
/// this project's own.
struct rule_config {
    double decision_window_s = 0.05;
    double membrane_tau_s = 0.02;
    double fire_threshold = 0.1;
    double winner_margin = 0.1;
    double suppression_depth = 0.95;
    double gate_threshold = 0.5;
    double gate_slope = 0.2;
    double calcium_tau_s = 25.0;
    double calcium_per_visit = 0.5;
    calcium_model astrocyte_model = calcium_model::reduced;
    astrocyte_extent astrocyte_per = astrocyte_extent::region;
    std::uint32_t region_width_cells = 1;
    std::uint32_t region_height_cells = 1;
    std::uint32_t weight_max = 6;
    std::uint32_t weight_initial = 4;
    snan_learning learning = snan_learning::wave;
    double learning_rate = 2.0;
    wave_cells wave_over = wave_cells::sensed;
    std::uint32_t wave_reach_cells = 2;
    std::uint32_t reward_memory = 2;
    double eligibility_tau_s = 0.5;
    double eligibility_min = 0.25;
    double rest_s = 1000.0;
    wave_exploration exploration = wave_exploration::local;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "decision_window_s",
                    .unit = "s",
                    .doc = "biological time of one decision; sets the stated acceleration",
                    .min = 1e-3,
                    .max = 10},
              self.decision_window_s);
        visit(
            field{.name = "membrane_tau_s",
                  .unit = "s",
                  .doc = "leak time constant of the action neurons; no effect where every decision "
                         "ends with a discharge, as in navigation",
                  .min = 1e-4,
                  .max = 10},
            self.membrane_tau_s);
        visit(field{.name = "fire_threshold",
                    .unit = "1",
                    .doc = "membrane level at which an action neuron can fire, in weight levels",
                    .min = 0,
                    .max = 15},
              self.fire_threshold);
        visit(field{.name = "winner_margin",
                    .unit = "levels",
                    .doc = "drives this close to the strongest tie with it: what winner-take-all "
                           "can tell apart; in the chip the gate's 32 levels are the limit",
                    .min = 0,
                    .max = 15},
              self.winner_margin);
        visit(field{.name = "suppression_depth",
                    .unit = "1",
                    .doc =
                        "alpha: how far a saturated astrocyte weakens the synapses that lead to it",
                    .min = 0,
                    .max = 1},
              self.suppression_depth);
        visit(field{.name = "gate_threshold",
                    .unit = "1",
                    .doc = "theta: calcium at which the gate is half open",
                    .min = 0,
                    .max = 1},
              self.gate_threshold);
        visit(field{.name = "gate_slope",
                    .unit = "1",
                    .doc = "s: calcium width of the gate, G = 1/(1 + exp(-(Ca - theta)/s))",
                    .min = 0.01,
                    .max = 10},
              self.gate_slope);
        visit(field{.name = "calcium_tau_s",
                    .unit = "s",
                    .doc = "decay time constant of astrocytic calcium",
                    .min = 1e-3,
                    .max = 1e4},
              self.calcium_tau_s);
        visit(field{.name = "calcium_per_visit",
                    .unit = "1",
                    .doc = "calcium added by a visit; saturates at 1",
                    .min = 0,
                    .max = 1},
              self.calcium_per_visit);
        visit(field{.name = "astrocyte_model",
                    .doc = "reduced: one exponential; ullah: calcium, IP3 and gating variable of "
                           "Gordleeva et al. 2021, in software only; ullah_transient: the shape "
                           "of its answer to one visit, all or none. Both in uM"},
              self.astrocyte_model);
        visit(
            field{.name = "astrocyte_per",
                  .doc = "region: an astrocyte senses visits to its region and gates the synapses "
                         "that lead there; synapse: it senses and gates one synapse"},
            self.astrocyte_per);
        visit(field{.name = "region_width_cells",
                    .unit = "cells",
                    .doc = "width of the rectangle of cells that share one astrocyte's calcium",
                    .min = 1,
                    .max = 512},
              self.region_width_cells);
        visit(field{.name = "region_height_cells",
                    .unit = "cells",
                    .doc = "its height",
                    .min = 1,
                    .max = 512},
              self.region_height_cells);
        visit(field{.name = "weight_max",
                    .unit = "levels",
                    .doc = "largest synaptic weight",
                    .min = 1,
                    .max = 15},
              self.weight_max);
        visit(field{.name = "weight_initial",
                    .unit = "levels",
                    .doc = "weight of every synapse before learning, and the floor of depression",
                    .min = 0,
                    .max = 15},
              self.weight_initial);
        visit(field{.name = "learning",
                    .doc = "wave: astrocytic wave from the goal; eligibility: reward-gated STDP "
                           "tags; none"},
              self.learning);
        visit(field{.name = "learning_rate",
                    .unit = "levels",
                    .doc = "weight change by one wave, or at reward for a fresh eligibility tag",
                    .min = 0,
                    .max = 7},
              self.learning_rate);
        visit(field{.name = "wave_over",
                    .doc = "cells that regenerate the wave: visited in this episode, or also those "
                           "sensed free from a neighbour"},
              self.wave_over);
        visit(field{.name = "wave_reach_cells",
                    .unit = "cells",
                    .doc = "unknown cells in a row that the wave crosses before it dies",
                    .min = 0,
                    .max = 7},
              self.wave_reach_cells);
        visit(field{.name = "reward_memory",
                    .unit = "episodes",
                    .doc = "episodes in which a rewarded place may be found empty before it is "
                           "forgotten; each time, a wave leads to the other remembered places, or "
                           "depresses if there is none. 0: nothing happens there",
                    .min = 0,
                    .max = 3},
              self.reward_memory);
        visit(field{.name = "eligibility_tau_s",
                    .unit = "s",
                    .doc = "decay time constant of eligibility tags",
                    .min = 1e-3,
                    .max = 1e3},
              self.eligibility_tau_s);
        visit(field{.name = "eligibility_min",
                    .unit = "1",
                    .doc = "a tag below this learns nothing",
                    .min = 0.001,
                    .max = 1},
              self.eligibility_min);
        visit(field{.name = "rest_s",
                    .unit = "s",
                    .doc = "biological time between two episodes; calcium decays over it",
                    .min = 0,
                    .max = 1e5},
              self.rest_s);
        visit(field{.name = "exploration",
                    .doc = "local: gates by calcium alone; wave: also by the wave's sites, towards "
                           "remembered places where the learned way is walked up or meets a wall "
                           "that was not known, or else towards the cells sensed free and not yet "
                           "visited"},
              self.exploration);
    }

    void validate() const {
        if (weight_initial > weight_max) {
            throw input_error({.path = "weight_initial",
                               .found = "found " + std::to_string(weight_initial),
                               .expected = "at most weight_max, " + std::to_string(weight_max)});
        }
        if (astrocyte_per == astrocyte_extent::synapse &&
            (region_width_cells != 1 || region_height_cells != 1)) {
            throw input_error({.path = "astrocyte_per",
                               .found = "found 'synapse' together with regions of several cells",
                               .expected = "region_width_cells and region_height_cells of 1"});
        }
        constexpr double decision_indices = 1U << 24U;
        if (rest_s / decision_window_s >= decision_indices / 2) {
            throw input_error(
                {.path = "rest_s",
                 .found = "found " + std::to_string(rest_s) + " s",
                 .expected = "less than 2^23 decisions: the chip's index has 24 bits"});
        }
        // A wave counts in whole levels, on the chip as in double precision.
        const auto whole = static_cast<double>(static_cast<std::uint32_t>(learning_rate));
        if (learning == snan_learning::wave && (learning_rate < 1 || learning_rate != whole)) {
            throw input_error({.path = "learning_rate",
                               .found = "found " + std::to_string(learning_rate),
                               .expected = "a whole number of levels, 1 to 7, for a wave"});
        }
        // The decay tables reach 4096 decisions; 8-bit calcium must have rounded to nothing by
        // then.
        constexpr double longest_tau_decisions = 650;
        if (astrocyte_model == calcium_model::reduced &&
            calcium_tau_decisions() > longest_tau_decisions) {
            throw input_error(
                {.path = "calcium_tau_s",
                 .found = "found " + std::to_string(calcium_tau_decisions()) + " decisions",
                 .expected = "at most " +
                             std::to_string(longest_tau_decisions * decision_window_s) +
                             " s, 650 decisions: as far as the chip's decay tables reach"});
        }
    }

    unused_keys unused() const;

    /// Whether the wave's sites also guide.
    bool guided() const {
        return learning == snan_learning::wave && exploration == wave_exploration::wave;
    }

    /// Throws input_error for a rule that exists in double precision only; `path` is its own.
    void require_quantisable(const std::string& path) const {
        if (astrocyte_model != calcium_model::ullah) return;
        throw input_error(
            {.path = path + ".astrocyte_model",
             .found = "found 'ullah', three differential equations that no chip here solves",
             .expected = "reduced or ullah_transient; only snan_reference takes 'ullah'"});
    }

    double calcium_tau_decisions() const { return calcium_tau_s / decision_window_s; }
    double eligibility_tau_decisions() const { return eligibility_tau_s / decision_window_s; }
    std::uint32_t rest_decisions() const {
        return static_cast<std::uint32_t>(rest_s / decision_window_s + 0.5);
    }
};

}  // namespace memglia

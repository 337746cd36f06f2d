#pragma once

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/navigation/baseline_config.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "snan/navigation_experiment.hpp"
#include "snan/q_lambda.hpp"
#include "snan/rivals/dyna_q.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// What the other agents of an experiment are: the network without one of its parts, and tabular
/// learners. Their constants were tuned by docs/tuning.md.
struct rivals_config {
    rule_config snan_local;
    rule_config snan_eligibility =
        with_learning(snan_learning::eligibility, rule_config{}.suppression_depth);
    rule_config stdp_only = with_learning(snan_learning::eligibility, 0);
    rule_config astro_only = with_learning(snan_learning::none, rule_config{}.suppression_depth);
    q_lambda_config q_lambda;
    q_lambda_config q_lambda_blind;
    q_lambda_config q_lambda_grid;
    dyna_q_config dyna_q;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "snan_local",
                    .doc = "the network that explores by calcium alone, without waves that guide",
                    .presets = "rules",
                    .preset = "snan_local"},
              self.snan_local);
        visit(field{.name = "snan_eligibility",
                    .doc = "the network that learns by eligibility tags instead of waves",
                    .presets = "rules",
                    .preset = "snan_eligibility"},
              self.snan_eligibility);
        visit(field{.name = "stdp_only",
                    .doc = "eligibility tags without astrocytes",
                    .presets = "rules",
                    .preset = "stdp_only"},
              self.stdp_only);
        visit(field{.name = "astro_only",
                    .doc = "astrocytes without learning",
                    .presets = "rules",
                    .preset = "astro_only"},
              self.astro_only);
        visit(field{.name = "q_lambda",
                    .doc = "tabular Q(lambda) that senses contacts",
                    .presets = "learners",
                    .preset = "q_lambda"},
              self.q_lambda);
        visit(field{.name = "q_lambda_blind",
                    .doc = "tabular Q(lambda) that does not",
                    .presets = "learners",
                    .preset = "q_lambda_blind"},
              self.q_lambda_blind);
        visit(field{.name = "q_lambda_grid",
                    .doc = "tabular Q(lambda) that also knows which cell a step leads to and "
                           "counts visits",
                    .presets = "learners",
                    .preset = "q_lambda_grid"},
              self.q_lambda_grid);
        visit(field{.name = "dyna_q",
                    .doc = "Q-learning that replays what it remembers",
                    .presets = "planners",
                    .preset = "dyna_q"},
              self.dyna_q);
    }

    void validate() const {
        const auto require = [](bool holds, const char* path, const char* found,
                                const char* expected) {
            if (!holds) throw input_error({.path = path, .found = found, .expected = expected});
        };
        require(!snan_local.guided(), "snan_local.exploration", "found waves that guide",
                "local, which gives the agent its name");
        require(snan_eligibility.learning == snan_learning::eligibility,
                "snan_eligibility.learning", "found another learning rule",
                "eligibility, which gives the agent its name");
        require(stdp_only.learning == snan_learning::eligibility, "stdp_only.learning",
                "found another learning rule", "eligibility");
        require(stdp_only.suppression_depth == 0, "stdp_only.suppression_depth",
                "found astrocytes that suppress", "0: the agent is the one without them");
        require(astro_only.learning == snan_learning::none, "astro_only.learning",
                "found a learning rule", "none: the agent is the one that does not learn");
    }

  private:
    static rule_config with_learning(snan_learning learning, double suppression_depth) {
        rule_config rule;
        rule.learning = learning;
        rule.suppression_depth = suppression_depth;
        return rule;
    }
};

/// Everything that decides a result: one file in configs/experiments/ with what it refers to.
struct run_config {
    experiment_config experiment;
    rule_config rule;
    rivals_config rivals;
    chip_config chip;
    baseline_config baselines;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "experiment", .doc = "who walks which mazes how often"},
              self.experiment);
        visit(field{.name = "rule",
                    .doc = "the network's rule, in biological units",
                    .presets = "rules",
                    .preset = "snan"},
              self.rule);
        visit(field{.name = "rivals", .doc = "what the other agents are"}, self.rivals);
        visit(
            field{
                .name = "chip", .doc = "the hardware", .presets = "chips", .preset = "navigation"},
            self.chip);
        visit(field{.name = "baselines", .doc = "what a decision is compared with"},
              self.baselines);
    }

    void validate() const {
        const auto check = [&](const char* agent, const rule_config& r, const char* path) {
            if (!experiment.has(agent)) return;
            r.require_quantisable(path);
            // A rest after every episode, and one at a recall.
            const double rests = experiment.episodes * static_cast<double>(r.rest_decisions());
            constexpr auto indices = static_cast<double>(astrocyte_unit::last_decision);
            if (rests < indices) return;
            throw input_error({.path = "experiment.episodes",
                               .found = "found " + std::to_string(experiment.episodes),
                               .expected = "fewer: with " + std::string(path) +
                                           ".rest_s the chip's 24-bit decision index would wrap"});
        };
        check(agent_chip, rule, "rule");
        check(agent_local, rivals.snan_local, "rivals.snan_local");
        check(agent_eligibility, rivals.snan_eligibility, "rivals.snan_eligibility");
        check(agent_stdp_only, rivals.stdp_only, "rivals.stdp_only");
        check(agent_astro_only, rivals.astro_only, "rivals.astro_only");
    }

    unused_keys unused() const;
};

}  // namespace memglia

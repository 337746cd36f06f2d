#include "tools/experiments/environment/environment_variants.hpp"

#include <fmt/format.h>

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "tools/experiments/chip_energy.hpp"
#include "tools/experiments/environment/environment_questions.hpp"
#include "tools/experiments/environment/environment_traces.hpp"
#include "tools/experiments/packed_image.hpp"

namespace memglia {

namespace {

class variant_list {
  public:
    explicit variant_list(const environment_config& base) : base_(base) {
        add("intact", variant_group::ablation, 0, [](environment_config&) {});
    }

    template <class Change>
    void add(const std::string& name, variant_group group, double at, const Change& change) {
        environment_variant v{name, group, at, base_};
        change(v.config);
        all_.push_back(std::move(v));
    }

    std::vector<environment_variant> take() { return std::move(all_); }

  private:
    environment_config base_;
    std::vector<environment_variant> all_;
};

void without_astrocytes(environment_config& c) {
    c.astrocytes.present = false;
}

void add_ablations(variant_list& all) {
    constexpr auto group = variant_group::ablation;
    all.add("no astrocytes", group, 0, without_astrocytes);
    all.add("no plasticity", group, 0, [](environment_config& c) { c.plasticity.present = false; });
    all.add("neither", group, 0, [](environment_config& c) {
        c.astrocytes.present = false;
        c.plasticity.present = false;
    });
    // No scale is right for a column before and after learning: three of them.
    for (const double drive : {8.0, 12.0, 16.0}) {
        all.add(fmt::format("no homeostasis, {} a level", drive), group, drive,
                [drive](environment_config& c) {
                    c.synapses.homeostasis = false;
                    c.synapses.level_drive = drive;
                });
    }
    all.add("no adaptive threshold", group, 0,
            [](environment_config& c) { c.neuron.threshold_rise = 0; });
}

void add_costs(variant_list& all) {
    for (const std::uint32_t bouts : {1U, 2U, 3U, 6U}) {
        all.add(fmt::format("{} bouts", bouts), variant_group::cost, bouts,
                [bouts](environment_config& c) { c.stream.bouts = bouts; });
        all.add(fmt::format("{} bouts, no astrocytes", bouts), variant_group::cost, bouts,
                [bouts](environment_config& c) {
                    c.stream.bouts = bouts;
                    without_astrocytes(c);
                });
    }
}

void add_persistence(variant_list& all) {
    // What astrocytes alone keep: nothing was written before.
    for (const double delay_s : {0.3, 1.0, 2.0, 3.0, 3.4, 3.8, 4.5, 6.0}) {
        const auto ask_late = [delay_s](environment_config& c) {
            c.stream.bouts = 0;
            c.test.delay_s = delay_s;
        };
        all.add(fmt::format("after {} s", delay_s), variant_group::delay, delay_s, ask_late);
    }
    for (const std::uint32_t images : {0U, 100U}) {
        const auto see = [images](environment_config& c) { c.stream.once_after = images; };
        all.add(fmt::format("after {} images", images), variant_group::images_after, images, see);
        all.add(fmt::format("after {} images, no astrocytes", images), variant_group::images_after,
                images, [see](environment_config& c) {
                    see(c);
                    without_astrocytes(c);
                });
    }
}

void add_damage(variant_list& all) {
    const auto add = [&all](const std::string& name, double environment_damage_config::*key,
                            double value) {
        all.add(name, variant_group::damage, value,
                [key, value](environment_config& c) { c.damage.*key = value; });
    };
    add("spread 20 %", &environment_damage_config::spread, 0.2);
    add("spread 40 %", &environment_damage_config::spread, 0.4);
    add("10 % dead neurons", &environment_damage_config::dead_neurons, 0.1);
    add("20 % dead astrocytes", &environment_damage_config::dead_astrocytes, 0.2);
    add("10 % stuck synapses", &environment_damage_config::stuck_synapses, 0.1);
    add("30 % lost spikes", &environment_damage_config::lost_spikes, 0.3);
}

nlohmann::ordered_json work_json(const environment_work& work) {
    nlohmann::ordered_json json;
    json["input_spikes"] = work.input_spikes;
    json["spikes"] = work.spikes;
    json["synaptic_events"] = work.synaptic_events;
    json["column_writes"] = work.column_writes;
    json["level_changes"] = work.level_changes;
    json["calcium_rises"] = work.calcium_rises;
    json["gain_windows"] = work.gain_windows;
    return json;
}

// Of each condition the first two images.
nlohmann::ordered_json recall_pictures(const environment_config& config,
                                       const environment_result& result) {
    const environment_schedule schedule(config);
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::array<int, recall_conditions> drawn{};
    for (std::size_t q = 0; q < result.answers.size(); ++q) {
        const question& asked = schedule.questions()[q];
        if (drawn[static_cast<std::size_t>(asked.condition)]++ >= 2) continue;
        nlohmann::ordered_json json;
        json["condition"] = word_of(asked.condition);
        json["truth"] = packed_image(asked.truth);
        json["cue"] = packed_image(schedule.showings()[asked.showing].image);
        json["recalled"] = packed_image(
            above(result.answers[q], result.of(asked.condition).threshold, asked.truth.side));
        all.push_back(std::move(json));
    }
    return all;
}

}  // namespace

std::vector<environment_variant> variants_of(const environment_experiment& experiment) {
    variant_list all(experiment.environment);
    if (experiment.ablations) add_ablations(all);
    if (experiment.costs) add_costs(all);
    if (experiment.persistence) add_persistence(all);
    if (experiment.damage) add_damage(all);
    return all.take();
}

nlohmann::ordered_json run_variant(const environment_experiment& experiment,
                                   const environment_variant& variant, std::uint64_t network,
                                   bool pictures) {
    environment_config config = variant.config;
    config.seed += network;
    const environment_run run = run_network(experiment, config);
    const environment_result& result = run.result;
    nlohmann::ordered_json json;
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        const condition_score& s = result.scores[c];
        json["scores"][word_of(static_cast<recall_condition>(c))] = {
            {"score", s.score},
            {"threshold", s.threshold},
            {"score_of_cues", s.score_of_cues},
            {"spikes", s.spikes}};
    }
    json["learning"] = work_json(result.learning);
    json["recall"] = work_json(result.recall);
    if (!run.chip.empty()) json["chip"] = energy_of(run.chip);
    if (pictures) {
        json["pictures"]["recall"] = recall_pictures(config, result);
        json["pictures"]["traces"] = environment_traces(config);
    }
    return json;
}

}  // namespace memglia

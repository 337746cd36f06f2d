#include "tools/experiments/resource_field/field_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/brief_findings.hpp"
#include "snan/tasks/resource_field/bump_stability.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/resource_field/field_trace.hpp"

namespace memglia {

namespace {

constexpr int samples = 96;  // of a space-time picture

// One place of so many, so that there are 128 at most.
std::vector<double> thinned(const std::vector<double>& all) {
    const std::size_t step = (all.size() + 127) / 128;
    std::vector<double> some;
    for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
    return some;
}

nlohmann::ordered_json number_or_null(double value) {
    if (!std::isfinite(value)) return nullptr;
    return value;
}

}  // namespace

nlohmann::ordered_json analysis_json(const conserved_parameters& p) {
    const resource_bump bump = wide_bump(p);
    nlohmann::ordered_json json;
    json["half_width"] = bump.half_width;
    json["active_resource"] = bump.active_resource;
    json["astrocyte_resource"] = bump.astrocyte_resource;
    json["peak"] = bump.peak;
    json["largest_theta"] = largest_theta(p);
    json["critical_diffusion"] = number_or_null(critical_diffusion(p));
    const auto optional = [](const std::optional<double>& value) {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
    };
    json["critical_gamma"] = optional(critical_gamma(p));
    json["critical_beta"] = optional(critical_beta(p));
    json["drift_expected"] = p.diffusion < critical_diffusion(p);
    if (p.diffusion > 0) json["drift_rate"] = drift_rate(p);
    return json;
}

namespace {

std::string text_of(const char* name, const nlohmann::ordered_json& value) {
    if (value.is_null()) return fmt::format("{:<24} none\n", name);
    return fmt::format("{:<24} {:.6g}\n", name, value.get<double>());
}

}  // namespace

std::string analysis_text(const nlohmann::ordered_json& analysis) {
    return text_of("half-width", analysis["half_width"]) +
           text_of("c0", analysis["active_resource"]) +
           text_of("a0", analysis["astrocyte_resource"]) + text_of("peak", analysis["peak"]) +
           text_of("critical diffusion", analysis["critical_diffusion"]) +
           text_of("critical gamma", analysis["critical_gamma"]) +
           text_of("critical beta", analysis["critical_beta"]) +
           fmt::format("analysis                 the bump {}\n",
                       analysis["drift_expected"].get<bool>() ? "drifts" : "stays");
}

task_outcome run_conserved(const resource_field_experiment& config) {
    const conserved_parameters& p = config.conserved;
    const double time = config.time > 0 ? config.time : trial_time(p);
    task_outcome outcome;
    outcome.result["analysis"] = analysis_json(p);
    const drift_result trial = try_drift(p, config.grid, config.displacement, time);
    outcome.result["trial"] = {{"time", trial.time},         {"drifts", trial.drifts},
                               {"is_alive", trial.is_alive}, {"displacement", trial.displacement},
                               {"velocity", trial.velocity}, {"mass_error", trial.mass_error}};
    throw_if_stopped();
    // Again, with what is seen of it.
    conserved_field field(p, config.grid);
    field.displace(config.displacement);
    field_trace trace(thinned(field.places()), {"u", "q", "a"});
    std::string path = "time,position,velocity,peak,mass\n";
    nlohmann::ordered_json positions = nlohmann::ordered_json::array();
    const auto steps = static_cast<std::uint64_t>(std::max(1.0, time / config.grid.dt / samples));
    for (int i = 0; i <= samples; ++i) {
        if (i > 0) field.run(steps);
        trace.add(field.time(), {thinned(field.activity()), thinned(field.synaptic()),
                                 thinned(field.astrocytic())});
        path += number_text(field.time()) + "," + number_text(field.position()) + "," +
                number_text(field.velocity()) + "," + number_text(field.peak()) + "," +
                number_text(field.mass()) + "\n";
        positions.push_back({field.time(), field.position()});
    }
    outcome.shown["trace"] = trace.shown();
    outcome.shown["position"] = positions;
    outcome.tables = {{"space_time.csv", trace.table()}, {"position.csv", path}};
    outcome.text = analysis_text(outcome.result["analysis"]) +
                   fmt::format(
                       "simulated to {:<11.6g} the bump {}, moved {:.6g} rad, velocity "
                       "{:.6g}, mass error {:.2g}\n",
                       trial.time, trial.drifts ? "drifts" : "stays", trial.displacement,
                       trial.velocity, trial.mass_error);
    return outcome;
}

namespace {

constexpr std::array<double, 6> shares_of_collapse{0.3, 0.5, 0.7, 0.8, 0.9, 0.95};
constexpr double warning_noise = 0.02;
constexpr double beta_low = 0.01;
constexpr double beta_high = 2;

nlohmann::ordered_json outcome_json(const brief_outcome& o) {
    return {{"fate", word_of(o.fate)},
            {"active_share", o.active_share},
            {"mean_rate", o.rate},
            {"moved", o.moved},
            {"synchrony", o.synchrony},
            {"steepest_gradient", o.steepest},
            {"steepest_at", o.steepest_at},
            {"least_resource", o.least_resource},
            {"most_resource", o.most_resource}};
}

std::string rows_table(const nlohmann::ordered_json& rows) {
    std::string table;
    for (const auto& row : rows) {
        if (table.empty()) {
            for (const auto& [key, value] : row.items()) table += (table.empty() ? "" : ",") + key;
            table += "\n";
        }
        bool is_first = true;
        for (const auto& [key, value] : row.items()) {
            table += (is_first ? "" : ",") +
                     (value.is_string() ? value.get<std::string>() : value.dump());
            is_first = false;
        }
        table += "\n";
    }
    return table;
}

}  // namespace

task_outcome run_brief(const resource_field_experiment& config, const task_context& how) {
    const brief_parameters& p = config.brief;
    task_outcome outcome;
    // Jobs: the trial, the same without a limit, ranges by diffusion, signs by share of the last
    // beta.
    const std::array<double, 6> diffusions{0, 0.03, 0.1, 0.3, 1, 3};
    brief_parameters calm = p;
    calm.noise = 0;
    const std::size_t before_signs = 2 + diffusions.size();
    std::vector<nlohmann::ordered_json> found;
    const auto make_job = [&] {
        return [&](std::size_t i) {
            brief_parameters at = i < 2 ? p : calm;
            if (i == 1) at.beta = 0;
            if (i < 2) return outcome_json(try_persistence(at, config.seed)).dump();
            at.diffusion = diffusions[i - 2];
            return nlohmann::ordered_json{
                {"diffusion", at.diffusion},
                {"largest_stable_beta", largest_stable_beta(at, beta_low, beta_high)}}
                .dump();
        };
    };
    const std::size_t all = before_signs + shares_of_collapse.size();
    run_jobs(before_signs, how.jobs, make_job, [&](std::size_t i, const std::string& text) {
        found.push_back(nlohmann::ordered_json::parse(text));
        how.progress(i + 1, all);
    });
    outcome.result["trial"] = found[0];
    outcome.result["without_limit"] = found[1];
    outcome.result["range"] = nlohmann::ordered_json(std::vector(found.begin() + 2, found.end()));
    const double last = largest_stable_beta(calm, beta_low, beta_high);
    outcome.result["largest_stable_beta"] = last;
    outcome.result["signs"] = nlohmann::ordered_json::array();
    if (last > 0) {
        const auto make_sign_job = [&] {
            return [&](std::size_t i) {
                brief_parameters at = calm;
                at.beta = shares_of_collapse[i] * last;
                const brief_warning w = warning_signs(at, warning_noise, config.seed);
                return nlohmann::ordered_json{{"share_of_last_beta", shares_of_collapse[i]},
                                              {"beta", at.beta},
                                              {"tolerated_cut", w.tolerated_cut},
                                              {"relative_deviation", w.deviation},
                                              {"autocorrelation", w.autocorrelation},
                                              {"recovery_time", w.recovery_time}}
                    .dump();
            };
        };
        run_jobs(shares_of_collapse.size(), how.jobs, make_sign_job,
                 [&](std::size_t i, const std::string& text) {
                     outcome.result["signs"].push_back(nlohmann::ordered_json::parse(text));
                     how.progress(before_signs + i + 1, all);
                 });
    }
    brief_field field(p, config.seed);
    field_trace trace(thinned(field.places()), {"u", "r"});
    for (int time = 0; time <= 300; time += 3) {
        if (time > 0) field.run(3, time <= 20 ? 1 : 0);
        trace.add(time, {thinned(field.activity()), thinned(field.resource())});
    }
    outcome.shown["trace"] = trace.shown();
    outcome.tables = {{"space_time.csv", trace.table()},
                      {"range.csv", rows_table(outcome.result["range"])},
                      {"signs.csv", rows_table(outcome.result["signs"])}};
    const auto line = [](const char* name, const nlohmann::ordered_json& o) {
        return fmt::format(
            "{:<16} {}, {:.2f} of the ring active, synchrony {:.2f}, steepest gradient {:.3f} at "
            "{:.2f} rad\n",
            name, o.at("fate").get<std::string>(), o.at("active_share").get<double>(),
            o.at("synchrony").get<double>(), o.at("steepest_gradient").get<double>(),
            o.at("steepest_at").get<double>());
    };
    outcome.text = line("trial", found[0]) + line("without a limit", found[1]);
    for (const auto& row : outcome.result["range"]) {
        outcome.text +=
            fmt::format("diffusion {:<5}  stable up to beta {:.3f}\n", row.at("diffusion").dump(),
                        row.at("largest_stable_beta").get<double>());
    }
    for (const auto& row : outcome.result["signs"]) {
        outcome.text += fmt::format(
            "{:.2f} of the last beta: survives a cut of {:.3f}, deviation {:.4f}, autocorrelation "
            "{:.3f}, recovery {:.1f}\n",
            row.at("share_of_last_beta").get<double>(), row.at("tolerated_cut").get<double>(),
            row.at("relative_deviation").get<double>(), row.at("autocorrelation").get<double>(),
            row.at("recovery_time").get<double>());
    }
    return outcome;
}

}  // namespace memglia

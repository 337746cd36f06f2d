#include "tools/experiments/resource_field/plane_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/error.hpp"
#include "snan/tasks/resource_field/bump_stability.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"
#include "tools/experiment/worker_pool.hpp"

namespace memglia {

namespace {

std::vector<double> ratios(double low, double high, std::uint32_t count) {
    std::vector<double> all;
    for (std::uint32_t i = 0; i < count; ++i) {
        const double share = count < 2 ? 0 : static_cast<double>(i) / (count - 1);
        all.push_back(low * exp_exact_bits(share * log_exact_bits(high / low)));
    }
    return all;
}

conserved_parameters point_of(const resource_field_experiment& config, double beta, double value) {
    conserved_parameters p = config.conserved;
    p.beta = beta;
    (config.plane.against == plane_axis::diffusion ? p.diffusion : p.gamma) = value;
    return p;
}

bool has_bump(const conserved_parameters& p) {
    return largest_theta(p) >= p.theta;
}

// Whether a point is on the other side of the boundary when D and gamma change by this ratio.
bool is_near(const conserved_parameters& p, bool drifts, double ratio) {
    for (const bool in_gamma : {false, true}) {
        conserved_parameters aside = p;
        const double factor = drifts ? ratio : 1 / ratio;
        (in_gamma ? aside.gamma : aside.diffusion) *= factor;
        if (!has_bump(aside)) return true;
        if ((aside.diffusion < critical_diffusion(aside)) != drifts) return true;
    }
    return false;
}

nlohmann::ordered_json trial_json(const resource_field_experiment& config,
                                  const conserved_parameters& p) {
    const double time = config.time > 0 ? config.time : trial_time(p);
    const double critical = critical_diffusion(p);
    const bool expected = p.diffusion < critical;
    nlohmann::ordered_json json;
    json["time"] = time;
    json["critical_diffusion"] = critical;
    json["drift_expected"] = expected;
    json["near_boundary"] = is_near(p, expected, config.plane.near_boundary);
    const auto add = [&json](const auto& run) {
        json["drifts"] = run.drifts;
        json["displacement"] = run.displacement;
        json["velocity"] = run.velocity;
        json["mass_error"] = run.mass_error;
    };
    if (config.simulate == field_medium::grid) {
        add(try_drift(p, config.grid, config.displacement, time));
        return json;
    }
    const auto simulation = make_simulation(
        ring_network(p, config.ring, config.displacement, ring_sample_ticks(config.ring, time)),
        config.on, config.chip);
    add(try_ring(*simulation, p, config.ring, time));
    return json;
}

std::optional<double> critical_value(const resource_field_experiment& config, double beta) {
    conserved_parameters p = point_of(config, beta, config.plane.low);
    if (config.plane.against == plane_axis::gamma) return critical_gamma(p);
    if (!has_bump(p)) return std::nullopt;
    const double critical = critical_diffusion(p);
    if (std::isinf(critical)) return std::nullopt;
    return critical;
}

std::string number_or_nothing(const nlohmann::ordered_json& value) {
    return value.is_null() ? "" : value.dump();
}

}  // namespace

nlohmann::ordered_json run_plane(const resource_field_experiment& config, const task_context& how) {
    const resource_plane& plane = config.plane;
    const std::vector<double> betas = ratios(plane.beta_low, plane.beta_high, plane.beta_points);
    const std::vector<double> values = ratios(plane.low, plane.high, plane.points);
    nlohmann::ordered_json json;
    json["against"] = word_of(plane.against);
    json["points"] = nlohmann::ordered_json::array();
    std::uint64_t right = 0;
    std::uint64_t right_far = 0;
    std::uint64_t far = 0;
    std::uint64_t without_bump = 0;
    const std::size_t count = betas.size() * values.size();
    // A process for each: it may make a chip.
    std::size_t first = 0;
    const auto make_job = [&] {
        return [&](std::size_t k) {
            const std::size_t i = first + k;
            const double beta = betas[i / values.size()];
            const double value = values[i % values.size()];
            nlohmann::ordered_json point;
            point["beta"] = beta;
            point[word_of(plane.against)] = value;
            const conserved_parameters p = point_of(config, beta, value);
            point["has_bump"] = has_bump(p);
            if (has_bump(p)) point.update(trial_json(config, p));
            return point.dump();
        };
    };
    const auto take = [&](std::size_t k, const std::string& text) {
        const auto point = nlohmann::ordered_json::parse(text);
        json["points"].push_back(point);
        how.progress(first + k + 1, count);
        if (!point.at("has_bump").get<bool>()) {
            ++without_bump;
            return;
        }
        const bool is_right = point.at("drifts") == point.at("drift_expected");
        const bool is_far = !point.at("near_boundary").get<bool>();
        right += is_right ? 1 : 0;
        far += is_far ? 1 : 0;
        right_far += is_right && is_far ? 1 : 0;
    };
    for (; first < count; first += how.jobs) {
        const std::size_t some = std::min<std::size_t>(how.jobs, count - first);
        run_jobs(some, some, make_job, take);
    }
    json["boundary"] = nlohmann::ordered_json::array();
    constexpr std::uint32_t line_points = 100;
    for (const double beta : ratios(plane.beta_low, plane.beta_high, line_points)) {
        const auto critical = critical_value(config, beta);
        json["boundary"].push_back(
            {{"beta", beta}, {"critical", critical ? nlohmann::ordered_json(*critical) : nullptr}});
    }
    json["simulated"] = count - without_bump;
    json["without_bump"] = without_bump;
    json["as_analysis"] = right;
    json["far_from_boundary"] = far;
    json["far_as_analysis"] = right_far;
    return json;
}

std::string plane_table(const nlohmann::ordered_json& plane) {
    const std::string against = plane.at("against");
    std::string table = "beta," + against +
                        ",critical_diffusion,drift_expected,drifts,near_boundary,time,displacement,"
                        "velocity,mass_error\n";
    for (const auto& p : plane.at("points")) {
        table += p.at("beta").dump() + "," + p.at(against).dump();
        for (const char* key : {"critical_diffusion", "drift_expected", "drifts", "near_boundary",
                                "time", "displacement", "velocity", "mass_error"}) {
            table += "," + (p.contains(key) ? number_or_nothing(p.at(key)) : std::string());
        }
        table += "\n";
    }
    return table;
}

std::string boundary_table(const nlohmann::ordered_json& plane) {
    std::string table = "beta,critical_" + plane.at("against").get<std::string>() + "\n";
    for (const auto& p : plane.at("boundary")) {
        table += p.at("beta").dump() + "," + number_or_nothing(p.at("critical")) + "\n";
    }
    return table;
}

std::string plane_text(const nlohmann::ordered_json& plane) {
    return fmt::format(
        "plane of beta and {}: {} trials, {} on the side of the analysis; {} of {} that are far "
        "from the boundary\n",
        plane.at("against").get<std::string>(), plane.at("simulated").dump(),
        plane.at("as_analysis").dump(), plane.at("far_as_analysis").dump(),
        plane.at("far_from_boundary").dump());
}

}  // namespace memglia

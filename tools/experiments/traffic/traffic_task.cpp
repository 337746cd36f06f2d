#include "tools/experiments/traffic/traffic_task.hpp"

#include <fmt/format.h>

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/traffic/traffic_run.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

ordered_json json_of(const latency_summary& s) {
    return {{"packets", s.packets},
            {"mean_cycles", s.mean},
            {"median_cycles", s.median},
            {"p99_cycles", s.p99},
            {"longest_cycles", s.longest}};
}

ordered_json json_of(const traffic_point& p) {
    ordered_json json;
    json["offered"] = p.offered;
    json["delivered"] = p.delivered;
    json["saturated"] = p.saturated();
    json["handed_over"] = p.handed_over;
    if (p.no_way > 0) json["no_way"] = p.no_way;
    json["latency"] = json_of(p.latency);
    if (p.without_cycles) json["without_cycles"] = json_of(*p.without_cycles);
    ordered_json links = ordered_json::array();
    for (const link_load& l : p.load.links) {
        links.push_back({l.node, word_of(l.side), p.load.share(l)});
    }
    json["links"] = std::move(links);
    return json;
}

std::string curve_line(const std::string& pattern, const ordered_json& p) {
    const ordered_json& l = p.at("latency");
    const auto number = [](const ordered_json& of) { return number_text(of.get<double>()); };
    const auto event = p.find("without_cycles");
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", pattern, number(p.at("rate")),
                       number(p.at("offered")), number(p.at("delivered")),
                       p.at("saturated").get<bool>() ? 1 : 0, l.at("packets").get<std::uint64_t>(),
                       number(l.at("mean_cycles")), number(l.at("median_cycles")),
                       number(l.at("p99_cycles")), l.at("longest_cycles").get<std::uint64_t>(),
                       event == p.end() ? "" : number(event->at("mean_cycles")));
}

}  // namespace

task_outcome traffic_task::run(const traffic_experiment& config, const task_context& how) const {
    const std::size_t count = config.patterns.size() * config.rates;
    ordered_json patterns = ordered_json::array();
    task_outcome outcome;
    std::string curves =
        "pattern,rate,offered,delivered,saturated,packets,mean_cycles,median_cycles,p99_cycles,"
        "longest_cycles,mean_without_cycles\n";
    std::string links = "pattern,rate,node,side,share\n";
    run_jobs(
        count, how.jobs,
        [&] {
            return [&](std::size_t k) {
                const double rate = config.rate(static_cast<std::uint32_t>(k % config.rates));
                ordered_json point;
                point["rate"] = rate;
                point.update(json_of(run_traffic(config, config.patterns[k / config.rates], rate)));
                return point.dump();
            };
        },
        [&](std::size_t k, const std::string& text) {
            ordered_json point = ordered_json::parse(text);
            const std::string& pattern = config.patterns[k / config.rates];
            if (k % config.rates == 0) {
                patterns.push_back(
                    {{"pattern", pattern}, {"throughput", 0.0}, {"points", ordered_json::array()}});
                outcome.shown["links"][pattern] = {};
            }
            for (const auto& l : point.at("links")) {
                links += fmt::format("{},{},{},{},{}\n", pattern,
                                     number_text(point.at("rate").get<double>()),
                                     l[0].get<std::uint32_t>(), l[1].get<std::string>(),
                                     number_text(l[2].get<double>()));
            }
            // Of the largest rate that the mesh carries; of the first, if of none.
            ordered_json& shown = outcome.shown["links"][pattern];
            if (shown.is_null() || !point.at("saturated").get<bool>()) {
                shown = {{"rate", point.at("rate")}, {"links", point.at("links")}};
            }
            point.erase("links");
            ordered_json& of = patterns.back();
            const double most = of.at("throughput").get<double>();
            of["throughput"] = std::max(most, point.at("delivered").get<double>());
            curves += curve_line(pattern, point);
            of["points"].push_back(std::move(point));
            how.progress(k + 1, count);
        });
    outcome.text = fmt::format("{:<16} {:>14} {:>14} {:>16}\n", "pattern", "zero load",
                               "carries up to", "throughput");
    outcome.text += fmt::format("{:<16} {:>14} {:>14} {:>16}\n", "", "mean, cycles", "packets/node",
                                "flits/node");
    for (const ordered_json& of : patterns) {
        double carried = 0;
        for (const auto& p : of.at("points")) {
            if (!p.at("saturated").get<bool>()) carried = p.at("rate").get<double>();
        }
        outcome.text += fmt::format(
            "{:<16} {:>14} {:>14} {:>16}\n", of.at("pattern").get<std::string>(),
            format_significant(of["points"][0]["latency"]["mean_cycles"].get<double>(), 4),
            carried > 0 ? format_significant(carried) : "–",
            format_significant(of.at("throughput").get<double>()));
    }
    outcome.result["patterns"] = std::move(patterns);
    outcome.tables = {{"curves.csv", std::move(curves)}, {"links.csv", std::move(links)}};
    return outcome;
}

}  // namespace memglia

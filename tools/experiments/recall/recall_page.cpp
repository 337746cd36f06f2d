#include <fmt/format.h>

#include "tools/experiments/recall/recall_task.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

std::string place_of(const nlohmann::ordered_json& configuration) {
    const std::string on = configuration.value("on", "double");
    if (on == "chip") return "on the chip";
    return on == "fixed" ? "in a chip's integers" : "in double precision";
}

void add_patterns(report_page& page, const nlohmann::ordered_json& patterns) {
    constexpr std::size_t most = 64;
    std::vector<table_row> rows;
    for (std::size_t m = 0; m < std::min(patterns.size(), most); ++m) {
        const auto& p = patterns[m];
        rows.push_back({std::to_string(m),
                        "",
                        {format_count(p.at("hits").get<std::uint64_t>()),
                         format_count(p.at("misses").get<std::uint64_t>()),
                         format_count(p.at("false_alarms").get<std::uint64_t>()),
                         fmt::format("{:.4f}", p.at("f1").get<double>())}});
    }
    page.add_table(patterns.size() > most
                       ? fmt::format("Spikes of the first {} of {} patterns; patterns.csv has all.",
                                     most, patterns.size())
                       : "Spikes of every pattern after its cue.",
                   {"pattern", "recalled", "missed", "false", "F1"}, rows);
}

}  // namespace

report_page recall_task::page(const nlohmann::ordered_json& result,
                              const nlohmann::ordered_json&) const {
    const auto& configuration = result.at("configuration");
    const auto& memory = configuration.at("memory");
    const auto& all = result.at("all_patterns");
    const double f1 = all.at("f1").get<double>();
    report_page page(
        "Recall of patterns in a network with delays",
        fmt::format("{} patterns of {} ticks, stored in {} neurons with {} delays a pair: {} their "
                    "cues bring back {} % of their spikes, and {} % of what comes is theirs.",
                    memory.at("patterns").at("count").get<std::uint64_t>(),
                    memory.at("patterns").at("ticks").get<std::uint64_t>(),
                    memory.at("neurons").get<std::uint64_t>(),
                    memory.at("delays").get<std::uint64_t>(), place_of(configuration),
                    format_percent(all.at("recall").get<double>()),
                    format_percent(all.at("precision").get<double>())));
    page.add_tile("F1 of all patterns", fmt::format("{:.4f}", f1), "",
                  fmt::format("{} spikes recalled, {} missed, {} false",
                              format_count(all.at("hits").get<std::uint64_t>()),
                              format_count(all.at("misses").get<std::uint64_t>()),
                              format_count(all.at("false_alarms").get<std::uint64_t>())));
    page.add_tile("Synapses", format_count(result.at("synapses").get<std::uint64_t>()), "",
                  fmt::format("{} synaptic operations",
                              format_count(result.at("synaptic_operations").get<std::uint64_t>())));
    if (const auto chip = result.find("chip"); chip != result.end()) {
        page.add_tile(
            "Energy per tick", format_quantity(chip->at("j_per_tick").get<double>(), "J"), "",
            fmt::format("{} cores, {} arrays, {} mm²", chip->at("cores").get<std::uint64_t>(),
                        chip->at("arrays").get<std::uint64_t>(),
                        format_significant(1e6 * chip->at("area_m2").get<double>())));
    }
    page.begin_section("Numbers");
    add_patterns(page, result.at("patterns"));
    return page;
}

}  // namespace memglia

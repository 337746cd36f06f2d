#include "tools/experiments/traffic/traffic_experiment.hpp"

#include <algorithm>

#include "base/choice.hpp"
#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "rtl_models/fabric/event_mesh.hpp"

namespace memglia {

namespace {

const std::vector<std::string>& pattern_words() {
    static const std::vector<std::string> words{"uniform", "transpose", "hotspot",
                                                "bit_complement"};
    return words;
}

}  // namespace

double traffic_experiment::rate(std::uint32_t i) const {
    if (rates < 2) return rate_low;
    const double share = static_cast<double>(i) / (rates - 1);
    return rate_low * exp_exact_bits(share * log_exact_bits(rate_high / rate_low));
}

traffic_config traffic_experiment::traffic(const std::string& pattern, double at_rate) const {
    const auto word = std::find(pattern_words().begin(), pattern_words().end(), pattern);
    return {.pattern = static_cast<traffic_pattern>(word - pattern_words().begin()),
            .rate = at_rate,
            .flits = flits,
            .hotspot_node = hotspot_node,
            .hotspot_share = hotspot_share,
            .seed = seed};
}

bool traffic_experiment::has_event_mesh() const {
    return mesh.routing == mesh_routing_rule::xy && mesh.failed_links.empty() &&
           mesh.failed_routers.empty();
}

void traffic_experiment::validate() const {
    if (patterns.empty()) {
        throw input_error({.path = "patterns", .found = "found none", .expected = "one or more"});
    }
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const std::string path = "patterns[" + std::to_string(i) + "]";
        const auto& words = pattern_words();
        if (std::find(words.begin(), words.end(), patterns[i]) == words.end()) {
            throw input_error({.path = path,
                               .found = "found '" + patterns[i] + "'",
                               .expected = "uniform, transpose, hotspot or bit_complement"});
        }
        if (std::find(patterns.begin(), patterns.begin() + static_cast<std::ptrdiff_t>(i),
                      patterns[i]) != patterns.begin() + static_cast<std::ptrdiff_t>(i)) {
            throw input_error({.path = path,
                               .found = "found '" + patterns[i] + "' again",
                               .expected = "it once"});
        }
    }
    if (rates > 1 && rate_high <= rate_low) {
        throw input_error({.path = "rate_high",
                           .found = "found " + number_text(rate_high),
                           .expected = "more than rate_low, " + number_text(rate_low)});
    }
    constexpr double most_packets = 2e7;  // some 24 bytes each
    const double packets =
        std::max(rate_low, rate_high) * width * height * static_cast<double>(all_cycles());
    if (packets > most_packets) {
        throw input_error({.path = "cycles",
                           .found = "found some " + number_text(packets) + " packets",
                           .expected = "at most " + number_text(most_packets) +
                                       " by nodes, cycles and rate_high"});
    }
    // What the parts say of themselves, with the key that it is about here.
    const auto here = [](const input_error& e, const std::string& path) {
        input_error::details data = e.data;
        data.path = path;
        return input_error(data);
    };
    try {
        mesh_routing(width, height, mesh);
    } catch (const input_error& e) {
        throw here(e, "mesh." + e.data.path);
    }
    for (const std::string& pattern : patterns) {
        try {
            traffic_source(width, height, traffic(pattern, rate_low));
        } catch (const input_error& e) {
            const bool is_of_mesh = e.data.path == "mesh";
            throw here(e, is_of_mesh                 ? "width"
                          : e.data.path == "pattern" ? "patterns"
                                                     : e.data.path);
        }
    }
}

unused_keys traffic_experiment::unused() const {
    unused_keys all;
    const auto has = [this](const char* pattern) {
        return std::find(patterns.begin(), patterns.end(), pattern) != patterns.end();
    };
    if (!has("hotspot")) {
        add_unused(all, {"hotspot_node", "hotspot_share"}, "patterns has no hotspot", "patterns",
                   "patterns=[hotspot]");
    }
    if (rates == 1) add_unused(all, {"rate_high"}, "rates is 1", "rates", "rates=2");
    if (!has_event_mesh()) {
        add_unused(all, {"without_cycles"}, "that mesh knows XY without failures alone",
                   mesh.routing != mesh_routing_rule::xy ? "mesh.routing" : "mesh.failed_links");
    }
    return all;
}

}  // namespace memglia

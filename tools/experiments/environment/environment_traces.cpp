#include "tools/experiments/environment/environment_traces.hpp"

#include "snan/tasks/environment/environment_schedule.hpp"
#include "snan/tasks/environment/environment_sheet.hpp"

namespace memglia {

nlohmann::ordered_json environment_traces(const environment_config& config) {
    environment_schedule schedule(config);
    environment_sheet<real_numbers> sheet(config);
    const question& last = schedule.questions().back();
    const showing& shown = schedule.showings()[last.showing - 1];
    const std::uint64_t before = environment_ticks(0.2);
    const std::uint64_t from = shown.begin > before ? shown.begin - before : 0;
    // A column of neurons through the middle, and the astrocytes of their zones.
    const std::uint32_t column = config.side() / 2;
    std::uint32_t zones_on = 0;
    std::vector<std::uint32_t> zone_on;
    for (std::uint32_t y = 0; y < config.zones(); ++y) {
        for (std::uint32_t x = 0; x < config.zones(); ++x) {
            if (!last.truth.at(3 * x + 1, 3 * y + 1)) continue;
            zone_on.push_back(y * config.zones() + x);
            ++zones_on;
        }
    }
    nlohmann::ordered_json input = nlohmann::ordered_json::array();
    nlohmann::ordered_json spikes = nlohmann::ordered_json::array();
    nlohmann::ordered_json calcium = nlohmann::ordered_json::array();
    std::uint64_t last_spike = 0;
    for (std::uint64_t now = 0; now < schedule.ticks(); ++now) {
        const std::vector<std::uint32_t> pixels = schedule.input(now);
        sheet.step(pixels, now < schedule.learning_ends());
        if (now >= last.begin && !sheet.spiked().empty()) last_spike = now;
        if (now < from) continue;
        const double t = static_cast<double>(now - from) * environment_config::tick_s;
        for (const std::uint32_t j : pixels) {
            if (j % config.side() == column) input.push_back({t, j / config.side()});
        }
        for (const std::uint32_t j : sheet.spiked()) {
            if (j % config.side() == column) spikes.push_back({t, j / config.side()});
        }
        if ((now - from) % 20 != 0) continue;
        double mean = 0;
        for (const std::uint32_t z : zone_on) mean += sheet.calcium(z) / zones_on;
        calcium.push_back({t, mean});
    }
    nlohmann::ordered_json json;
    json["neurons"] = config.side();
    json["ends_s"] = static_cast<double>(schedule.ticks() - from) * environment_config::tick_s;
    json["shown_s"] = static_cast<double>(shown.begin - from) * environment_config::tick_s;
    json["cue_s"] = static_cast<double>(last.begin - from) * environment_config::tick_s;
    json["activity_outlives_cue_s"] =
        last_spike >= last.end
            ? static_cast<double>(last_spike + 1 - last.end) * environment_config::tick_s
            : 0.0;
    json["input"] = std::move(input);
    json["spikes"] = std::move(spikes);
    json["calcium"] = std::move(calcium);
    return json;
}

}  // namespace memglia

#include <fmt/format.h>

#include "tools/experiments/chip_energy.hpp"
#include "tools/experiments/packed_image.hpp"
#include "tools/experiments/pattern_memory/pattern_memory_task.hpp"
#include "tools/experiments/seed_scores.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/heat_panel.hpp"
#include "tools/report/image_grid.hpp"
#include "tools/report/stacked_bars.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

mean_score score_in(const nlohmann::ordered_json& summary) {
    return {summary.at("score").get<double>(), summary.at("score_95")[0].get<double>(),
            summary.at("score_95")[1].get<double>()};
}

void add_images(report_page& page, const nlohmann::ordered_json& shown) {
    page.begin_section("What was shown, and what came back",
                       "The first network. A neuron is on if it spiked more often than the "
                       "threshold in the window of the cue.");
    const auto grid = [&](figure_width width) {
        image_grid images{.width = width_of(width), .title = "", .images = {}};
        std::size_t k = 0;
        for (const auto& image : shown.at("shown")) {
            images.images.push_back(
                image_to_draw(image.get<std::string>(), fmt::format("learned: {}", k++)));
        }
        for (const auto& cue : shown.at("cues")) {
            const auto digit = cue.at("digit").get<std::uint32_t>();
            const char* kind = cue.at("learned").get<bool>() ? "cue" : "new cue";
            images.images.push_back(image_to_draw(cue.at("cue").get<std::string>(),
                                                  fmt::format("{}: {}", kind, digit)));
            images.images.push_back(image_to_draw(cue.at("recalled").get<std::string>(),
                                                  fmt::format("recalled: {}", digit)));
        }
        return draw_images(images);
    };
    page.add_figure("images", grid, "Images as learned, cues, and what was recalled from each.");
}

void add_traces(report_page& page, const nlohmann::ordered_json& shown) {
    if (shown.at("calcium").empty()) return;
    page.begin_section("Spikes and calcium");
    condition_line spikes{.label = "spikes a ms", .x = {}, .y = {}};
    double t = 0;
    for (const auto& n : shown.at("spikes_per_ms")) {
        spikes.x.push_back(t += 1e-3);
        spikes.y.push_back(n.get<double>());
    }
    condition_line calcium{.label = "calcium", .x = {}, .y = {}};
    for (const auto& sample : shown.at("calcium")) {
        calcium.x.push_back(sample.at("time_s").get<double>());
        calcium.y.push_back(sample.at("mean_um").get<double>());
    }
    const auto traces = [](const condition_line& line, const char* title) {
        return [line, title](figure_width width) {
            condition_panel panel{.width = width_of(width), .title = title, .lines = {line}};
            panel.x_axis.name = "time (s)";
            return draw_traces(panel);
        };
    };
    page.add_figure("spikes", traces(spikes, "spikes of all neurons a ms"),
                    "Learning first, then the cues.");
    page.add_figure("calcium", traces(calcium, "calcium (µM), mean of all astrocytes"),
                    "Calcium outlives what raised it by seconds.");
    const auto& map = shown.at("calcium_map");
    const auto um = map.at("um").get<std::vector<double>>();
    std::size_t side = 1;
    while (side * side < um.size()) ++side;
    page.add_figure(
        "calcium_map",
        [&](figure_width width) {
            heat_panel panel{.width = width_of(width),
                             .height = 0,
                             .title = fmt::format("calcium (µM) after {} s",
                                                  format_trimmed(map.at("time_s").get<double>())),
                             .rows = side,
                             .columns = side,
                             .values = um,
                             .x = {.name = "astrocyte, column"},
                             .y = {.name = "astrocyte, row"}};
            return draw_heat(panel);
        },
        "What the astrocytes hold of the images.");
}

void add_energy(report_page& page, const nlohmann::ordered_json& result) {
    if (!result.at("intact").contains("chip")) return;
    page.begin_section("Energy", "From the first image to the last cue, mean of the networks.");
    stacked_bars bars{.width = 0, .title = "energy", .unit = "J", .parts = {}, .bars = {}};
    add_energy_bar(bars, "intact", result.at("intact").at("chip"));
    if (const auto without = result.find("no_astrocytes"); without != result.end()) {
        add_energy_bar(bars, "no astrocytes", without->at("chip"));
    }
    for (std::string& part : bars.parts) part = component_label(part);
    page.add_figure(
        "energy",
        [&](figure_width width) {
            bars.width = width_of(width);
            return draw_bars(bars);
        },
        "What holding and recalling the images takes on the chip, with astrocytes and without.");
}

}  // namespace

report_page pattern_memory_task::page(const nlohmann::ordered_json& result,
                                      const nlohmann::ordered_json& shown) const {
    const auto& configuration = result.at("configuration");
    const auto& intact = result.at("intact");
    const auto networks = configuration.at("networks").get<std::uint64_t>();
    const auto images = configuration.at("memory").at("images").get<std::uint64_t>();
    report_page page(
        "Working memory held by astrocytes",
        fmt::format(
            "{} images, seen once, come back from cues with {} % of their pixels turned "
            "over: {:.3f} of (TPR + TNR) / 2, the cues themselves {:.3f}.",
            images,
            format_percent(configuration.at("memory").at("cue").at("flipped").get<double>()),
            intact.at("score").get<double>(), intact.at("score_of_cues").get<double>()));
    page.add_tile("Score", score_text(score_in(intact)), "",
                  fmt::format("mean and 95 % interval of {} networks", networks));
    page.add_tile("Spikes",
                  format_count(static_cast<std::uint64_t>(intact.at("spikes").get<double>() + 0.5)),
                  "", "of a network, mean");
    if (const auto without = result.find("no_astrocytes"); without != result.end()) {
        page.add_tile("Without astrocytes", score_text(score_in(*without)), "",
                      fmt::format("{} spikes", format_count(static_cast<std::uint64_t>(
                                                   without->at("spikes").get<double>() + 0.5))));
    }
    if (const auto chip = intact.find("chip"); chip != intact.end()) {
        page.add_tile(
            "Energy", format_quantity(chip->at("running_j").get<double>(), "J"), "",
            fmt::format("of a network on {} cores, {} mm²", chip->at("cores").get<std::uint64_t>(),
                        format_significant(1e6 * chip->at("area_m2").get<double>())));
    }
    add_images(page, shown);
    add_traces(page, shown);
    add_energy(page, result);
    page.begin_section("Numbers");
    std::vector<table_row> rows;
    const auto add_row = [&](const char* name, const nlohmann::ordered_json& s) {
        rows.push_back(
            {name,
             "",
             {score_text(score_in(s)),
              format_count(static_cast<std::uint64_t>(s.at("spikes").get<double>())),
              format_count(static_cast<std::uint64_t>(s.at("synaptic_events").get<double>()))}});
    };
    add_row("intact", intact);
    if (const auto without = result.find("no_astrocytes"); without != result.end()) {
        add_row("no astrocytes", *without);
    }
    page.add_table("Means over networks; networks.csv has each.",
                   {"network", "score", "spikes", "synaptic events"}, rows);
    return page;
}

}  // namespace memglia

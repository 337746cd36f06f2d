#include <fmt/format.h>

#include <array>

#include "tools/experiments/chip_energy.hpp"
#include "tools/experiments/environment/environment_task.hpp"
#include "tools/experiments/packed_image.hpp"
#include "tools/experiments/seed_scores.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/image_grid.hpp"
#include "tools/report/raster_panel.hpp"
#include "tools/report/stacked_bars.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr std::array<std::pair<const char*, const char*>, 6> conditions{
    {{"short_term", "just seen"},
     {"long_20", "learned, 20 % flipped"},
     {"long_30", "30 %"},
     {"long_40", "40 %"},
     {"occluded", "occluded"},
     {"never_seen", "never seen"}}};

mean_score score_in(const ordered_json& summary, const char* condition) {
    const ordered_json& s = summary.at("scores").at(condition);
    return {s.at("score").get<double>(), s.at("score_95")[0].get<double>(),
            s.at("score_95")[1].get<double>()};
}

std::string count_in(const ordered_json& summary, const char* part, const char* key) {
    return format_count(static_cast<std::uint64_t>(summary.at(part).at(key).get<double>() + 0.5));
}

void add_images(report_page& page, const ordered_json& recall) {
    page.begin_section(
        "Presented, cued, recalled",
        "The first network; two images of each condition. A neuron is on if it "
        "spiked more often than the condition's threshold in the window of the cue.");
    page.add_figure(
        "images",
        [&](figure_width width) {
            image_grid grid{.width = width_of(width), .title = "", .images = {}, .together = 3};
            for (const ordered_json& r : recall) {
                const auto condition = r.at("condition").get<std::string>();
                grid.images.push_back(image_to_draw(r.at("truth").get<std::string>(), condition));
                grid.images.push_back(image_to_draw(r.at("cue").get<std::string>(), "cue"));
                grid.images.push_back(
                    image_to_draw(r.at("recalled").get<std::string>(), "recalled"));
            }
            return draw_images(grid);
        },
        "In threes: the image, its cue, what was recalled.");
}

void add_traces(report_page& page, const ordered_json& traces) {
    page.begin_section("An image seen once, and its cue",
                       "Neurons of the middle column of the field, and the calcium of the "
                       "astrocytes below the image.");
    const double ends_s = traces.at("ends_s").get<double>();
    const auto neurons = traces.at("neurons").get<std::uint32_t>();
    const std::vector<panel_mark> marks{{traces.at("shown_s").get<double>(), "shown"},
                                        {traces.at("cue_s").get<double>(), "cue"}};
    page.add_figure(
        "raster",
        [&](figure_width width) {
            raster_panel panel{.width = width_of(width),
                               .title = "spikes",
                               .to = ends_s,
                               .groups = {},
                               .marks = marks};
            for (const auto& [key, name] : {std::pair{"input", "pixels"}, {"spikes", "neurons"}}) {
                raster_group& group = panel.groups.emplace_back();
                group.name = name;
                group.rows = neurons;
                for (const ordered_json& p : traces.at(key)) {
                    group.points.push_back({p[0].get<double>(), p[1].get<std::uint32_t>()});
                }
            }
            return draw_raster(panel);
        },
        "Without a cue nothing spikes: what is kept is kept silently.");
    page.add_figure(
        "calcium",
        [&](figure_width width) {
            condition_line line{.label = "calcium", .x = {}, .y = {}};
            for (const ordered_json& p : traces.at("calcium")) {
                line.x.push_back(p[0].get<double>());
                line.y.push_back(p[1].get<double>());
            }
            condition_panel panel{.width = width_of(width),
                                  .title = "calcium (1024 a release)",
                                  .marks = marks,
                                  .lines = {line}};
            panel.x_axis.name = "time (s)";
            return draw_traces(panel);
        },
        "Calcium rises 0.25 s after the image came, and decays with 4 s.");
}

void add_scores(report_page& page, const ordered_json& group, std::string_view caption) {
    std::vector<std::string> head{"network"};
    for (const auto& [key, name] : conditions) head.emplace_back(name);
    std::vector<table_row> rows;
    for (const ordered_json& s : group) {
        table_row row{s.at("network").get<std::string>(), "", {}};
        for (const auto& [key, name] : conditions) {
            row.numbers.push_back(score_text(score_in(s, key)));
        }
        rows.push_back(std::move(row));
    }
    const ordered_json& first = group.front();
    table_row cues{"the cues themselves", "", {}};
    for (const auto& [key, name] : conditions) {
        cues.numbers.push_back(
            fmt::format("{:.3f}", first.at("scores").at(key).at("score_of_cues").get<double>()));
    }
    rows.push_back(std::move(cues));
    page.add_table(caption, head, rows);
}

void add_work(report_page& page, const ordered_json& group, std::string_view caption) {
    std::vector<table_row> rows;
    for (const ordered_json& s : group) {
        rows.push_back(
            {s.at("network").get<std::string>(),
             "",
             {fmt::format("{:.3f}", score_in(s, "short_term").mean),
              fmt::format("{:.3f}", score_in(s, "long_20").mean), count_in(s, "learning", "spikes"),
              count_in(s, "learning", "synaptic_events"), count_in(s, "learning", "column_writes"),
              count_in(s, "learning", "level_changes"), count_in(s, "recall", "spikes")}});
    }
    page.add_table(caption,
                   {"network", "just seen", "learned", "spikes", "synaptic events", "column writes",
                    "levels changed", "spikes of questions"},
                   rows);
}

void add_persistence(report_page& page, const ordered_json& result) {
    page.begin_section("How long it lasts");
    page.add_figure(
        "persistence",
        [&](figure_width width) {
            condition_line line{.label = "short-term recall", .x = {}, .y = {}};
            condition_line cues{.label = "the cues themselves", .x = {}, .y = {}, .dashed = true};
            for (const ordered_json& s : result.at("delays")) {
                const mean_score score = score_in(s, "short_term");
                line.x.push_back(s.at("at").get<double>());
                line.y.push_back(score.mean);
                line.low.push_back(score.low);
                line.high.push_back(score.high);
                cues.x.push_back(s.at("at").get<double>());
                cues.y.push_back(s.at("scores").at("short_term").at("score_of_cues").get<double>());
            }
            condition_panel panel{.width = width_of(width),
                                  .title = "score of an image seen once",
                                  .from_zero = false,
                                  .lines = {line, cues}};
            panel.x_axis.name = "delay (s)";
            return draw_conditions(panel);
        },
        "In networks that have learned nothing: what astrocytes alone keep.");
    add_scores(page, result.at("images_after"),
               "After other images, each seen once, since the last bout.");
    std::vector<table_row> rows;
    for (const auto& [key, value] : result.at("time_scales").items()) {
        rows.push_back({key, "", {format_significant(value.get<double>(), 4)}});
    }
    page.add_table(
        "Time scales: membrane and calcium as configured; how long activity outlives a "
        "cue; the delay at which half of short-term recall above its cue is gone; what "
        "is left of long-term recall above its cue, and the time constant of that.",
        {"quantity", "value"}, rows);
}

void add_energy(report_page& page, const ordered_json& networks) {
    stacked_bars bars{.width = 0, .title = "energy", .unit = "J", .parts = {}, .bars = {}};
    for (const ordered_json& s : networks) {
        add_energy_bar(bars, s.at("network").get<std::string>(), s.at("chip"));
    }
    for (std::string& part : bars.parts) part = component_label(part);
    page.add_figure(
        "energy",
        [&](figure_width width) {
            bars.width = width_of(width);
            return draw_bars(bars);
        },
        "What all questions take on the chip, with what was learned programmed; mean of the "
        "networks.");
}

}  // namespace

report_page environment_task::page(const ordered_json& result, const ordered_json& shown) const {
    const ordered_json& intact = result.at("networks").front();
    const auto networks = result.at("configuration").at("networks").get<std::uint64_t>();
    report_page page(
        "An environment that is learned",
        fmt::format("Images that recur come back from cues with a fifth of their pixels turned "
                    "over ({:.3f}); images seen once do, too, for a few seconds ({:.3f}). {} "
                    "networks.",
                    score_in(intact, "long_20").mean, score_in(intact, "short_term").mean,
                    networks));
    page.add_tile("Just seen", score_text(score_in(intact, "short_term")), "",
                  "(TPR + TNR) / 2 from a cue with 20 % flips, mean and 95 % interval");
    page.add_tile("Learned", score_text(score_in(intact, "long_20")), "", "from 20 % flips");
    page.add_tile("Learned", score_text(score_in(intact, "long_30")), "", "from 30 % flips");
    add_images(page, shown.at("recall"));
    add_traces(page, shown.at("traces"));
    page.begin_section("What each part is for");
    add_scores(page, result.at("networks"), "Scores by network: mean and 95 % interval.");
    add_work(page, result.at("networks"), "What learning took, mean of the networks.");
    if (intact.contains("chip")) add_energy(page, result.at("networks"));
    if (result.contains("costs")) {
        page.begin_section("What accuracy costs");
        add_work(page, result.at("costs"),
                 "With more and fewer bouts, with astrocytes and without.");
    }
    if (result.contains("delays")) add_persistence(page, result);
    if (result.contains("damage")) {
        page.begin_section("Damage");
        add_scores(page, result.at("damage"), "Scores by what is wrong with the network.");
    }
    return page;
}

}  // namespace memglia

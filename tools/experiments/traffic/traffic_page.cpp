#include <fmt/format.h>

#include <limits>

#include "base/choice.hpp"
#include "tools/experiments/traffic/traffic_task.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/mesh_panel.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::string words_of(const std::string& pattern) {
    return pattern == "bit_complement" ? "bit complement" : pattern;
}

bool is_carried(const ordered_json& point) {
    return !point.at("saturated").get<bool>();
}

// The mean latency, up to and with the first rate that is too much.
condition_line latency_line(const ordered_json& of, const char* key) {
    condition_line line{.label = words_of(of.at("pattern").get<std::string>()), .x = {}, .y = {}};
    for (const auto& p : of.at("points")) {
        line.x.push_back(p.at("rate").get<double>());
        const auto from = p.find(key);
        line.y.push_back(from == p.end() ? nothing : from->at("mean_cycles").get<double>());
        if (!is_carried(p)) break;
    }
    return line;
}

void add_curves(report_page& page, const ordered_json& result) {
    page.begin_section("Latency and throughput");
    page.add_figure(
        "latency",
        [&](figure_width width) {
            condition_panel panel{.width = width_of(width),
                                  .title = "mean latency (cycles)",
                                  .may_be_logarithmic = true,
                                  .lines = {}};
            panel.x_axis = {.name = "packets per node and cycle", .logarithmic = true};
            panel.from_zero = false;
            for (const auto& of : result.at("patterns")) {
                panel.lines.push_back(latency_line(of, "latency"));
            }
            return draw_conditions(panel);
        },
        "From a packet's being handed over to its tail's leaving the last router, up to the first "
        "rate that the mesh does not carry: there it grows for as long as one looks.");
    page.add_figure(
        "throughput",
        [&](figure_width width) {
            condition_panel panel{.width = width_of(width),
                                  .title = "flits that arrive per node and cycle",
                                  .lines = {}};
            panel.x_axis.name = "flits handed over per node and cycle";
            for (const auto& of : result.at("patterns")) {
                condition_line line{
                    .label = words_of(of.at("pattern").get<std::string>()), .x = {}, .y = {}};
                for (const auto& p : of.at("points")) {
                    line.x.push_back(p.at("offered").get<double>());
                    line.y.push_back(p.at("delivered").get<double>());
                }
                panel.lines.push_back(line);
            }
            return draw_conditions(panel);
        },
        "Where a line leaves the diagonal the mesh is full.");
}

void add_links(report_page& page, const ordered_json& result, const ordered_json& shown) {
    const auto& configuration = result.at("configuration");
    page.begin_section("Load of the links",
                       "At the largest rate of those tried that the mesh carries. Squares are the "
                       "links to endpoints.");
    for (const auto& of : result.at("patterns")) {
        const auto pattern = of.at("pattern").get<std::string>();
        const auto& map = shown.at("links").at(pattern);
        mesh_panel panel{.width = 0,
                         .title = words_of(pattern) + ": load of a link",
                         .columns = configuration.at("width").get<std::uint32_t>(),
                         .rows = configuration.at("height").get<std::uint32_t>(),
                         .links = {}};
        for (const auto& l : map.at("links")) {
            mesh_side side{};
            for (std::uint32_t s = 0; s < mesh_sides; ++s) {
                if (word_of(static_cast<mesh_side>(s)) == l[1].get<std::string>()) {
                    side = static_cast<mesh_side>(s);
                }
            }
            panel.links.push_back({l[0].get<std::uint32_t>(), side, l[2].get<double>()});
        }
        page.add_figure(
            "links_" + pattern,
            [&panel](figure_width width) {
                panel.width = std::min(620.0, width_of(width));
                return draw_mesh(panel);
            },
            fmt::format("Pattern {}, {} packets per node and cycle: part of the flits that a link "
                        "could have carried. links.csv has all rates.",
                        words_of(pattern), format_significant(map.at("rate").get<double>())));
    }
}

}  // namespace

report_page traffic_task::page(const ordered_json& result, const ordered_json& shown) const {
    const auto& configuration = result.at("configuration");
    report_page page("A mesh under load",
                     fmt::format("{} by {} routers, packets of {} flits, {} of a channel's buffer.",
                                 configuration.at("width").get<std::uint32_t>(),
                                 configuration.at("height").get<std::uint32_t>(),
                                 configuration.at("flits").get<std::uint32_t>(),
                                 configuration.at("mesh").at("buffer_flits").get<std::uint32_t>()));
    for (const auto& of : result.at("patterns")) {
        page.add_tile(words_of(of.at("pattern").get<std::string>()),
                      format_significant(of.at("throughput").get<double>()), "flits",
                      "per node and cycle at most");
    }
    add_curves(page, result);
    add_links(page, result, shown);
    page.begin_section("Numbers");
    std::vector<table_row> rows;
    for (const auto& of : result.at("patterns")) {
        for (const auto& p : of.at("points")) {
            const auto& l = p.at("latency");
            const auto event = p.find("without_cycles");
            rows.push_back(
                {fmt::format("{}, {}", words_of(of.at("pattern").get<std::string>()),
                             format_significant(p.at("rate").get<double>())),
                 "",
                 {format_significant(p.at("offered").get<double>()),
                  format_significant(p.at("delivered").get<double>()),
                  format_significant(l.at("mean_cycles").get<double>(), 4),
                  format_significant(l.at("p99_cycles").get<double>(), 4),
                  event == p.end() ? "–"
                                   : format_significant(event->at("mean_cycles").get<double>(), 4),
                  is_carried(p) ? "" : "full"}});
        }
    }
    page.add_table(
        "Flits per node and cycle, latencies in cycles, of packets that arrived; "
        "without cycles: the same packets through the mesh that reserves links.",
        {"pattern, packets per node and cycle", "handed over", "arrived", "mean", "99 %",
         "mean without cycles", ""},
        rows);
    return page;
}

}  // namespace memglia

#include "tools/report/cost_table.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "tools/report/energy_summary.hpp"
#include "tools/report/figure.hpp"
#include "tools/report/numbers_table.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double square_micrometres = 1e12;

std::string whole(double value) {
    return format_count(static_cast<std::uint64_t>(value + 0.5));
}

// Names of those that are cheaper than the chip by one of the two ratios.
std::string cheaper_by(const report_data& data, double cost_row::*over_chip) {
    std::string names;
    for (const cost_row& cost : data.costs) {
        if (cost.*over_chip < 1) names += (names.empty() ? "" : "; ") + cost.name;
    }
    return names.empty() ? "nothing here" : names;
}

}  // namespace

std::string render_loop_table(const report_data& data, std::string_view label) {
    if (data.loops.empty()) return absent_note("No loop was measured.");
    constexpr double nano = 1e9;
    const auto nanojoules = [](const std::optional<double>& j) -> std::string {
        return j ? grouped(format_significant(*j * nano)) : "–";
    };
    std::vector<table_row> rows;
    for (const loop_row& loop : data.loops) {
        rows.push_back({loop.name,
                        "",
                        {nanojoules(loop.network_j), nanojoules(loop.controller_j),
                         nanojoules(loop.processor_j), nanojoules(loop.static_j),
                         nanojoules(loop.rest_j), nanojoules(loop.total_j), whole(loop.cycles),
                         loop.instructions ? whole(*loop.instructions) : "–"}});
    }
    const auto column = [](std::string_view name, std::string_view unit) {
        return fmt::format("<th scope=\"col\">{}<small>{}</small></th>", name, unit);
    };
    std::string head = "<tr><th scope=\"col\">loop</th>";
    for (const char* part : {"network", "controller", "processor", "static", "rest", "sum"}) {
        head += column(part, "nJ");
    }
    head += column("cycles", "of its clock") + column("instructions", "") + "</tr>\n";
    return numbers_table(
        label,
        "The loop in hardware and in software: means of a decision, learning included, on the same "
        "mazes. In software the same fixed-point rule (program nav_soft) runs on a RISC-V core of "
        "the same technology with as much memory as the map needs, and walks by itself; rests last "
        "as long as the chip's. A dash: it has none.",
        "loops", head, rows);
}

std::string render_cost_table(const report_data& data, std::string_view label) {
    if (data.costs.empty()) return absent_note("Nothing was compared with the chip.");
    std::vector<table_row> rows;
    for (const cost_row& cost : data.costs) {
        rows.push_back(
            {cost.name,
             "",
             {grouped(format_significant(cost.dynamic_j * energy_unit.factor)),
              cost.static_j ? grouped(format_significant(*cost.static_j * energy_unit.factor))
                            : "–",
              grouped(format_significant(cost.over_chip)),
              grouped(format_significant(cost.over_chip_total)), cost.evidence}});
    }
    return numbers_table(
        label,
        fmt::format("What a decision costs elsewhere. Mean energy of the same decision on other "
                    "hardware; a dash: not counted. Cheaper than the chip in dynamic energy: {}; "
                    "cheaper in all that is counted: {}.",
                    cheaper_by(data, &cost_row::over_chip),
                    cheaper_by(data, &cost_row::over_chip_total)),
        "cost",
        "<tr><th scope=\"col\">hardware</th><th scope=\"col\">dynamic<small>pJ"
        "</small></th><th scope=\"col\">not dynamic<small>pJ</small></th>"
        "<th scope=\"col\">÷ chip<small>dynamic</small></th>"
        "<th scope=\"col\">÷ chip<small>in all</small></th>"
        "<th scope=\"col\">evidence</th></tr>\n",
        rows);
}

std::string render_area_table(const report_data& data, std::string_view label) {
    const area_report& area = data.area;
    if (area.components.empty()) return absent_note("No area was computed.");
    std::vector<table_row> rows;
    const auto add = [&](const std::string& name, std::string_view style, const std::string& count,
                         double m2) {
        rows.push_back({name,
                        std::string(style),
                        {count, fmt::format("{:.1f}", m2 * square_micrometres),
                         fmt::format("{:.1f}", 100 * m2 / area.total_m2)}});
    };
    for (const area_row& row : area.components) {
        add(component_label(row.component), "", format_count(row.count), row.total_m2);
    }
    add("sum", "total", "", area.total_m2);
    const std::string caption = fmt::format(
        "Area of the chip, summed over its components: {} place neurons per mm² ({} with every "
        "place of its cores in use), {} decisions per second and mm² (a processor: {}).",
        whole(area.place_neurons_per_mm2), whole(area.full_place_neurons_per_mm2),
        whole(area.decisions_per_s_per_mm2), whole(area.processor_decisions_per_s_per_mm2));
    return numbers_table(label, caption, "area",
                         "<tr><th scope=\"col\">component</th><th scope=\"col\">count</th>"
                         "<th scope=\"col\">µm²</th><th scope=\"col\">%</th></tr>\n",
                         rows);
}

}  // namespace memglia

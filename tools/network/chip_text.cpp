#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "tools/network/chip_run.hpp"

namespace memglia {

namespace {

constexpr double mm2 = 1e6;
constexpr double pj = 1e12;

std::string per(double j, std::uint64_t events) {
    return events == 0 ? "-" : fmt::format("{:.4g}", pj * j / static_cast<double>(events));
}

std::string energy_line(std::string_view name, double j, const chip_run& run) {
    const double total_j = run.bill.total_j();
    return fmt::format("  {:<16} {:>11.4g} {:>7.1f} {:>18} {:>10} {:>10}\n", name, j,
                       total_j > 0 ? 100 * j / total_j : 0, per(j, run.synaptic_events),
                       per(j, run.spikes), per(j, run.ticks));
}

// The blocks that took the most, with what they took.
std::vector<std::pair<std::string, double>> top_blocks(const block_bill& bill) {
    std::vector<std::pair<std::string, double>> blocks;
    for (const bill_line& line : bill.lines) {
        if (blocks.empty() || blocks.back().first != line.block) blocks.push_back({line.block, 0});
        blocks.back().second += line.j;
    }
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return blocks;
}

}  // namespace

std::string mapping_text(const chip_mapping& mapping) {
    const mapping_report& r = mapping.report;
    const neurocore_config& core = mapping.config.core;
    std::string text;
    const auto add = [&text](const char* name, const std::string& what) {
        text += fmt::format("{:<18} {}\n", name, what);
    };
    add("cores", fmt::format("{} of at most {} neurons each, for {} neurons", r.cores, core.neurons,
                             r.neurons));
    add("astrocyte tiles", fmt::format("{}", r.astrocyte_tiles));
    add("mesh", fmt::format("{} x {}", r.mesh_width, r.mesh_height));
    add("arrays", fmt::format("{} of {} rows; a core has room for {}", r.arrays,
                              core.synapses.array_rows, core.synapses.arrays));
    add("rows", fmt::format("{}; the fullest core has {} of {}", r.rows, r.most_rows,
                            core.synapses.rows()));
    add("occupancy", fmt::format("{:.1f} % of the cells where rows and neurons meet: {} synapses",
                                 100 * r.occupancy, r.synapses));
    add("if all spike once", fmt::format("{} packets, which cross {} links", r.packets, r.links));
    add("area", fmt::format("{:.4g} mm2", mm2 * r.area_m2));
    auto items = mapping.area;
    std::stable_sort(items.begin(), items.end(), [](const area_item& a, const area_item& b) {
        return a.total_m2() > b.total_m2();
    });
    for (const area_item& item : items) {
        if (item.count == 0) continue;
        text += fmt::format("  {:<22} {:>10} {:>11.4g} mm2\n", item.component, item.count,
                            mm2 * item.total_m2());
    }
    return text;
}

std::string chip_run_text(const chip_run& run) {
    std::string text;
    const auto add = [&text](const char* name, const std::string& what) {
        text += fmt::format("{:<18} {}\n", name, what);
    };
    const mapping_report& r = run.mapping.report;
    add("chip", fmt::format("{} cores and {} astrocyte tiles, {:.4g} mm2", r.cores,
                            r.astrocyte_tiles, mm2 * r.area_m2));
    add("hardware time", fmt::format("{:.4g} s, {:.4g} ticks per second", run.elapsed_s,
                                     static_cast<double>(run.ticks) / run.elapsed_s));
    if (run.longest.cycles > 0) {
        add("longest work", fmt::format("{} cycles of {} in tick {}", run.longest.cycles,
                                        run.longest.block, run.longest.tick));
    }
    add("packets", fmt::format("{} of {} bits, over {} links", run.traffic.packets, run.packet_bits,
                               run.traffic.links));
    if (run.write_failures > 0) {
        add("plasticity", fmt::format("{} writes gave up", run.write_failures));
    }
    add("programming",
        fmt::format("{:.4g} J in {:.3g} s, {} of {} pairs of cells gave up",
                    run.programming.total_j(), run.programming_s, run.programming_failures,
                    r.synapses * run.mapping.config.core.synapses.slices));
    if (run.mapping.config.core.synapses.ageing) {
        add("ageing", fmt::format("{} cells worn out", run.worn_out_cells));
    }
    text += fmt::format("\n{:<18} {:>11} {:>7} {:>18} {:>10} {:>10}\n", "energy", "J", "%",
                        "pJ: synaptic event", "spike", "tick");
    for (std::size_t i = 0; i < component_count; ++i) {
        const auto part = static_cast<component>(i);
        const double j = run.bill.of(part);
        if (j > 0 && is_dynamic(part)) text += energy_line(name_of(part), j, run);
    }
    text += energy_line("dynamic", dynamic_j(run.bill), run);
    text += energy_line("static", run.bill.of(component::leakage), run);
    text += energy_line("total", run.bill.total_j(), run);
    text += fmt::format("  {:<16} {:.4g} to {:.4g} J\n", "range of total", run.low.total_j(),
                        run.high.total_j());
    const auto blocks = top_blocks(run.bill);
    constexpr std::size_t most = 8;
    text += fmt::format("\n{:<18} {:>11}\n", "block", "J");
    for (std::size_t i = 0; i < std::min(most, blocks.size()); ++i) {
        text += fmt::format("  {:<16} {:>11.4g}\n", blocks[i].first, blocks[i].second);
    }
    if (blocks.size() > most) text += fmt::format("  and {} more\n", blocks.size() - most);
    return text;
}

}  // namespace memglia

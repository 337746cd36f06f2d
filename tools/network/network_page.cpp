#include "tools/network/network_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/choice.hpp"
#include "snan/network/wiring.hpp"
#include "tools/network/probe_figures.hpp"
#include "tools/report/heat_panel.hpp"
#include "tools/report/mesh_panel.hpp"
#include "tools/report/stacked_bars.hpp"
#include "tools/report/text.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

std::string place_of(substrate on) {
    if (on == substrate::chip) return "on the chip";
    return on == substrate::fixed ? "in a chip's integers" : "in double precision";
}

std::uint64_t neuron_count(const network& net) {
    std::uint64_t neurons = 0;
    for (const population& p : net.populations) {
        if (has_neurons(p)) neurons += p.size;
    }
    return neurons;
}

std::uint64_t spike_count(const network_simulation& run) {
    const network& net = run.description();
    std::uint64_t spikes = 0;
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        if (has_neurons(net.populations[i])) spikes += run.spikes(i);
    }
    return spikes;
}

void add_tiles(report_page& page, const network_simulation& run,
               const std::optional<chip_run>& on_chip) {
    const network& net = run.description();
    const double lasted_s = static_cast<double>(run.ticks()) * net.tick_s;
    const auto neurons = static_cast<double>(neuron_count(net));
    const auto spikes = static_cast<double>(spike_count(run));
    page.add_tile(
        "Spikes of neurons", format_count(spike_count(run)), "",
        neurons > 0 ? fmt::format("{} Hz a neuron", format_significant(spikes / neurons / lasted_s))
                    : "no neurons, inputs alone");
    page.add_tile(
        "Synaptic events", format_count(run.deliveries()), "",
        fmt::format("{} a second of the network's",
                    format_significant(static_cast<double>(run.deliveries()) / lasted_s)));
    if (!on_chip) return;
    const chip_run& c = *on_chip;
    const auto events = static_cast<double>(c.synaptic_events);
    page.add_tile(
        "Energy per synaptic event",
        events > 0 ? format_quantity(c.bill.total_j() / events, "J") : "–", "",
        fmt::format("{} in all, {} of it dynamic; {} to {} by how estimates fall",
                    format_quantity(c.bill.total_j(), "J"), format_quantity(dynamic_j(c.bill), "J"),
                    format_quantity(c.low.total_j(), "J"), format_quantity(c.high.total_j(), "J")));
    page.add_tile("Hardware time", format_quantity(c.elapsed_s, "s"), "",
                  fmt::format("{} times as fast as the network's own",
                              format_significant(lasted_s / c.elapsed_s)));
    page.add_tile("Chip", format_significant(1e6 * c.mapping.report.area_m2), "mm²",
                  fmt::format("{} cores, {} astrocyte tiles, {} arrays", c.mapping.report.cores,
                              c.mapping.report.astrocyte_tiles, c.mapping.report.arrays));
}

/// Joules of a block by component.
struct block_energy {
    std::string block;
    std::vector<double> j;
    double total_j = 0;
};

std::vector<block_energy> by_block(const block_bill& bill, const std::vector<component>& parts) {
    std::vector<block_energy> blocks;
    for (const bill_line& line : bill.lines) {
        auto at = std::find_if(blocks.begin(), blocks.end(),
                               [&](const block_energy& b) { return b.block == line.block; });
        if (at == blocks.end()) {
            at = blocks.insert(at, {line.block, std::vector<double>(parts.size(), 0), 0});
        }
        const auto part = std::find(parts.begin(), parts.end(), line.part);
        at->j[static_cast<std::size_t>(part - parts.begin())] += line.j;
        at->total_j += line.j;
    }
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const auto& a, const auto& b) { return a.total_j > b.total_j; });
    return blocks;
}

std::vector<component> parts_of(const block_bill& bill) {
    std::vector<component> parts;
    for (const bill_line& line : bill.lines) {
        if (std::find(parts.begin(), parts.end(), line.part) == parts.end()) {
            parts.push_back(line.part);
        }
    }
    return parts;
}

void add_energy(report_page& page, const chip_run& run) {
    constexpr std::size_t most_blocks = 12;
    const std::vector<component> parts = parts_of(run.bill);
    const std::vector<block_energy> blocks = by_block(run.bill, parts);
    stacked_bars bars{
        .width = 0, .title = "energy of the run", .unit = "J", .parts = {}, .bars = {}};
    for (const component part : parts) bars.parts.emplace_back(component_label(name_of(part)));
    stacked_bars::bar all{"all", std::vector<double>(parts.size(), 0), {}};
    stacked_bars::bar rest{"", std::vector<double>(parts.size(), 0), {}};
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        for (std::size_t p = 0; p < parts.size(); ++p) {
            all.values[p] += blocks[b].j[p];
            if (b >= most_blocks) rest.values[p] += blocks[b].j[p];
        }
    }
    bars.bars.push_back(all);
    for (std::size_t b = 0; b < std::min(most_blocks, blocks.size()); ++b) {
        bars.bars.push_back({blocks[b].block, blocks[b].j, {}});
    }
    if (blocks.size() > most_blocks) {
        rest.name = fmt::format("{} others", blocks.size() - most_blocks);
        bars.bars.push_back(rest);
    }
    page.begin_section("Energy");
    page.add_figure(
        "energy",
        [&bars](figure_width width) {
            bars.width = width_of(width);
            return draw_bars(bars);
        },
        fmt::format("Energy of the run by block and component; programming the weights took {} "
                    "besides. bill.csv has every event.",
                    format_quantity(run.programming.total_j(), "J")));
}

void add_placement(report_page& page, const chip_run& run, const network_chip_image& image) {
    const std::size_t nodes = image.nodes();
    std::vector<double> energy(nodes, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t c = 0; c < image.core_node.size(); ++c) {
        energy[image.core_node[c]] = run.bill.of_block(fmt::format("core[{}]", c));
    }
    for (std::size_t f = 0; f < image.field_node.size(); ++f) {
        energy[image.field_node[f]] = run.bill.of_block(fmt::format("field[{}]", f));
    }
    for (std::size_t r = 0; r < image.resource_node.size(); ++r) {
        energy[image.resource_node[r]] = run.bill.of_block(fmt::format("resource[{}]", r));
    }
    heat_panel map{.width = 0,
                   .title = "energy of the block at each node of the mesh",
                   .rows = image.mesh_height,
                   .columns = image.mesh_width,
                   .values = std::move(energy),
                   .x = {.name = "column"},
                   .y = {.name = "row"},
                   .unit = "J",
                   .low = 0,
                   .most_height = 340};
    page.add_figure(
        "placement",
        [&map](figure_width width) {
            map.width = std::min(560.0, width_of(width));
            return draw_heat(map);
        },
        fmt::format("Where the {} cores and {} astrocyte tiles lie; blank nodes hold a router "
                    "alone.",
                    run.mapping.report.cores, run.mapping.report.astrocyte_tiles));
}

void add_links(report_page& page, const network_chip& chip) {
    const mesh_load load = chip.load();
    mesh_panel map{.width = 0,
                   .title = "load of a link",
                   .columns = load.width,
                   .rows = load.height,
                   .links = {}};
    for (const link_load& l : load.links) map.links.push_back({l.node, l.side, load.share(l)});
    page.add_figure(
        "links",
        [&map](figure_width width) {
            map.width = std::min(560.0, width_of(width));
            return draw_mesh(map);
        },
        "Load of the links of the mesh, one for each direction; squares are the links to blocks.");
}

void add_readouts(report_page& page, const network_simulation& run) {
    const network& net = run.description();
    if (net.readouts.empty()) return;
    constexpr std::size_t most = 64;
    page.begin_section("Readouts");
    for (std::size_t i = 0; i < net.readouts.size(); ++i) {
        const readout_result result = run.read(i);
        std::vector<table_row> rows;
        for (std::size_t g = 0; g < std::min(result.groups.size(), most); ++g) {
            const group_reading& is = result.groups[g];
            rows.push_back({fmt::format("{}", g),
                            "",
                            {format_count(is.spikes), format_significant(is.rate_hz),
                             is.first_tick ? format_count(*is.first_tick) : "–"}});
        }
        page.add_table(
            fmt::format("Readout {} ({}), {} groups{}.", escape_markup(net.readouts[i].name),
                        word_of(net.readouts[i].kind), result.groups.size(),
                        result.groups.size() > most ? fmt::format(", the first {}", most) : ""),
            {"group", "spikes", "rate, Hz", "first tick"}, rows);
    }
}

void add_populations(report_page& page, const network_simulation& run) {
    const network& net = run.description();
    const double lasted_s = static_cast<double>(run.ticks()) * net.tick_s;
    std::vector<table_row> rows;
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        const population& p = net.populations[i];
        const auto spikes = static_cast<double>(run.spikes(i));
        rows.push_back({p.name,
                        "",
                        {format_count(p.size), format_count(run.spikes(i)),
                         format_significant(spikes / p.size / lasted_s)}});
    }
    page.begin_section("Numbers");
    page.add_table("Populations and what they spiked.",
                   {"population", "neurons", "spikes", "rate, Hz"}, rows);
}

}  // namespace

report_page network_page(const network_simulation& run, substrate on, std::size_t probes,
                         const std::optional<chip_run>& on_chip, const network_page_notes& notes) {
    const network& net = run.description();
    report_page page(
        fmt::format("Network {}", notes.name),
        fmt::format("{} neurons in {} populations, {} projections and {} astrocyte fields ran for "
                    "{} {} (ticks of {}).",
                    format_count(neuron_count(net)), net.populations.size(), net.projections.size(),
                    net.astrocytes.size(),
                    format_quantity(static_cast<double>(run.ticks()) * net.tick_s, "s"),
                    place_of(on), format_quantity(net.tick_s, "s")));
    add_tiles(page, run, on_chip);
    add_probe_figures(page, run, probes);
    add_readouts(page, run);
    if (on_chip) {
        add_energy(page, *on_chip);
        if (const auto* chip = dynamic_cast<const network_on_chip*>(&run)) {
            add_placement(page, *on_chip, chip->chip().image());
            add_links(page, chip->chip());
        }
    }
    add_populations(page, run);
    page.begin_section("Provenance");
    page.add_provenance({{"command", notes.command}, {"memglia", version_text()}},
                        notes.configuration);
    return page;
}

}  // namespace memglia

#include "tools/network/chip_run.hpp"

#include <fmt/format.h>

#include <iterator>

#include "rtl_models/chip/network_area.hpp"
#include "tools/config/effect.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

// A share of nothing is no number.
ordered_json ratio(double value, double of) {
    return of > 0 ? ordered_json(value / of) : ordered_json(nullptr);
}

ordered_json event_json(const bill_line& line) {
    ordered_json json;
    json["j"] = line.j;
    if (line.count > 0) {
        json["count"] = line.count;
        json["j_per_event"] = line.j / static_cast<double>(line.count);
    }
    return json;
}

ordered_json blocks_json(const block_bill& bill) {
    ordered_json blocks = ordered_json::object();
    for (const bill_line& line : bill.lines) {
        ordered_json& block = blocks[line.block];
        if (block.is_null()) block["j"] = bill.of_block(line.block);
        ordered_json& part = block["components"][std::string(name_of(line.part))];
        part["j"] = part.is_null() ? line.j : part["j"].get<double>() + line.j;
        part["events"][std::string(line.event)] = event_json(line);
    }
    return blocks;
}

std::string line_text(const bill_line& line) {
    return fmt::format("{},{},{},{},{}", line.block, name_of(line.part), line.event, line.count,
                       line.j);
}

ordered_json programming_json(const chip_run& run) {
    ordered_json json;
    json["j"] = run.programming.total_j();
    json["s"] = run.programming_s;
    json["failures"] = run.programming_failures;
    json["blocks"] = blocks_json(run.programming);
    return json;
}

ordered_json energy_json(const chip_run& run) {
    const double total_j = run.bill.total_j();
    const auto each = [&run](double j) {
        ordered_json json;
        json["j"] = j;
        json["per_synaptic_event_j"] = ratio(j, static_cast<double>(run.synaptic_events));
        json["per_spike_j"] = ratio(j, static_cast<double>(run.spikes));
        json["per_tick_j"] = ratio(j, static_cast<double>(run.ticks));
        return json;
    };
    ordered_json json;
    json["total"] = each(total_j);
    json["total"]["range_j"] = {run.low.total_j(), run.high.total_j()};
    json["dynamic"] = each(dynamic_j(run.bill));
    json["static"] = each(run.bill.of(component::leakage));
    for (std::size_t i = 0; i < component_count; ++i) {
        const auto part = static_cast<component>(i);
        if (const double j = run.bill.of(part); j > 0) {
            json["components"][std::string(name_of(part))] = each(j);
        }
    }
    json["blocks"] = blocks_json(run.bill);
    json["failed_writes"] = run.write_failures;
    return json;
}

}  // namespace

chip_mapping map_on_chip(const network& net, const network_chip_config& config) {
    const mapped_network mapped = map_network(net, quantise(net, format_of(config)), config);
    return {config, report(mapped, config), network_chip_area(config, mapped.image)};
}

chip_run measure(network_on_chip& run) {
    const network_chip& chip = run.chip();
    const network& net = run.description();
    chip_run all;
    all.mapping = {chip.config(), run.mapping(), network_chip_area(chip.config(), chip.image())};
    all.ticks = run.ticks();
    all.synaptic_events = run.deliveries();
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        if (has_neurons(net.populations[i])) {
            all.spikes += static_cast<const network_simulation&>(run).spikes(i);
        }
    }
    all.elapsed_s = chip.elapsed_s();
    all.busy_cycles = chip.busy_cycles();
    all.longest = chip.longest();
    all.traffic = chip.carried();
    all.packet_bits = chip.packet_bits();
    all.bill = run.bill();
    all.low = run.bill(estimate::low);
    all.high = run.bill(estimate::high);
    all.write_failures = run.write_failures();
    all.programming = run.programming();
    all.programming_failures = run.programming_failures();
    all.programming_s = run.programming_s();
    all.worn_out_cells = run.worn_out_cells();
    return all;
}

double dynamic_j(const block_bill& bill) {
    double joules = 0;
    for (const bill_line& line : bill.lines) {
        if (is_dynamic(line.part)) joules += line.j;
    }
    return joules;
}

ordered_json mapping_json(const chip_mapping& mapping) {
    const mapping_report& r = mapping.report;
    ordered_json json;
    json["neurons"] = r.neurons;
    json["synapses"] = r.synapses;
    json["cores"] = r.cores;
    json["astrocyte_tiles"] = r.astrocyte_tiles;
    json["mesh"] = {r.mesh_width, r.mesh_height};
    json["arrays"] = r.arrays;
    json["rows"] = r.rows;
    json["most_rows_of_a_core"] = r.most_rows;
    json["rows_a_core_has_room_for"] = mapping.config.core.synapses.rows();
    json["occupancy"] = r.occupancy;
    json["if_all_spike_once"] = {{"packets", r.packets}, {"links", r.links}};
    json["area_m2"] = r.area_m2;
    for (const area_item& item : mapping.area) {
        json["area"][std::string(item.component)] = {{"count", item.count},
                                                     {"m2", item.total_m2()}};
    }
    return json;
}

ordered_json chip_run_json(const chip_run& run) {
    ordered_json json;
    json["configuration"] = effective_json(run.mapping.config);
    json["mapping"] = mapping_json(run.mapping);
    json["hardware"] = {{"elapsed_s", run.elapsed_s},
                        {"ticks_per_s", ratio(static_cast<double>(run.ticks), run.elapsed_s)},
                        {"busy_cycles", run.busy_cycles},
                        {"longest_tick",
                         {{"tick", run.longest.tick},
                          {"block", run.longest.block},
                          {"cycles", run.longest.cycles}}},
                        {"packets", run.traffic.packets},
                        {"packet_bits", run.packet_bits},
                        {"links", run.traffic.links}};
    json["energy"] = energy_json(run);
    json["programming"] = programming_json(run);
    if (run.mapping.config.core.synapses.ageing) json["worn_out_cells"] = run.worn_out_cells;
    return json;
}

std::string bill_table(const chip_run& run) {
    std::string text = "block,component,event,count,joules,low,high\n";
    for (std::size_t i = 0; i < run.bill.lines.size(); ++i) {
        fmt::format_to(std::back_inserter(text), "{},{},{}\n", line_text(run.bill.lines[i]),
                       run.low.lines[i].j, run.high.lines[i].j);
    }
    return text;
}

std::string programming_table(const chip_run& run) {
    std::string text = "block,component,event,count,joules\n";
    for (const bill_line& line : run.programming.lines) text += line_text(line) + '\n';
    return text;
}

}  // namespace memglia

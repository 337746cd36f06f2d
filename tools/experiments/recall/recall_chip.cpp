#include "tools/experiments/recall/recall_chip.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "snan/mapping/network_on_chip.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "snan/tasks/recall/recall_network.hpp"

namespace memglia {

namespace {

network network_of(const recall_config& config, delayed_weights weights,
                   const std::vector<spike_pattern>& cues) {
    return recall_network(config, weights, cues);
}

std::vector<component> parts_of(const block_bill& bill) {
    std::vector<component> parts;
    for (std::size_t c = 0; c < component_count; ++c) {
        const auto part = static_cast<component>(c);
        if (bill.of(part) != 0) parts.push_back(part);
    }
    return parts;
}

}  // namespace

recaller recall_in_fixed_point(const network_chip_config& chip) {
    return [&chip](const recall_config& config, delayed_weights weights,
                   const std::vector<spike_pattern>& cues) {
        fixed_engine engine(network_of(config, std::move(weights), cues),
                            {chip.core.synapses.weight_levels(), chip.core.state_bits});
        auto patterns = recall_on(config, engine);
        return recalled_patterns{std::move(patterns), engine.deliveries()};
    };
}

recaller recall_on_chip(const network_chip_config& chip, chip_recall& took) {
    return [&chip, &took](const recall_config& config, delayed_weights weights,
                          const std::vector<spike_pattern>& cues) {
        network_on_chip simulation(network_of(config, std::move(weights), cues), chip);
        auto patterns = recall_on(config, simulation);
        took = {.mapping = simulation.mapping(),
                .programming = simulation.programming(),
                .running = simulation.bill(),
                .ticks = simulation.ticks(),
                .synaptic_events = simulation.deliveries(),
                .elapsed_s = simulation.chip().elapsed_s()};
        return recalled_patterns{std::move(patterns), took.synaptic_events};
    };
}

nlohmann::ordered_json chip_recall_json(const chip_recall& took) {
    const double run_j = took.running.total_j();
    nlohmann::ordered_json json;
    json["cores"] = took.mapping.cores;
    json["arrays"] = took.mapping.arrays;
    json["rows"] = took.mapping.rows;
    json["occupancy"] = took.mapping.occupancy;
    json["area_m2"] = took.mapping.area_m2;
    json["ticks"] = took.ticks;
    json["elapsed_s"] = took.elapsed_s;
    json["programming_j"] = took.programming.total_j();
    json["running_j"] = run_j;
    for (const component part : parts_of(took.running)) {
        json["running_j_by_component"][std::string(name_of(part))] = took.running.of(part);
    }
    json["j_per_tick"] = run_j / static_cast<double>(took.ticks);
    if (took.synaptic_events > 0) {
        json["j_per_synaptic_event"] = run_j / static_cast<double>(took.synaptic_events);
    }
    return json;
}

std::string chip_recall_text(const chip_recall& took) {
    const auto ticks = static_cast<double>(took.ticks);
    const auto events = static_cast<double>(took.synaptic_events);
    std::string text = fmt::format(
        "cores {}, arrays {}, rows {}, occupancy {:.4f}, {:.4g} mm2\n"
        "programming {:.4g} J\n{} ticks, {:.4g} us each\n"
        "{:<16} {:>12} {:>12}\n",
        took.mapping.cores, took.mapping.arrays, took.mapping.rows, took.mapping.occupancy,
        took.mapping.area_m2 * 1e6, took.programming.total_j(), took.ticks,
        took.elapsed_s / ticks * 1e6, "energy", "nJ a tick", "pJ an event");
    const auto line = [&](std::string_view name, double j) {
        text += fmt::format("{:<16} {:>12.4g} {:>12.4g}\n", name, j / ticks * 1e9,
                            events > 0 ? j / events * 1e12 : 0);
    };
    for (const component part : parts_of(took.running)) {
        line(name_of(part), took.running.of(part));
    }
    line("all", took.running.total_j());
    return text;
}

}  // namespace memglia

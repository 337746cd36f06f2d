#include "tools/experiment/cost_comparison.hpp"

#include <type_traits>

#include "rtl_models/navigation/area.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

constexpr double mm2 = 1e-6;
constexpr double neurons_per_mm2_aim = 1e4;

decision_cost loihi_cost(const loihi_config& core, const decision_events& decision) {
    const spike_core_events e = map_to_spike_core(decision);
    return {.name = "loihi",
            .evidence = "derived",
            .dynamic_j = price(e, core),
            .static_j = std::nullopt,
            .counts = {{"synaptic_ops", e.synaptic_ops},
                       {"stdp_updates", e.stdp_updates},
                       {"active_updates", e.active_updates},
                       {"inactive_updates", e.inactive_updates},
                       {"tile_spikes", e.tile_spikes}}};
}

decision_cost odin_cost_of(const odin_config& core, const decision_events& decision) {
    const odin_cost cost = odin_decision(core, decision);
    return {.name = "odin",
            .evidence = "derived",
            .dynamic_j = cost.dynamic_j(),
            .static_j = cost.static_j,
            .counts = {{"synaptic_ops", cost.sops},
                       {"clock_cycles", cost.cycles},
                       {"decisions_per_s", cost.rate_hz}}};
}

decision_cost riscv_cost(const software_cost& software) {
    return {.name = "riscv",
            .evidence = "measured",
            .dynamic_j = software.dynamic_j,
            .static_j = software.static_j,
            .counts = {{"instructions", software.instructions}, {"cycles", software.cycles}}};
}

decision_cost cached_riscv_cost(const riscv_config& core, double instructions) {
    return {.name = "riscv_with_caches",
            .evidence = "estimated",
            .dynamic_j = instructions * core.instruction_j.value,
            .static_j = std::nullopt,
            .counts = {{"instructions", instructions}}};
}

decision_cost cpu_cost(const cpu_config& cpu, double instructions) {
    return {.name = "cpu",
            .evidence = "estimated",
            .dynamic_j = instructions * cpu.instruction_dynamic_j.value,
            .static_j = instructions * cpu.instruction_static_j.value,
            .counts = {{"instructions", instructions}}};
}

decision_cost operations_cost(const std::string& name, const table_entry& each_j,
                              const decision_events& decision) {
    const double operations = synaptic_operations(decision);
    return {.name = name,
            .evidence = "derived",
            .dynamic_j = operations * each_j.value,
            .static_j = std::nullopt,
            .counts = {{"synaptic_ops", operations}}};
}

// A cycle for an instruction: no core of the kind needs less.
decision_cost explorer_cost(const std::string& name, const explorer_config& program,
                            const table_entry& each_j, std::optional<double> static_j) {
    const double instructions = program.instructions.value;
    if (static_j) *static_j *= instructions;
    return {.name = name,
            .evidence = "estimated",
            .dynamic_j = instructions * each_j.value,
            .static_j = static_j,
            .counts = {{"instructions", instructions}}};
}

std::string label_of(const std::string& name) {
    if (name == "reckon") return "ReckOn, by synaptic operations";
    if (name == "seneca") return "SENECA, by synaptic operations";
    if (name == "truenorth") return "TrueNorth, by synaptic operations";
    if (name == "tianjic") return "Tianjic, by synaptic operations";
    if (name == "explorer_riscv") return "node counting and search, small RISC-V core";
    if (name == "explorer_cpu") return "node counting and search, CPU";
    if (name == "loihi") return "digital LIF core, energies of Loihi";
    if (name == "odin") return "digital LIF core, power of ODIN";
    if (name == "riscv") return "loop in software, the chip's RISC-V core";
    if (name == "riscv_with_caches") return "the same instructions, core with caches";
    if (name == "cpu") return "the same instructions, CPU";
    return name;
}

// Densities of a chip for so many places.
struct densities {
    std::vector<area_item> items;
    neuron_count neurons;
    double area_m2 = 0;

    densities(const chip_config& chip, std::uint32_t places)
        : items(chip_area(chip, places)),
          neurons(count_neurons(chip, places)),
          area_m2(total_m2(items)) {}
    double per_mm2(double what) const { return area_m2 > 0 ? what * mm2 / area_m2 : 0; }
};

double processor_density(const chip_config& chip, const baseline_config& baselines,
                         const std::optional<software_cost>& software) {
    const double area_m2 = chip.tech.processor_core_m2.value;
    if (!software || area_m2 == 0) return 0;
    return baselines.cpu.decisions_per_s(software->instructions) * mm2 / area_m2;
}

}  // namespace

std::vector<decision_cost> compare_costs(const baseline_config& baselines, const technology& table,
                                         const decision_events& decision,
                                         const std::optional<software_cost>& software) {
    std::vector<decision_cost> all{loihi_cost(baselines.loihi, decision),
                                   odin_cost_of(baselines.odin, decision)};
    if (software) {
        all.push_back(riscv_cost(*software));
        all.push_back(cached_riscv_cost(baselines.riscv, software->instructions));
        all.push_back(cpu_cost(baselines.cpu, software->instructions));
    }
    const synaptic_op_config& published = baselines.synaptic_operations;
    all.push_back(operations_cost("reckon", published.reckon_j, decision));
    all.push_back(operations_cost("seneca", published.seneca_j, decision));
    all.push_back(operations_cost("truenorth", published.truenorth_j, decision));
    all.push_back(operations_cost("tianjic", published.tianjic_j, decision));
    all.push_back(
        explorer_cost("explorer_riscv", baselines.explorer, table.riscv_cycle_j, std::nullopt));
    all.push_back(explorer_cost("explorer_cpu", baselines.explorer,
                                baselines.cpu.instruction_dynamic_j,
                                baselines.cpu.instruction_static_j.value));
    return all;
}

ordered_json baselines_json(const baseline_config& baselines, const technology& table,
                            const decision_events& decision,
                            const std::optional<software_cost>& software, const energy_bill& chip) {
    ordered_json out;
    out["decision"] = {{"contact_spikes", decision.contact_spikes},
                       {"reinforced_places", decision.reinforcements},
                       {"rate_hz", decision.rate_hz}};
    for (const decision_cost& cost : compare_costs(baselines, table, decision, software)) {
        ordered_json& line = out[cost.name];
        line = {{"energy_per_decision_j", cost.total_j()}, {"dynamic_j", cost.dynamic_j}};
        if (cost.static_j) line["static_j"] = *cost.static_j;
        line["over_chip_dynamic"] = cost.dynamic_j / chip.dynamic_j();
        line["over_chip_total"] = cost.total_j() / chip.total_j();
        line["tag"] = cost.evidence;
        for (const auto& [name, count] : cost.counts) line["counts"][name] = count;
    }
    return out;
}

ordered_json area_json(const chip_config& chip, const baseline_config& baselines,
                       std::uint32_t places, const decision_events& decision,
                       const std::optional<software_cost>& software) {
    const densities as_run(chip, places);
    const densities full(chip, capacity(chip, places));
    ordered_json components = ordered_json::array();
    for (const area_item& item : as_run.items) {
        components.push_back({{"component", item.component},
                              {"count", item.count},
                              {"each_m2", item.each_m2},
                              {"total_m2", item.total_m2()}});
    }
    const double neurons = as_run.per_mm2(as_run.neurons.place);
    const double full_neurons = full.per_mm2(full.neurons.place);
    const double decisions = as_run.per_mm2(decision.rate_hz);
    const double processor = processor_density(chip, baselines, software);
    return {{"technology", chip.tech.name},
            {"components", components},
            {"total_m2", as_run.area_m2},
            {"neuron",
             "place neuron: a row of eight memristors with its astrocyte, without a membrane"},
            {"place_neurons", as_run.neurons.place},
            {"action_neurons", as_run.neurons.action},
            {"neurons_per_mm2", neurons},
            {"neurons_per_mm2_over_aim", neurons / neurons_per_mm2_aim},
            {"full",
             {{"place_neurons", full.neurons.place},
              {"total_m2", full.area_m2},
              {"neurons_per_mm2", full_neurons},
              {"neurons_per_mm2_over_aim", full_neurons / neurons_per_mm2_aim}}},
            {"decisions_per_s_per_mm2", decisions},
            {"processor_decisions_per_s_per_mm2", processor},
            {"decisions_per_s_per_mm2_over_processor", processor > 0 ? decisions / processor : 0}};
}

std::vector<cost_row> cost_rows(const baseline_config& baselines, const technology& table,
                                const decision_events& decision,
                                const std::optional<software_cost>& software,
                                const energy_bill& chip) {
    std::vector<cost_row> rows{{.name = "the chip",
                                .dynamic_j = chip.dynamic_j(),
                                .static_j = chip.total_j() - chip.dynamic_j(),
                                .over_chip = 1,
                                .over_chip_total = 1,
                                .evidence = "emulated"}};
    for (const decision_cost& cost : compare_costs(baselines, table, decision, software)) {
        rows.push_back({.name = label_of(cost.name),
                        .dynamic_j = cost.dynamic_j,
                        .static_j = cost.static_j,
                        .over_chip = cost.dynamic_j / chip.dynamic_j(),
                        .over_chip_total = cost.total_j() / chip.total_j(),
                        .evidence = cost.evidence});
    }
    return rows;
}

area_report area_summary(const chip_config& chip, const baseline_config& baselines,
                         std::uint32_t places, const decision_events& decision,
                         const std::optional<software_cost>& software) {
    const densities as_run(chip, places);
    const densities full(chip, capacity(chip, places));
    area_report report;
    for (const area_item& item : as_run.items) {
        report.components.push_back({std::string(item.component), item.count, item.total_m2()});
    }
    report.total_m2 = as_run.area_m2;
    report.place_neurons_per_mm2 = as_run.per_mm2(as_run.neurons.place);
    report.full_place_neurons_per_mm2 = full.per_mm2(full.neurons.place);
    report.decisions_per_s_per_mm2 = as_run.per_mm2(decision.rate_hz);
    report.processor_decisions_per_s_per_mm2 = processor_density(chip, baselines, software);
    return report;
}

ordered_json cpu_json(const cpu_config& cpu, const instruction_count& measured,
                      std::uint32_t decisions) {
    if (!measured.instructions) return {{"not_measured", measured.refused}};
    const double each = static_cast<double>(*measured.instructions) / decisions;
    return {{"tag", "measured"},
            {"decisions", decisions},
            {"instructions_per_decision", each},
            {"energy_per_decision_j", each * cpu.instruction_j()},
            {"dynamic_j", each * cpu.instruction_dynamic_j.value},
            {"decisions_per_s", cpu.decisions_per_s(each)}};
}

std::vector<std::pair<std::string, std::string>> assumed_entries(const baseline_config& baselines) {
    std::vector<std::pair<std::string, std::string>> found;
    baseline_config::fields(baselines, [&found](const field& part, const auto& table) {
        std::decay_t<decltype(table)>::fields(table, [&](const field& f, const auto& entry) {
            if (entry.tag != evidence::assumed) return;
            found.emplace_back(std::string(part.name) + "." + std::string(f.name), entry.source);
        });
    });
    return found;
}

}  // namespace memglia

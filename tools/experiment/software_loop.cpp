#include "tools/experiment/software_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rtl_models/processor/processor_prices.hpp"
#include "snan/mapping/soft_decider.hpp"
#include "tools/experiment/activity_json.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

// Joules of the mean decision by kind of event of the processor.
ordered_json by_event(const activity_record& record, const price_list& prices, double decisions) {
    ordered_json parts;
    for (const auto& p : activity_prices()) {
        const auto i = static_cast<std::size_t>(p.what);
        if (p.billed_to != component::processor || record.counts[i] == 0) continue;
        parts[std::string(p.name)] =
            static_cast<double>(record.counts[i]) * prices.each_j[i] / decisions;
    }
    return parts;
}

ordered_json hardware_json(const run_config& config, const ordered_json& result) {
    ordered_json out{{"commands", config.chip.has_processor() ? "firmware" : "host"},
                     {"cycles_per_decision", result.at("cycles_per_decision")},
                     {"latency_cycles_per_decision", result.at("latency_cycles_per_decision")}};
    ordered_json& energy = out["energy_per_decision_j"];
    for (const char* part : {"dynamic", "controller", "processor", "static", "rest", "total"}) {
        const ordered_json& whole = result.at("energy_per_decision_j");
        if (whole.contains(part)) energy[part] = whole.at(part);
    }
    if (!config.chip.has_processor()) return out;
    const price_list prices =
        list_prices(config.chip, result.at("places").get<std::uint32_t>(), config.chip.tech);
    const auto decisions = result.at("decisions").get<double>();
    software_outcome firmware;
    firmware.spent = outcome_from(result.at("activity")).activity();
    out["instructions_per_decision"] = static_cast<double>(firmware.instructions()) / decisions;
    out["processor_j"] = by_event(firmware.spent, prices, decisions);
    return out;
}

ordered_json software_json(const run_config& config, const software_outcome& software) {
    if (software.decisions == 0) {
        return {{"not_measured", fmt::format("nav_soft has room for maps of {} cells at most",
                                             soft_decider::most_cells)}};
    }
    const auto n = static_cast<double>(software.decisions);
    const auto bill = [&](estimate end) {
        return price(software.spent,
                     software_prices(config.chip, at(config.chip.tech, end), software.sram_kib))
            .over(software.decisions);
    };
    const energy_bill mean = bill(estimate::value);
    ordered_json out{
        {"program", "nav_soft"},
        {"decisions", software.decisions},
        {"episodes", software.episodes},
        {"reached", software.reached},
        {"memory_kib", software.sram_kib},
        {"cycles_per_decision", static_cast<double>(software.cycles) / n},
        {"instructions_per_decision", static_cast<double>(software.instructions()) / n}};
    out["energy_per_decision_j"] = {
        {"processor", mean.processor_j()},
        {"static", mean.static_j()},
        {"rest", mean.rest_j()},
        {"total", mean.total_j()},
        {"total_range", {bill(estimate::low).total_j(), bill(estimate::high).total_j()}}};
    out["processor_j"] = by_event(
        software.spent, software_prices(config.chip, config.chip.tech, software.sram_kib), n);
    out["activity"] = ordered_json::parse(activity_text(software.spent));
    return out;
}

}  // namespace

price_list software_prices(const chip_config& chip, const technology& table,
                           std::uint32_t sram_kib) {
    processor_config config = chip.processor;
    config.sram_kib = sram_kib;
    const std::uint64_t banks = processor_banks(config);
    price_list list(table, processor_leakage_w(table, banks));
    price_processor(list, table, config.cycles, banks);
    const double resting_w =
        chip.rest == rest_power::awake ? list.leakage_w : processor_resting_w(table, banks);
    list.each_j[static_cast<std::size_t>(activity::rest_decision)] =
        resting_w * chip.ticks_per_decision * chip.tick_s;
    return list;
}

ordered_json loops_json(const run_config& config, const software_outcome& software,
                        const ordered_json& result) {
    return {{"hardware", hardware_json(config, result)},
            {"software", software_json(config, software)}};
}

std::optional<software_cost> software_cost_in(const ordered_json& result) {
    if (!result.contains("loops")) return std::nullopt;
    const ordered_json& software = result.at("loops").at("software");
    if (!software.contains("decisions")) return std::nullopt;
    const ordered_json& energy = software.at("energy_per_decision_j");
    return software_cost{
        .instructions = software.at("instructions_per_decision").get<double>(),
        .cycles = software.at("cycles_per_decision").get<double>(),
        .dynamic_j = energy.at("processor").get<double>(),
        .static_j = energy.at("static").get<double>() + energy.at("rest").get<double>()};
}

std::vector<loop_row> loop_rows(const ordered_json& result) {
    std::vector<loop_row> rows;
    if (!result.contains("loops")) return rows;
    const ordered_json& loops = result.at("loops");
    const auto add = [&](const std::string& name, const ordered_json& loop) {
        if (!loop.contains("energy_per_decision_j")) return;
        const ordered_json& energy = loop.at("energy_per_decision_j");
        const auto joules = [&energy](const char* part) -> std::optional<double> {
            if (!energy.contains(part)) return std::nullopt;
            return energy.at(part).get<double>();
        };
        rows.push_back({.name = name,
                        .network_j = joules("dynamic"),
                        .controller_j = joules("controller"),
                        .processor_j = joules("processor"),
                        .static_j = *joules("static"),
                        .rest_j = *joules("rest"),
                        .total_j = *joules("total"),
                        .cycles = loop.at("cycles_per_decision").get<double>(),
                        .instructions = {}});
        if (loop.contains("instructions_per_decision")) {
            rows.back().instructions = loop.at("instructions_per_decision").get<double>();
        }
    };
    const ordered_json& hardware = loops.at("hardware");
    add(hardware.at("commands") == "host" ? "hardware, commands by the host"
                                          : "hardware, commands by its processor",
        hardware);
    add("software, nav_soft", loops.at("software"));
    return rows;
}

std::optional<energy_bill> reprice_software(const ordered_json& result, const run_config& config,
                                            const technology& table) {
    if (!software_cost_in(result)) return std::nullopt;
    const ordered_json& software = result.at("loops").at("software");
    const auto decisions = software.at("decisions").get<std::uint64_t>();
    const auto sram_kib = software.at("memory_kib").get<std::uint32_t>();
    const activity_record record = activity_from(software.at("activity"));
    const energy_bill own =
        price(record, software_prices(config.chip, config.chip.tech, sram_kib)).over(decisions);
    const ordered_json& stated = software.at("energy_per_decision_j");
    for (const auto& [part, made] :
         {std::pair{"processor", own.processor_j()}, std::pair{"static", own.static_j()},
          std::pair{"rest", own.rest_j()}, std::pair{"total", own.total_j()}}) {
        constexpr double digits = 1e-9;
        const auto said = stated.at(part).get<double>();
        if (std::abs(made - said) <= digits * std::max(std::abs(made), std::abs(said))) continue;
        throw input_error({.path = "loops.software.energy_per_decision_j",
                           .found = fmt::format("{} is {:.6g} J where its counts make {:.6g} J",
                                                part, said, made),
                           .expected = "a result whose counts make its joules"});
    }
    return price(record, software_prices(config.chip, table, sram_kib)).over(decisions);
}

}  // namespace memglia

#include "tools/experiments/chip_energy.hpp"

#include <fmt/format.h>

#include "tools/report/text.hpp"

namespace memglia {

using nlohmann::ordered_json;

ordered_json energy_of(const ordered_json& chip_run) {
    ordered_json json;
    json["cores"] = chip_run.at("mapping").at("cores");
    json["area_m2"] = chip_run.at("mapping").at("area_m2");
    json["elapsed_s"] = chip_run.at("hardware").at("elapsed_s");
    json["programming_j"] = chip_run.at("programming").at("j");
    json["running_j"] = chip_run.at("energy").at("total").at("j");
    for (const auto& [part, j] : chip_run.at("energy").at("components").items()) {
        json["running_j_by_component"][part] = j.at("j");
    }
    return json;
}

ordered_json mean_energy(const ordered_json& records) {
    const auto networks = static_cast<double>(records.size());
    ordered_json mean = ordered_json::object();
    for (const ordered_json& r : records) {
        for (const auto& [key, value] : r.at("chip").items()) {
            if (value.is_object()) {
                for (const auto& [part, j] : value.items()) {
                    mean[key][part] = (mean.contains(key) ? mean[key].value(part, 0.0) : 0.0) +
                                      j.get<double>() / networks;
                }
            } else {
                mean[key] = mean.value(key, 0.0) + value.get<double>() / networks;
            }
        }
    }
    return mean;
}

std::string energy_text(const ordered_json& energy) {
    return fmt::format(
        "{:.4g} J in {:.4g} s of hardware, programming {:.4g} J, {:.0f} cores, "
        "{:.4g} mm2",
        energy.at("running_j").get<double>(), energy.at("elapsed_s").get<double>(),
        energy.at("programming_j").get<double>(), energy.at("cores").get<double>(),
        1e6 * energy.at("area_m2").get<double>());
}

void add_energy_bar(stacked_bars& bars, const std::string& name, const ordered_json& energy) {
    const ordered_json& by_part = energy.at("running_j_by_component");
    if (bars.bars.empty()) {
        for (const auto& [part, j] : by_part.items()) bars.parts.push_back(part);
    }
    stacked_bars::bar& bar = bars.bars.emplace_back();
    bar.name = name;
    for (const std::string& part : bars.parts) bar.values.push_back(by_part.value(part, 0.0));
}

}  // namespace memglia

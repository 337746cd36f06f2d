#include "tools/experiment/result_report.hpp"

#include <fmt/format.h>

#include <limits>
#include <type_traits>

#include "base/error.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/baselines.hpp"
#include "snan/mapping/chip_decider.hpp"
#include "snan/mapping/image_builder.hpp"
#include "tools/config/bind.hpp"
#include "tools/config/effect.hpp"
#include "tools/experiment/activity_json.hpp"
#include "tools/experiment/cost_comparison.hpp"
#include "tools/experiment/maze_outcome.hpp"
#include "tools/experiment/software_loop.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr const char* showcase_schema = "memglia-showcase/1";
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

double number_in(const ordered_json& map, const char* key) {
    const auto found = map.find(key);
    return found != map.end() && found->is_number() ? found->get<double>() : absent;
}

interval interval_in(const ordered_json& map, const char* key) {
    const auto found = map.find(key);
    if (found == map.end() || !found->is_array() || found->size() != 2) return {absent, absent};
    if (!found->at(0).is_number() || !found->at(1).is_number()) return {absent, absent};
    return {found->at(0).get<double>(), found->at(1).get<double>()};
}

// Joules by component below one key.
energy_bill bill_in(const ordered_json& energy) {
    energy_bill bill;
    const ordered_json& parts = energy.at("by_component");
    for (std::size_t c = 0; c < component_count; ++c) {
        const auto part = static_cast<component>(c);
        const std::string name(name_of(part));
        bill.j[c] =
            part == component::processor ? parts.value(name, 0.0) : parts.at(name).get<double>();
    }
    return bill;
}

void add_hardware(report_data& data, const ordered_json& result, const run_config& config,
                  std::uint32_t places) {
    data.decisions = result.at("decisions").get<std::uint64_t>();
    const energy_bill all = bill_in(result.at("energy_per_decision_j"));
    const auto interval_at = [&result](const char* name) -> interval {
        const ordered_json& ends = result.at("energy_per_decision_j").at(name);
        return {ends.at(0).get<double>(), ends.at(1).get<double>()};
    };
    data.dynamic_95_j = interval_at("dynamic_95");
    data.total_95_j = interval_at("total_95");
    data.dynamic_range_j = interval_at("dynamic_range");
    data.total_range_j = interval_at("total_range");
    for (std::size_t c = 0; c < component_count; ++c) {
        data.energy.push_back({std::string(name_of(static_cast<component>(c))), all.j[c], {}});
    }
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        const std::string phase(name_of(static_cast<decision_phase>(p)));
        data.decisions_by_phase[p] = result.at("decisions_by_phase").at(phase).get<std::uint64_t>();
        const energy_bill bill = bill_in(result.at("energy_per_decision_by_phase_j").at(phase));
        for (std::size_t c = 0; c < component_count; ++c) {
            data.energy[c].by_phase_j[p] = bill.j[c];
        }
    }
    if (all.processor_j() == 0) {
        std::erase_if(data.energy, [](const energy_row& row) {
            return row.component == name_of(component::processor);
        });
    }
    data.cycles_per_decision = result.at("cycles_per_decision").get<double>();
    data.latency_cycles = result.at("latency_cycles_per_decision").get<double>();
    data.setup_j = result.at("setup_energy_per_maze_j").get<double>();
    data.setup_per_decision_j = result.at("setup_energy_per_decision_j").get<double>();
    data.pulses_per_decision = result.at("write_pulses_per_decision").get<double>();
    data.write_failures = result.at("write_failures").get<std::uint64_t>();
    data.load_failures = result.value("load_failures", std::uint64_t{0});
    const decision_events mean =
        mean_events(outcome_from(result.at("activity")).activity(), data.decisions);
    const auto software = software_cost_in(result);
    data.loops = loop_rows(result);
    data.costs = cost_rows(config.baselines, config.chip.tech, mean, software, all);
    data.area = area_summary(config.chip, config.baselines, places, mean, software);
    for (auto& entry : assumed_entries(config.baselines)) {
        data.assumptions.push_back(std::move(entry));
    }
}

input_error not_a_result(const fs::path& file, const std::string& found) {
    return input_error({.file = file.string(),
                        .found = found,
                        .expected = fmt::format(
                            "a document of the kind {}, as memglia run writes it", result_schema)});
}

}  // namespace

std::vector<std::pair<std::string, std::string>> assumed_entries(const technology& table) {
    std::vector<std::pair<std::string, std::string>> found;
    technology::fields(table, [&found](const field& f, const auto& member) {
        if constexpr (std::is_base_of_v<table_entry, std::decay_t<decltype(member)>>) {
            if (member.tag == evidence::assumed) found.emplace_back(f.name, member.source);
        }
    });
    return found;
}

std::vector<agent_statistics> agents_of(const ordered_json& result) {
    std::vector<agent_statistics> all;
    const auto agents = result.find("agents");
    if (agents == result.end() || !agents->is_object()) return all;
    for (const auto& [name, agent] : agents->items()) {
        agent_statistics statistics{name, {}};
        const auto episodes = agent.find("episodes");
        if (episodes != agent.end() && episodes->is_array()) {
            for (const ordered_json& e : *episodes) {
                statistics.episodes.push_back(
                    {.median_steps = number_in(e, "median_steps"),
                     .q25 = number_in(e, "q25"),
                     .q75 = number_in(e, "q75"),
                     .median_95 = interval_in(e, "median_steps_95"),
                     .completion = number_in(e, "completion"),
                     .completion_95 = interval_in(e, "completion_95"),
                     .mean_steps = number_in(e, "mean_steps"),
                     .mean_steps_95 = interval_in(e, "mean_steps_95"),
                     .mean_shortest = number_in(e, "mean_shortest"),
                     .mean_over_shortest = number_in(e, "mean_over_shortest"),
                     .mean_over_shortest_95 = interval_in(e, "mean_over_shortest_95")});
            }
        }
        all.push_back(std::move(statistics));
    }
    return all;
}

report_data report_of(const ordered_json& result, const run_config& config,
                      const run_showcase& shown) {
    report_data data;
    const auto mazes = result.at("mazes").get<std::uint64_t>();
    data.title = "memglia: navigation";
    data.task = result.at("task").get<std::string>();
    if (!result.at("complete").get<bool>()) {
        data.notice = fmt::format("interrupted: {} of {} mazes", mazes, config.experiment.mazes);
    }
    data.agents = agents_of(result);
    data.step_limit = result.at("step_limit").get<std::uint32_t>();
    data.showcase = shown.maze;
    data.raster = shown.raster;
    data.tick_s = config.chip.tick_s;
    data.decision_s = config.chip.tick_s * config.chip.ticks_per_decision;
    data.configuration = effective_json(config).dump(2);
    data.provenance = {{"memglia", result.at("version").get<std::string>()},
                       {"seeds", fmt::format("{} to {}", config.experiment.first_seed,
                                             config.experiment.first_seed + mazes - 1)}};
    if (config.experiment.has_chip()) {
        data.provenance.insert(data.provenance.end(),
                               {{"technology", config.chip.tech.name},
                                {"device", config.chip.device.source},
                                {"acceleration over biological time",
                                 fmt::format("{:.6g}", acceleration(config.rule, config.chip))}});
        data.assumptions = assumed_entries(config.chip.tech);
    }
    if (!shown.command.empty()) {
        data.provenance.insert(data.provenance.begin(), {"command", shown.command});
    }
    if (result.contains("decisions")) add_hardware(data, result, config, shown.places);
    return data;
}

void write_showcase(const fs::path& folder, const run_showcase& shown) {
    const ordered_json document{{"schema", showcase_schema},
                                {"command", shown.command},
                                {"places", shown.places},
                                {"maze", to_json(shown.maze)},
                                {"raster", to_json(shown.raster)}};
    write_text(folder / "showcase.json", document.dump() + "\n");
}

ordered_json read_result(const fs::path& folder_or_file) {
    const bool folder = fs::is_directory(folder_or_file);
    const fs::path file = folder ? folder_or_file / "result.json" : folder_or_file;
    if (folder && !fs::exists(file)) {
        throw not_a_result(file, fs::exists(folder_or_file / "plan.json")
                                     ? "no such file: the folder is that of a study, whose runs "
                                       "are below runs/"
                                     : "no such file");
    }
    ordered_json result;
    try {
        result = ordered_json::parse(read_json_text(file, most_text_bytes));
    } catch (const ordered_json::exception&) {
        throw not_a_result(file, "found no JSON");
    }
    const auto schema = result.is_object() ? result.find("schema") : result.end();
    if (schema == result.end() || !schema->is_string()) throw not_a_result(file, "found no schema");
    if (*schema != result_schema) {
        throw not_a_result(file,
                           fmt::format("found one of the kind '{}'", schema->get<std::string>()));
    }
    using type = ordered_json::value_t;
    for (const auto& [key, wanted] :
         {std::pair{"task", type::string}, std::pair{"version", type::string},
          std::pair{"seed", type::number_unsigned}, std::pair{"mazes", type::number_unsigned},
          std::pair{"complete", type::boolean}, std::pair{"agents", type::object},
          std::pair{"config", type::object}}) {
        const auto found = result.find(key);
        if (found != result.end() && found->type() == wanted) continue;
        throw not_a_result(file,
                           fmt::format("found {} of '{}'",
                                       found == result.end() ? "nothing" : "another kind", key));
    }
    return result;
}

report_data read_report(const fs::path& folder) {
    const ordered_json result = read_result(folder);
    const fs::path file = folder / "showcase.json";
    try {
        const auto document = ordered_json::parse(read_json_text(file, most_text_bytes));
        if (document.at("schema") != showcase_schema) {
            throw not_a_result(file, "found a document of another kind");
        }
        const auto config = bind<run_config>(
            config_tree::parse_document(result.at("config").dump(), "result.json"));
        return report_of(
            result, config,
            {document.at("places").get<std::uint32_t>(), showcase_from(document.at("maze")),
             raster_from(document.at("raster")), document.at("command").get<std::string>()});
    } catch (const ordered_json::exception& e) {
        throw not_a_result(folder,
                           fmt::format("result.json or showcase.json is damaged: {}", e.what()));
    }
}

}  // namespace memglia

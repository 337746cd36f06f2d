#include "tools/experiment/repriced.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <set>

#include "base/error.hpp"
#include "rtl_models/price_list.hpp"
#include "tools/config/bind.hpp"
#include "tools/experiment/activity_json.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/experiment/run_config.hpp"

namespace memglia {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

// Counts into joules: as the run priced them, and as asked for.
struct pricing {
    std::string name;
    price_list own;
    price_list asked;
    price_list least;
    price_list most;

    pricing(const chip_config& chip, const technology& table, std::uint32_t places)
        : name(table.name),
          own(list_prices(chip, places)),
          asked(list_prices(chip, places, table)),
          least(list_prices(chip, places, at(table, estimate::low))),
          most(list_prices(chip, places, at(table, estimate::high))) {}

    mean_decision mean(const activity_record& record, std::uint64_t decisions) const {
        return {decisions, price(record, asked).over(decisions),
                price(record, least).over(decisions), price(record, most).over(decisions)};
    }
};

// A line states its joules with six digits.
bool states(const ordered_json& line, const energy_bill& bill) {
    const double total = line.at("total_j").get<double>();
    return std::abs(bill.total_j() - total) <= 1e-5 * std::abs(total);
}

std::optional<repriced_log> read_log(const fs::path& file, const pricing& prices) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    activity_record sum;
    std::set<std::uint64_t> mazes;
    std::uint64_t decisions = 0;
    for (std::string text; std::getline(in, text);) {
        ++decisions;
        const auto refuse = [&](const std::string& found, const std::string& expected) {
            throw input_error(
                {.file = file.string(), .line = decisions, .found = found, .expected = expected});
        };
        try {
            const auto line = ordered_json::parse(text);
            const activity_record record = activity_from(line.at("activity"));
            if (!states(line, price(record, prices.own))) {
                refuse(fmt::format("total_j is {:.6g}", line.at("total_j").get<double>()),
                       fmt::format("{:.6g}, which its counts make",
                                   price(record, prices.own).total_j()));
            }
            sum += record;
            mazes.insert(line.at("maze").get<std::uint64_t>());
        } catch (const ordered_json::exception&) {
            refuse("found no decision with its activity", "a line as memglia run writes it");
        }
    }
    if (decisions == 0) return std::nullopt;
    return repriced_log{prices.mean(sum, decisions), mazes.size()};
}

}  // namespace

repriced_result reprice(const fs::path& folder_or_file, const std::optional<technology>& table) {
    const ordered_json result = read_result(folder_or_file);
    const bool folder = fs::is_directory(folder_or_file);
    if (!result.contains("activity") || !result.contains("places")) {
        throw input_error({.file = folder_or_file.string(),
                           .found = "found no activity of a chip",
                           .expected = "a result whose agents include snan_chip, written by a "
                                       "memglia that records activity"});
    }
    try {
        const auto config = bind<run_config>(
            config_tree::parse_document(result.at("config").dump(), "result.json"));
        const pricing prices(config.chip, table.value_or(config.chip.tech),
                             result.at("places").get<std::uint32_t>());
        const chip_outcome spent = outcome_from(result.at("activity"));
        repriced_result out{.technology = prices.name,
                            .all = prices.mean(spent.activity(), spent.decisions()),
                            .phases = {},
                            .setup_j = 0,
                            .log = std::nullopt};
        for (std::size_t p = 0; p < decision_phase_count; ++p) {
            const phase_total& phase = spent.phases[p];
            out.phases[p] = prices.mean(phase.activity, phase.decisions);
        }
        out.setup_j = prices.mean(spent.setup, spent.decisions()).bill.total_j();
        if (folder) out.log = read_log(folder_or_file / "decisions.jsonl", prices);
        return out;
    } catch (const ordered_json::exception& e) {
        throw input_error({.file = folder_or_file.string(),
                           .found = std::string("its activity is damaged: ") + e.what(),
                           .expected = "a result as memglia run writes it"});
    }
}

}  // namespace memglia

#include "tools/experiment/repriced.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

#include "base/error.hpp"
#include "rtl_models/chip_config.hpp"
#include "tools/config/bind.hpp"
#include "tools/experiment/activity_json.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/experiment/run_config.hpp"

namespace memglia {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

// Counts into joules, by the run's own table and by the one that is asked for.
class pricing {
  public:
    pricing(const chip_config& as_run, const std::optional<technology>& table, std::uint32_t places)
        : own_(as_run), asked_(as_run), places_(places) {
        if (table) asked_.tech = *table;
        lines_ = own_.tech.bit_line_cell_f.value > 0
                     ? asked_.tech.bit_line_cell_f.value / own_.tech.bit_line_cell_f.value
                     : 1;
    }

    const std::string& name() const { return asked_.tech.name; }
    energy_bill own(const activity_record& record) const {
        return price(record, own_.tech, leakage_w(own_, places_));
    }
    energy_bill asked(activity_record record) const {
        // C V^2: the only analogue energy in which the table has a say.
        for (const analogue line : {analogue::read_lines, analogue::write_lines}) {
            record.analogue_j[static_cast<std::size_t>(line)] *= lines_;
        }
        return price(record, asked_.tech, leakage_w(asked_, places_));
    }

  private:
    chip_config own_;
    chip_config asked_;
    std::uint32_t places_;
    double lines_ = 1;
};

mean_decision mean_of(energy_bill bill, std::uint64_t decisions) {
    for (double& j : bill.j) j /= static_cast<double>(std::max<std::uint64_t>(decisions, 1));
    return {decisions, bill};
}

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
            throw input_error({.file = file.string(),
                               .line = decisions,
                               .found = found,
                               .expected = expected});
        };
        try {
            const auto line = ordered_json::parse(text);
            const activity_record record = activity_from(line.at("activity"));
            if (!states(line, prices.own(record))) {
                refuse(fmt::format("total_j is {:.6g}", line.at("total_j").get<double>()),
                       fmt::format("{:.6g}, which its counts make", prices.own(record).total_j()));
            }
            sum += record;
            mazes.insert(line.at("maze").get<std::uint64_t>());
        } catch (const ordered_json::exception&) {
            refuse("found no decision with its activity", "a line as memglia run writes it");
        }
    }
    if (decisions == 0) return std::nullopt;
    return repriced_log{mean_of(prices.asked(sum), decisions), mazes.size()};
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
        const pricing prices(config.chip, table, result.at("places").get<std::uint32_t>());
        const chip_outcome spent = outcome_from(result.at("activity"));
        repriced_result out{.technology = prices.name(),
                            .all = mean_of(prices.asked(spent.activity()), spent.decisions()),
                            .phases = {},
                            .setup_j = 0,
                            .log = std::nullopt};
        for (std::size_t p = 0; p < decision_phase_count; ++p) {
            const phase_total& phase = spent.phases[p];
            out.phases[p] = mean_of(prices.asked(phase.activity), phase.decisions);
        }
        out.setup_j = mean_of(prices.asked(spent.setup), spent.decisions()).bill.total_j();
        if (folder) out.log = read_log(folder_or_file / "decisions.jsonl", prices);
        return out;
    } catch (const ordered_json::exception& e) {
        throw input_error({.file = folder_or_file.string(),
                           .found = std::string("its activity is damaged: ") + e.what(),
                           .expected = "a result as memglia run writes it"});
    }
}

}  // namespace memglia

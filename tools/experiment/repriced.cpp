#include "tools/experiment/repriced.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

#include "base/error.hpp"
#include "rtl_models/navigation/price_list.hpp"
#include "tools/config/bind.hpp"
#include "tools/experiment/activity_json.hpp"
#include "tools/experiment/result_report.hpp"
#include "tools/experiment/run_config.hpp"
#include "tools/experiment/software_loop.hpp"

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

// The first part of the bill that is not what was stated; `digits` of a relative difference.
std::optional<std::string> differs(const ordered_json& stated_j, const energy_bill& bill,
                                   double digits) {
    for (std::size_t c = 0; c < component_count; ++c) {
        const std::string part(name_of(static_cast<component>(c)));
        const double stated = stated_j.value(part, 0.0);
        const double made = bill.j[c];
        if (std::abs(made - stated) <= digits * std::max(std::abs(stated), std::abs(made)))
            continue;
        return fmt::format("{} is {:.6g} J where its counts make {:.6g} J", part, stated, made);
    }
    return std::nullopt;
}

constexpr double six_digits = 1e-5;  // of a line of decisions.jsonl
constexpr double all_digits = 1e-9;

// The result against its own activity, in all and by phase.
void check_result(const std::string& file, const ordered_json& result, const chip_outcome& spent,
                  const price_list& own) {
    const auto hold = [&](const ordered_json& stated, const activity_record& record,
                          std::uint64_t decisions, const std::string& where) {
        const auto wrong =
            differs(stated.at("by_component"), price(record, own).over(decisions), all_digits);
        if (!wrong) return;
        throw input_error({.file = file,
                           .path = where,
                           .found = *wrong,
                           .expected = "a result whose counts make its joules"});
    };
    if (result.at("decisions").get<std::uint64_t>() != spent.decisions()) {
        throw input_error(
            {.file = file,
             .path = "decisions",
             .found = "found " + result.at("decisions").dump(),
             .expected = fmt::format("{}, as its phases add up to", spent.decisions())});
    }
    hold(result.at("energy_per_decision_j"), spent.activity(), spent.decisions(),
         "energy_per_decision_j");
    const auto& by_phase = result.at("energy_per_decision_by_phase_j");
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        const std::string name(name_of(static_cast<decision_phase>(p)));
        const phase_total& phase = spent.phases[p];
        if (phase.decisions == 0 || !by_phase.contains(name)) continue;
        hold(by_phase.at(name), phase.activity, phase.decisions,
             "energy_per_decision_by_phase_j." + name);
    }
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
            const auto wrong = differs(line.at("energy_j"), price(record, prices.own), six_digits);
            if (wrong) refuse(*wrong, "a decision whose counts make its joules");
            sum += record;
            mazes.insert(line.at("maze").get<std::uint64_t>());
        } catch (const input_error& e) {
            input_error::details at = e.data;
            at.file = file.string();
            at.line = decisions;
            throw input_error(at);
        } catch (const ordered_json::exception&) {
            refuse("found no decision with its activity", "a line as memglia run writes it");
        }
    }
    return repriced_log{prices.mean(sum, decisions), mazes.size(), sum};
}

// A run that ended has logged as many mazes as it was told to. Where that is every maze the lines
// are the whole result, otherwise a part of it.
void check_log(const std::string& file, const ordered_json& result, const chip_outcome& spent,
               std::uint64_t logged_mazes, const repriced_log& log) {
    const auto mazes = result.at("mazes").get<std::uint64_t>();
    const std::uint64_t expected = std::min(logged_mazes, mazes);
    if (result.value("complete", true) && log.mazes != expected) {
        throw input_error({.file = file,
                           .found = fmt::format("found decisions of {} mazes", log.mazes),
                           .expected = fmt::format("{}, as many as the run logged", expected)});
    }
    const bool whole = log.mazes >= mazes;
    const std::uint64_t all = spent.decisions();
    if (log.all.decisions > all || (whole && log.sum.counts != spent.activity().counts)) {
        throw input_error(
            {.file = file,
             .found = fmt::format("found {} decisions of {} mazes", log.all.decisions, log.mazes),
             .expected = fmt::format("the decisions of result.json, {} in all", all)});
    }
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
        check_result(folder_or_file.string(), result, spent, prices.own);
        repriced_result out{
            .technology = prices.name,
            .all = prices.mean(spent.activity(), spent.decisions()),
            .phases = {},
            .setup_j = 0,
            .complete = result.value("complete", true),
            .log = std::nullopt,
            .software = reprice_software(result, config, table.value_or(config.chip.tech))};
        for (std::size_t p = 0; p < decision_phase_count; ++p) {
            const phase_total& phase = spent.phases[p];
            out.phases[p] = prices.mean(phase.activity, phase.decisions);
        }
        out.setup_j = prices.mean(spent.setup, spent.decisions()).bill.total_j();
        const fs::path log = folder_or_file / "decisions.jsonl";
        if (folder) out.log = read_log(log, prices);
        if (out.log)
            check_log(log.string(), result, spent, config.experiment.logged_mazes, *out.log);
        return out;
    } catch (const input_error& e) {
        input_error::details at = e.data;
        if (at.file.empty() || at.file == "result.json") at.file = folder_or_file.string();
        throw input_error(at);
    } catch (const ordered_json::exception& e) {
        throw input_error({.file = folder_or_file.string(),
                           .found = std::string("its activity is damaged: ") + e.what(),
                           .expected = "a result as memglia run writes it"});
    }
}

}  // namespace memglia

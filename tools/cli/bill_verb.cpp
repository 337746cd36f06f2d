#include <fmt/format.h>

#include "base/error.hpp"
#include "rtl_models/cost/technology.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/repriced.hpp"
#include "tools/study/data_table.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options bill_verb_options() {
    verb_options options(
        "bill",
        "Computes the energy of a decision again from the activity counts of a result folder:\n"
        "counts x technology table + analogue energy + leakage x time, by component and phase.\n"
        "Every line of decisions.jsonl is held to the joules that it states. --technology prices\n"
        "the same activity with another table.",
        "result");
    options.add()("technology,t", po::value<std::string>()->value_name("TECHNOLOGY"),
                  "a name in configs/technologies or a file; without it the run's own");
    options.add()("csv", "print the table as CSV, with all digits");
    return options;
}

namespace {

data_table bill_table(const repriced_result& result) {
    data_table table{.name = "bill",
                     .title = fmt::format("energy per decision in pJ, {}", result.technology),
                     .caption = "",
                     .columns = {{"part", {"part"}, true}},
                     .rows = {}};
    std::vector<const mean_decision*> columns{&result.all};
    table.columns.push_back({"all", {"all_j"}});
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        const std::string phase(name_of(static_cast<decision_phase>(p)));
        table.columns.push_back({phase, {phase + "_j"}});
        columns.push_back(&result.phases[p]);
    }
    const auto add = [&](const std::string& part, const auto& joules_of) {
        std::vector<table_cell> row{text_cell(part)};
        for (const mean_decision* column : columns) {
            const double joules = joules_of(*column);
            row.push_back(number_cell(fmt::format("{:.2f}", joules * 1e12), {joules}));
        }
        table.rows.push_back(std::move(row));
    };
    const auto add_component = [&](component c) {
        add(std::string(name_of(c)), [c](const mean_decision& d) { return d.bill.of(c); });
    };
    for (std::size_t c = 0; c < component_count; ++c) {
        if (is_dynamic(static_cast<component>(c))) add_component(static_cast<component>(c));
    }
    add("dynamic", [](const mean_decision& d) { return d.bill.dynamic_j(); });
    for (std::size_t c = 0; c < component_count; ++c) {
        const auto part = static_cast<component>(c);
        if (is_dynamic(part)) continue;
        if (part != component::processor || result.all.bill.processor_j() > 0) add_component(part);
    }
    add("sum", [](const mean_decision& d) { return d.bill.total_j(); });
    add("dynamic at low estimates", [](const mean_decision& d) { return d.least.dynamic_j(); });
    add("dynamic at high estimates", [](const mean_decision& d) { return d.most.dynamic_j(); });
    add("sum at low estimates", [](const mean_decision& d) { return d.least.total_j(); });
    add("sum at high estimates", [](const mean_decision& d) { return d.most.total_j(); });
    return table;
}

}  // namespace

int bill_verb(const std::vector<std::string>& arguments) {
    const verb_options options = bill_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("result") == 0) {
        throw usage_error("memglia bill: no result; expected a folder of memglia run");
    }
    std::optional<technology> table;
    if (given.count("technology") != 0) {
        table = load_config<technology>(
            library_file(config_root() / "technologies", given["technology"].as<std::string>(),
                         "technology"),
            config_root(), {}, "technologies");
    }
    const repriced_result result = reprice(given["result"].as<std::string>(), table);
    const data_table bill = bill_table(result);
    if (given.count("csv") != 0) {
        fmt::print("{}", to_csv(bill));
        return 0;
    }
    fmt::print(
        "{}\n{} decisions; beside it, programming the initial weights: {:.2f} pJ, over the "
        "decisions of the run\n",
        to_text(bill), result.all.decisions, result.setup_j * 1e12);
    if (result.log && result.log->mazes > 0) {
        fmt::print(
            "decisions.jsonl: {} decisions of {} maze{}, {:.2f} pJ each, every line as its "
            "counts make it\n",
            result.log->all.decisions, result.log->mazes, result.log->mazes == 1 ? "" : "s",
            result.log->all.bill.total_j() * 1e12);
    }
    if (result.software) {
        fmt::print("the loop in software: {:.2f} nJ a decision, as its counts make it\n",
                   result.software->total_j() * 1e9);
    }
    if (!result.complete) fmt::print(stderr, "memglia: the run was interrupted: these are parts\n");
    return 0;
}

}  // namespace memglia

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "snan/tasks/recall/recall.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/recall_chip.hpp"
#include "tools/cli/recall_scan.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/network/load_chip.hpp"
#include "tools/table/files.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options recall_verb_options() {
    verb_options options(
        "recall",
        "Stores patterns of spikes in a recurrent network with many delays per pair of neurons, "
        "and\n"
        "recalls each from a cue, in double precision, in a chip's integers or on a chip. Takes a "
        "name in configs/memories or a "
        "file;\n"
        "sparse where none is given (docs/recall.md).",
        "memory");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key, as in cue.ticks=25; may be repeated");
    options.add()("seed", po::value<std::uint64_t>()->value_name("N"), "seed of patterns and cues");
    options.add()("scan", po::value<std::vector<std::string>>()->value_name("KEY=V1,V2,..."),
                  "recall with each of these values and print a table as CSV; repeated, with all "
                  "combinations");
    options.add()("jobs,j", po::value<unsigned>()->value_name("N"),
                  "threads of the training; one per core where it is not given");
    options.add()("on", po::value<std::string>()->value_name("double|fixed|chip"),
                  "what recalls; double where it is not given");
    options.add()(
        "chip", po::value<std::string>()->value_name("CHIP"),
        "with --on fixed or chip: a name in configs/network_chips or a file; recall where "
        "it is not given. --set chip.KEY=VALUE changes it");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write result.json and timing.json into a new folder");
    options.add()("force,f", "replace an older result folder");
    return options;
}

namespace {

nlohmann::ordered_json scores_json(const recall_score& score) {
    nlohmann::ordered_json json;
    json["hits"] = score.hits;
    json["false_alarms"] = score.false_alarms;
    json["misses"] = score.misses;
    json["precision"] = score.precision();
    json["recall"] = score.recall();
    json["f1"] = score.f1();
    return json;
}

bool is_least_squares(const recall_config& config) {
    return config.is_computed() && config.weights.rule == weight_rule::pseudo_inverse;
}

// By epoch; the loss of its run, before its step.
nlohmann::ordered_json training_json(const recall_result& result) {
    nlohmann::ordered_json json;
    json["untrained"] = scores_json(result.untrained);
    json["run"] = nlohmann::ordered_json::array();
    json["loss"] = nlohmann::ordered_json::array();
    json["f1"] = nlohmann::ordered_json::array();
    for (const training_epoch& epoch : result.training) {
        json["run"].push_back(word_of(epoch.mode));
        json["loss"].push_back(epoch.loss);
        json["f1"].push_back(epoch.score.f1());
    }
    return json;
}

/// What recalls, and what it took.
struct recall_place {
    std::string on = "double";
    network_chip_config config;
    chip_recall took;

    recaller run() {
        if (on == "fixed") return recall_in_fixed_point(config);
        if (on == "chip") return recall_on_chip(config, took);
        return free_runs;
    }
};

recall_place place_of(const po::variables_map& given, const std::vector<std::string>& chip_sets) {
    recall_place place;
    if (given.count("on") != 0) place.on = given["on"].as<std::string>();
    if (place.on != "double" && place.on != "fixed" && place.on != "chip") {
        throw usage_error("--on " + place.on + ": expected double, fixed or chip");
    }
    if (place.on == "double") {
        if (given.count("chip") != 0) throw usage_error("--chip needs --on fixed or chip");
        if (!chip_sets.empty()) {
            throw usage_error("--set chip." + chip_sets.front() + " needs --on fixed or chip");
        }
        return place;
    }
    const std::string name = given.count("chip") != 0 ? given["chip"].as<std::string>() : "recall";
    place.config = load_chip(name, config_root(), chip_sets,
                             place.on == "fixed" ? chip_use::numbers : chip_use::whole);
    return place;
}

nlohmann::ordered_json result_json(const recall_config& config, const recall_result& result,
                                   const recall_place& place) {
    nlohmann::ordered_json json;
    json["schema"] = 1;
    json["version"] = release_text();
    json["configuration"] = effective_json(config);
    if (place.on != "double") json["on"] = place.on;
    if (place.on != "double") json["chip_configuration"] = effective_json(place.config);
    if (place.on == "chip") json["chip"] = chip_recall_json(place.took);
    json["all_patterns"] = scores_json(result.score);
    json["patterns"] = nlohmann::ordered_json::array();
    for (const recall_score& score : result.by_pattern) {
        json["patterns"].push_back(scores_json(score));
    }
    json["spikes"] = result.spikes;
    json["synapses"] = result.synapses;
    json["synaptic_operations"] = result.synaptic_operations;
    if (is_least_squares(config)) {
        json["least_squares"] = {{"iterations", result.least_squares.iterations},
                                 {"residual", result.least_squares.residual},
                                 {"normal_residual", result.least_squares.normal_residual}};
    }
    if (!result.training.empty()) json["training"] = training_json(result);
    return json;
}

std::string result_text(const recall_config& config, const recall_result& result, double took_s) {
    std::string text = fmt::format(
        "F1 {:.6f}\nprecision {:.6f}\nrecall {:.6f}\nspikes {}\nsynapses {}\n"
        "synaptic operations {}\n",
        result.score.f1(), result.score.precision(), result.score.recall(), result.spikes,
        result.synapses, result.synaptic_operations);
    if (is_least_squares(config)) {
        text += fmt::format("least squares: {} iterations, residual {:.2g}\n",
                            result.least_squares.iterations, result.least_squares.residual);
    }
    if (!result.training.empty()) {
        text += fmt::format("training: {} epochs, loss {:.6f} to {:.6f}, F1 {:.6f} to {:.6f}\n",
                            result.training.size(), result.training.front().loss,
                            result.training.back().loss, result.untrained.f1(), result.score.f1());
    }
    return text + fmt::format("seconds {:.2f}\n", took_s);
}

void print_scan(const recall_scan& scan, unsigned threads) {
    fmt::print("{}", scan_header(scan));
    for (const recall_scan_row& row : scan.rows) {
        fmt::print("{}", scan_line(row, run_recall(row.config, free_runs, threads)));
        std::fflush(stdout);
    }
}

}  // namespace

int recall_verb(const std::vector<std::string>& arguments) {
    const verb_options options = recall_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    std::vector<std::string> sets;
    if (given.count("set") != 0) sets = given["set"].as<std::vector<std::string>>();
    if (given.count("seed") != 0) {
        sets.push_back(fmt::format("seed={}", given["seed"].as<std::uint64_t>()));
    }
    const auto file = library_file(
        config_root() / "memories",
        given.count("memory") != 0 ? given["memory"].as<std::string>() : "sparse", "memory");
    const unsigned threads = worker_count(given, "recall");
    const chip_sets split = split_sets(sets);
    if (given.count("scan") != 0) {
        for (const char* other : {"out", "on", "chip"}) {
            if (given.count(other) == 0) continue;
            throw usage_error(std::string("memglia recall: --scan prints its table of runs in ") +
                              "double precision; expected no --" + other);
        }
        print_scan(make_recall_scan(file, sets, given["scan"].as<std::vector<std::string>>()),
                   threads);
        return 0;
    }
    const auto config = load_config<recall_config>(file, config_root(), split.others, "memories");
    recall_place place = place_of(given, split.chip);
    std::unique_ptr<run_folder> folder;
    if (given.count("out") != 0) {
        const std::filesystem::path out = given["out"].as<std::string>();
        if (same_file(out, std::filesystem::absolute(file).parent_path())) {
            throw input_error(
                {.file = out.string(),
                 .found = "--out would replace " + file.string() + ", which this command reads",
                 .expected = "another folder"});
        }
        folder = std::make_unique<run_folder>(out, given.count("force") != 0);
    }
    const auto start = std::chrono::steady_clock::now();
    const recall_result result = run_recall(config, place.run(), threads);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (folder) {
        write_text(folder->working() / "result.json",
                   result_json(config, result, place).dump(2) + '\n');
        const nlohmann::ordered_json timing{{"recall_s", took.count()}};
        write_text(folder->working() / "timing.json", timing.dump(2) + '\n');
        folder->commit();
    }
    fmt::print("{}", result_text(config, result, took.count()));
    if (place.on == "chip") fmt::print("{}", chip_recall_text(place.took));
    return 0;
}

}  // namespace memglia

#include <fmt/format.h>

#include "tools/array/array_effects.hpp"
#include "tools/array/array_page.hpp"
#include "tools/cli/array_options.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options array_report_verb_options() {
    verb_options options(
        "array report",
        "What the lines and the cells of a crossbar do to its output currents: IR drop, error\n"
        "against ideal wires, and each non-ideality alone and all together. The array is drawn\n"
        "from sample.* where no file gives one.");
    add_array_options(options);
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write report.html, summary.json, the tables as CSV, and conductances.npy (the\n"
                  "array) and disturbed.npy (one random array with all effects) into a new folder");
    options.add()("force,f", "replace an older result folder");
    return options;
}

namespace {

void write_all(const std::filesystem::path& folder, const array_reading& reading,
               const std::vector<array_effect>& effects) {
    const auto& [rows, columns, conductance_s, drives] = reading.inputs;
    for (const std::string_view name : reading_tables) {
        write_matrix(folder / fmt::format("{}.csv", name), reading_table(reading, name));
    }
    write_matrix(folder / "V_lost.csv", {rows, columns, reading.lost_v});
    write_matrix(folder / "conductances.npy", {rows, columns, conductance_s});
    write_matrix(folder / "disturbed.npy",
                 {rows, columns, disturbed_conductances(reading.inputs, reading.config, 0)});
    write_text(folder / "effects.csv", effects_csv(effects));
    write_text(folder / "summary.json", reading_summary(reading).dump(2) + '\n');
    write_text(folder / "report.html", render_array_page(reading, effects));
}

}  // namespace

int array_report(const std::vector<std::string>& arguments) {
    const verb_options options = array_report_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const array_files files = given_array_files(given, "array report");
    unused_keys unread;
    if (files.resistance || files.conductance || files.states || files.levels) {
        add_unused(unread, {"sample.rows", "sample.columns", "sample.r_on_ohm", "sample.r_off_ohm"},
                   "a file gives the array");
    }
    if (files.word) add_unused(unread, {"sample.v_word_v"}, "--word gives the voltages");
    const array_config config = given_array_config(given, unread);
    const auto device = given_device(given);
    const driven_array inputs = read_array_inputs(files, config.sample, device);
    std::unique_ptr<run_folder> folder;
    if (given.count("out") != 0) folder = new_folder(given);
    const array_reading reading = read_array(inputs, config);
    const std::vector<array_effect> effects = measure_effects(reading);
    fmt::print("{}{}\n{}", reading_text(reading),
               device ? device_text(reading, given["device"].as<std::string>(), *device) : "",
               effects_text(effects));
    if (folder) {
        write_all(folder->working(), reading, effects);
        folder->commit();
        fmt::print("report: {}\n", (folder->target() / "report.html").string());
    }
    return 0;
}

}  // namespace memglia

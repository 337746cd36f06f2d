#include "tools/array/array_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/array/effective_matrix.hpp"
#include "tools/cli/array_options.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options array_read_verb_options() {
    verb_options options(
        "array read",
        "Finds the operating point of a crossbar with resistive lines under given voltages,\n"
        "and how far it is from the same array on ideal wires. With --inputs the currents of many\n"
        "reads at once: a row of I_out per row of voltages.");
    add_array_options(options);
    options.add()(
        "inputs", po::value<std::string>()->value_name("FILE"),
        "in place of --word: a read in each row, CSV or .npy; nan: the line floats in all");
    options.add()(
        "effective", po::value<std::string>()->value_name("FILE"),
        "write the effective conductances, wires and all, in S, CSV or .npy: what comes "
        "out of bit line j is the sum of V(i) G_eff(i,j); linear cells, bit lines at 0 V");
    options.add()("linearised",
                  "--effective for small changes around the point of --word, for any cells");
    options.add()("csv", po::value<std::string>()->value_name("NAME"),
                  "print only this table: I_out, I_in, V_word, V_bit, V_cell or I_ideal");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write all these tables and summary.json into a new folder");
    options.add()("force,f", "replace an older result folder");
    return options;
}

namespace {

std::string known_table(const std::string& name) {
    if (std::find(reading_tables.begin(), reading_tables.end(), name) != reading_tables.end()) {
        return name;
    }
    const std::vector<std::string> names(reading_tables.begin(), reading_tables.end());
    const std::string hint = did_you_mean(name, names);
    throw usage_error(fmt::format("memglia array read: no table '{}'; expected {}{}", name,
                                  one_of(names), hint.empty() ? "" : " (" + hint + ")"));
}

void require_consistent(const po::variables_map& given, const array_files& files) {
    const auto refuse = [](const char* why) {
        throw usage_error(std::string("memglia array read: ") + why);
    };
    require_cells(files, "array read");
    const bool has_inputs = given.count("inputs") != 0;
    if (has_inputs && files.word) refuse("--inputs and --word; expected one");
    if (!has_inputs && !files.word && given.count("effective") == 0) {
        refuse("which voltages? Give --word or --inputs (and --bit)");
    }
    if (has_inputs && given.count("csv") != 0 && given["csv"].as<std::string>() != "I_out") {
        refuse("--inputs gives I_out alone");
    }
    if (given.count("linearised") == 0) return;
    if (given.count("effective") == 0) refuse("--linearised is about --effective");
    if (!files.word) refuse("--linearised around which point? Give --word");
}

// The matrix does not hold what bit lines at other voltages give; small changes have none of it.
void require_grounded(const array_files& files, const driven_array& array) {
    for (std::size_t j = 0; j < array.columns; ++j) {
        const double v = array.drives.bit_v[j];
        if (std::isnan(v) || v == 0) continue;
        throw input_error(
            {.file = files.bit ? files.bit->string() : "",
             .path = "effective",
             .found =
                 fmt::format("found bit line {} at {} V: its own currents are in no matrix", j, v),
             .expected = "0 V or nan, or --linearised; those currents are the read with all word "
                         "lines at 0 V"});
    }
}

effective_matrix effective_of(const po::variables_map& given, const array_files& files,
                              driven_array array, array_config config) {
    const std::filesystem::path file = given["effective"].as<std::string>();
    refuse_to_overwrite(file, "effective", files_read(given));
    if (std::filesystem::exists(file) && given.count("force") == 0) {
        throw input_error({.file = file.string(),
                           .found = "exists already",
                           .expected = "a new name for --effective, or --force"});
    }
    if (given.count("linearised") != 0) {
        array.conductance_s = small_signal_conductances(array, config);
        config.cell.law = cell_law::linear;
    } else {
        require_grounded(files, array);
    }
    return find_effective_matrix(array, config);
}

void write_effective(const po::variables_map& given, const effective_matrix& m, bool tell) {
    write_matrix(given["effective"].as<std::string>(), {m.rows, m.columns, m.conductance_s});
    if (!tell) return;
    fmt::print("{:<12}{} x {}, {} solves, residual {:.2g}\n", "effective", m.rows, m.columns,
               m.solves, m.residual);
}

void show_batch(const batch_reading& batch, std::size_t reads, const driven_array& array,
                const array_config& config, const run_folder* folder, bool as_table) {
    const matrix currents{reads, array.columns, batch.bit_current_a};
    if (folder != nullptr) {
        nlohmann::ordered_json summary;
        summary["schema"] = 1;
        summary["reads"] = reads;
        summary["rows"] = array.rows;
        summary["columns"] = array.columns;
        summary["solves"] = batch.solves;
        summary["residual"] = batch.residual;
        summary["configuration"] = dump(config);
        write_matrix(folder->working() / "I_out.csv", currents);
        write_matrix(folder->working() / "I_out.npy", currents);
        write_text(folder->working() / "summary.json", summary.dump(2) + '\n');
    }
    if (as_table) {
        fmt::print("{}", format_csv(currents));
        return;
    }
    fmt::print("{:<12}{} x {}, {} cells\n{:<12}{}{}, {} solves, residual {:.2g}\n", "array",
               array.rows, array.columns, word_of(config.cell.law), "reads", reads,
               batch.by_matrix ? " by the effective matrix" : "", batch.solves, batch.residual);
}

}  // namespace

int array_read(const std::vector<std::string>& arguments) {
    const verb_options options = array_read_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const array_files files = given_array_files(given, "array read");
    require_consistent(given, files);
    const std::string only =
        given.count("csv") != 0 ? known_table(given["csv"].as<std::string>()) : "";
    const array_config config =
        given_array_config(given, {{"sample", "--resistance and --word give the array"},
                                   {"effects", "array read disturbs nothing", "", "array report"}});
    const auto device = given_device(given);
    driven_array array = read_array_inputs(files, config.sample, device);
    std::optional<matrix> inputs;
    if (given.count("inputs") != 0) {
        inputs = read_batch_inputs(given["inputs"].as<std::string>(), array.rows);
        const auto first = inputs->values.begin();
        array.drives.word_v.assign(first, first + static_cast<std::ptrdiff_t>(array.rows));
    }
    std::unique_ptr<run_folder> folder;
    if (given.count("out") != 0) folder = new_folder(given);
    std::optional<effective_matrix> effective;
    if (given.count("effective") != 0) effective = effective_of(given, files, array, config);
    std::optional<batch_reading> batch;
    if (inputs) {
        batch = effective ? read_batch(*effective, inputs->values)
                          : read_batch(array, config, inputs->values);
    }
    if (effective) write_effective(given, *effective, only.empty() && !files.word);
    if (batch) {
        show_batch(*batch, inputs->rows, array, config, folder.get(), !only.empty());
    } else if (files.word) {
        const array_reading reading = read_array(array, config);
        if (folder) {
            for (const std::string_view name : reading_tables) {
                write_matrix(folder->working() / fmt::format("{}.csv", name),
                             reading_table(reading, name));
            }
            write_text(folder->working() / "summary.json", reading_summary(reading).dump(2) + '\n');
        }
        fmt::print("{}{}",
                   only.empty() ? reading_text(reading) : format_csv(reading_table(reading, only)),
                   device && only.empty()
                       ? device_text(reading, given["device"].as<std::string>(), *device)
                       : "");
    }
    if (folder) folder->commit();
    return 0;
}

}  // namespace memglia

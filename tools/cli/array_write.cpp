#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "crossbar/programming/programming_error.hpp"
#include "crossbar/programming/spare_columns.hpp"
#include "crossbar/programming/write_netlist.hpp"
#include "tools/array/write_case.hpp"
#include "tools/cli/array_options.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/config/schema.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options array_write_verb_options() {
    verb_options options(
        "array write",
        "Writes into a crossbar with the resistance of its lines: every cell moves by its own\n"
        "law under the voltage that reaches it. Either a case in one JSON file (array,\n"
        "parameters, operations; its initial states lie beside it), or a configuration with\n"
        "--states and --schedule, or with --target to program conductances by write-verify.\n\n"
        "A case holds m, n (word and bit lines), params {r_on r_off v_on v_off a_on a_off k_on\n"
        "k_off D}, window (none, biolek p=2, ...), iv (linear, exp), r_wl, r_bl (ohm per cell),\n"
        "V_reset, V_set, ops [[row, column, \"R\" or \"S\"], ...], pulse {edge width gap t0},\n"
        "and may hold scheme (half, third, gated) and r_access. Rows and columns count from 0.\n\n"
        "Exit code 4 when --target leaves cells out of tolerance.",
        "case");
    const auto file = [] { return po::value<std::string>()->value_name("FILE"); };
    options.add()("states", file(),
                  "initial states, CSV, one row per word line: 0 is R_on, 1 is R_off");
    options.add()("schedule", file(),
                  "operations, CSV with the columns row,column,operation[,voltage_v]");
    options.add()("target", file(), "conductances to program, CSV in siemens; nan: leave alone");
    options.add()("device", po::value<std::string>()->value_name("DEVICE"),
                  "cells of this device, a name in configs/devices or a file");
    options.add()("config", po::value<std::string>()->value_name("WRITES"),
                  "a file of configs/writes or a path (default: default)");
    options.add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
                  "change one key, as in lines.r_word_ohm=2 or device=taox_hfox");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write states, energies and what was read into a new folder");
    options.add()("force,f", "replace an older folder");
    options.add()("netlist", file(), "write the same writes as an ngspice netlist");
    options.add()("keys", "print a table of the keys of --config and --set");
    return options;
}

namespace {

std::optional<std::string> text_of(const po::variables_map& given, const char* name) {
    if (given.count(name) == 0) return std::nullopt;
    return given[name].as<std::string>();
}

write_config given_config(const po::variables_map& given) {
    const auto name = text_of(given, "config").value_or("default");
    std::vector<std::string> sets;
    if (const auto device = text_of(given, "device")) {
        // Said here, the error names the option and not a key.
        library_file(config_root() / "devices", *device, "device");
        sets.push_back("device=" + *device);
    }
    if (given.count("set") != 0) {
        const auto& said = given["set"].as<std::vector<std::string>>();
        sets.insert(sets.end(), said.begin(), said.end());
    }
    unused_keys unread;
    if (given.count("target") == 0) {
        add_unused(unread,
                   {"verify", "spare_columns", "device.v_read_v", "device.t_read_s",
                    "device.sigma_read", "ageing.drift_nu_on", "ageing.drift_nu_off",
                    "ageing.drift_t0_s", "ageing.telegraph_fraction", "ageing.telegraph_step",
                    "ageing.telegraph_tau_min_s", "ageing.telegraph_tau_max_s"},
                   "a schedule reads nothing", "", "--target");
        if (given.count("netlist") == 0) {
            add_unused(unread, {"pulse.t_gap_s"}, "nothing moves between the pulses of a schedule");
        }
    }
    return load_config<write_config>(
        library_file(config_root() / "writes", name, "write configuration"), config_root(), sets,
        "writes", nullptr, unread);
}

// The conductances to program, negative where nothing is.
matrix read_target(const std::string& file) {
    matrix target = read_matrix(file);
    for (std::size_t k = 0; k < target.values.size(); ++k) {
        double& g = target.values[k];
        if (std::isnan(g)) {
            g = -1;
        } else if (!(g >= 0) || std::isinf(g)) {
            throw input_error({.file = file,
                               .found = fmt::format("found {} in row {}, column {}", g,
                                                    k / target.columns + 1, k % target.columns + 1),
                               .expected = "conductances in siemens of 0 or more, or nan"});
        }
    }
    return target;
}

// What else these siemens may be, if that would be within reach.
std::string likely_unit(double value, double low_s, double high_s) {
    const auto reached = [&](double g) { return g >= 0.99 * low_s && g <= 1.01 * high_s; };
    if (value > 0 && reached(1 / value)) {
        return fmt::format("; as ohm it would be {:.4g} S: --target wants siemens", 1 / value);
    }
    for (const auto& [unit, size] : {std::pair{"mS", 1e-3}, {"uS", 1e-6}, {"nS", 1e-9}}) {
        if (reached(value * size)) {
            return fmt::format("; as {} it would be {:.4g} S: --target wants siemens", unit,
                               value * size);
        }
    }
    return "";
}

// No pulse takes a cell beyond its range, and write-verify would try until its pulses are spent.
void require_reachable(const std::string& file, const matrix& target, const write_config& config) {
    const double low_s = 1 / config.device.vteam.r_off_ohm;
    const double high_s = 1 / config.device.vteam.r_on_ohm;
    const double slack_s = config.verify.tolerance * (high_s - low_s);
    for (std::size_t k = 0; k < target.values.size(); ++k) {
        const double g = target.values[k];
        if (g < 0 || (g >= low_s - slack_s && g <= high_s + slack_s)) continue;
        throw input_error(
            {.file = file,
             .found = fmt::format("found {:.6g} S in row {}, column {}, which the device cannot "
                                  "have{}",
                                  g, k / target.columns + 1, k % target.columns + 1,
                                  likely_unit(g, low_s, high_s)),
             .expected = fmt::format("conductances of {:.4g} to {:.4g} S (R_off to R_on of the "
                                     "device), or nan",
                                     low_s, high_s)});
    }
}

struct inputs {
    write_task task;
    std::optional<matrix> target;
};

inputs read_inputs(const po::variables_map& given) {
    const auto states = text_of(given, "states");
    const auto schedule = text_of(given, "schedule");
    const auto target = text_of(given, "target");
    if (const auto name = text_of(given, "case")) {
        for (const char* other : {"config", "device", "set", "schedule", "target"}) {
            if (given.count(other) == 0) continue;
            throw usage_error(fmt::format(
                "memglia array write: a case says it all; --{} is for a configuration", other));
        }
        return {read_write_case(*name, states.value_or("")), std::nullopt};
    }
    if (schedule.has_value() == target.has_value()) {
        throw usage_error(
            "memglia array write: what is to be written? Give a case, or --states with "
            "--schedule, or --target");
    }
    if (schedule && !states) throw usage_error("memglia array write: --schedule needs --states");
    inputs in;
    in.task.config = given_config(given);
    const write_config& config = in.task.config;
    if (target) {
        in.target = read_target(*target);
        require_reachable(*target, *in.target, config);
    }
    if (states) {
        in.task.states = read_states(*states);
    } else {
        if (vteam(config.device.vteam).shape().sticks()) {
            throw input_error({.path = "device.vteam.window",
                               .found = "found '" + word_of(config.device.vteam.window) +
                                        "', under which new cells, at R_off, never leave that end",
                               .expected = "--states inside the range, or another window"});
        }
        in.task.states = {in.target->rows, in.target->columns + config.spare_columns, {}};
        in.task.states.values.assign(in.task.states.rows * in.task.states.columns, 1.0);
    }
    const matrix& array = in.task.states;
    if (in.target && (in.target->rows != array.rows ||
                      in.target->columns + config.spare_columns != array.columns)) {
        throw input_error(
            {.file = *target,
             .found =
                 fmt::format("found {} x {} conductances", in.target->rows, in.target->columns),
             .expected = fmt::format("as many as the {} x {} states, less {} spare columns",
                                     array.rows, array.columns, config.spare_columns)});
    }
    if (schedule) {
        in.task.operations = read_schedule(*schedule, array.rows, array.columns, config.device);
    }
    return in;
}

pulse_shape pulse_of(const write_config& config) {
    pulse_shape pulse = config.pulse;
    pulse.t_width_s = config.device.t_pulse_s;
    return pulse;
}

real_array make_array(const write_task& task) {
    const write_config& config = task.config;
    real_array array(task.states.rows, task.states.columns, config.device,
                     {config.lines, config.cell, config.r_access_ohm}, config.scheme,
                     pulse_of(config), config.ageing, config.seed);
    array.set_states(task.states.values);
    return array;
}

matrix states_of(real_array& array) {
    const auto x = array.transient().states();
    return {array.transient().rows(), array.transient().columns(), {x.begin(), x.end()}};
}

void write_schedule(const write_task& task, const run_folder* folder) {
    real_array array = make_array(task);
    std::string table =
        "operation,row,column,kind,voltage_v,energy_j,energy_total_j,selected_change,"
        "half_selected_change,unselected_change,most_disturbed_row,most_disturbed_column\n";
    fmt::print("{:>4} {:>5} {:>6} {:<5} {:>9} {:>12} {:>10} {:>13} {:>11}\n", "op", "row", "column",
               "kind", "voltage_v", "energy_j", "selected", "half-selected", "unselected");
    double total_j = 0;
    double disturb = 0;
    std::size_t disturbing = 0;
    std::size_t disturbed = 0;
    for (std::size_t k = 0; k < task.operations.size(); ++k) {
        const write_operation& op = task.operations[k];
        const write_outcome done = array.pulse(op);
        const char* kind = op.what == write_operation::kind::set ? "set" : "reset";
        total_j += done.energy_j;
        const std::size_t columns = task.states.columns;
        table += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", k + 1, op.row, op.column,
                             kind, op.voltage_v, done.energy_j, total_j, done.selected_change,
                             done.half_selected_change, done.unselected_change,
                             done.most_disturbed / columns, done.most_disturbed % columns);
        fmt::print("{:>4} {:>5} {:>6} {:<5} {:>9.4g} {:>12.5e} {:>+10.6f} {:>13.3g} {:>11.3g}\n",
                   k + 1, op.row, op.column, kind, op.voltage_v, done.energy_j,
                   done.selected_change, done.half_selected_change, done.unselected_change);
        const double largest = std::max(done.half_selected_change, done.unselected_change);
        if (largest > disturb) {
            disturb = largest;
            disturbing = k + 1;
            disturbed = done.most_disturbed;
        }
        if (folder) {
            write_text(folder->working() / fmt::format("states_after_op_{}.csv", k + 1),
                       format_csv(states_of(array)));
        }
    }
    fmt::print("\nenergy of all drivers: {:.6e} J in {} operations\n", total_j,
               task.operations.size());
    if (disturb > 0) {
        fmt::print("largest disturb: {:.3g} of the range, in cell ({}, {}) by operation {}\n",
                   disturb, disturbed / task.states.columns, disturbed % task.states.columns,
                   disturbing);
    } else {
        fmt::print("largest disturb: none; every other cell stayed exactly as it was\n");
    }
    const transient_work& work = array.transient().work();
    fmt::print("work: {} nodal solves, {} evaluations, {} steps\n", work.solves, work.evaluations,
               work.steps);
    if (folder) {
        write_text(folder->working() / "energy.csv", table);
        write_text(folder->working() / "states_final.csv", format_csv(states_of(array)));
    }
}

// The target on the physical columns; spare or replaced columns are left alone.
std::vector<double> placed_target(const matrix& target, const column_map& map,
                                  std::size_t columns) {
    std::vector<double> placed(target.rows * columns, -1.0);
    for (std::size_t i = 0; i < target.rows; ++i) {
        for (std::size_t j = 0; j < target.columns; ++j) {
            placed[i * columns + map.physical[j]] = target.at(i, j);
        }
    }
    return placed;
}

// Returns the number of cells that stayed out of tolerance.
std::size_t program_target(const write_task& task, const matrix& target, const run_folder* folder) {
    real_array array = make_array(task);
    const std::size_t rows = task.states.rows;
    const std::size_t columns = task.states.columns;
    const column_map map = map_columns(array.faulty_cells(), rows, columns, target.columns);
    const std::vector<double> placed = placed_target(target, map, columns);
    const write_verify_result done = array.program(placed, task.config.verify);
    const vteam_config& law = task.config.device.vteam;
    const programming_error error =
        measure_programming(placed, done.conductance_s, 1 / law.r_on_ohm - 1 / law.r_off_ohm);

    matrix read{rows, target.columns, {}};
    matrix pulses{rows, target.columns, {}};
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < target.columns; ++j) {
            const std::size_t c = i * columns + map.physical[j];
            read.values.push_back(done.conductance_s[c]);
            pulses.values.push_back(done.cell_pulses[c]);
        }
    }
    const auto moved = std::count_if(map.physical.begin(), map.physical.end(),
                                     [&target](std::size_t p) { return p >= target.columns; });
    const double cells = static_cast<double>(std::max<std::size_t>(error.cells, 1));
    fmt::print(
        "cells programmed   {}\npulses             {} ({:.2f} a cell), {} row reads, {} "
        "passes\n",
        error.cells, done.pulses, static_cast<double>(done.pulses) / cells, done.reads,
        done.passes);
    fmt::print(
        "time               {:.4g} s\nenergy             {:.4e} J writing, {:.4e} J "
        "reading\n",
        done.time_s, done.write_j, done.read_j);
    fmt::print("failed             {} cells out of tolerance, {} worn out\n", done.failed.size(),
               done.worn_out);
    fmt::print("rms error          {:.3f} % of the conductance range, as read through the wires\n",
               100 * error.rms);
    fmt::print("largest disturb    {:.3g} of the range, by one write\n", done.largest_disturb);
    fmt::print("stuck cells        {} in the columns in use; {} columns replaced by spares\n",
               map.still_faulty.size(), moved);
    if (folder) {
        write_text(folder->working() / "conductances.csv", format_csv(read));
        write_text(folder->working() / "pulses.csv", format_csv(pulses));
        write_text(folder->working() / "states_final.csv", format_csv(states_of(array)));
        std::string places = "logical,physical\n";
        for (std::size_t j = 0; j < map.physical.size(); ++j) {
            places += fmt::format("{},{}\n", j, map.physical[j]);
        }
        write_text(folder->working() / "columns.csv", places);
    }
    return done.failed.size();
}

void write_new_netlist(const std::string& file, bool force, const write_task& task) {
    if (std::filesystem::exists(file) && !force) {
        throw input_error({.file = file,
                           .found = "the file exists already",
                           .expected = "a new name for --netlist, or --force"});
    }
    const write_config& config = task.config;
    const write_plan plan{.rows = task.states.rows,
                          .columns = task.states.columns,
                          .device = config.device.vteam,
                          .around = {config.lines, config.cell, config.r_access_ohm},
                          .scheme = config.scheme,
                          .pulse = pulse_of(config),
                          .t_start_s = task.t_start_s,
                          .operations = task.operations};
    const auto data = std::filesystem::path(file).stem().string() + ".dat";
    write_text(file, write_netlist(plan, task.states.values, data));
}

}  // namespace

int array_write(const std::vector<std::string>& arguments) {
    const verb_options options = array_write_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("keys") != 0) {
        fmt::print("{}", field_table<write_config>());
        return 0;
    }
    const inputs in = read_inputs(given);
    const bool force = given.count("force") != 0;
    if (const auto netlist = text_of(given, "netlist")) {
        if (in.target) {
            throw usage_error(
                "memglia array write: --netlist is for operations; --target has none in advance");
        }
        refuse_to_overwrite(*netlist, "netlist", files_read(given));
        write_new_netlist(*netlist, force, in.task);
    }
    std::unique_ptr<run_folder> folder;
    if (given.count("out") != 0) folder = new_folder(given);
    std::size_t failed = 0;
    if (in.target) {
        failed = program_target(in.task, *in.target, folder.get());
    } else {
        write_schedule(in.task, folder.get());
    }
    if (folder) folder->commit();
    constexpr int out_of_tolerance = 4;
    return failed > 0 ? out_of_tolerance : 0;
}

}  // namespace memglia

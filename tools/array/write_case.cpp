#include "tools/array/write_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/config/case_reader.hpp"
#include "tools/device/case_device.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace {

using nlohmann::json;

write_operation::kind kind_of(const std::string& word, bool& known) {
    std::string lower = word;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    known = lower == "r" || lower == "reset" || lower == "s" || lower == "set";
    return lower.starts_with("r") ? write_operation::kind::reset : write_operation::kind::set;
}

std::vector<write_operation> read_operations(const case_reader& c, std::size_t rows,
                                             std::size_t columns, const device_config& device) {
    const json& list = c.at("ops");
    if (!list.is_array()) c.refuse("ops", "found " + list.dump(), "a list of operations");
    std::vector<write_operation> operations;
    for (std::size_t k = 0; k < list.size(); ++k) {
        const json& item = list[k];
        const std::string path = fmt::format("ops[{}]", k);
        bool known = item.is_array() && item.size() == 3 && item[0].is_number_unsigned() &&
                     item[1].is_number_unsigned() && item[2].is_string();
        write_operation op;
        if (known) op.what = kind_of(item[2], known);
        if (!known) {
            c.refuse(path, "found " + item.dump(), "[row, column, \"R\" or \"S\"]");
        }
        op.row = item[0];
        op.column = item[1];
        if (op.row >= rows || op.column >= columns) {
            c.refuse(
                path, "found " + item.dump(),
                fmt::format("a row of 0 to {} and a column of 0 to {}", rows - 1, columns - 1));
        }
        op.voltage_v = op.what == write_operation::kind::set ? -device.v_set_v : device.v_reset_v;
        operations.push_back(op);
    }
    return operations;
}

}  // namespace

matrix read_states(const std::filesystem::path& file) {
    matrix states = read_matrix(file);
    for (std::size_t k = 0; k < states.values.size(); ++k) {
        const double x = states.values[k];
        if (x >= 0 && x <= 1) continue;
        throw input_error({.file = file.string(),
                           .found = fmt::format("found {} in row {}, column {}", x,
                                                k / states.columns + 1, k % states.columns + 1),
                           .expected = "states from 0 (R_on) to 1 (R_off)"});
    }
    return states;
}

write_task read_write_case(const std::filesystem::path& file, const std::filesystem::path& states) {
    const case_reader c(read_json_text(file), file.string(), "a write case");
    write_task task;
    const std::size_t rows = c.count("m");
    const std::size_t columns = c.count("n");
    write_config& config = task.config;
    config.device.source = file.string();
    config.device.vteam = read_case_device(c);
    config.device.v_set_v = -c.number("V_set", 0, false);
    config.device.v_reset_v = c.number("V_reset", 0, false);
    config.device.t_pulse_s = c.number("pulse.width", 0, false);
    config.device.sigma_cycle = 0;
    config.device.sigma_read = 0;
    config.lines = {.r_word_ohm = c.number("r_wl", 0, true),
                    .r_bit_ohm = c.number("r_bl", 0, true)};
    config.pulse.t_edge_s = c.number("pulse.edge", 0, true);
    config.pulse.t_gap_s = c.number("pulse.gap", 0, true);
    task.t_start_s = c.number("pulse.t0", 0, true);
    c.refuse_near_misses({"scheme", "r_access"});
    if (c.find("scheme") != nullptr) {
        const std::string word = c.text("scheme");
        const auto scheme = choice_of<write_scheme>(word);
        if (!scheme) c.refuse("scheme", "found '" + word + "'", "half, third or gated");
        config.scheme = *scheme;
    }
    if (c.find("r_access") != nullptr) config.r_access_ohm = c.number("r_access", 0, true);
    task.operations = read_operations(c, rows, columns, config.device);
    const auto beside = file.parent_path() / (file.stem().string() + "_s0.csv");
    const auto& states_file = states.empty() ? beside : states;
    task.states = read_states(states_file);
    if (task.states.rows != rows || task.states.columns != columns) {
        throw input_error(
            {.file = states_file.string(),
             .found = fmt::format("found {} x {} states", task.states.rows, task.states.columns),
             .expected = fmt::format("{} x {}, m x n of the case", rows, columns)});
    }
    return task;
}

std::vector<write_operation> read_schedule(const std::filesystem::path& file, std::size_t rows,
                                           std::size_t columns, const device_config& device) {
    const std::string text = read_text(file);
    std::vector<std::string> names;
    std::vector<write_operation> operations;
    std::istringstream lines(text);
    std::size_t number = 0;
    const auto refuse = [&](const std::string& found, const std::string& expected) {
        throw input_error({.file = file.string(),
                           .line = number,
                           .found = "found " + found,
                           .expected = expected});
    };
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::erase_if(line, [](char letter) { return letter == ' ' || letter == '\r'; });
        if (line.empty() || line.front() == '#') continue;
        std::vector<std::string> cells;
        std::istringstream parts(line);
        for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
        if (names.empty()) {
            names = cells;
            const std::vector<std::string> shortest{"row", "column", "operation"};
            std::vector<std::string> longest = shortest;
            longest.emplace_back("voltage_v");
            if (names != shortest && names != longest) {
                refuse("'" + line + "'",
                       "the columns row,column,operation or "
                       "row,column,operation,voltage_v");
            }
            continue;
        }
        if (cells.size() != names.size()) {
            refuse(fmt::format("{} columns", cells.size()), fmt::format("{}", names.size()));
        }
        const auto position = [&](std::size_t k, std::size_t size) {
            double value = -1;
            if (!parse_number(cells[k], value) || !(value >= 0) || value != std::floor(value) ||
                !(value < static_cast<double>(size))) {
                refuse(names[k] + " '" + cells[k] + "'",
                       fmt::format("0 to {}, inside the array", size - 1));
            }
            return static_cast<std::size_t>(value);
        };
        write_operation op;
        op.row = position(0, rows);
        op.column = position(1, columns);
        bool known = false;
        op.what = kind_of(cells[2], known);
        if (!known) refuse("operation '" + cells[2] + "'", "set or reset");
        op.voltage_v = op.what == write_operation::kind::set ? -device.v_set_v : device.v_reset_v;
        if (cells.size() == 4 && (!parse_number(cells[3], op.voltage_v) || !(op.voltage_v > 0) ||
                                  !std::isfinite(op.voltage_v))) {
            refuse("voltage_v '" + cells[3] + "'",
                   "a voltage above 0; set and reset give it its direction");
        }
        operations.push_back(op);
    }
    if (names.empty()) refuse("no table", "the columns row,column,operation[,voltage_v]");
    return operations;
}

}  // namespace memglia

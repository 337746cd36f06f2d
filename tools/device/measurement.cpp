#include "tools/device/measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

namespace {

struct prefix {
    const char* letter;
    double factor;
};
constexpr std::array<prefix, 7> prefixes{
    {{"", 1}, {"m", 1e-3}, {"u", 1e-6}, {"n", 1e-9}, {"p", 1e-12}, {"f", 1e-15}, {"k", 1e3}}};

// "current" and "a": current_a, current_ma, current_ua ... in SI units; nothing if there is none.
std::optional<std::vector<double>> quantity(const named_columns& table, const std::string& name,
                                            const std::string& unit, const std::string& file) {
    const prefix* unit_prefix = nullptr;
    std::string whole;
    for (const prefix& p : prefixes) {
        const std::string column = name + "_" + p.letter + unit;
        if (std::find(table.names.begin(), table.names.end(), column) == table.names.end())
            continue;
        if (unit_prefix != nullptr) {
            throw input_error({.file = file,
                               .path = column,
                               .found = "found columns " + whole + " and " + column,
                               .expected = "one of the two"});
        }
        unit_prefix = &p;
        whole = column;
    }
    if (unit_prefix == nullptr) return std::nullopt;
    const auto column = table.column(whole, file);
    std::vector<double> values(column.begin(), column.end());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            throw input_error({.file = file,
                               .path = whole,
                               .found = fmt::format("found {} in row {}", values[i], i + 1),
                               .expected = "a finite number"});
        }
        values[i] *= unit_prefix->factor;
    }
    return values;
}

std::vector<double> needed(const named_columns& table, const std::string& name,
                           const std::string& unit, const std::string& file) {
    auto values = quantity(table, name, unit, file);
    if (values) return *std::move(values);
    // Says what columns there are.
    const auto none = table.column(name + "_" + unit, file);
    return {none.begin(), none.end()};
}

std::vector<double> times_of_sweep(const std::vector<double>& voltage_v, double rate_v_per_s) {
    std::vector<double> time_s{0};
    for (std::size_t i = 1; i < voltage_v.size(); ++i) {
        time_s.push_back(time_s.back() + std::abs(voltage_v[i] - voltage_v[i - 1]) / rate_v_per_s);
    }
    return time_s;
}

double largest(const std::vector<double>& values) {
    double most = 0;
    for (const double v : values) most = std::max(most, std::abs(v));
    return most;
}

}  // namespace

measurement parse_measurement(std::string_view text, const std::string& file,
                              const measurement_options& options) {
    const named_columns table = parse_named_columns(text, file);
    measurement data;
    data.voltage_v = needed(table, "voltage", "v", file);
    data.current_a = needed(table, "current", "a", file);
    if (options.rate_v_per_s) {
        if (quantity(table, "time", "s", file)) {
            throw input_error({.file = file,
                               .path = "time_s",
                               .found = "found a column of times beside --rate",
                               .expected = "one of the two"});
        }
        data.time_s = times_of_sweep(data.voltage_v, *options.rate_v_per_s);
    } else {
        data.time_s = needed(table, "time", "s", file);
    }
    for (std::size_t i = 1; i < data.time_s.size(); ++i) {
        if (data.time_s[i] >= data.time_s[i - 1]) continue;
        throw input_error({.file = file,
                           .path = "time_s",
                           .found = fmt::format("found {} s behind {} s in row {}", data.time_s[i],
                                                data.time_s[i - 1], i + 1),
                           .expected = "times that never fall"});
    }
    if (data.time_s.empty() || !(data.time_s.back() > data.time_s.front())) {
        throw input_error({.file = file,
                           .path = "time_s",
                           .found = "found no time between the first row and the last",
                           .expected = "times that rise"});
    }
    if (options.flip) {
        for (double& v : data.voltage_v) v = -v;
        for (double& i : data.current_a) i = -i;
    }
    return data;
}

std::vector<std::string> unit_warnings(const measurement& data) {
    std::vector<std::string> said;
    const double v = largest(data.voltage_v);
    const double i = largest(data.current_a);
    if (v > 100) {
        said.push_back(
            fmt::format("voltages reach {:.3g} V: if they are millivolts, name the "
                        "column voltage_mv",
                        v));
    } else if (v > 0 && v < 0.01) {
        said.push_back(fmt::format("no voltage is above {:.3g} V: are these kilovolts?", v));
    }
    if (i > 1) {
        said.push_back(
            fmt::format("currents reach {:.3g} A: if they are milliamperes or "
                        "microamperes, name the column current_ma or current_ua",
                        i));
    }
    if (i > 0 && i < 1e-13) {
        said.push_back(fmt::format("no current is above {:.3g} A: are they in a larger unit?", i));
    }
    if (i > 0 && v > 0 && i <= 1 && !(v / i >= 1 && v / i <= 1e12)) {
        said.push_back(
            fmt::format("the largest voltage over the largest current is {:.3g} ohm: "
                        "look at the units (columns may be current_ma, voltage_mv ...)",
                        v / i));
    }
    const double step_s = (data.time_s.back() - data.time_s.front()) /
                          static_cast<double>(std::max<std::size_t>(1, data.time_s.size() - 1));
    if (step_s > 1000) {
        said.push_back(
            fmt::format("a row takes {:.3g} s: if times are milliseconds or "
                        "microseconds, name the column time_ms or time_us",
                        step_s));
    } else if (step_s < 1e-13) {
        said.push_back(fmt::format("a row takes {:.3g} s: is the time in a larger unit?", step_s));
    }
    return said;
}

measurement thinned(const measurement& data, std::size_t most) {
    const std::size_t rows = data.time_s.size();
    const std::size_t stride = (rows + most - 1) / most;
    if (stride < 2) return data;
    std::vector<bool> kept(rows, false);
    for (std::size_t i = 0; i < rows; i += stride) kept[i] = true;
    kept[rows - 1] = true;
    // Noise on the voltage makes extrema everywhere; those of a whole neighbourhood are turns.
    for (std::size_t i = stride; i + stride < rows; ++i) {
        const auto first = data.voltage_v.begin() + static_cast<long>(i - stride);
        const auto last = data.voltage_v.begin() + static_cast<long>(i + stride) + 1;
        const auto [low, high] = std::minmax_element(first, last);
        const auto here = data.voltage_v.begin() + static_cast<long>(i);
        if (*low < *high && (low == here || high == here)) kept[i] = true;
    }
    measurement few;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!kept[i]) continue;
        few.time_s.push_back(data.time_s[i]);
        few.voltage_v.push_back(data.voltage_v[i]);
        few.current_a.push_back(data.current_a[i]);
    }
    return few;
}

double relative_resolution(const measurement& data) {
    const std::size_t stride = 1 + data.current_a.size() / 200;
    int digits = 1;
    for (std::size_t i = 0; i < data.current_a.size(); i += stride) {
        const double value = data.current_a[i];
        while (digits < 16 &&
               std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr) != value) {
            ++digits;
        }
    }
    return 0.5 * pow_exact_bits(10, 1 - digits);
}

}  // namespace memglia

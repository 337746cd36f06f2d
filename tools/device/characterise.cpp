#include "tools/device/characterise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/choice.hpp"
#include "crossbar/device/dormand_prince.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr int samples_per_period = 1000;
constexpr int voltages = 32;
constexpr double margin = 0.01;  // left out at both ends where no state arrives

bool arrives(const vteam& device) {
    switch (device.shape().type()) {
        case window_kind::rectangular:
        case window_kind::saturating:
        case window_kind::team:
            return true;
        default:
            return false;
    }
}

double start_of(const vteam& device, bool set) {
    const double left_out = arrives(device) ? 0 : margin;
    return set ? 1 - left_out : left_out;
}

std::string resistance_text(double ohm) {
    if (ohm >= 1e6) return format_trimmed(ohm / 1e6) + " MΩ";
    if (ohm >= 1e3) return format_trimmed(ohm / 1e3) + " kΩ";
    return format_trimmed(ohm) + " Ω";
}

std::vector<switching_row> sweep(const vteam& device, double threshold_v, double last_v) {
    std::vector<switching_row> rows;
    for (int i = 1; i <= voltages; ++i) {
        rows.push_back(switching(device, threshold_v + (last_v - threshold_v) * i / voltages));
    }
    return rows;
}

std::vector<pulse_row> pulse_train(const device_bench& bench) {
    const device_config& d = bench.device;
    const vteam device(d.vteam);
    const std::uint32_t count = bench.pulses > 0 ? bench.pulses : d.codes;
    transient_setup setup = bench.setup();
    setup.initial_state = start_of(device, true);
    // In one run: a state alone, rounded to an end that holds it, would not come back.
    std::vector<double> volts(count, d.v_set_v);
    volts.insert(volts.end(), count, d.v_reset_v);
    std::vector<double> ends;
    for (std::size_t i = 0; i < volts.size(); ++i) {
        ends.push_back(static_cast<double>(i + 1) * 2 * d.t_pulse_s);
    }
    const waveform wave = waveform::pulses(volts, 0, d.t_pulse_s, d.t_pulse_s, 0);
    std::vector<pulse_row> rows;
    double before_j = 0;
    for (const transient_sample& s : run_transient(setup, wave, ends)) {
        rows.push_back({volts[rows.size()], s.state, device.conductance_s(s.state),
                        s.source_energy_j - before_j});
        before_j = s.source_energy_j;
    }
    return rows;
}

}  // namespace

switching_row switching(const vteam& device, double voltage_v) {
    const double rate = device.rate_per_s(voltage_v);
    if (rate == 0) return {voltage_v, std::numeric_limits<double>::infinity(), 0};
    const bool set = voltage_v < 0;
    const double from = start_of(device, set);
    const double to = 1 - from;
    double time_s = 1 / rate;
    if (device.shape().type() != window_kind::rectangular &&
        device.shape().type() != window_kind::saturating) {
        const auto beyond = [&](double t) {
            const double x = device.pulse(from, voltage_v, t).x;
            return set ? to - x : x - to;
        };
        while (beyond(time_s) < 0) time_s *= 2;
        time_s = root_between(beyond, 0.0, time_s);
    }
    return {voltage_v, time_s, device.pulse(from, voltage_v, time_s).energy_j};
}

characterisation characterise(const device_bench& bench) {
    const device_config& d = bench.device;
    const vteam device(d.vteam);
    characterisation c;
    c.amplitude_v = bench.amplitude_v > 0 ? bench.amplitude_v : std::max(-d.v_set_v, d.v_reset_v);
    c.frequency_hz = bench.frequency_hz;
    if (c.frequency_hz == 0) {
        // Under a triangle the drive of a half period is the rate at the peak for a share of
        // (1 - v_th/peak)/(alpha + 1) of it: enough for two sweeps.
        const auto period_s = [&](double peak_v, double threshold_v, double alpha) {
            if (std::abs(peak_v) <= std::abs(threshold_v)) return 0.0;
            return 4 * switching(device, peak_v).time_s * (alpha + 1) / (1 - threshold_v / peak_v);
        };
        const vteam_config& v = d.vteam;
        const double slower_s = std::max(period_s(-c.amplitude_v, v.v_on_v, v.alpha_on),
                                         period_s(c.amplitude_v, v.v_off_v, v.alpha_off));
        if (slower_s == 0) {
            throw input_error(
                {.path = "amplitude_v",
                 .found = fmt::format("found {} V, below both thresholds", c.amplitude_v),
                 .expected = "more, or a frequency_hz"});
        }
        c.frequency_hz = 1 / slower_s;
    }
    const double end_s = bench.periods / c.frequency_hz;
    std::vector<double> times;
    const int count = static_cast<int>(bench.periods * samples_per_period);
    for (int i = 0; i <= count; ++i) times.push_back(end_s * i / count);
    const transient_setup setup = bench.setup();
    c.sine = run_transient(setup, waveform::sine(c.amplitude_v, c.frequency_hz, end_s), times);
    c.triangle = run_transient(
        setup, waveform::triangle(c.amplitude_v, c.frequency_hz, bench.periods), times);
    c.pulses = pulse_train(bench);
    c.set = sweep(device, d.vteam.v_on_v, 1.5 * d.v_set_v);
    c.reset = sweep(device, d.vteam.v_off_v, 1.5 * d.v_reset_v);
    return c;
}

std::string summary(const std::string& name, const device_bench& bench) {
    const device_config& d = bench.device;
    const vteam device(d.vteam);
    const auto q = [](double value, const char* unit) { return format_quantity(value, unit); };
    std::string text = fmt::format("{}\n", name);
    const auto row = [&text](const std::string& key, const std::string& value) {
        text += fmt::format("  {:<22}{}\n", key, value);
    };
    row("thresholds", fmt::format("SET below {}, RESET above {}", q(d.vteam.v_on_v, "V"),
                                  q(d.vteam.v_off_v, "V")));
    row("resistance", fmt::format("{} to {}, {}", resistance_text(d.vteam.r_on_ohm),
                                  resistance_text(d.vteam.r_off_ohm), word_of(d.vteam.law)));
    row("window", word_of(d.vteam.window));
    if (d.model == device_kind::ideal)
        row("model", "ideal in the chip; the rows below are of its equations");
    const char* range = arrives(device) ? "full" : "1 % to 99 %";
    const auto switched = [&](const char* what, double v, double from) {
        const switching_row s = switching(device, v);
        const auto one = device.pulse(from, v, d.t_pulse_s);
        const double before_s = device.conductance_s(from);
        row(what, fmt::format("{} at {}: {}, {}", range, q(v, "V"), q(s.time_s, "s"),
                              q(s.energy_j, "J")));
        row("  one pulse",
            fmt::format("{} from mid-range: x {:+.4f}, conductance {:+.2f} %, {}",
                        q(d.t_pulse_s, "s"), one.x - from,
                        100 * (device.conductance_s(one.x) / before_s - 1), q(one.energy_j, "J")));
    };
    switched("SET", d.v_set_v, 0.5);
    switched("RESET", d.v_reset_v, 0.5);
    const auto disturbs = [&](double v) { return device.rate_per_s(v) > 0; };
    row("read", fmt::format("{} for {}: {}", q(d.v_read_v, "V"), q(d.t_read_s, "s"),
                            disturbs(d.v_read_v)    ? "MOVES the state"
                            : disturbs(-d.v_read_v) ? "leaves the state; of the other sign it "
                                                      "would MOVE it"
                                                    : "leaves the state, either sign"));
    const double half = std::max(-d.v_set_v, d.v_reset_v) / 2;
    row("half of a write",
        fmt::format("{}: {}", q(half, "V"),
                    disturbs(half) || disturbs(-half) ? "moves the state" : "leaves the state"));
    return text;
}

named_columns pulse_columns(const std::vector<pulse_row>& rows) {
    named_columns table{{"pulse", "voltage_v", "state", "conductance_s", "energy_j"}, {}};
    table.values.resize(table.names.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const pulse_row& r = rows[i];
        const double row[] = {static_cast<double>(i + 1), r.voltage_v, r.state, r.conductance_s,
                              r.energy_j};
        for (std::size_t j = 0; j < table.names.size(); ++j) table.values[j].push_back(row[j]);
    }
    return table;
}

named_columns switching_columns(const characterisation& c) {
    named_columns table{{"voltage_v", "time_s", "energy_j"}, {}};
    table.values.resize(table.names.size());
    for (const auto* rows : {&c.set, &c.reset}) {
        for (const switching_row& r : *rows) {
            const double row[] = {r.voltage_v, r.time_s, r.energy_j};
            for (std::size_t j = 0; j < table.names.size(); ++j) table.values[j].push_back(row[j]);
        }
    }
    return table;
}

}  // namespace memglia

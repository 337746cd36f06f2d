#include "crossbar/device/waveform.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

namespace {

void require_positive(double value, const char* name) {
    if (value > 0 && std::isfinite(value)) return;
    throw input_error(
        {.path = name, .found = "found " + number_text(value), .expected = "a positive number"});
}

void require_finite(double value, const char* name) {
    if (std::isfinite(value)) return;
    throw input_error(
        {.path = name, .found = "found " + number_text(value), .expected = "a finite number"});
}

}  // namespace

double waveform::piece::at(double time_s) const {
    if (amplitude_v != 0) return amplitude_v * sin_turns_exact_bits(frequency_hz * time_s);
    if (start_v == end_v || time_s >= end_s) return end_v;
    if (time_s <= start_s) return start_v;
    return start_v + (end_v - start_v) * ((time_s - start_s) / (end_s - start_s));
}

waveform waveform::piecewise_linear(const std::vector<point>& points) {
    if (points.empty()) {
        throw input_error(
            {.path = "waveform", .found = "found no points", .expected = "at least one"});
    }
    std::vector<piece> pieces;
    point last{0, points.front().voltage_v};
    for (const point& p : points) {
        require_finite(p.time_s, "time_s");
        require_finite(p.voltage_v, "voltage_v");
        if (p.time_s < last.time_s) {
            throw input_error({.path = "time_s",
                               .found = "found a point at " + number_text(p.time_s) +
                                        " s behind one at " + number_text(last.time_s) + " s",
                               .expected = "times from 0 that never fall"});
        }
        if (p.time_s > last.time_s) {
            pieces.push_back({last.time_s, p.time_s, last.voltage_v, p.voltage_v, 0, 0});
        }
        last = p;
    }
    // A jump at the very end counts from there on.
    if (pieces.empty() || pieces.back().end_v != last.voltage_v) {
        pieces.push_back({last.time_s, last.time_s, last.voltage_v, last.voltage_v, 0, 0});
    }
    return waveform(std::move(pieces));
}

waveform waveform::constant(double voltage_v, double duration_s) {
    require_positive(duration_s, "duration_s");
    return piecewise_linear({{0, voltage_v}, {duration_s, voltage_v}});
}

waveform waveform::sine(double amplitude_v, double frequency_hz, double duration_s) {
    require_finite(amplitude_v, "amplitude_v");
    require_positive(frequency_hz, "frequency_hz");
    require_positive(duration_s, "duration_s");
    if (amplitude_v == 0) return constant(0, duration_s);
    if (frequency_hz * duration_s > 1e6) {
        throw input_error({.path = "frequency_hz",
                           .found = "found " + number_text(frequency_hz * duration_s) + " periods",
                           .expected = "at most a million"});
    }
    std::vector<piece> pieces;
    double start = 0;
    const auto at = [&](double t) { return amplitude_v * sin_turns_exact_bits(frequency_hz * t); };
    // Peaks stand at odd quarters of a period.
    for (int peak = 0; start < duration_s; ++peak) {
        const double end = std::min(duration_s, (2 * peak + 1) / (4 * frequency_hz));
        pieces.push_back({start, end, at(start), at(end), amplitude_v, frequency_hz});
        start = end;
    }
    return waveform(std::move(pieces));
}

waveform waveform::triangle(double amplitude_v, double frequency_hz, double periods) {
    require_positive(frequency_hz, "frequency_hz");
    require_positive(periods, "periods");
    std::vector<point> points{{0, 0}};
    for (int peak = 0; 2 * peak + 1 < 4 * periods; ++peak) {
        points.push_back(
            {(2 * peak + 1) / (4 * frequency_hz), peak % 2 == 0 ? amplitude_v : -amplitude_v});
    }
    points.push_back({periods / frequency_hz, 0});
    return piecewise_linear(points);
}

waveform waveform::pulses(const std::vector<double>& voltages_v, double start_s, double width_s,
                          double gap_s, double edge_s) {
    std::vector<point> points{{0, 0}};
    double t = start_s;
    for (const double v : voltages_v) {
        points.push_back({t, 0});
        points.push_back({t + edge_s, v});
        points.push_back({t + edge_s + width_s, v});
        points.push_back({t + edge_s + width_s + edge_s, 0});
        t += edge_s + width_s + edge_s + gap_s;
    }
    points.push_back({t, 0});
    return piecewise_linear(points);
}

double waveform::at(double time_s) const {
    const auto later = std::upper_bound(pieces_.begin(), pieces_.end(), time_s,
                                        [](double t, const piece& p) { return t < p.start_s; });
    return later == pieces_.begin() ? pieces_.front().start_v : std::prev(later)->at(time_s);
}

}  // namespace memglia

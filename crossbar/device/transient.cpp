#include "crossbar/device/transient.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/elementary.hpp"
#include "base/number_text.hpp"
#include "crossbar/device/dormand_prince.hpp"

namespace memglia {

void transient_setup::validate() const {
    device.validate();
    const auto refuse = [](const char* key, double value, const char* expected) {
        throw input_error(
            {.path = key, .found = "found " + number_text(value), .expected = expected});
    };
    if (!(series_ohm >= 0 && std::isfinite(series_ohm))) {
        refuse("series_ohm", series_ohm, "a resistance of at least 0 ohm");
    }
    if (!(initial_state >= 0 && initial_state <= 1)) {
        refuse("initial_state", initial_state, "a state from 0 (R_on) to 1 (R_off)");
    }
    if (!(tolerance >= 1e-13 && tolerance <= 1e-2)) {
        refuse("tolerance", tolerance, "a tolerance between 1e-13 and 0.01");
    }
}

device_transient::device_transient(const transient_setup& setup)
    : setup_(setup), vteam_(setup.device), iv_(setup.iv), sticks_(vteam_.shape().sticks()) {
    setup_.validate();
    y_[0] = vteam_.shape().coordinate_of(setup.initial_state);
}

double device_transient::state_of(const vector& y) const {
    return vteam_.shape().state_of(y[0]);
}

double device_transient::state() const {
    return state_of(y_);
}

operating_point device_transient::operate(double source_v, double conductance_s) const {
    return memglia::operate(iv_, conductance_s, setup_.series_ohm, source_v);
}

transient_sample device_transient::sample(double source_v) const {
    const auto point = operate(source_v, vteam_.conductance_s(state()));
    return {time_s_, source_v, point.cell_v, point.current_a, state(), y_[1], y_[2]};
}

double device_transient::memristor_v(const waveform::piece& piece, double time_s,
                                     const vector& y) const {
    return operate(piece.at(time_s), vteam_.conductance_s(state_of(y))).memristor_v;
}

double device_transient::way_left(const vector& y) const {
    if (sticks_) return 1;
    return direction_ < 0 ? y[0] : 1 - y[0];
}

device_transient::vector device_transient::slope(const waveform::piece& piece, double time_s,
                                                 const vector& y) const {
    const double source_v = piece.at(time_s);
    const auto point = operate(source_v, vteam_.conductance_s(state_of(y)));
    double speed = 0;
    if (direction_ != 0 && !held_) {
        const vteam_config& c = setup_.device;
        const bool on = direction_ < 0;
        const double over = point.memristor_v / (on ? c.v_on_v : c.v_off_v) - 1;
        const double alpha = on ? c.alpha_on : c.alpha_off;
        // Straight on beyond the threshold where that is smooth: the step is cut there.
        const double drive = alpha == 1 ? over : pow_exact_bits(std::max(0.0, over), alpha);
        speed = (on ? c.k_on_m_per_s : c.k_off_m_per_s) / c.depth_m * drive *
                vteam_.shape().pace(y[0], on);
    }
    return {speed, source_v * point.current_a, point.cell_v * point.current_a};
}

double device_transient::error_of(const vector& error, const vector& y) const {
    double worst = std::abs(error[0]);
    for (std::size_t i = 1; i < y.size(); ++i) {
        if (error[i] != 0) worst = std::max(worst, std::abs(error[i] / y[i]));
    }
    return worst / setup_.tolerance;
}

// The first thing that happens within a step of `h` that leads to `end`: its time in the step, or
// h. `next` becomes the direction behind it; unchanged if it is an arrival.
double device_transient::event(const waveform::piece& piece, const vector& end, double h,
                               int& next) const {
    const auto rule = [&](double t, const vector& y) { return slope(piece, t, y); };
    const vteam_config& c = setup_.device;
    const auto there = [&](double part) {
        return direction_ == 0 || held_ ? y_ : dormand_prince(rule, time_s_, y_, part).y;
    };
    double first = h;
    const auto look = [&](const auto& overshoot, int direction) {
        if (!(overshoot(h) > 0)) return;
        const double part = overshoot(0.0) >= 0 ? 0 : root_between(overshoot, 0.0, h);
        if (part >= first && next != direction_) return;
        first = part;
        next = direction;
    };
    const auto above = [&](double threshold, double sign) {
        return [&, threshold, sign](double part) {
            const vector y = part == h ? end : there(part);
            return sign * (memristor_v(piece, time_s_ + part, y) - threshold);
        };
    };
    if (direction_ == 0) {
        look(above(c.v_off_v, 1), 1);
        look(above(c.v_on_v, -1), -1);
        return first;
    }
    look(above(direction_ > 0 ? c.v_off_v : c.v_on_v, -direction_), 0);
    if (!held_ && way_left(end) <= 0) {
        const auto beyond = [&](double part) { return -way_left(there(part)); };
        const double part = root_between(beyond, 0.0, h);
        if (part <= first) {
            first = part;
            next = direction_;
        }
    }
    return first;
}

void device_transient::integrate(const waveform::piece& piece, double until_s) {
    const auto rule = [&](double t, const vector& y) { return slope(piece, t, y); };
    // A window that falls to 0 never lets the state arrive. Well above the tolerance, so that the
    // error control sees the decay.
    const double arrived = 10 * setup_.tolerance;
    const auto turn = [&](int direction) {
        direction_ = direction;
        held_ = direction_ != 0 && way_left(y_) <= 0;
        step_s_ = 0;
    };
    const double start_v = memristor_v(piece, time_s_, y_);
    const int at_start = start_v > setup_.device.v_off_v  ? 1
                         : start_v < setup_.device.v_on_v ? -1
                                                          : 0;
    if (at_start != direction_) turn(at_start);
    while (time_s_ < until_s) {
        if (++steps_ > setup_.most_steps) {
            throw transient_error("the transient needs more than " +
                                  std::to_string(setup_.most_steps) +
                                  " steps: the device is too fast for so long a waveform at this "
                                  "tolerance (or held at a threshold by its series resistance)");
        }
        if (direction_ != 0 && !held_ && way_left(y_) <= arrived) held_ = true;
        const double rest_s = until_s - time_s_;
        if (step_s_ <= 0) {
            const double speed = std::abs(slope(piece, time_s_, y_)[0]);
            step_s_ = speed > 0 ? 0.01 / speed : rest_s;
        }
        double h = std::min(step_s_, rest_s);
        auto step = dormand_prince(rule, time_s_, y_, h);
        const double error = error_of(step.error, step.y);
        if (!(error <= 1)) {
            step_s_ = h * step_growth(error);
            if (time_s_ + step_s_ == time_s_) {
                throw transient_error(
                    "the transient's steps fall below what a double can tell, at " +
                    number_text(time_s_) + " s");
            }
            continue;
        }
        const bool cut = h < step_s_;
        if (!cut || step_growth(error) < 1) step_s_ = h * step_growth(error);
        int next = direction_;
        const double part = event(piece, step.y, h, next);
        const bool arrives = part < h && next == direction_;
        if (part < h || next != direction_) {
            h = part;
            if (h > 0) step = dormand_prince(rule, time_s_, y_, h);
        }
        if (h > 0) y_ = step.y;
        time_s_ = h == rest_s ? until_s : time_s_ + h;
        if (arrives) {
            y_[0] = direction_ < 0 ? 0 : 1;
            held_ = true;
        } else if (next != direction_) {
            turn(next);
        }
    }
}

void device_transient::follow(const waveform::piece& piece, double until_s) {
    const double end_s = std::min(piece.end_s, until_s);
    if (end_s <= time_s_) return;
    if (piece.constant() && setup_.series_ohm == 0 && iv_.linear() && !sticks_) {
        const double x = state();
        const auto moved = vteam_.pulse(x, piece.end_v, end_s - time_s_);
        y_ = {moved.x, y_[1] + moved.energy_j, y_[2] + moved.energy_j};
        time_s_ = end_s;
        direction_ = 0;
        return;
    }
    integrate(piece, end_s);
    if (!sticks_) y_[0] = std::clamp(y_[0], 0.0, 1.0);
}

std::vector<transient_sample> run_transient(const transient_setup& setup, const waveform& wave,
                                            std::span<const double> times_s) {
    device_transient run(setup);
    std::vector<transient_sample> samples;
    samples.reserve(times_s.size());
    const auto& pieces = wave.pieces();
    std::size_t now = 0;
    double last_s = 0;
    for (const double t : times_s) {
        if (!(t >= last_s)) {
            throw input_error(
                {.path = "times",
                 .found = "found " + number_text(t) + " s behind " + number_text(last_s) + " s",
                 .expected = "output times from 0 that never fall"});
        }
        last_s = t;
        while (now < pieces.size() && pieces[now].end_s <= t) {
            run.follow(pieces[now], t);
            ++now;
        }
        if (now < pieces.size()) {
            run.follow(pieces[now], t);
        } else {
            const double v = pieces.back().end_v;
            run.follow({wave.duration_s(), t, v, v, 0, 0}, t);
        }
        samples.push_back(run.sample(wave.at(t)));
    }
    return samples;
}

}  // namespace memglia

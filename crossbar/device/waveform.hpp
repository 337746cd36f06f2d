#pragma once

#include <utility>
#include <vector>

namespace memglia {

/// A source voltage over time from 0, in pieces that are smooth and monotone, so that a threshold
/// is passed at most once in each.
class waveform {
  public:
    struct point {
        double time_s = 0;
        double voltage_v = 0;
    };

    struct piece {
        double start_s = 0;
        double end_s = 0;
        double start_v = 0;
        double end_v = 0;
        double amplitude_v = 0;  ///< a sine if not 0
        double frequency_hz = 0;

        double at(double time_s) const;
        bool constant() const { return amplitude_v == 0 && start_v == end_v; }
    };

    /// Straight lines between points; two points at one time are a jump. Holds the first voltage
    /// before and the last one after, as SPICE does. Throws input_error when times go back or a
    /// number is not finite.
    static waveform piecewise_linear(const std::vector<point>& points);

    static waveform constant(double voltage_v, double duration_s);
    static waveform sine(double amplitude_v, double frequency_hz, double duration_s);
    static waveform triangle(double amplitude_v, double frequency_hz, double periods);

    /// `start_s` of nothing, then every pulse with edges of `edge_s`, `width_s` at its voltage and
    /// `gap_s` of nothing behind it.
    static waveform pulses(const std::vector<double>& voltages_v, double start_s, double width_s,
                           double gap_s, double edge_s);

    const std::vector<piece>& pieces() const { return pieces_; }
    double duration_s() const { return pieces_.back().end_s; }

    /// Behind a jump its later value.
    double at(double time_s) const;

  private:
    explicit waveform(std::vector<piece> pieces) : pieces_(std::move(pieces)) {}
    std::vector<piece> pieces_;
};

}  // namespace memglia

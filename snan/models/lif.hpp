#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "snan/models/exponential_synapses.hpp"

namespace memglia {

/// A threshold that a spike raises by `increment` and that comes back with tau_s.
struct adaptive_threshold_config {
    double increment = 0.1;
    double tau_s = 0.1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "increment",
                    .unit = "1",
                    .doc = "by which a spike raises the threshold",
                    .min = 0,
                    .max = 1e6},
              self.increment);
        visit(field{.name = "tau_s",
                    .unit = "s",
                    .doc = "decay of what spikes added",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_s);
    }
};

/// A threshold that finds its neuron's place: in a window of time a spike raises it by `rise` and
/// every tick lowers it by rise * rate_hz * tick_s, so that it rests where the neuron spikes at
/// rate_hz. Outside the window it stays as it is.
struct homeostasis_config {
    double from_s = 0;
    double until_s = 1e9;
    double rise = 0.01;
    double rate_hz = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "from_s",
                    .unit = "s",
                    .doc = "when it begins, to the nearest tick",
                    .min = 0,
                    .max = 1e9},
              self.from_s);
        visit(field{.name = "until_s",
                    .unit = "s",
                    .doc = "when it ends, to the nearest tick; thresholds then stay",
                    .min = 0,
                    .max = 1e9},
              self.until_s);
        visit(field{.name = "rise",
                    .unit = "1",
                    .doc = "by which a spike raises the neuron's own threshold",
                    .min = 1e-9,
                    .max = 1e6},
              self.rise);
        visit(field{.name = "rate_hz",
                    .unit = "Hz",
                    .doc = "at which thresholds rest: they sink by rise * rate_hz in a second",
                    .min = 1e-6,
                    .max = 1e6},
              self.rate_hz);
    }
};

/// What a spike does to the potential: holds it at v_reset, deaf to delta synapses, until
/// refractory_s after that tick; sets it to v_reset, or subtracts threshold - v_reset from it,
/// before anything arrives in that tick; or nothing.
enum class lif_reset { hold, set, subtract, none };
constexpr std::string_view choice_words(lif_reset) {
    return "hold|set|subtract|none";
}

/// Below every potential: no floor.
inline constexpr double no_floor = -1e9;

/// Leaky integrate-and-fire neurons: tau dv/dt = bias + g - v, solved exactly over a tick. Delta
/// synapses (g = 0) add their weight to v, exponential ones to g. At v >= threshold the neuron
/// spikes, not again before refractory_s after that tick. Potentials are in units of the caller's
/// choice. The bias of a tick has `noise` added, uniform in +-noise (neuron_noise.hpp), and no
/// potential stays below v_floor: neither when it has been integrated nor at the end of a tick.
struct lif_config {
    double tau_m_s = 20e-3;
    double threshold = 1;
    double v_reset = 0;
    lif_reset reset = lif_reset::hold;
    double v_initial = 0;
    double refractory_s = 2e-3;
    double bias = 0;
    double noise = 0;
    double v_floor = no_floor;
    std::optional<exponential_synapses_config> exponential;
    std::optional<adaptive_threshold_config> adaptive_threshold;
    std::optional<homeostasis_config> homeostasis;

    bool has_floor() const { return v_floor > no_floor; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "tau_m_s",
                    .unit = "s",
                    .doc = "time constant of the membrane",
                    .min = 1e-6,
                    .max = 1e3},
              self.tau_m_s);
        visit(field{.name = "threshold",
                    .unit = "1",
                    .doc = "spikes at this potential and above",
                    .min = -1e6,
                    .max = 1e6},
              self.threshold);
        visit(field{.name = "v_reset",
                    .unit = "1",
                    .doc = "potential after a spike",
                    .min = -1e6,
                    .max = 1e6},
              self.v_reset);
        visit(
            field{.name = "reset",
                  .doc = "hold: at v_reset while refractory, what delta synapses bring is lost; "
                         "set: becomes v_reset; subtract: loses threshold - v_reset; none: stays. "
                         "The latter three integrate on, and hear what arrives in the tick of "
                         "the spike"},
            self.reset);
        visit(field{.name = "v_initial",
                    .unit = "1",
                    .doc = "potential before the first tick",
                    .min = -1e6,
                    .max = 1e6},
              self.v_initial);
        visit(field{.name = "refractory_s",
                    .unit = "s",
                    .doc = "how long a neuron does not spike again, to the nearest tick",
                    .min = 0,
                    .max = 10},
              self.refractory_s);
        visit(field{.name = "bias",
                    .unit = "1",
                    .doc = "constant input: where the potential goes without synapses",
                    .min = -1e6,
                    .max = 1e6},
              self.bias);
        visit(field{.name = "noise",
                    .unit = "1",
                    .doc = "added to the bias, uniform in -noise to noise, by chance for every "
                           "neuron and tick",
                    .min = 0,
                    .max = 1e6},
              self.noise);
        visit(field{.name = "v_floor",
                    .unit = "1",
                    .doc = "potentials do not go below it; -1e9: there is none",
                    .min = no_floor,
                    .max = 1e6},
              self.v_floor);
        visit(field{.name = "exponential", .doc = "synapses as decaying currents; else as steps"},
              self.exponential);
        visit(field{.name = "adaptive_threshold", .doc = "spikes raise the threshold for a while"},
              self.adaptive_threshold);
        visit(field{.name = "homeostasis", .doc = "thresholds that settle at a rate, then stay"},
              self.homeostasis);
    }
};

/// First tick of the window of a homeostasis, and the first after it.
std::uint64_t first_tick(const homeostasis_config& h, double tick_s);
std::uint64_t end_tick(const homeostasis_config& h, double tick_s);

/// What noise of amplitude 1 adds to v at most in a tick.
double noise_gain(const lif_config& lif, double tick_s);

/// Throws input_error for values that do not go together; `path` leads to the model.
void check_model(const lif_config& lif, double tick_s, const std::string& path);

/// What a current g of exponential synapses adds to v over a tick: g times this.
double current_gain(const lif_config& lif, double tick_s);

/// In a few words, for a list of populations.
std::string model_text(const lif_config& lif, double tick_s);

}  // namespace memglia

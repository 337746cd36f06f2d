#include "snan/models/lif.hpp"

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

void check_model(const lif_config& lif, double tick_s, const std::string& path) {
    const bool resets = lif.reset != lif_reset::none;
    if (!resets && lif.v_reset != 0) {
        throw input_error({.path = path + ".v_reset",
                           .found = "found " + number_text(lif.v_reset),
                           .expected = "0: with reset none nothing is reset"});
    }
    if (resets && lif.threshold <= lif.v_reset) {
        throw input_error({.path = path + ".threshold",
                           .found = "found " + number_text(lif.threshold),
                           .expected = "more than v_reset, " + number_text(lif.v_reset)});
    }
    const double below = resets ? lif.v_reset : lif.threshold;
    if (lif.has_floor() && lif.v_floor > below) {
        throw input_error({.path = path + ".v_floor",
                           .found = "found " + number_text(lif.v_floor),
                           .expected = std::string("at most ") +
                                       (resets ? "v_reset, " : "the threshold, ") +
                                       number_text(below)});
    }
    if (lif.homeostasis) {
        const std::uint64_t first = first_tick(*lif.homeostasis, tick_s);
        const std::uint64_t end = end_tick(*lif.homeostasis, tick_s);
        if (end <= first) {
            throw input_error(
                {.path = path + ".homeostasis.until_s",
                 .found = "found ticks " + std::to_string(first) + " to " + std::to_string(end),
                 .expected = "at least one tick"});
        }
        if (lif.homeostasis->rate_hz * tick_s > 1) {
            throw input_error(
                {.path = path + ".homeostasis.rate_hz",
                 .found = "found " + number_text(lif.homeostasis->rate_hz) + " Hz",
                 .expected = "at most a spike in every tick of " + number_text(tick_s) + " s"});
        }
    }
    if (lif.refractory_s > 0 && lif.refractory_s / tick_s + 0.5 < 1) {
        throw input_error(
            {.path = path + ".refractory_s",
             .found = "found " + number_text(lif.refractory_s) + " s",
             .expected = "0, or at least half a tick of " + number_text(tick_s) + " s"});
    }
    if (lif.tau_m_s < tick_s) {
        throw input_error({.path = path + ".tau_m_s",
                           .found = "found " + number_text(lif.tau_m_s) + " s",
                           .expected = "at least a tick, " + number_text(tick_s) + " s"});
    }
}

std::string model_text(const lif_config& lif, double tick_s) {
    const auto refractory_ticks = static_cast<std::uint32_t>(lif.refractory_s / tick_s + 0.5);
    std::string text = "lif, tau " + number_text(lif.tau_m_s) + " s, refractory " +
                       std::to_string(refractory_ticks) + " ticks";
    if (lif.reset == lif_reset::set) text += ", set to its reset";
    if (lif.reset == lif_reset::subtract) text += ", reset by subtraction";
    if (lif.reset == lif_reset::none) text += ", never reset";
    if (lif.noise > 0) text += ", noise of " + number_text(lif.noise);
    if (lif.homeostasis) {
        text += ", thresholds for " + number_text(lif.homeostasis->rate_hz) + " Hz";
    }
    if (lif.exponential) text += ", synapses of " + number_text(lif.exponential->tau_s) + " s";
    return text;
}

std::uint64_t first_tick(const homeostasis_config& h, double tick_s) {
    return static_cast<std::uint64_t>(h.from_s / tick_s + 0.5);
}

std::uint64_t end_tick(const homeostasis_config& h, double tick_s) {
    return static_cast<std::uint64_t>(h.until_s / tick_s + 0.5);
}

double noise_gain(const lif_config& lif, double tick_s) {
    return -expm1_exact_bits(-tick_s / lif.tau_m_s);
}

double current_gain(const lif_config& lif, double tick_s) {
    const double tau_g_s = lif.exponential->tau_s;
    const double decay = exp_exact_bits(-tick_s / lif.tau_m_s);
    // decay (e^(x) - 1) tau_g/(tau_g - tau_m), x = tick (1/tau_m - 1/tau_g), without cancellation
    // where the two are near.
    const double x = tick_s * (tau_g_s - lif.tau_m_s) / (lif.tau_m_s * tau_g_s);
    const double series = x == 0 ? 1 : expm1_exact_bits(x) / x;
    return decay * series * tick_s / lif.tau_m_s;
}

}  // namespace memglia

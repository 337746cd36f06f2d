#include "snan/models/lif.hpp"

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

void check_model(const lif_config& lif, double tick_s, const std::string& path) {
    if (lif.threshold <= lif.v_reset) {
        throw input_error({.path = path + ".threshold",
                           .found = "found " + number_text(lif.threshold),
                           .expected = "more than v_reset, " + number_text(lif.v_reset)});
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
    if (lif.exponential) text += ", synapses of " + number_text(lif.exponential->tau_s) + " s";
    return text;
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

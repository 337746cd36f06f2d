#include <algorithm>
#include <cmath>
#include <string>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/models/decay_table.hpp"
#include "snan/models/neuron_noise.hpp"
#include "snan/network/fixed_neurons.hpp"
#include "snan/network/fixed_rounding.hpp"

namespace memglia {

using namespace fixed_rounding;

namespace {

// What a word of memory holds.
constexpr std::uint32_t word_bits = 31;

double largest_of(const std::vector<double>& values) {
    double largest = 0;
    for (const double v : values) largest = std::max(largest, std::abs(v));
    return largest;
}

// Of astrocytes on the neurons.
double largest_effect(const network& net, const population& p, effect_kind kind) {
    double largest = 0;
    for (const astrocyte_field& a : net.astrocytes) {
        for (const astrocyte_effect& e : a.effects) {
            if (e.kind != kind || (e.of.empty() ? a.senses : e.of) != p.name) continue;
            largest = std::max(largest, std::abs(e.strength) * largest_gate(a));
        }
    }
    return largest;
}

double largest_current(const network& net, const population& p) {
    double largest = 0;
    for (const stimulus& s : net.stimuli) {
        if (s.population == p.name) largest = std::max(largest, std::abs(s.current));
    }
    return std::max(largest, largest_effect(net, p, effect_kind::current));
}

std::vector<std::int32_t> all_clamped(const std::vector<double>& values, double scale,
                                      std::int64_t most) {
    std::vector<std::int32_t> all;
    for (const double v : values) all.push_back(clamped(v * scale, most));
    return all;
}

// Of synapses that decay; 0 for those that last one tick.
std::int32_t current_decay(const std::optional<exponential_synapses_config>& synapses,
                           double tick_s) {
    return synapses ? fixed_factor(exp_exact_bits(-tick_s / synapses->tau_s)) : 0;
}

std::vector<double> values_of(const population& p, neuron_parameter which, double common) {
    std::vector<double> all(p.size, common);
    for (const neuron_values& v : p.per_neuron) {
        if (v.parameter == which) all = v.values;
    }
    return all;
}

fixed_lif quantise_lif(const network& net, const population& p, double largest_arriving,
                       const number_format& format, const std::string& path) {
    const lif_config& lif = *p.lif;
    const std::int64_t most = format.most_state();
    const auto bias = values_of(p, neuron_parameter::bias, lif.bias);
    const auto v_initial = values_of(p, neuron_parameter::v_initial, lif.v_initial);
    double largest = std::max({std::abs(lif.threshold), std::abs(lif.v_reset), largest_arriving});
    largest = std::max({largest, largest_of(bias), largest_of(v_initial), largest_current(net, p)});
    if (lif.adaptive_threshold) largest = std::max(largest, lif.adaptive_threshold->increment);
    if (lif.has_floor()) largest = std::max(largest, std::abs(lif.v_floor));
    if (lif.homeostasis) largest = std::max(largest, lif.homeostasis->rise);
    largest = std::max({largest, lif.noise, largest_effect(net, p, effect_kind::threshold)});
    fixed_lif fixed;
    fixed.fraction_bits = fraction_bits_for(largest, most);
    const double scale = power_of_two(fixed.fraction_bits);
    const auto decay_of = [&net](double tau_s) {
        return fixed_factor(exp_exact_bits(-net.tick_s / tau_s));
    };
    fixed.decay = decay_of(lif.tau_m_s);
    fixed.threshold = clamped(lif.threshold * scale, most);
    fixed.v_reset = clamped(lif.v_reset * scale, most);
    if (fixed.threshold <= fixed.v_reset && lif.reset != lif_reset::none) {
        throw input_error({.path = path + ".lif.threshold",
                           .found = "found " + number_text(lif.threshold) + " beside values of " +
                                    number_text(largest),
                           .expected = "at least " + number_text(1 / scale) +
                                       " more than v_reset, the resolution in " +
                                       std::to_string(format.state_bits) + " bits"});
    }
    fixed.reset = lif.reset;
    fixed.refractory_ticks = ticks_of(net, lif.refractory_s);
    if (lif.exponential) {
        fixed.has_current = true;
        fixed.current_gain = fixed_factor(current_gain(lif, net.tick_s));
        fixed.current_decay = decay_of(lif.exponential->tau_s);
    }
    if (lif.adaptive_threshold) {
        fixed.adapts = true;
        fixed.raise_decay = decay_of(lif.adaptive_threshold->tau_s);
        fixed.raise_increment = clamped(lif.adaptive_threshold->increment * scale, most);
    }
    if (lif.has_floor()) fixed.v_floor = clamped(lif.v_floor * scale, most);
    const auto at_least_one = [&](double value, double given, const char* key) {
        if (value * scale >= 0.5) return clamped(value * scale, most);
        throw input_error(
            {.path = path + ".lif." + key,
             .found = "found " + number_text(given) + " beside values of " + number_text(largest),
             .expected = "at least " + number_text(given / value * 0.5 / scale) +
                         ", the resolution in " + std::to_string(format.state_bits) + " bits"});
    };
    if (lif.noise > 0) {
        fixed.noise_step =
            at_least_one(lif.noise * noise_gain(lif, net.tick_s), lif.noise, "noise");
        fixed.noise_tag = noise_tags(net, p);
    }
    if (lif.homeostasis) {
        const homeostasis_config& h = *lif.homeostasis;
        fixed_homeostasis& own = fixed.homeostasis.emplace();
        own.from_tick = first_tick(h, net.tick_s);
        own.until_tick = end_tick(h, net.tick_s);
        own.rise = at_least_one(h.rise, h.rise, "homeostasis.rise");
        own.sink_parts = rounded(own.rise * h.rate_hz * net.tick_s * factor_one);
        if (own.sink_parts == 0) {
            throw input_error({.path = path + ".lif.homeostasis.rate_hz",
                               .found = "found " + number_text(h.rate_hz) + " Hz",
                               .expected = "more: thresholds would never sink"});
        }
    }
    fixed.bias = all_clamped(bias, scale, most);
    fixed.v_initial = all_clamped(v_initial, scale, most);
    return fixed;
}

// A factor that the format holds.
step_factor factor_of(double value, const std::string& path) {
    if (std::abs(value) <= step_factor::most_factor) return step_factor(value);
    throw input_error({.path = path,
                       .found = "found a factor of " + number_text(value) + " in fixed point",
                       .expected = "at most " + number_text(step_factor::most_factor)});
}

fixed_izhikevich quantise_izhikevich(const network& net, const population& p,
                                     double largest_arriving, const number_format& format,
                                     const std::string& path) {
    const izhikevich_config& cell = *p.izhikevich;
    const std::int64_t most = format.most_state();
    const auto bias = values_of(p, neuron_parameter::bias, cell.bias);
    const auto v_initial = values_of(p, neuron_parameter::v_initial, cell.v_initial);
    const double largest =
        std::max({izhikevich_config::peak_mv, std::abs(cell.c), std::abs(cell.d), largest_arriving,
                  largest_of(bias), largest_of(v_initial), largest_current(net, p)});
    fixed_izhikevich fixed;
    fixed.fraction_bits = fraction_bits_for(largest, most);
    if (fixed.fraction_bits < 0) {
        throw input_error({.path = path + ".izhikevich",
                           .found = "found values of " + number_text(largest),
                           .expected = "at most " +
                                       number_text(static_cast<double>(most) / headroom) +
                                       ", what " + std::to_string(format.state_bits) +
                                       " bits hold with headroom"});
    }
    fixed.fine_bits = word_bits - format.state_bits;
    const double scale = power_of_two(fixed.fraction_bits);
    const double fine = power_of_two(static_cast<int>(fixed.fine_bits));
    const double tick_ms = net.tick_s * 1e3;
    fixed.half_step = factor_of(0.5 * tick_ms / 25, path + ".izhikevich");
    fixed.recovery = factor_of(cell.a * tick_ms, path + ".izhikevich.a");
    fixed.b = factor_of(cell.b * fine, path + ".izhikevich.b");
    fixed.offset = rounded(140 * scale);
    fixed.peak = clamped(izhikevich_config::peak_mv * scale, most);
    fixed.c = clamped(cell.c * scale, most);
    fixed.d = clamped(cell.d * scale * fine, number_format{.state_bits = word_bits}.most_state());
    fixed.current_decay = current_decay(cell.exponential, net.tick_s);
    fixed.bias = all_clamped(bias, scale, most);
    fixed.v_initial = all_clamped(v_initial, scale, most);
    return fixed;
}

exponential_table power_table() {
    exponential_table table;
    constexpr double ln_2 = 0.693147180559945309;
    for (std::size_t i = 0; i < table.power.size(); ++i) {
        const double exponent = ln_2 * (static_cast<double>(i) + 0.5) / 256;
        table.power[i] = fixed_factor(exp_exact_bits(exponent));
    }
    return table;
}

fixed_population quantise_adex(const network& net, const population& p, double largest_arriving,
                               const number_format& format, const std::string& path) {
    const adex_config& cell = *p.adex;
    const std::int64_t most = format.most_state();
    const std::int64_t most_word = number_format{.state_bits = word_bits}.most_state();
    // Potentials over v_t in slopes; currents in what they change it by in a tick.
    const auto over_v_t = [&cell](double v) { return (v - cell.v_t_v) / cell.delta_t_v; };
    const double per_ampere = net.tick_s / (cell.c_m_f * cell.delta_t_v);
    auto x_initial = values_of(p, neuron_parameter::v_initial, cell.v_initial);
    for (double& v : x_initial) v = over_v_t(v);
    auto bias = values_of(p, neuron_parameter::bias, cell.bias);
    for (double& b : bias) b *= per_ampere;
    const double largest_x =
        std::max({std::abs(over_v_t(cell.e_leak_v)), std::abs(over_v_t(cell.v_reset_v)),
                  std::abs(over_v_t(cell.v_cut_v)), largest_of(x_initial)});
    const double follows = cell.a_siemens * net.tick_s / cell.c_m_f;
    const double largest_i =
        std::max({largest_of(bias), per_ampere * std::abs(cell.b_a), per_ampere * largest_arriving,
                  per_ampere * largest_current(net, p), std::abs(follows) * largest_x});
    fixed_population made;
    fixed_adex& fixed = made.adex.emplace();
    fixed.fine_bits = word_bits - format.state_bits;
    fixed.current_bits = fraction_bits_for(largest_i, most);
    const int w_bits = fixed.current_bits + static_cast<int>(fixed.fine_bits);
    fixed.v_bits = std::min(fraction_bits_for(largest_x, most), w_bits);
    const double v_scale = power_of_two(fixed.v_bits);
    fixed.cut = clamped(over_v_t(cell.v_cut_v) * v_scale, most);
    fixed.reset = clamped(over_v_t(cell.v_reset_v) * v_scale, most);
    if (fixed.v_bits < 0 || fixed.reset >= fixed.cut) {
        throw input_error({.path = path + ".adex.v_cut_v",
                           .found = "found potentials up to " + number_text(largest_x) +
                                    " delta_t_v from v_t_v, and changes of up to " +
                                    number_text(largest_i) + " in a tick",
                           .expected = "v_cut_v above v_reset_v by more than the resolution in " +
                                       std::to_string(format.state_bits) + " bits"});
    }
    fixed.to_v = static_cast<std::uint32_t>(w_bits - fixed.v_bits);
    fixed.leak = step_factor(net.tick_s * cell.g_leak_siemens / cell.c_m_f);
    fixed.recovery = step_factor(net.tick_s / cell.tau_w_s);
    fixed.follow =
        factor_of(follows * power_of_two(static_cast<int>(fixed.to_v)), path + ".adex.a_siemens");
    fixed.rest = clamped(over_v_t(cell.e_leak_v) * v_scale, most);
    fixed.increment = clamped(per_ampere * cell.b_a * power_of_two(w_bits), most_word);
    fixed.current_decay = current_decay(cell.exponential, net.tick_s);
    fixed.power = power_table();
    fixed.bias = all_clamped(bias, power_of_two(fixed.current_bits), most);
    fixed.v_initial = all_clamped(x_initial, v_scale, most);
    made.v_zero = cell.v_t_v;
    made.v_unit = cell.delta_t_v / v_scale;
    made.input_unit = 1 / (per_ampere * power_of_two(fixed.current_bits));
    return made;
}

}  // namespace

fixed_population quantise_neurons(const network& net, const population& p, double largest_arriving,
                                  const number_format& format, const std::string& path) {
    if (p.adex) return quantise_adex(net, p, largest_arriving, format, path);
    fixed_population made;
    if (p.izhikevich) {
        made.izhikevich = quantise_izhikevich(net, p, largest_arriving, format, path);
        made.v_unit = made.input_unit = power_of_two(-made.izhikevich->fraction_bits);
    } else {
        made.lif = quantise_lif(net, p, largest_arriving, format, path);
        made.v_unit = made.input_unit = power_of_two(-made.lif->fraction_bits);
    }
    return made;
}

}  // namespace memglia

#include "snan/network/quantise_field.hpp"

#include <string>

#include "base/elementary.hpp"
#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/network/coupling.hpp"
#include "snan/network/fixed_rounding.hpp"
#include "snan/network/quantise_resource.hpp"
#include "snan/network/transient_shape.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

using namespace fixed_rounding;

namespace {

// Beyond so many slopes a sigmoid gate is open or closed to half a part in 256.
constexpr double slopes = 7;

void fill_table(fixed_calcium_model& fixed, const calcium_gate_config& c, double scale) {
    constexpr auto entries = fixed_calcium_model::entries;
    const auto shift_for = [&fixed](double span, std::size_t over) {
        while (static_cast<double>(over << fixed.table_shift) < span) ++fixed.table_shift;
    };
    if (c.shape == gate_shape::sigmoid) {
        fixed.table_from = static_cast<std::int32_t>(rounded((c.theta - slopes * c.slope) * scale));
        shift_for(2 * slopes * c.slope * scale, entries);
    } else {
        // The second entry is of theta, the last of theta + slope or more.
        shift_for(c.slope * scale, entries - 2);
        fixed.table_from = static_cast<std::int32_t>(rounded(c.theta * scale)) -
                           (std::int32_t{3} << fixed.table_shift) / 2;
    }
    for (std::size_t i = 0; i < entries; ++i) {
        const double middle =
            (static_cast<double>(i) + 0.5) * power_of_two(static_cast<int>(fixed.table_shift));
        const double calcium = (fixed.table_from + middle) / scale;
        fixed.gate[i] = static_cast<std::int32_t>(rounded(256 * gate_opening(c, calcium)));
    }
}

void quantise_calcium(const network& net, const astrocyte_field& a, const number_format& format,
                      const std::string& path, fixed_astrocytes& into) {
    const calcium_gate_config& c = *a.calcium;
    const bool is_sigmoid = c.shape == gate_shape::sigmoid;
    double largest =
        std::max({std::abs(c.theta - (is_sigmoid ? slopes * c.slope : 0)),
                  std::abs(c.theta + (is_sigmoid ? slopes * c.slope : c.slope)), c.per_spike});
    if (c.cap < 1e9) largest = std::max(largest, c.cap / headroom);
    const std::int64_t most = format.most_state();
    into.fraction_bits = fraction_bits_for(largest, most);
    const double scale = power_of_two(into.fraction_bits);
    fixed_calcium_model& fixed = into.calcium.emplace();
    fixed.per_spike = clamped(c.per_spike * scale, most);
    fixed.cap = clamped(c.cap * scale, most);
    const double x = net.tick_s / c.tau_s;
    fixed.decay = decay_table(c.decay == calcium_decay::exact ? -x : log1p_exact_bits(-x));
    fill_table(fixed, c, scale);
    if (!a.coupling) return;
    fixed.coupling = {fixed_factor(a.coupling->conductance), coupling_edges(net, a)};
    if (fixed.coupling->conductance == 0) {
        throw input_error({.path = path + ".coupling.conductance",
                           .found = "found " + number_text(a.coupling->conductance),
                           .expected = "at least " + number_text(0.5 / factor_one) +
                                       ", the resolution of factors in fixed point"});
    }
}

void quantise_coincidence(const network& net, const coincidence_config& c,
                          const number_format& format, fixed_astrocytes& into) {
    const std::int64_t most = format.most_state();
    fixed_coincidence_model& fixed = into.coincidence.emplace();
    const auto of_trace =
        power_of_two(fraction_bits_for(std::max({c.strong, c.weak, c.per_spike}), most));
    fixed.per_spike = clamped(c.per_spike * of_trace, most);
    fixed.strong = std::max(1, clamped(c.strong * of_trace, most));
    fixed.weak = std::max(1, clamped(c.weak * of_trace, most));
    fixed.most_trace = static_cast<std::int32_t>(most);
    fixed.trace_decay = decay_table(-net.tick_s / c.trace_tau_s);
    into.fraction_bits = fraction_bits_for(std::max(c.rise, c.cap / headroom), most);
    const double scale = power_of_two(into.fraction_bits);
    fixed.rise = clamped(c.rise * scale, most);
    fixed.cap = clamped(c.cap * scale, most);
    fixed.raised = std::max(1, clamped(c.raised * scale, most));
    fixed.decay = decay_table(-net.tick_s / c.tau_s);
    fixed.latency_ticks = std::max(1U, ticks_of(net, c.latency_s));
    fixed.refractory_ticks = std::max(1U, ticks_of(net, c.refractory_s));
    fixed.open_ticks = std::max(1U, ticks_of(net, c.open_s));
    fixed.pause_ticks = ticks_of(net, c.pause_s);
}

void quantise_transient(const network& net, const ullah_transient_config& c,
                        const number_format& format, fixed_astrocytes& into) {
    const std::int64_t most = format.most_state();
    fixed_transient_model& fixed = into.transient.emplace();
    const double of_trace = power_of_two(fraction_bits_for(std::max(c.strong, c.per_spike), most));
    fixed.per_spike = clamped(c.per_spike * of_trace, most);
    fixed.strong = std::max(1, clamped(c.strong * of_trace, most));
    fixed.most_trace = static_cast<std::int32_t>(most);
    fixed.trace_decay = decay_table(-net.tick_s / c.trace_tau_s);
    const transient_shape shape(net, c);
    fixed.sample_ticks = shape.sample_ticks;
    into.fraction_bits = fraction_bits_for(
        *std::max_element(shape.calcium_um.begin(), shape.calcium_um.end()), most);
    for (const double um : shape.calcium_um) {
        fixed.calcium.push_back(clamped(um * power_of_two(into.fraction_bits), most));
        fixed.gate.push_back(static_cast<std::int32_t>(rounded(256 * gate_opening(c, um))));
    }
}

}  // namespace

fixed_astrocytes quantise_field(const network& net, std::size_t index,
                                const fixed_network& populations) {
    const astrocyte_field& a = net.astrocytes[index];
    const std::string path = "astrocytes[" + std::to_string(index) + "]";
    fixed_astrocytes fixed;
    if (a.ullah) {
        throw input_error({.path = path + ".ullah",
                           .found = "found an astrocyte model without a fixed-point form",
                           .expected = "calcium, coincidence, ullah_transient or resource"});
    }
    if (a.resource) {
        fixed.resource = quantised_resource(net, a, path + ".resource");
        fixed.fraction_bits = static_cast<int>(fixed.resource->bits);
    }
    if (a.calcium) quantise_calcium(net, a, populations.format, path, fixed);
    if (a.coincidence) quantise_coincidence(net, *a.coincidence, populations.format, fixed);
    if (a.ullah_transient) {
        quantise_transient(net, *a.ullah_transient, populations.format, fixed);
    }
    for (const astrocyte_effect& e : a.effects) {
        if (e.kind == effect_kind::gain) {
            const double strength = e.strength * power_of_two(strength_bits);
            fixed.strengths.push_back(static_cast<std::int32_t>(rounded(strength)));
        } else {
            fixed.strengths.push_back(
                fixed_value(*populations.populations[affected_population(net, a, e)], e.strength));
        }
    }
    return fixed;
}

}  // namespace memglia

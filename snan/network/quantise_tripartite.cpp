#include "snan/network/quantise_tripartite.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/network/fixed_rounding.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

using namespace fixed_rounding;

namespace {

constexpr int most_entry_bits = 6;

std::uint32_t most_onto_a_target(const network& net, std::size_t projection_index) {
    const std::string& target = net.projections[projection_index].target;
    std::vector<std::uint32_t> onto(net.populations[index_of(net.populations, target)].size);
    for_each_synapse(net, projection_index, [&onto](const synapse& s) { ++onto[s.target]; });
    return *std::max_element(onto.begin(), onto.end());
}

fixed_scaling quantised_scaling(const synaptic_scaling_config& s, std::uint32_t most_sum,
                                double weight_unit, const fixed_population& target,
                                const number_format& format, const std::string& path) {
    fixed_scaling fixed;
    const int bits = std::bit_width(most_sum);
    fixed.shift = static_cast<std::uint32_t>(std::max(bits - most_entry_bits, 0));
    const double width = power_of_two(static_cast<int>(fixed.shift));
    for (std::uint32_t k = 0; k <= most_sum >> fixed.shift; ++k) {
        const double middle = (k + 0.5) * width - 0.5;
        const double each = weight_unit * s.total / std::max(middle * weight_unit, s.floor);
        const double exact = each / target.input_unit;
        if (exact < 0.5) {
            throw input_error({.path = path + ".total",
                               .found = "found " + number_text(s.total) + " for up to " +
                                        std::to_string(most_sum) + " levels onto a neuron",
                               .expected = "more: a level would add less than half of " +
                                           number_text(target.input_unit) + ", the resolution in " +
                                           std::to_string(format.state_bits) + " bits"});
        }
        fixed.unit.push_back(clamped(exact, format.most_state()));
    }
    return fixed;
}

}  // namespace

double largest_scaled(const tripartite_config& t) {
    if (!t.synaptic_scaling) return t.w_max;
    const synaptic_scaling_config& s = *t.synaptic_scaling;
    // A synapse alone delivers the total; the middle of its entry may be half of its level.
    return std::min(2 * s.total, t.w_max * s.total / s.floor);
}

fixed_tripartite quantised_tripartite(const network& net, std::size_t projection_index,
                                      double weight_unit, const fixed_population& target,
                                      const number_format& format) {
    const tripartite_config& t = *net.projections[projection_index].tripartite;
    const std::string path = "projections[" + std::to_string(projection_index) + "].tripartite";
    fixed_tripartite fixed;
    const double levels = t.step / weight_unit;
    if (!(levels >= 0.5)) {
        throw input_error({.path = path + ".step",
                           .found = "found " + number_text(t.step) + " in " +
                                    std::to_string(format.weight_levels) + " levels of " +
                                    number_text(weight_unit),
                           .expected = "at least half a level"});
    }
    fixed.step = clamped(levels, format.weight_levels);
    fixed.window_ticks = ticks_of(net, t.window_s);
    fixed.pause_ticks = ticks_of(net, t.pause_s);
    fixed.until_tick = end_tick(t, net.tick_s);
    if (!t.astrocytes.empty()) fixed.field = index_of(net.astrocytes, t.astrocytes);
    if (t.synaptic_scaling) {
        const std::uint32_t most_sum =
            most_onto_a_target(net, projection_index) * format.weight_levels;
        fixed.scaling = quantised_scaling(*t.synaptic_scaling, most_sum, weight_unit, target,
                                          format, path + ".synaptic_scaling");
    }
    return fixed;
}

}  // namespace memglia

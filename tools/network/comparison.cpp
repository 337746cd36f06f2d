#include "tools/network/comparison.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/choice.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

comparison::weight_means means_of(const network_simulation& first, const network_simulation& second,
                                  std::size_t projection_index) {
    comparison::weight_means means;
    means.projection = first.description().projections[projection_index].name;
    std::vector<double> of_first;
    first.for_each_synapse_now(projection_index,
                               [&](const synapse& s) { of_first.push_back(s.weight); });
    std::size_t k = 0;
    second.for_each_synapse_now(projection_index, [&](const synapse& s) {
        means.first += of_first[k];
        means.second += s.weight;
        means.apart += std::abs(of_first[k++] - s.weight);
    });
    if (k == 0) return means;
    const auto count = static_cast<double>(k);
    means.first /= count;
    means.second /= count;
    means.apart /= count;
    return means;
}

std::string parting_text(const comparison& c) {
    if (c.identical()) {
        return "none: all spikes, and potentials, calcium and weights at the end, are the same";
    }
    if (!c.parts) return "none in any signal, but in the number of synaptic events";
    const difference& d = *c.parts;
    const std::string place = fmt::format("tick {}, {}", d.tick, d.block);
    if (d.signal == word_of(probe_kind::spikes)) {
        return fmt::format("{}: a spike on {} alone", place,
                           word_of(d.first > d.second ? c.first_on : c.second_on));
    }
    return fmt::format("all spikes are the same; at the end {}, {}: {} and {}", d.block, d.signal,
                       d.first, d.second);
}

}  // namespace

comparison compare(const network_simulation& first, substrate first_on,
                   const network_simulation& second, substrate second_on, std::size_t own_probes) {
    comparison c;
    c.first_on = first_on;
    c.second_on = second_on;
    c.parts = first_difference(first, second, own_probes);
    c.same_events = first.deliveries() == second.deliveries();
    const network& net = first.description();
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        c.spikes.push_back({net.populations[i].name, first.spikes(i), second.spikes(i)});
    }
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        c.weights.push_back(means_of(first, second, i));
    }
    return c;
}

bool is_exact(const network_chip_config& chip) {
    const device_config& device = chip.device;
    const synapse_array_config& synapses = chip.core.synapses;
    const double codes_per_level = std::floor((device.codes - 1.0) / synapses.levels_per_cell);
    const bool written_exactly = synapses.programming.max_pulses >= device.codes &&
                                 2 * synapses.programming.tolerance_codes < codes_per_level;
    return device.model == device_kind::ideal && chip.crossbar.wires == wire_model::ideal &&
           device.stuck_on_fraction == 0 && device.stuck_off_fraction == 0 && written_exactly;
}

std::string comparison_text(const comparison& c) {
    const std::string first = word_of(c.first_on);
    const std::string second = word_of(c.second_on);
    std::string text =
        fmt::format("{} beside {}\nfirst difference   {}\n\n", first, second, parting_text(c));
    text += fmt::format("{:<18} {:>12} {:>12} {:>12}\n", "spikes", first, second, "ratio");
    for (const comparison::spike_counts& s : c.spikes) {
        const std::string ratio = s.second == 0
                                      ? "-"
                                      : fmt::format("{:.6g}", static_cast<double>(s.first) /
                                                                  static_cast<double>(s.second));
        text +=
            fmt::format("{:<18} {:>12} {:>12} {:>12}\n", s.population, s.first, s.second, ratio);
    }
    if (c.weights.empty()) return text;
    text += fmt::format("\n{:<18} {:>12} {:>12} {:>12}\n", "mean weight", first, second, "apart");
    for (const comparison::weight_means& w : c.weights) {
        text += fmt::format("{:<18} {:>12.6g} {:>12.6g} {:>12.4g}\n", w.projection, w.first,
                            w.second, w.apart);
    }
    return text;
}

ordered_json comparison_json(const comparison& c) {
    const std::string first = word_of(c.first_on);
    const std::string second = word_of(c.second_on);
    ordered_json json;
    json["with"] = second;
    json["identical"] = c.identical();
    json["first_difference"] = nullptr;
    if (c.parts) {
        json["first_difference"] = {{"tick", c.parts->tick},
                                    {"block", c.parts->block},
                                    {"signal", c.parts->signal},
                                    {first, c.parts->first},
                                    {second, c.parts->second}};
    }
    for (const comparison::spike_counts& s : c.spikes) {
        json["spikes"][s.population] = {{first, s.first}, {second, s.second}};
    }
    for (const comparison::weight_means& w : c.weights) {
        json["mean_weights"][w.projection] = {
            {first, w.first}, {second, w.second}, {"apart", w.apart}};
    }
    return json;
}

}  // namespace memglia

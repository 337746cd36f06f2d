#include "tools/experiments/network_rungs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <utility>

#include "snan/mapping/network_mapping.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/network/wiring.hpp"
#include "tools/experiment/worker_pool.hpp"
#include "tools/experiments/chip_ladder.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

namespace {

std::unique_ptr<network_simulation> ran(const network& net, substrate on,
                                        const network_chip_config& chip, std::uint64_t ticks) {
    constexpr std::uint64_t part = 16;
    auto run = make_simulation(net, on, chip);
    while (run->ticks() < ticks) {
        throw_if_stopped();
        run->run(std::min(part, ticks - run->ticks()));
    }
    return run;
}

// With a probe on every signal in every tick where that is no more than memory holds; else on
// spikes, and on the others at the end.
network probed(network net, std::uint64_t ticks) {
    constexpr double most = 2e7;
    double signals = 0;
    for (const population& p : net.populations) signals += p.size;
    for (const astrocyte_field& a : net.astrocytes) signals += unit_count(net, a);
    for (std::size_t i = 0; i < net.projections.size(); ++i) signals += expected_synapses(net, i);
    if (signals * static_cast<double>(ticks) <= most) return with_all_probes(std::move(net));
    net.probes.clear();
    return with_end_probes(std::move(net));
}

// The block of the chip that a part of the network is in: "cells[3]" -> "core[0], column 3".
std::string place_on_chip(const network& net, const network_chip_config& chip,
                          const difference& d) {
    const std::size_t bracket = d.block.find('[');
    const std::string name = d.block.substr(0, bracket);
    std::size_t index = 0;
    if (bracket != std::string::npos) {
        std::from_chars(d.block.data() + bracket + 1, d.block.data() + d.block.size(), index);
    }
    const mapped_network mapped = map_network(net, quantise(net, format_of(chip)), chip);
    const auto in_core = [](const char* what, std::uint32_t core, std::uint32_t place) {
        return fmt::format("core[{}], {} {}", core, what, place);
    };
    if (const std::size_t p = index_of(net.populations, name);
        p < net.populations.size() && index < mapped.neurons[p].size()) {
        return in_core("column", mapped.neurons[p][index].core, mapped.neurons[p][index].column);
    }
    if (const std::size_t p = index_of(net.projections, name);
        p < net.projections.size() && index < mapped.synapses[p].size()) {
        return in_core("synapse", mapped.synapses[p][index].core,
                       mapped.synapses[p][index].synapse);
    }
    if (const std::size_t a = index_of(net.astrocytes, name); a < net.astrocytes.size()) {
        return fmt::format("field[{}], unit {}", a, index);
    }
    return "an input";
}

std::uint64_t all_spikes(const network_simulation& run) {
    std::uint64_t spikes = 0;
    for (std::size_t i = 0; i < run.description().populations.size(); ++i) spikes += run.spikes(i);
    return spikes;
}

}  // namespace

rung_outcome same_in_every_signal(const network& net, const network_chip_config& chip,
                                  std::uint64_t ticks) {
    const network seen = probed(net, ticks);
    const auto fixed = ran(seen, substrate::fixed, chip, ticks);
    const auto tested = ran(seen, substrate::chip, chip, ticks);
    if (const auto d = first_difference(*fixed, *tested)) {
        return {
            false,
            {fmt::format("first difference in tick {}, {:.9g} s: {}, {} of {}: reference {}, "
                         "chip {}",
                         d->tick, static_cast<double>(d->tick) * net.tick_s,
                         place_on_chip(net, chip, *d), d->signal, d->block, d->first, d->second)}};
    }
    if (fixed->deliveries() != tested->deliveries()) {
        return {false,
                {fmt::format("every signal is the same, but there are {} synaptic events in the "
                             "reference and {} on the chip",
                             fixed->deliveries(), tested->deliveries())}};
    }
    return {true,
            {fmt::format("{} ticks, {} spikes, {} synaptic events, no difference", ticks,
                         all_spikes(*fixed), fixed->deliveries())}};
}

namespace {

// Spikes of the reference that the other has in the same tick.
double agreement(const network_simulation& reference, const network_simulation& tested) {
    std::size_t spikes = 0;
    std::size_t both = 0;
    const auto& probes = reference.description().probes;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (probes[i].record != probe_kind::spikes) continue;
        const auto key = [](const spike_event& s) { return std::pair(s.tick, s.neuron); };
        const auto sorted = [&](const network_simulation& run) {
            std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
            for (const spike_event& s : run.recorded(i).spikes) keys.emplace_back(key(s));
            std::sort(keys.begin(), keys.end());
            return keys;
        };
        const auto a = sorted(reference);
        const auto b = sorted(tested);
        std::vector<std::pair<std::uint64_t, std::uint32_t>> common;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
        spikes += a.size();
        both += common.size();
    }
    return spikes > 0 ? static_cast<double>(both) / static_cast<double>(spikes) : 1;
}

void compare_spikes(rung_outcome& outcome, const network_simulation& reference,
                    const network_simulation& tested) {
    const network& net = reference.description();
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        const auto a = static_cast<double>(reference.spikes(i));
        const auto b = static_cast<double>(tested.spikes(i));
        outcome.lines.push_back(
            fmt::format("{}: {} spikes, {} in the reference", net.populations[i].name, b, a));
        const double allowed =
            network_bounds{}.spikes * std::max(a, b) + 4 * std::sqrt(std::max(a, b));
        if (std::abs(a - b) <= allowed) continue;
        outcome.holds = false;
        outcome.lines.back() += fmt::format("; at most {:.0f} apart", allowed);
    }
}

void compare_weights(rung_outcome& outcome, const network_simulation& reference,
                     const network_simulation& tested) {
    const network& net = reference.description();
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        double sums[2] = {0, 0};
        double largest = 0;
        std::size_t count = 0;
        for_each_synapse(net, i, [&](const synapse& s) {
            largest = std::max(largest, std::abs(s.weight));  // all may have been unlearnt
        });
        reference.for_each_synapse_now(i, [&](const synapse& s) {
            sums[0] += s.weight;
            largest = std::max(largest, std::abs(s.weight));
            ++count;
        });
        tested.for_each_synapse_now(i, [&](const synapse& s) { sums[1] += s.weight; });
        if (count == 0) continue;
        const double a = sums[0] / static_cast<double>(count);
        const double b = sums[1] / static_cast<double>(count);
        outcome.lines.push_back(fmt::format("{}: mean weight {:.6g}, {:.6g} in the reference",
                                            net.projections[i].name, b, a));
        const double allowed = network_bounds{}.mean_weight * largest;
        if (std::abs(a - b) <= allowed) continue;
        outcome.holds = false;
        outcome.lines.back() += fmt::format("; at most {:.3g} apart", allowed);
    }
}

rung_outcome alike(const network& net, substrate on, substrate reference_on,
                   const network_chip_config& chip, std::uint64_t ticks) {
    network seen = net;
    seen.probes.clear();
    for (const population& p : net.populations) {
        seen.probes.push_back({p.name, probe_kind::spikes, p.name, 0});
    }
    const auto reference = ran(seen, reference_on, chip, ticks);
    const auto tested = ran(seen, on, chip, ticks);
    rung_outcome outcome{true, {}};
    compare_spikes(outcome, *reference, *tested);
    compare_weights(outcome, *reference, *tested);
    outcome.lines.push_back(fmt::format("{:.2f} % of the reference's spikes come in the same tick",
                                        100 * agreement(*reference, *tested)));
    return outcome;
}

}  // namespace

std::vector<rung> network_rungs(const network& net, const network_chip_config& chip,
                                std::uint64_t ticks) {
    const auto shared = std::make_shared<const network>(net);
    return {
        {"1", "chip, ideal device = fixed point",
         [=] { return same_in_every_signal(*shared, with_ideal_device(chip), ticks); }},
        {"1b", "chip, VTEAM without noise = fixed point",
         [=] { return same_in_every_signal(*shared, without_noise(chip), ticks); }},
        {"2", "fixed point ~ double precision",
         [=] {
             return alike(*shared, substrate::fixed, substrate::double_precision, chip, ticks);
         }},
        {"3", "chip, real device ~ fixed point",
         [=] { return alike(*shared, substrate::chip, substrate::fixed, chip, ticks); }},
    };
}

}  // namespace memglia

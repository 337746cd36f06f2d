#include "snan/tasks/resource_field/ring_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/elementary.hpp"
#include "snan/tasks/resource_field/angle.hpp"
#include "snan/tasks/resource_field/drift_trial.hpp"

namespace memglia {

namespace {

double place_of(std::uint32_t i, std::uint32_t count) {
    return (i + 0.5) * 2 * pi / count - pi;
}

resource_config resource_of(const conserved_parameters& p, const ring_config& ring,
                            const resource_bump& bump) {
    resource_config resource;
    resource.depletion = p.beta * ring.dt / ring.neurons_per_unit;
    resource.replenishment_hz = p.gamma / ring_membrane_s;
    resource.quanta_bits = ring.quanta_bits;
    const double width = 2 * pi / ring.units;
    for (std::uint32_t u = 0; u < ring.units; ++u) {
        const double inside = std::clamp(
            (bump.half_width - std::abs(place_of(u, ring.units))) / width + 0.5, 0.0, 1.0);
        resource.synaptic_of_unit.push_back(1 - inside * (1 - bump.active_resource));
        resource.astrocytic_of_unit.push_back(bump.astrocyte_resource);
    }
    return resource;
}

}  // namespace

network ring_network(const conserved_parameters& p, const ring_config& ring, double share,
                     std::uint32_t every_ticks) {
    const resource_bump bump = wide_bump(p);
    network net;
    net.tick_s = ring.dt * ring_membrane_s;

    population& cells = net.populations.emplace_back();
    cells.name = "cells";
    cells.size = ring.neurons();
    cells.grid.emplace().columns = ring.neurons();
    lif_config& lif = cells.lif.emplace();
    lif.tau_m_s = ring_membrane_s;
    lif.reset = lif_reset::none;
    lif.refractory_s = 0;
    // u falls by so much from a neuron to the next at the edge.
    const double step = 2 * pi / ring.neurons() * bump.peak * sine(bump.half_width);
    const double ramp = ring.ramp * step;
    lif.threshold = p.theta - ramp / 2;
    adaptive_threshold_config& raise = lif.adaptive_threshold.emplace();
    raise.increment = ramp * (1 - ring.ramp_decay) / ring.ramp_decay;
    raise.tau_s = -net.tick_s / log_exact_bits(ring.ramp_decay);
    neuron_values& start = cells.per_neuron.emplace_back();
    start.parameter = neuron_parameter::v_initial;
    for (std::uint32_t j = 0; j < ring.neurons(); ++j) {
        const double x = place_of(j, ring.neurons());
        start.values.push_back(bump.peak * (cosine(x) + share * sine(x)));
    }

    projection& all = net.projections.emplace_back();
    all.name = "cosine";
    all.source = "cells";
    all.target = "cells";
    all.connect = connection_rule::distance;
    all.autapses = true;
    all.delay_ticks = 0;
    all.weight = 2 * pi / ring.neurons() * -expm1_exact_bits(-ring.dt);
    kernel_config& kernel = all.kernel.emplace();
    kernel.shape = kernel_shape::cosine;
    kernel.length = ring.neurons();
    kernel.of = kernel_role::weight;

    astrocyte_field& astrocytes = net.astrocytes.emplace_back();
    astrocytes.name = "astrocytes";
    astrocytes.senses = "cells";
    astrocytes.neurons_per_unit = ring.neurons_per_unit;
    astrocytes.resource = resource_of(p, ring, bump);
    astrocyte_effect& gain = astrocytes.effects.emplace_back();
    gain.kind = effect_kind::gain;
    gain.projections = {"cosine"};
    gain.by = gated_side::source;
    gain.strength = -1;
    const double width = 2 * pi / ring.units;
    const double flow = p.diffusion * ring.dt / (width * width);
    if (flow > 0) {
        constexpr double most_at_once = 0.25;  // with two neighbours
        const double exchanges = std::ceil(flow / most_at_once);
        astrocytes.resource->exchanges = static_cast<std::uint32_t>(std::min(exchanges, 1e6));
        coupling_config& coupling = astrocytes.coupling.emplace();
        coupling.graph = coupling_graph::ring;
        coupling.conductance = flow / exchanges;
    }

    net.probes = {{"activity", probe_kind::membrane, "cells", every_ticks},
                  {"resource", probe_kind::resource, "astrocytes", every_ticks}};
    return net;
}

std::uint32_t ring_sample_ticks(const ring_config& ring, double time) {
    constexpr double samples = 96;
    constexpr double longest = 8;  // membrane time constants: no bump is as fast as 0.3 rad in one
    const double apart = std::clamp(time / samples, ring.dt, longest);
    return static_cast<std::uint32_t>(apart / ring.dt + 0.5);
}

ring_result try_ring(network_simulation& simulation, const conserved_parameters& p,
                     const ring_config& ring, double time) {
    const auto ticks = static_cast<std::uint64_t>(time / ring.dt + 0.5);
    simulation.run(ticks);
    const recording u = simulation.recorded(0);
    const recording r = simulation.recorded(1);
    ring_result result;
    result.time = static_cast<double>(ticks) * ring.dt;
    double first_mass = 0;
    for (std::size_t s = 0; s < u.after_ticks.size(); ++s) {
        const auto row = [s](const recording& of, std::size_t from, std::size_t count) {
            const auto begin = of.values.begin() + static_cast<std::ptrdiff_t>(s * of.width + from);
            return std::vector(begin, begin + static_cast<std::ptrdiff_t>(count));
        };
        result.times.push_back(static_cast<double>(u.after_ticks[s]) * ring.dt);
        result.activity.push_back(row(u, 0, u.width));
        result.synaptic.push_back(row(r, 0, ring.units));
        result.astrocytic.push_back(row(r, ring.units, ring.units));
        double along_cosine = 0;
        double along_sine = 0;
        for (std::uint32_t j = 0; j < u.width; ++j) {
            const double x = place_of(j, ring.neurons());
            along_cosine += result.activity.back()[j] * cosine(x);
            along_sine += result.activity.back()[j] * sine(x);
        }
        const double angle = 2 * pi * atan2_turns_exact_bits(along_sine, along_cosine);
        result.position.push_back(
            s == 0 ? angle : result.position.back() + wrapped(angle - result.position.back()));
        const double mass =
            std::accumulate(r.values.begin() + static_cast<std::ptrdiff_t>(s * r.width),
                            r.values.begin() + static_cast<std::ptrdiff_t>((s + 1) * r.width), 0.0);
        if (s == 0) first_mass = mass;
        result.mass_error = std::max(result.mass_error, std::abs(mass / first_mass - 1));
    }
    const std::size_t last = result.position.size() - 1;
    const auto moved = [&](std::size_t from, std::size_t to) {
        return result.position[to] - result.position[from];
    };
    result.displacement = moved(0, last);
    const double late = moved(last - last / 4, last);
    result.velocity = std::abs(late) / (result.times[last] - result.times[last - last / 4]);
    const auto& end = result.activity.back();
    result.is_alive = *std::max_element(end.begin(), end.end()) > p.theta;
    result.drifts = goes_on(moved(last - 2 * (last / 4), last - last / 4), late);
    return result;
}

}  // namespace memglia

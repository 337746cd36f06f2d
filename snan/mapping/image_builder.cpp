#include "snan/mapping/image_builder.hpp"

#include <cmath>

#include "base/elementary.hpp"
#include "snan/astrocyte_layout.hpp"
#include "snan/quantised_rule.hpp"

namespace memglia {

namespace {
learning_rule learning_of(const rule_config& rule) {
    if (rule.learning == snan_learning::wave) return learning_rule::wave;
    return rule.learning == snan_learning::eligibility ? learning_rule::eligibility
                                                       : learning_rule::none;
}

// Membrane leak in Q8 over whole ticks, until it rounds to nothing.
std::vector<leak_step> leak_of(double ticks_per_tau) {
    const auto factor_at = [ticks_per_tau](std::uint64_t ticks) {
        const double factor = 256 * exp_exact_bits(-static_cast<double>(ticks) / ticks_per_tau);
        return static_cast<std::uint16_t>(std::floor(factor + 0.5));
    };
    std::vector<leak_step> steps{{0, factor_at(0)}};
    while (steps.back().factor != 0) {
        const leak_step last = steps.back();
        std::uint64_t stride = 1;
        while (factor_at(last.from_tick + stride) == last.factor) stride *= 2;
        std::uint64_t same = last.from_tick + stride / 2;
        std::uint64_t other = last.from_tick + stride;
        while (other - same > 1) {
            const std::uint64_t between = same + (other - same) / 2;
            (factor_at(between) == last.factor ? same : other) = between;
        }
        steps.push_back({other, factor_at(other)});
    }
    return steps;
}
}  // namespace

double acceleration(const rule_config& rule, const chip_config& chip) {
    return rule.decision_window_s / (chip.ticks_per_decision * chip.tick_s);
}

chip_image build_image(const rule_config& rule, const grid_map& map, const chip_config& chip,
                       std::uint64_t seed) {
    const quantised_rule q(rule);
    const astrocyte_layout layout(rule, map);
    chip_image image;
    image.places = map.cells();
    image.astrocytes = layout.astrocytes();
    image.astrocyte_of_place.reserve(map.cells());
    image.destination.reserve(map.cells());
    for (cell_index cell = 0; cell < map.cells(); ++cell) {
        image.astrocyte_of_place.push_back(layout.per_synapse() ? 4 * cell : layout.of_cell(cell));
        auto& row = image.destination.emplace_back();
        auto& beside = image.neighbour.emplace_back();
        for (const direction a : all_directions) {
            const auto gating = layout.of_synapse(map, cell, a);
            const auto to = map.neighbour(cell, a);
            row[static_cast<std::size_t>(a)] =
                gating ? static_cast<std::int32_t>(*gating) : chip_image::no_destination;
            beside[static_cast<std::size_t>(a)] =
                to ? static_cast<std::int32_t>(*to) : chip_image::no_destination;
        }
    }
    image.decay_fine = q.decay_fine;
    image.decay_coarse = q.decay_coarse;
    image.gate_of_calcium = q.gate_of_calcium;
    image.gain_of_gate = q.gain_of_gate;
    image.calcium_per_visit = q.calcium_per_visit;
    image.astrocyte_per_synapse = layout.per_synapse();
    image.transient = q.transient;
    image.learning = learning_of(rule);
    image.wave_step = q.wave_step;
    image.wave_reach = static_cast<std::uint8_t>(rule.wave_reach_cells);
    image.wave_primes_sensed = rule.wave_over == wave_cells::sensed;
    image.wave_guides = rule.guided();
    image.reward_memory = static_cast<std::uint8_t>(rule.reward_memory);
    image.learning_steps = q.learning_steps;
    image.weight_initial = q.weight_initial;
    image.weight_max = q.weight_max;
    image.fire_threshold = q.fire_threshold;
    image.contact_inhibition = quantised_rule::contact_inhibition;
    image.rest_decisions = q.rest_decisions;
    image.leak = leak_of(rule.membrane_tau_s / (rule.decision_window_s / chip.ticks_per_decision));
    image.seed = seed;
    return image;
}

}  // namespace memglia

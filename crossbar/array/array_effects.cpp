#include "crossbar/array/array_effects.hpp"

#include <algorithm>
#include <cmath>

#include "base/random.hpp"
#include "crossbar/array/solve_array.hpp"

namespace memglia {

namespace {

struct switches {
    bool wires, levels, programming, read_noise, telegraph, stuck;

    explicit switches(non_ideality kind)
        : wires(is(kind, non_ideality::wires)),
          levels(is(kind, non_ideality::levels)),
          programming(is(kind, non_ideality::programming)),
          read_noise(is(kind, non_ideality::read_noise)),
          telegraph(is(kind, non_ideality::telegraph_noise)),
          stuck(is(kind, non_ideality::stuck_cells)) {}

    bool is_random() const { return programming || read_noise || telegraph || stuck; }

  private:
    static bool is(non_ideality kind, non_ideality part) {
        return kind == part || kind == non_ideality::all;
    }
};

// Lowest and highest conductance of the cells that are there.
struct conductance_range {
    double low_s = INFINITY;
    double high_s = 0;

    explicit conductance_range(const std::vector<double>& conductance_s) {
        for (const double g : conductance_s) {
            if (g == 0) continue;
            low_s = std::min(low_s, g);
            high_s = std::max(high_s, g);
        }
    }
    double width_s() const { return high_s > low_s ? high_s - low_s : 0; }
};

random_stream draws_of(const array_config& config, const char* purpose, std::size_t trial) {
    return {config.sample.seed, "array", purpose, trial};
}

void round_to_levels(std::vector<double>& g, const conductance_range& range,
                     const array_effects_config& effects) {
    const double step_s = range.width_s() / (effects.levels - 1);
    if (step_s == 0) return;
    for (double& s : g) {
        if (s > 0) s = range.low_s + step_s * std::round((s - range.low_s) / step_s);
    }
}

void vary_programming(std::vector<double>& g, const conductance_range& range,
                      const array_config& config, std::size_t trial) {
    random_stream draws = draws_of(config, "programming", trial);
    const double least = 1e-3 * range.low_s;  // a cell that is there never opens
    for (double& s : g) {
        const double error = draws.normal();
        if (s == 0) continue;
        s = std::max(least, s + config.effects.sigma_program * range.width_s() * error);
    }
}

void stick(std::vector<double>& g, const conductance_range& range, const array_config& config,
           std::size_t trial) {
    random_stream draws = draws_of(config, "stuck", trial);
    const double on = config.effects.stuck_on_fraction;
    for (double& s : g) {
        const double chance = draws.uniform();
        if (s == 0) continue;
        if (chance < on) {
            s = range.high_s;
        } else if (chance < on + config.effects.stuck_off_fraction) {
            s = range.low_s;
        }
    }
}

void hold_charges(std::vector<double>& g, const array_config& config, std::size_t trial) {
    random_stream draws = draws_of(config, "telegraph", trial);
    for (double& s : g) {
        const double trap = draws.uniform();
        const double held = draws.uniform();
        if (trap < config.effects.telegraph_fraction && held < 0.5) {
            s *= 1 - config.effects.telegraph_depth;
        }
    }
}

void add_read_noise(std::vector<double>& g, const array_config& config, std::size_t trial) {
    random_stream draws = draws_of(config, "read", trial);
    for (double& s : g) {
        const double error = draws.normal();
        s *= std::max(1e-3, 1 + config.effects.sigma_read * error);
    }
}

std::vector<double> disturb(const driven_array& inputs, const array_config& config,
                            const switches& on, std::size_t trial) {
    const conductance_range range(inputs.conductance_s);
    std::vector<double> g = inputs.conductance_s;
    if (on.levels) round_to_levels(g, range, config.effects);
    if (on.programming) vary_programming(g, range, config, trial);
    if (on.stuck) stick(g, range, config, trial);
    if (on.telegraph) hold_charges(g, config, trial);
    if (on.read_noise) add_read_noise(g, config, trial);
    return g;
}

}  // namespace

output_error measure_effect(const array_reading& r, non_ideality kind) {
    const switches on(kind);
    output_error effect;
    effect.trials = on.is_random() ? r.config.effects.trials : 1;
    const line_resistances lines = on.wires ? r.config.lines : line_resistances{0, 0, 0, 0};
    double sum_a = 0;
    double squares = 0;
    double worst_a = 0;
    std::size_t count = 0;
    for (std::size_t trial = 0; trial < effect.trials; ++trial) {
        const auto g = disturb(r.inputs, r.config, on, trial);
        const auto s = solve_array(r.inputs, r.config, lines, g);
        for (std::size_t j = 0; j < r.inputs.columns; ++j) {
            if (std::isnan(r.inputs.drives.bit_v[j])) continue;
            const double error_a = s.bit_current_a[j] - r.ideal.bit_current_a[j];
            sum_a += error_a;
            squares += error_a * error_a;
            worst_a = std::max(worst_a, std::abs(error_a));
            ++count;
        }
    }
    if (count > 0 && r.largest_output_a > 0) {
        const double n = static_cast<double>(count);
        effect.mean = sum_a / n / r.largest_output_a;
        effect.rms = std::sqrt(squares / n) / r.largest_output_a;
        effect.worst = worst_a / r.largest_output_a;
    }
    return effect;
}

std::vector<double> disturbed_conductances(const driven_array& inputs, const array_config& config,
                                           std::size_t trial) {
    return disturb(inputs, config, switches(non_ideality::all), trial);
}

}  // namespace memglia

#include "crossbar/device/variation.hpp"

#include <algorithm>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

void variation_config::validate() const {
    if (stuck_on_fraction + stuck_off_fraction > 1) {
        throw input_error({.path = "stuck_on_fraction",
                           .found = "found fractions of stuck cells that add up to more than 1",
                           .expected = "stuck_on_fraction + stuck_off_fraction of at most 1"});
    }
}

cell_population draw_population(std::size_t cells, const vteam_config& nominal,
                                const variation_config& config, random_stream& stream) {
    cell_population drawn;
    drawn.factors.resize(cells);
    drawn.faults.resize(cells, cell_population::fault::none);
    const auto lognormal = [&stream](double sigma) {
        const double deviate = stream.normal();
        return exp_exact_bits(sigma * deviate);
    };
    for (std::size_t c = 0; c < cells; ++c) {
        cell_factors& f = drawn.factors[c];
        f.rate = lognormal(config.sigma_rate);
        f.r_on = lognormal(config.sigma_r_on);
        f.r_off = lognormal(config.sigma_r_off);
        f.r_off = std::max(f.r_off, 1.01 * f.r_on * nominal.r_on_ohm / nominal.r_off_ohm);
        const double lot = stream.uniform();
        if (lot < config.stuck_on_fraction) {
            drawn.faults[c] = cell_population::fault::stuck_on;
        } else if (lot < config.stuck_on_fraction + config.stuck_off_fraction) {
            drawn.faults[c] = cell_population::fault::stuck_off;
        }
        if (drawn.faults[c] != cell_population::fault::none) f.rate = 0;
    }
    return drawn;
}

}  // namespace memglia

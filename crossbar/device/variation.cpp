#include "crossbar/device/variation.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace memglia {

cell_population draw_population(std::size_t cells, const device_config& nominal,
                                random_stream& stream) {
    const variation_config& config = nominal.variation;
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
        f.r_off =
            std::max(f.r_off, 1.01 * f.r_on * nominal.vteam.r_on_ohm / nominal.vteam.r_off_ohm);
        const double lot = stream.uniform();
        if (lot < nominal.stuck_on_fraction) {
            drawn.faults[c] = cell_population::fault::stuck_on;
        } else if (lot < nominal.stuck_on_fraction + nominal.stuck_off_fraction) {
            drawn.faults[c] = cell_population::fault::stuck_off;
        }
        if (drawn.faults[c] != cell_population::fault::none) f.rate = 0;
    }
    return drawn;
}

}  // namespace memglia

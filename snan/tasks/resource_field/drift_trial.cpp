#include "snan/tasks/resource_field/drift_trial.hpp"

#include <algorithm>
#include <cmath>

#include "snan/tasks/resource_field/bump_stability.hpp"

namespace memglia {

double trial_time(const conserved_parameters& p) {
    constexpr double shortest = 500;
    constexpr double longest = 20'000;
    if (p.diffusion == 0) return shortest;
    const double rate = drift_rate(p);
    return rate > 0 ? std::clamp(12 / rate, shortest, longest) : shortest;
}

bool goes_on(double moved_before, double moved) {
    return std::abs(moved) >= 0.02 && moved / 0.93 / moved_before >= 1;
}

drift_result try_drift(const conserved_parameters& p, const field_grid& grid, double share,
                       double time) {
    conserved_field field(p, grid);
    field.displace(share);
    const double from = field.position();
    const auto quarter =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(time / grid.dt / 4 + 0.5));
    drift_result result;
    double before = from;
    double moved = 0;
    double moved_before = 0;
    for (int i = 0; i < 4; ++i) {
        field.run(quarter);
        moved_before = moved;
        moved = field.position() - before;
        before = field.position();
        result.mass_error = std::max(result.mass_error, std::abs(field.mass() - 1));
    }
    result.time = field.time();
    result.displacement = before - from;
    result.velocity = std::abs(moved) / (static_cast<double>(quarter) * grid.dt);
    result.is_alive = field.peak() > p.theta;
    result.drifts = goes_on(moved_before, moved);
    return result;
}

}  // namespace memglia

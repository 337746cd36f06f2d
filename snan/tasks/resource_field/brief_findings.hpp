#pragma once

#include <cstdint>
#include <vector>

#include "snan/tasks/resource_field/brief_field.hpp"

// What is measured of the second field. Every trial gives a stimulus of strength 1 and width 0.3 at
// x = 0 for 20 membrane time constants, then nothing.
namespace memglia {

/// What is left after a stimulus: nothing above theta; activity that keeps moving or changing its
/// width; activity that is where it was 100 time constants before, within a quarter of a point.
enum class persistence { dead, restless, stable };
constexpr std::string_view choice_words(persistence) {
    return "dead|restless|stable";
}

struct brief_outcome {
    persistence fate = persistence::dead;
    double active_share = 0;  ///< of the ring
    double rate = 0;          ///< mean over the ring
    double moved = 0;         ///< rad, in the last 100 time constants
    double steepest = 0;      ///< largest |dr/dx|
    double steepest_at = 0;   ///< its |x| from the centre of activity
    double least_resource = 0;
    double most_resource = 0;
    /// Golomb's chi^2, from the stimulus on: the variance over time of the mean rate over the mean
    /// variance of the rates. 1 if all points do the same; 0 if nothing changes.
    double synchrony = 0;
};

/// One trial of 300 time constants.
brief_outcome try_persistence(const brief_parameters& p, std::uint64_t seed = 1);

/// The largest beta, to 1 part in 100, up to which activity was stable on a grid of steps of 5 %
/// from `beta_low` on; 0 if it was at none.
double largest_stable_beta(const brief_parameters& p, double beta_low, double beta_high);

/// Signs of a collapse to come, with activity that persists.
struct brief_warning {
    double tolerated_cut = 0;  ///< largest share of all resource whose loss activity survives
    double recovery_time = 0;  ///< until half of a dip of the rate is gone, the resource cut by 2 %
    double deviation = 0;      ///< of the mean rate under noise, over its mean
    double autocorrelation = 0;  ///< of the same, one membrane time constant apart
};

/// `noise` is that of deviation and autocorrelation, 2000 time constants.
brief_warning warning_signs(const brief_parameters& p, double noise, std::uint64_t seed);

}  // namespace memglia

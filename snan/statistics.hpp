#pragma once

#include <cstdint>
#include <vector>

namespace memglia {

double mean(const std::vector<double>& values);

struct interval {
    double low = 0;
    double high = 0;
};

/// 95 % percentile-bootstrap interval of the median, `resamples` draws of a stream of its own. A
/// function of the values, the count and the seed alone.
interval bootstrap_median(const std::vector<double>& values, std::uint32_t resamples,
                          std::uint64_t seed);

/// The same for the mean.
interval bootstrap_mean(const std::vector<double>& values, std::uint32_t resamples,
                        std::uint64_t seed);

/// The same for the sum of `parts` over the sum of `wholes`, drawn in pairs: what one costs on
/// average where a place in the vectors is not one of them but many, that belong together.
interval bootstrap_ratio(const std::vector<double>& parts, const std::vector<double>& wholes,
                         std::uint32_t resamples, std::uint64_t seed);

/// 95 % interval of a share of which `hits` of `trials` came true, by Clopper and Pearson
/// (Biometrika 26, 1934): it covers the share at least as often as it says, also where all or none
/// did. To six significant digits, which do not depend on the machine's mathematical library.
/// `trials` must be above 0.
interval share_95(std::uint64_t hits, std::uint64_t trials);

}  // namespace memglia

#include "snan/statistics.hpp"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/beta.hpp>
#include <charconv>
#include <cmath>

#include "base/quantile.hpp"
#include "base/random.hpp"

namespace memglia {

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

namespace {
// `statistic` of as many places as there are, drawn with `place`.
template <class Statistic>
interval bootstrap(std::size_t places, std::uint32_t resamples, std::uint64_t seed,
                   const Statistic& statistic) {
    random_stream random(seed, "snan/statistics", "bootstrap");
    const auto place = [&] { return random.below(static_cast<std::uint32_t>(places)); };
    std::vector<double> draws;
    for (std::uint32_t r = 0; r < resamples; ++r) draws.push_back(statistic(place));
    return {quantile(draws, 0.025), quantile(draws, 0.975)};
}

template <class Statistic>
interval bootstrap(const std::vector<double>& values, std::uint32_t resamples, std::uint64_t seed,
                   const Statistic& statistic) {
    std::vector<double> sample(values.size());
    return bootstrap(values.size(), resamples, seed, [&](const auto& place) {
        for (double& s : sample) s = values[place()];
        return statistic(sample);
    });
}
}  // namespace

interval bootstrap_median(const std::vector<double>& values, std::uint32_t resamples,
                          std::uint64_t seed) {
    return bootstrap(values, resamples, seed,
                     [](const std::vector<double>& v) { return quantile(v, 0.5); });
}

interval bootstrap_mean(const std::vector<double>& values, std::uint32_t resamples,
                        std::uint64_t seed) {
    return bootstrap(values, resamples, seed, mean);
}

interval bootstrap_ratio(const std::vector<double>& parts, const std::vector<double>& wholes,
                         std::uint32_t resamples, std::uint64_t seed) {
    return bootstrap(parts.size(), resamples, seed, [&](const auto& place) {
        double part = 0;
        double whole = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto drawn = place();
            part += parts[drawn];
            whole += wholes[drawn];
        }
        return part / whole;
    });
}

namespace {
double six_digits(double value) {
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
    std::from_chars(text.data(), end.ptr, value);
    return value;
}
}  // namespace

interval share_95(std::uint64_t hits, std::uint64_t trials) {
    using namespace boost::math::policies;
    constexpr double tail = 0.025;
    const policy<promote_double<false>> plain;
    const auto k = static_cast<double>(hits);
    const auto n = static_cast<double>(trials);
    return {hits == 0 ? 0.0 : six_digits(boost::math::ibeta_inv(k, n - k + 1, tail, plain)),
            hits == trials ? 1.0 : six_digits(boost::math::ibetac_inv(k + 1, n - k, tail, plain))};
}

}  // namespace memglia

#include "snan/tasks/resource_field/brief_findings.hpp"

#include <algorithm>
#include <cmath>

#include "snan/tasks/resource_field/angle.hpp"

namespace memglia {

namespace {

constexpr double stimulus_time = 20;

// Sums for Golomb's measure.
class synchrony_meter {
  public:
    void add(const brief_field& field) {
        const std::vector<double>& f = field.rates();
        sum_.resize(f.size());
        squares_.resize(f.size());
        for (std::size_t i = 0; i < f.size(); ++i) {
            sum_[i] += f[i];
            squares_[i] += f[i] * f[i];
        }
        const double mean = field.rate();
        mean_sum_ += mean;
        mean_squares_ += mean * mean;
        ++count_;
    }

    double value() const {
        const double n = static_cast<double>(count_);
        double single = 0;
        for (std::size_t i = 0; i < sum_.size(); ++i) {
            single += squares_[i] / n - sum_[i] / n * (sum_[i] / n);
        }
        single /= static_cast<double>(sum_.size());
        if (single <= 0) return 0;
        return (mean_squares_ / n - mean_sum_ / n * (mean_sum_ / n)) / single;
    }

  private:
    std::vector<double> sum_, squares_;
    double mean_sum_ = 0;
    double mean_squares_ = 0;
    std::uint64_t count_ = 0;
};

void measure_gradient(const brief_field& field, brief_outcome& outcome) {
    const std::vector<double>& r = field.resource();
    const double width = 2 * pi / static_cast<double>(r.size());
    outcome.least_resource = *std::min_element(r.begin(), r.end());
    outcome.most_resource = *std::max_element(r.begin(), r.end());
    const double centre = field.centre();
    for (std::size_t i = 0; i < r.size(); ++i) {
        const double slope = std::abs(r[(i + 1) % r.size()] - r[i]) / width;
        if (slope <= outcome.steepest) continue;
        outcome.steepest = slope;
        outcome.steepest_at = std::abs(wrapped(field.places()[i] + width / 2 - centre));
    }
}

}  // namespace

brief_outcome try_persistence(const brief_parameters& p, std::uint64_t seed) {
    brief_field field(p, seed);
    synchrony_meter synchrony;
    constexpr double before_last = 200;
    constexpr double end = 300;
    double centre = 0;
    double share = 0;
    for (double time = 0; time < end; time += 1) {
        if (time == before_last) {
            centre = field.centre();
            share = field.active_share();
        }
        field.run(1, time < stimulus_time ? 1 : 0);
        synchrony.add(field);
    }
    brief_outcome outcome;
    outcome.active_share = field.active_share();
    outcome.rate = field.rate();
    outcome.moved = std::abs(wrapped(field.centre() - centre));
    outcome.synchrony = synchrony.value();
    measure_gradient(field, outcome);
    const double width = 2 * pi / p.points;
    if (outcome.active_share == 0) {
        outcome.fate = persistence::dead;
    } else if (outcome.moved < width / 4 &&
               std::abs(outcome.active_share - share) * p.points < 1.5) {
        outcome.fate = persistence::stable;
    } else {
        outcome.fate = persistence::restless;
    }
    return outcome;
}

double largest_stable_beta(const brief_parameters& p, double beta_low, double beta_high) {
    const auto is_stable = [&p](double beta) {
        brief_parameters at = p;
        at.beta = beta;
        return try_persistence(at).fate == persistence::stable;
    };
    double low = 0;
    for (double beta = beta_low; beta <= beta_high; beta *= 1.05) {
        if (is_stable(beta)) low = beta;
    }
    if (low == 0) return 0;
    double high = low * 1.05;
    while (high > 1.01 * low) {
        const double middle = (low + high) / 2;
        (is_stable(middle) ? low : high) = middle;
    }
    return low;
}

namespace {

// The largest share of the resource that can be lost at once without the end of activity.
double tolerated_cut(const brief_field& rested) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 9; ++i) {
        const double middle = (low + high) / 2;
        brief_field field = rested;
        field.deplete(1 - middle);
        field.run(200);
        (field.active_share() > 0 ? low : high) = middle;
    }
    return low;
}

}  // namespace

brief_warning warning_signs(const brief_parameters& p, double noise, std::uint64_t seed) {
    brief_warning signs;
    brief_parameters still = p;
    still.noise = 0;
    brief_field field(still, seed);
    field.run(stimulus_time, 1);
    field.run(400);
    signs.tolerated_cut = tolerated_cut(field);
    const double rest = field.rate();
    field.deplete(0.98);
    double dip = 0;
    for (double time = 0; time < 400; time += still.dt) {
        field.run(still.dt);
        const double now = rest - field.rate();
        if (now > dip) {
            dip = now;
            signs.recovery_time = 0;
        } else if (signs.recovery_time == 0 && now < dip / 2) {
            signs.recovery_time = time;
        }
    }
    brief_parameters noisy = p;
    noisy.noise = noise;
    brief_field shaken(noisy, seed);
    shaken.run(stimulus_time, 1);
    shaken.run(200);
    double sum = 0;
    double squares = 0;
    double products = 0;
    double before = shaken.rate();
    const double first = before;
    constexpr int samples = 2000;
    for (int i = 0; i < samples; ++i) {
        shaken.run(1);
        const double now = shaken.rate() - first;
        sum += now;
        squares += now * now;
        products += now * (before - first);
        before = shaken.rate();
    }
    const double mean = sum / samples;
    const double variance = squares / samples - mean * mean;
    if (variance <= 0) return signs;
    signs.deviation = std::sqrt(variance) / (mean + first);
    signs.autocorrelation = (products / samples - mean * mean) / variance;
    return signs;
}

}  // namespace memglia

#include <algorithm>
#include <array>
#include <cmath>

#include "snan/tasks/recall/delayed_weights.hpp"

namespace memglia {

namespace {

// Targets solved side by side: an entry of X that was read serves all of them.
constexpr std::size_t lanes = 8;
using lane_values = std::array<double, lanes>;
using lane_vector = std::vector<lane_values>;

// Contexts as rows of zeros and ones; entry (i, d) in column i delays + d - 1.
class context_matrix {
  public:
    context_matrix(const recall_config& config, const std::vector<spike_pattern>& patterns)
        : columns_(std::size_t{config.neurons} * config.delays) {
        for (const spike_pattern& pattern : patterns) {
            for (std::size_t t = config.delays; t < pattern.size(); ++t) {
                for (std::uint32_t d = 1; d <= config.delays; ++d) {
                    for (const std::uint32_t i : pattern[t - d]) {
                        column_.push_back(i * config.delays + d - 1);
                    }
                }
                begin_.push_back(column_.size());
            }
        }
    }

    std::size_t rows() const { return begin_.size() - 1; }
    std::size_t columns() const { return columns_; }

    void multiply(const lane_vector& x, lane_vector& y) const {
        for (std::size_t r = 0; r < rows(); ++r) {
            lane_values sum{};
            for (std::size_t k = begin_[r]; k < begin_[r + 1]; ++k) {
                const lane_values& value = x[column_[k]];
                for (std::size_t l = 0; l < lanes; ++l) sum[l] += value[l];
            }
            y[r] = sum;
        }
    }

    void multiply_transposed(const lane_vector& y, lane_vector& x) const {
        std::fill(x.begin(), x.end(), lane_values{});
        for (std::size_t r = 0; r < rows(); ++r) {
            const lane_values value = y[r];
            for (std::size_t k = begin_[r]; k < begin_[r + 1]; ++k) {
                lane_values& sum = x[column_[k]];
                for (std::size_t l = 0; l < lanes; ++l) sum[l] += value[l];
            }
        }
    }

  private:
    std::size_t columns_;
    std::vector<std::size_t> begin_{0};
    std::vector<std::uint32_t> column_;
};

lane_values squared_norms(const lane_vector& x) {
    lane_values sum{};
    for (const lane_values& value : x) {
        for (std::size_t l = 0; l < lanes; ++l) sum[l] += value[l] * value[l];
    }
    return sum;
}

// y of `lanes` targets from `first` on, per context.
lane_vector targets_from(const recall_config& config, const std::vector<spike_pattern>& patterns,
                         std::size_t contexts, std::uint32_t first) {
    const bool is_current = config.weights.target == weight_target::current;
    lane_vector y(contexts);
    std::size_t r = 0;
    const auto add = [&](const std::vector<std::uint32_t>& spiking, double value) {
        for (const std::uint32_t j : spiking) {
            if (j >= first && j - first < lanes) y[r][j - first] += value;
        }
    };
    for (const spike_pattern& pattern : patterns) {
        for (std::size_t t = config.delays; t < pattern.size(); ++t, ++r) {
            add(pattern[t], 1);
            if (is_current) add(pattern[t - 1], -config.neuron.beta);
        }
    }
    return y;
}

// Least squares for one block of targets. Work space lives as long as it does.
class least_squares {
  public:
    explicit least_squares(const context_matrix& x)
        : x_(x), image_(x.rows()), gradient_(x.columns()), direction_(x.columns()) {}

    lane_vector solve(const lane_vector& y, std::uint32_t most_iterations,
                      least_squares_report& report) {
        constexpr double enough = 1e-6;
        lane_vector w(x_.columns());
        lane_vector residual = y;
        x_.multiply_transposed(residual, gradient_);
        direction_ = gradient_;
        lane_values squared = squared_norms(gradient_);
        const lane_values first = squared;
        std::uint32_t done = 0;
        for (; done < most_iterations; ++done) {
            lane_values is_open{};
            for (std::size_t l = 0; l < lanes; ++l) {
                is_open[l] = squared[l] > enough * enough * first[l] ? 1 : 0;
            }
            if (is_open == lane_values{}) break;
            x_.multiply(direction_, image_);
            const lane_values image_squared = squared_norms(image_);
            lane_values step{};
            for (std::size_t l = 0; l < lanes; ++l) {
                if (is_open[l] != 0) step[l] = squared[l] / image_squared[l];
            }
            for (std::size_t c = 0; c < w.size(); ++c) {
                for (std::size_t l = 0; l < lanes; ++l) w[c][l] += step[l] * direction_[c][l];
            }
            for (std::size_t r = 0; r < residual.size(); ++r) {
                for (std::size_t l = 0; l < lanes; ++l) residual[r][l] -= step[l] * image_[r][l];
            }
            x_.multiply_transposed(residual, gradient_);
            const lane_values now = squared_norms(gradient_);
            for (std::size_t l = 0; l < lanes; ++l) {
                step[l] = is_open[l] != 0 ? now[l] / squared[l] : 0;
                if (is_open[l] != 0) squared[l] = now[l];
            }
            for (std::size_t c = 0; c < w.size(); ++c) {
                for (std::size_t l = 0; l < lanes; ++l) {
                    direction_[c][l] = gradient_[c][l] + step[l] * direction_[c][l];
                }
            }
        }
        note(y, residual, first, squared, done, report);
        return w;
    }

  private:
    static void note(const lane_vector& y, const lane_vector& residual, const lane_values& first,
                     const lane_values& squared, std::uint32_t done, least_squares_report& report) {
        report.iterations = std::max(report.iterations, done);
        const lane_values y_squared = squared_norms(y);
        const lane_values residual_squared = squared_norms(residual);
        for (std::size_t l = 0; l < lanes; ++l) {
            if (first[l] == 0) continue;
            report.residual =
                std::max(report.residual, std::sqrt(residual_squared[l] / y_squared[l]));
            report.normal_residual =
                std::max(report.normal_residual, std::sqrt(squared[l] / first[l]));
        }
    }

    const context_matrix& x_;
    lane_vector image_;     ///< X times the direction
    lane_vector gradient_;  ///< X' times the residual
    lane_vector direction_;
};

}  // namespace

delayed_weights pseudo_inverse_weights(const recall_config& config,
                                       const std::vector<spike_pattern>& patterns,
                                       least_squares_report& report,
                                       std::uint32_t most_iterations) {
    const context_matrix contexts(config, patterns);
    least_squares solver(contexts);
    report = {};
    // Column by target, as rows of the result want it.
    std::vector<double> dense(contexts.columns() * config.neurons);
    for (std::uint32_t first = 0; first < config.neurons; first += lanes) {
        const lane_vector w = solver.solve(targets_from(config, patterns, contexts.rows(), first),
                                           most_iterations, report);
        const std::size_t used = std::min<std::size_t>(lanes, config.neurons - first);
        for (std::size_t c = 0; c < contexts.columns(); ++c) {
            for (std::size_t l = 0; l < used; ++l) {
                dense[c * config.neurons + first + l] = config.weights.gain * w[c][l];
            }
        }
    }
    delayed_weights weights(config.neurons, config.delays);
    for (std::size_t c = 0; c < contexts.columns(); ++c) {
        weights.append_row(std::span(dense).subspan(c * config.neurons, config.neurons));
    }
    return weights;
}

}  // namespace memglia

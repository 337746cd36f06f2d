#include "tools/validate/image_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace memglia {

namespace {

constexpr std::int64_t none = -1;

struct offset {
    std::int64_t x;
    std::int64_t y;
};
constexpr std::array<offset, 4> towards{{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}};  // north first

class checker {
  public:
    checker(const rule_config& rule, const grid_map& map, const chip_config& chip,
            const chip_image& image)
        : rule_(rule),
          width_(map.width()),
          height_(map.height()),
          image_(image),
          // Time constants of astrocyte, tag and membrane in the units of their tables.
          calcium_tau_(rule.calcium_tau_s / rule.decision_window_s),
          tag_tau_(rule.eligibility_tau_s / rule.decision_window_s),
          membrane_tau_ticks_(rule.membrane_tau_s * chip.ticks_per_decision /
                              rule.decision_window_s) {}

    std::optional<trace_difference> run() {
        wiring();
        astrocytes();
        leak();
        learning();
        scalars();
        return first_;
    }

  private:
    void exact(const std::string& what, std::int64_t want, std::int64_t got) {
        if (!first_ && want != got) {
            first_ = {"chip_image", what, std::to_string(want), std::to_string(got)};
        }
    }

    void near(const std::string& what, double want, std::int64_t got) {
        constexpr double half_a_step = 0.5 + 1e-6;
        if (!first_ && !(std::abs(want - static_cast<double>(got)) <= half_a_step)) {
            first_ = {"chip_image", what, fmt::format("{:.3f}", want), std::to_string(got)};
        }
    }

    template <class Table, class Exact>
    void near_each(const char* name, const Table& table, const Exact& want) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            near(fmt::format("{}[{}]", name, i), want(static_cast<double>(i)), table[i]);
        }
    }

    std::int64_t territory(std::int64_t x, std::int64_t y) const {
        const std::int64_t across = rule_.region_width_cells;
        const std::int64_t down = rule_.region_height_cells;
        const std::int64_t in_a_row = (width_ - 1) / across + 1;
        return y / down * in_a_row + x / across;
    }

    void wiring() {
        const bool per_synapse = rule_.astrocyte_per == astrocyte_extent::synapse;
        exact("places", width_ * height_, image_.places);
        exact("astrocytes",
              per_synapse ? 4 * width_ * height_ : territory(width_ - 1, height_ - 1) + 1,
              image_.astrocytes);
        for (std::int64_t y = 0; y < height_; ++y) {
            for (std::int64_t x = 0; x < width_; ++x) place(x, y, per_synapse);
        }
    }

    void place(std::int64_t x, std::int64_t y, bool per_synapse) {
        const std::int64_t own = y * width_ + x;
        const auto at = static_cast<std::size_t>(own);
        exact(fmt::format("astrocyte_of_place[{}]", at), per_synapse ? 4 * own : territory(x, y),
              image_.astrocyte_of_place[at]);
        for (std::size_t a = 0; a < towards.size(); ++a) {
            const std::int64_t to_x = x + towards[a].x;
            const std::int64_t to_y = y + towards[a].y;
            const bool inside = to_x >= 0 && to_x < width_ && to_y >= 0 && to_y < height_;
            const std::int64_t gating =
                per_synapse ? 4 * own + static_cast<std::int64_t>(a) : territory(to_x, to_y);
            exact(fmt::format("destination[{}][{}]", at, a), inside ? gating : none,
                  image_.destination[at][a]);
            exact(fmt::format("neighbour[{}][{}]", at, a), inside ? to_y * width_ + to_x : none,
                  image_.neighbour[at][a]);
        }
    }

    void astrocytes() {
        near_each("decay_fine", image_.decay_fine,
                  [this](double n) { return 256 * std::exp(-n / calcium_tau_); });
        near_each("decay_coarse", image_.decay_coarse,
                  [this](double n) { return 256 * std::exp(-64 * n / calcium_tau_); });
        near_each("gate_of_calcium", image_.gate_of_calcium, [this](double calcium) {
            return 31 / (1 + std::exp((rule_.gate_threshold - calcium / 255) / rule_.gate_slope));
        });
        near_each("gain_of_gate", image_.gain_of_gate,
                  [this](double gate) { return 255 * (1 - rule_.suppression_depth * gate / 31); });
        near("calcium_per_visit", 255 * rule_.calcium_per_visit, image_.calcium_per_visit);
    }

    // Every stretch at its first and its last tick: the exact factor falls all the way.
    void leak() {
        for (std::size_t i = 0; i < image_.leak.size(); ++i) {
            const leak_step& step = image_.leak[i];
            const auto at = [&](std::uint64_t tick) {
                near(fmt::format("leak after {} ticks", tick),
                     256 * std::exp(-static_cast<double>(tick) / membrane_tau_ticks_), step.factor);
            };
            at(step.from_tick);
            if (i + 1 < image_.leak.size()) at(image_.leak[i + 1].from_tick - 1);
        }
        exact("leak's last factor", 0, image_.leak.back().factor);
    }

    void learning() {
        const bool by_waves = rule_.learning == snan_learning::wave;
        near("wave_step", rule_.learning_rate, image_.wave_step);
        exact("wave_reach", rule_.wave_reach_cells, image_.wave_reach);
        exact("wave_primes_sensed", rule_.wave_over == wave_cells::sensed ? 1 : 0,
              image_.wave_primes_sensed ? 1 : 0);
        exact("wave_guides", by_waves && rule_.exploration == wave_exploration::wave ? 1 : 0,
              image_.wave_guides ? 1 : 0);
        exact("reward_memory", rule_.reward_memory, image_.reward_memory);
        if (rule_.learning != snan_learning::eligibility) return;
        const auto eligibility = [this](double age) { return std::exp(-age / tag_tau_); };
        near_each("learning_steps", image_.learning_steps,
                  [&](double age) { return rule_.learning_rate * eligibility(age); });
        const auto first_missing = eligibility(static_cast<double>(image_.learning_steps.size()));
        const bool over = first_missing < rule_.eligibility_min + 1e-9 ||
                          rule_.learning_rate * first_missing < 0.5 + 1e-9;
        exact("learning_steps' end", 1, over ? 1 : 0);
    }

    void scalars() {
        exact("weight_initial", rule_.weight_initial, image_.weight_initial);
        exact("weight_max", rule_.weight_max, image_.weight_max);
        near("fire_threshold", std::max(1.0, 255 * rule_.fire_threshold), image_.fire_threshold);
        near("rest_decisions", rule_.rest_s / rule_.decision_window_s, image_.rest_decisions);
        // A contact outweighs four synapses of the largest level, 15, at full gain.
        exact("contact_inhibition above every drive", 1,
              image_.contact_inhibition > 4 * 15 * 255 ? 1 : 0);
    }

    rule_config rule_;
    std::int64_t width_;
    std::int64_t height_;
    const chip_image& image_;
    double calcium_tau_;
    double tag_tau_;
    double membrane_tau_ticks_;
    std::optional<trace_difference> first_;
};

}  // namespace

std::optional<trace_difference> check_image(const rule_config& rule, const grid_map& map,
                                            const chip_config& chip, const chip_image& image) {
    return checker(rule, map, chip, image).run();
}

}  // namespace memglia

#include "snan/tasks/pattern_memory/sheet.hpp"

#include <algorithm>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

namespace {

constexpr double step_ms = 1000 * sheet_step_s;
constexpr double a = 0.1;
constexpr double b = 0.2;
constexpr double c = -65;
constexpr double d = 2;
constexpr double peak_mv = 30;
constexpr double most_input = 25;
constexpr double start_mv = -70;
constexpr double slope_mv = 0.2;
constexpr double silent_mv = -40 * slope_mv;  ///< below it S < 1e-17

}  // namespace

std::vector<std::uint32_t> sheet_targets(const pattern_memory_config& config) {
    const auto side = static_cast<std::int64_t>(config.side());
    const auto farthest = static_cast<double>(side);
    const std::uint32_t wanted = config.synapses.per_neuron;
    std::vector<std::uint32_t> targets;
    targets.reserve(std::size_t{config.neurons()} * wanted);
    std::vector<std::uint32_t> taken_by(config.neurons(), config.neurons());
    for (std::uint32_t i = 0; i < config.neurons(); ++i) {
        random_stream draw(config.seed, "pattern_memory", "synapses", i);
        taken_by[i] = i;
        for (std::uint32_t k = 0; k < wanted;) {
            const double length = -config.synapses.radius * log_exact_bits(1 - draw.uniform());
            const double turns = draw.uniform();
            const double right = length * sin_turns_exact_bits(turns + 0.25);
            const double down = length * sin_turns_exact_bits(turns);
            // Beyond the sheet, whatever it is exactly.
            if (std::fabs(right) >= farthest || std::fabs(down) >= farthest) continue;
            const std::int64_t x = i % side + static_cast<std::int64_t>(right);
            const std::int64_t y = i / side + static_cast<std::int64_t>(down);
            if (x < 0 || y < 0 || x >= side || y >= side) continue;
            const auto target = static_cast<std::uint32_t>(y * side + x);
            if (taken_by[target] == i) continue;
            taken_by[target] = i;
            targets.push_back(target);
            ++k;
        }
    }
    return targets;
}

izhikevich_sheet::izhikevich_sheet(const pattern_memory_config& config)
    : per_neuron_(config.synapses.per_neuron),
      targets_(sheet_targets(config)),
      v_(config.neurons(), start_mv),
      u_(config.neurons()),
      applied_(config.neurons()),
      conductance_(config.neurons(), config.synapses.conductance),
      open_(config.neurons()) {}

void izhikevich_sheet::step() {
    const std::size_t neurons = v_.size();
    double* const v_of = v_.data();
    double* const u_of = u_.data();
    double* const open = open_.data();
    const double* const applied = applied_.data();
    const double* const conductance = conductance_.data();
    for (std::size_t j = 0; j < neurons; ++j) {
        const double before = v_of[j];
        const double input = std::min(applied[j] - conductance[j] * open[j] * before, most_input);
        const bool has_spiked = before >= peak_mv;
        const double v = has_spiked ? c : before;
        const double u = has_spiked ? u_of[j] + d : u_of[j];
        const double next = v + step_ms * (0.04 * v * v + 5 * v + 140 + input - u);
        u_of[j] = u + step_ms * a * (b * next - u);
        v_of[j] = std::min(next, peak_mv);
        open[j] = 0;
    }
    spiked_.clear();
    for (std::size_t j = 0; j < neurons; ++j) {
        if (v_of[j] <= silent_mv) continue;
        if (v_of[j] == peak_mv) spiked_.push_back(static_cast<std::uint32_t>(j));
        const double s = logistic_exact_bits(v_of[j] / slope_mv);
        const std::uint32_t* const target = targets_.data() + j * per_neuron_;
        for (std::uint32_t k = 0; k < per_neuron_; ++k) open[target[k]] += s;
    }
    deliveries_ += std::uint64_t{per_neuron_} * spiked_.size();
}

noise_pulses::noise_pulses(const pattern_memory_config& config) {
    if (config.noise == 0) return;
    constexpr double first_within_s = 1.5;
    constexpr double mean_steps = 1 / 1.5 / sheet_step_s;
    constexpr std::uint64_t lasts_steps = 300;
    const auto end = static_cast<std::uint64_t>(config.ends_s() / sheet_step_s);
    for (std::uint32_t j = 0; j < config.neurons(); ++j) {
        random_stream draw(config.seed, "pattern_memory", "noise", j);
        double begin = std::floor(draw.uniform() * first_within_s / sheet_step_s);
        while (begin < static_cast<double>(end)) {
            const double current = (2 * draw.uniform() - 1) * config.noise;
            const auto at = static_cast<std::uint64_t>(begin);
            changes_.push_back({at, j, current});
            changes_.push_back({at + lasts_steps, j, -current});
            begin += std::max(1.0, std::round(mean_steps + std::sqrt(mean_steps) * draw.normal()));
        }
    }
    std::stable_sort(changes_.begin(), changes_.end(),
                     [](const change& x, const change& y) { return x.step < y.step; });
}

void noise_pulses::step(std::uint64_t now, std::vector<double>& applied) {
    for (; next_ < changes_.size() && changes_[next_].step == now; ++next_) {
        applied[changes_[next_].neuron] += changes_[next_].current;
    }
}

zone_astrocytes::zone_astrocytes(const pattern_memory_config& config)
    : config_(config.astrocytes),
      resting_conductance_(config.synapses.conductance),
      zones_(config.zones),
      side_(config.side()),
      states_(std::size_t{zones_} * zones_, ullah_state{0.072495, 0.886314, 0.820204}),
      glutamate_(config.neurons()),
      driven_until_(states_.size()),
      coincidence_at_(states_.size()),
      acts_until_(states_.size()),
      acts_(states_.size()),
      spikes_(states_.size()) {}

void zone_astrocytes::hear(std::uint64_t now, const std::vector<std::uint32_t>& spiked) {
    constexpr double rise_um = 0.06;
    constexpr double decay = 1 - 1e-3;  // of a step of 0.1 ms at 10 per s
    const auto left = static_cast<double>(steps_per_ms - 1 - now % steps_per_ms);
    const double rise = rise_um * pow_exact_bits(decay, left);
    touched_.clear();
    for (const std::uint32_t j : spiked) {
        glutamate_[j] += rise;
        const std::uint32_t x = j % side_;
        const std::uint32_t y = j / side_;
        // Neuron 3k is in zones k - 1 and k.
        const std::uint32_t left_zone = x == 0 ? 0 : (x - 1) / 3;
        const std::uint32_t right_zone = std::min(x / 3, zones_ - 1);
        const std::uint32_t upper_zone = y == 0 ? 0 : (y - 1) / 3;
        const std::uint32_t lower_zone = std::min(y / 3, zones_ - 1);
        for (std::uint32_t zy = upper_zone; zy <= lower_zone; ++zy) {
            for (std::uint32_t zx = left_zone; zx <= right_zone; ++zx) {
                const std::uint32_t zone = zy * zones_ + zx;
                if (spikes_[zone]++ == 0) touched_.push_back(zone);
            }
        }
    }
    for (const std::uint32_t zone : touched_) {
        if (spikes_[zone] >= config_.coincident_spikes) coincidence_at_[zone] = now + 1;
        spikes_[zone] = 0;
    }
}

void zone_astrocytes::advance(std::uint64_t now, std::vector<double>& conductance) {
    constexpr double calcium_flow = 0.05;  // 1/s
    constexpr double ip3_flow = 0.1;       // 1/s
    const double decay = pow_exact_bits(1 - 1e-3, steps_per_ms);
    const auto steps = [](double s) {
        return static_cast<std::uint64_t>(std::llround(s / sheet_step_s));
    };
    before_ = states_;
    for (std::uint32_t zy = 0; zy < zones_; ++zy) {
        for (std::uint32_t zx = 0; zx < zones_; ++zx) {
            const std::uint32_t zone = zy * zones_ + zx;
            std::uint32_t active = 0;
            for (std::uint32_t y = 3 * zy; y <= 3 * zy + 3; ++y) {
                for (std::uint32_t x = 3 * zx; x <= 3 * zx + 3; ++x) {
                    active += is_active(y * side_ + x) ? 1U : 0U;
                }
            }
            if (active >= config_.active_neurons)
                driven_until_[zone] = now + steps(config_.drive_s);
            double calcium = 0;
            double ip3 = driven_until_[zone] > now ? ullah_glutamate_um_per_s : 0;
            const ullah_state& own = before_[zone];
            const auto flow_from = [&](std::uint32_t neighbour) {
                calcium += calcium_flow * (before_[neighbour].calcium_um - own.calcium_um);
                ip3 += ip3_flow * (before_[neighbour].ip3_um - own.ip3_um);
            };
            if (zx > 0) flow_from(zone - 1);
            if (zx + 1 < zones_) flow_from(zone + 1);
            if (zy > 0) flow_from(zone - zones_);
            if (zy + 1 < zones_) flow_from(zone + zones_);
            states_[zone] = ullah_step(own, ip3, steps_per_ms * sheet_step_s, calcium);

            const bool is_coincident =
                coincidence_at_[zone] != 0 && coincidence_at_[zone] + steps(config_.window_s) > now;
            if (states_[zone].calcium_um > config_.calcium_threshold_um && is_coincident) {
                acts_until_[zone] = now + steps(config_.acts_s);
            }
            const std::uint8_t acts = config_.acts && acts_until_[zone] > now ? 1U : 0U;
            if (acts == acts_[zone]) continue;
            acts_[zone] = acts;
            act_on_neurons(zone, resting_conductance_ + acts * config_.conductance, conductance);
        }
    }
    for (double& g : glutamate_) g *= decay;
}

void zone_astrocytes::act_on_neurons(std::uint32_t zone, double conductance,
                                     std::vector<double>& all) const {
    const auto last = [&](std::uint32_t k) { return k + 1 == zones_ ? side_ : 3 * k + 3; };
    const std::uint32_t zx = zone % zones_;
    const std::uint32_t zy = zone / zones_;
    for (std::uint32_t y = 3 * zy; y < last(zy); ++y) {
        for (std::uint32_t x = 3 * zx; x < last(zx); ++x) all[y * side_ + x] = conductance;
    }
}

}  // namespace memglia

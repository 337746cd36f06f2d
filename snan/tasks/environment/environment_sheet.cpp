#include "snan/tasks/environment/environment_sheet.hpp"

namespace memglia {

namespace {

constexpr std::uint64_t never = ~std::uint64_t{0};

}  // namespace

template <class Numbers>
environment_sheet<Numbers>::environment_sheet(const environment_config& config)
    : config_(config), column_scale_(config.synapses) {
    constexpr std::uint32_t block = environment_config::block_side;
    const std::uint32_t side = config.side();
    const std::uint32_t neurons = config.neurons();
    neuron_of_pixel_.resize(neurons);
    pixel_of_neuron_.resize(neurons);
    zone_of_neuron_.resize(neurons);
    for (std::uint32_t p = 0; p < neurons; ++p) {
        const std::uint32_t x = p % side;
        const std::uint32_t y = p / side;
        const std::uint32_t j =
            (y / block * config.blocks + x / block) * columns + y % block * block + x % block;
        neuron_of_pixel_[p] = j;
        pixel_of_neuron_[j] = p;
        zone_of_neuron_[j] =
            y / environment_config::zone_side * config.zones() + x / environment_config::zone_side;
    }
    potential_.resize(neurons);
    raise_.resize(neurons);
    threshold_.assign(neurons, Numbers::of(config.neuron.threshold));
    kick_.assign(neurons, Numbers::of(config.neuron.input_kick));
    held_until_.resize(neurons);
    last_spike_.assign(neurons, never);
    may_change_.resize(neurons);
    dead_.resize(neurons);
    level_.assign(std::size_t{neurons} * columns,
                  static_cast<std::uint8_t>(config.synapses.initial_level));
    sum_.resize(neurons);
    scale_.resize(neurons);
    drive_.resize(neurons);

    const std::size_t zones = std::size_t{config.zones()} * config.zones();
    trace_.resize(zones);
    calcium_.resize(zones);
    strong_.assign(zones, Numbers::of(config.astrocytes.strong));
    weak_.assign(zones, Numbers::of(config.astrocytes.weak));
    rise_.assign(zones, Numbers::of(config.astrocytes.calcium_rise));
    rises_at_.assign(zones, never);
    may_release_.resize(zones);
    gain_until_.resize(zones);
    may_gain_.resize(zones);
    silent_.resize(zones);
    up_.resize(zones);
    damage();

    for (std::uint32_t j = 0; j < neurons; ++j) {
        const std::size_t first = std::size_t{j / columns} * columns * columns;
        level_[first + std::size_t{j % columns} * columns + j % columns] = 0;
        for (std::uint32_t k = 0; k < columns; ++k) {
            sum_[j] += level_[first + std::size_t{k} * columns + j % columns];
        }
        scale(j);
    }
}

template <class Numbers>
void environment_sheet<Numbers>::damage() {
    const environment_damage_config& d = config_.damage;
    const auto spread = [&](const char* purpose, std::vector<value>& all) {
        if (d.spread == 0) return;
        random_stream draw(config_.seed, "environment", purpose);
        for (value& x : all) {
            const double factor = 1 + d.spread * (2 * draw.uniform() - 1);
            x = Numbers::of(static_cast<double>(x) / one_ * factor);
        }
    };
    const auto hit = [&](const char* purpose, double share, std::vector<std::uint8_t>& all) {
        if (share == 0) return;
        random_stream draw(config_.seed, "environment", purpose);
        for (std::uint8_t& x : all) x = draw.uniform() < share ? 1 : 0;
    };
    spread("threshold", threshold_);
    spread("kick", kick_);
    spread("strong", strong_);
    spread("weak", weak_);
    spread("rise", rise_);
    hit("dead_neurons", d.dead_neurons, dead_);
    hit("dead_astrocytes", d.dead_astrocytes, silent_);
    if (d.stuck_synapses == 0) return;
    stuck_.resize(level_.size());
    hit("stuck_synapses", d.stuck_synapses, stuck_);
    random_stream draw(config_.seed, "environment", "stuck_levels");
    for (std::size_t k = 0; k < level_.size(); ++k) {
        const std::uint32_t level = draw.below(config_.synapses.levels + 1);
        if (stuck_[k] != 0) level_[k] = static_cast<std::uint8_t>(level);
    }
}

template <class Numbers>
std::uint32_t environment_sheet<Numbers>::level(std::uint32_t target, std::uint32_t source) const {
    const std::uint32_t j = neuron_of_pixel_[target];
    const std::uint32_t i = neuron_of_pixel_[source];
    if (i / columns != j / columns) return 0;
    return level_[std::size_t{i} * columns + j % columns];
}

template <class Numbers>
void environment_sheet<Numbers>::scale(std::uint32_t j) {
    scale_[j] = config_.synapses.homeostasis ? column_scale_(sum_[j])
                                             : Numbers::of(config_.synapses.level_drive);
    const bool up = up_[zone_of_neuron_[j]] != 0;
    drive_[j] = up ? Numbers::scaled(scale_[j], Numbers::gain(config_.astrocytes.gain)) : scale_[j];
}

template <class Numbers>
void environment_sheet<Numbers>::set_gain(std::uint32_t zone, bool up) {
    constexpr std::uint32_t side = environment_config::zone_side;
    if ((up_[zone] != 0) == up) return;
    up_[zone] = up ? 1 : 0;
    const std::uint32_t left = zone % config_.zones() * side;
    const std::uint32_t top = zone / config_.zones() * side;
    for (std::uint32_t y = top; y < top + side; ++y) {
        for (std::uint32_t x = left; x < left + side; ++x) {
            scale(neuron_of_pixel_[y * config_.side() + x]);
        }
    }
}

template <class Numbers>
void environment_sheet<Numbers>::step(const std::vector<std::uint32_t>& input, bool learns) {
    fire();
    if (config_.astrocytes.present) sense();
    deliver(input);
    if (config_.plasticity.present && learns) learn();
    if (config_.astrocytes.present) take(input);
    work_.input_spikes += input.size();
    work_.spikes += firing_.size();
    work_.synaptic_events += input.size() + (columns - 1) * firing_.size();
    spiked_.clear();
    for (const std::uint32_t j : firing_) spiked_.push_back(pixel_of_neuron_[j]);
    std::sort(spiked_.begin(), spiked_.end());
    ++now_;
}

template <class Numbers>
void environment_sheet<Numbers>::fire() {
    const auto decay = Numbers::decay(config_.neuron.tau_s);
    const auto raise_decay = Numbers::decay(config_.neuron.threshold_tau_s);
    const std::uint64_t refractory = environment_ticks(config_.neuron.refractory_s);
    const value rise = Numbers::of(config_.neuron.threshold_rise);
    firing_.clear();
    const std::size_t neurons = potential_.size();
    for (std::size_t first = 0; first < neurons; first += columns) {
        value* const potential = potential_.data() + first;
        value* const raise = raise_.data() + first;
        const value* const threshold = threshold_.data() + first;
        above above_any = 0;
        for (std::size_t k = 0; k < columns; ++k) {
            potential[k] = Numbers::decayed(potential[k], decay);
            raise[k] = Numbers::decayed(raise[k], raise_decay);
            above_any |= potential[k] >= threshold[k] + raise[k] ? 1 : 0;
        }
        if (above_any == 0) continue;
        for (std::size_t k = 0; k < columns; ++k) {
            const auto j = static_cast<std::uint32_t>(first + k);
            if (potential[k] < threshold[k] + raise[k]) continue;
            if (dead_[j] != 0 || held_until_[j] > now_) continue;
            firing_.push_back(j);
            raise[k] += rise;
            last_spike_[j] = now_;
            held_until_[j] = now_ + std::max<std::uint64_t>(refractory, 1);
            held_.push_back(j);
        }
    }
}

template <class Numbers>
void environment_sheet<Numbers>::deliver(const std::vector<std::uint32_t>& input) {
    for (const std::uint32_t p : input) {
        const std::uint32_t j = neuron_of_pixel_[p];
        potential_[j] += kick_[j];
    }
    for (const std::uint32_t i : firing_) {
        const std::size_t first = std::size_t{i / columns} * columns;
        const std::uint8_t* const level = level_.data() + std::size_t{i} * columns;
        const value* const drive = drive_.data() + first;
        value* const potential = potential_.data() + first;
        for (std::uint32_t k = 0; k < columns; ++k) potential[k] += level[k] * drive[k];
    }
    std::erase_if(held_, [this](std::uint32_t j) { return held_until_[j] <= now_; });
    for (const std::uint32_t j : held_) potential_[j] = 0;
}

template <class Numbers>
void environment_sheet<Numbers>::learn() {
    const environment_plasticity_config& rule = config_.plasticity;
    const std::uint64_t pair = environment_ticks(rule.pair_s);
    const std::uint64_t interval = environment_ticks(rule.interval_s);
    const value raised = Numbers::of(config_.astrocytes.calcium_threshold);
    for (const std::uint32_t j : firing_) {
        const std::uint32_t zone = zone_of_neuron_[j];
        if (config_.astrocytes.present &&
            (trace_[zone] < strong_[zone] || calcium_[zone] < raised)) {
            continue;
        }
        if (may_change_[j] > now_) continue;
        may_change_[j] = now_ + interval;
        ++work_.column_writes;
        const std::uint32_t first = j / columns * columns;
        for (std::uint32_t i = first; i < first + columns; ++i) {
            if (i == j) continue;
            const std::size_t at = std::size_t{i} * columns + j % columns;
            if (!stuck_.empty() && stuck_[at] != 0) continue;
            std::uint8_t& level = level_[at];
            const bool late = last_spike_[i] != never && now_ - last_spike_[i] <= pair;
            if (late ? level == config_.synapses.levels : level == 0) continue;
            late ? ++level : --level;
            late ? ++sum_[j] : --sum_[j];
            ++work_.level_changes;
        }
        scale(j);
    }
}

template <class Numbers>
void environment_sheet<Numbers>::take(const std::vector<std::uint32_t>& input) {
    const value rise = Numbers::of(config_.astrocytes.trace_rise);
    for (const std::uint32_t p : input) trace_[zone_of_neuron_[neuron_of_pixel_[p]]] += rise;
}

template <class Numbers>
void environment_sheet<Numbers>::sense() {
    const environment_astrocyte_config& a = config_.astrocytes;
    const auto trace_decay = Numbers::decay(a.trace_tau_s);
    const auto calcium_decay = Numbers::decay(a.calcium_tau_s);
    const value raised = Numbers::of(a.calcium_threshold);
    const value most = Numbers::of(a.most_calcium);
    const std::uint64_t latency = environment_ticks(a.latency_s);
    const std::uint64_t refractory = environment_ticks(a.calcium_refractory_s);
    const std::uint64_t window = environment_ticks(a.gain_s);
    const std::uint64_t pause = environment_ticks(a.pause_s);
    for (std::size_t z = 0; z < trace_.size(); ++z) {
        trace_[z] = Numbers::decayed(trace_[z], trace_decay);
        calcium_[z] = Numbers::decayed(calcium_[z], calcium_decay);
    }
    for (std::uint32_t z = 0; z < trace_.size(); ++z) {
        if (rises_at_[z] == now_) {
            calcium_[z] = std::min(calcium_[z] + rise_[z], most);
            rises_at_[z] = never;
            ++work_.calcium_rises;
        }
        if (trace_[z] >= strong_[z] && may_release_[z] <= now_ && silent_[z] == 0) {
            rises_at_[z] = now_ + latency;
            may_release_[z] = now_ + refractory;
        }
        if (trace_[z] >= weak_[z] && calcium_[z] >= raised && may_gain_[z] <= now_) {
            gain_until_[z] = now_ + window;
            may_gain_[z] = now_ + window + pause;
            ++work_.gain_windows;
        }
        set_gain(z, gain_until_[z] > now_);
    }
}

template class environment_sheet<real_numbers>;
template class environment_sheet<integer_numbers>;

}  // namespace memglia

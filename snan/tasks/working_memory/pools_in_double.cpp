#include "snan/tasks/working_memory/pools_in_double.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/elementary.hpp"
#include "snan/models/lif.hpp"
#include "snan/models/neuron_noise.hpp"

namespace memglia {

pools_in_double::pools_in_double(const memory_network_config& config, drawn_pools drawn,
                                 std::uint64_t seed)
    : drawn_(std::move(drawn)),
      rise_(config.neuron.homeostasis.rise),
      sink_(config.neuron.homeostasis.rise * config.neuron.homeostasis.rate_hz * memory_tick_s),
      power_up_ticks_(memory_ticks(config.neuron.homeostasis.duration_s)),
      current_(config.pools),
      calcium_decay_(config.pools),
      calcium_(config.pools),
      gate_(config.pools),
      spikes_(config.pools) {
    std::vector<std::uint32_t> tags;
    for (std::uint32_t p = 0; p < config.pools; ++p) {
        const auto of_pool = noise_tags(seed, pool_name(p), config.neurons_per_pool);
        tags.insert(tags.end(), of_pool.begin(), of_pool.end());
    }
    for (const drawn_neuron& own : drawn_.neurons) {
        neuron n;
        n.noise_tag = tags[neurons_.size()];
        n.decay = exp_exact_bits(-memory_tick_s / own.tau_m_s);
        n.current_decay = exp_exact_bits(-memory_tick_s / own.tau_synapse_s);
        lif_config lif;
        lif.tau_m_s = own.tau_m_s;
        lif.exponential = {.tau_s = own.tau_synapse_s};
        n.current_gain = current_gain(lif, memory_tick_s);
        n.noise_step = own.noise * noise_gain(lif, memory_tick_s);
        n.threshold = own.threshold;
        n.floor = own.v_floor;
        n.bias = own.bias;
        n.refractory_ticks = memory_ticks(own.refractory_s);
        neurons_.push_back(n);
    }
    for (std::size_t p = 0; p < drawn_.astrocytes.size(); ++p) {
        calcium_decay_[p] = exp_exact_bits(-memory_tick_s / drawn_.astrocytes[p].tau_s);
    }
}

void pools_in_double::stimulate(std::uint32_t pool, double current, std::uint64_t ticks) {
    pulses_.push_back({pool, current, tick_ + ticks});
}

void pools_in_double::run(std::uint64_t ticks) {
    for (std::uint64_t t = 0; t < ticks; ++t) tick();
}

void pools_in_double::tick() {
    find_currents();
    integrate();
    open_gates();
    deliver();
    fire();
    ++tick_;
}

void pools_in_double::find_currents() {
    std::fill(current_.begin(), current_.end(), 0.0);
    for (std::size_t p = 0; p < drawn_.astrocytes.size(); ++p) {
        current_[p] = drawn_.astrocytes[p].current * gate_[p];
    }
    std::erase_if(pulses_, [this](const pulse& p) { return p.until <= tick_; });
    for (const pulse& p : pulses_) current_[p.pool] += p.current;
}

void pools_in_double::integrate() {
    const auto now = static_cast<std::uint32_t>(tick_);
    const bool settles = tick_ < power_up_ticks_;
    for (std::size_t j = 0; j < neurons_.size(); ++j) {
        neuron& n = neurons_[j];
        const double bias = n.bias + current_[drawn_.pool_of(j)];
        double v = bias + n.decay * (n.v - bias) + n.g * n.current_gain;
        n.g *= n.current_decay;
        v += n.noise_step * (noise_parts(n.noise_tag, now) * 0x1p-16);
        n.v = std::max(v, n.floor);
        if (settles) n.offset -= sink_;
    }
}

void pools_in_double::open_gates() {
    for (std::size_t p = 0; p < drawn_.astrocytes.size(); ++p) {
        const pool_astrocyte_config& own = drawn_.astrocytes[p];
        calcium_[p] = control_.knock_out ? 0 : calcium_[p] * calcium_decay_[p];
        const double open = std::clamp((calcium_[p] - own.theta) / own.slope, 0.0, 1.0);
        gate_[p] = control_.inhibit ? 0 : std::max(open, control_.least_gate);
    }
}

// Spikes of the last tick.
void pools_in_double::deliver() {
    const std::size_t size = neurons_.size();
    for (const std::uint32_t source : spiking_) {
        const std::uint32_t pool = drawn_.pool_of(source);
        const double gain =
            drawn_.astrocytes.empty() ? 1 : 1 + drawn_.astrocytes[pool].gain * gate_[pool];
        const double* const weight = drawn_.weight.data() + source * size;
        for (std::size_t j = 0; j < size; ++j) {
            neurons_[j].g += drawn_.pool_of(j) == pool ? weight[j] * gain : weight[j];
        }
    }
    synaptic_events_ += spiking_.size() * (size - 1);
}

void pools_in_double::fire() {
    spiking_.clear();
    for (std::size_t j = 0; j < neurons_.size(); ++j) {
        neuron& n = neurons_[j];
        if (n.v < n.threshold + n.offset || tick_ < n.deaf_until) continue;
        n.deaf_until = tick_ + n.refractory_ticks;
        n.v = 0;
        if (tick_ < power_up_ticks_) n.offset += rise_;
        spiking_.push_back(static_cast<std::uint32_t>(j));
        const std::uint32_t pool = drawn_.pool_of(j);
        ++spikes_[pool];
        if (drawn_.astrocytes.empty() || control_.knock_out) continue;
        const pool_astrocyte_config& own = drawn_.astrocytes[pool];
        calcium_[pool] =
            std::max(calcium_[pool], std::min(calcium_[pool] + own.per_spike, own.cap));
    }
}

}  // namespace memglia

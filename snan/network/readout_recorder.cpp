#include "snan/network/readout_recorder.hpp"

#include <algorithm>

namespace memglia {

readout_recorder::readout_recorder(const network& net) {
    for (const readout& r : net.readouts) {
        channel& c = channels_.emplace_back();
        c.population = index_of(net.populations, r.of);
        c.neurons_per_group = r.neurons_per_group;
        c.first = first_tick(r, net.tick_s);
        c.end = memglia::end_tick(r, net.tick_s);
        c.tick_s = net.tick_s;
        c.groups.resize(net.populations[c.population].size / r.neurons_per_group);
    }
}

void readout_recorder::end_tick(const probe_recorder::subject& seen, std::uint64_t ticks) {
    const std::uint64_t tick = ticks - 1;
    for (channel& c : channels_) {
        if (tick < c.first || tick >= c.end) continue;
        for (const std::uint32_t j : seen.spiking(c.population)) {
            group_reading& g = c.groups[j / c.neurons_per_group];
            if (g.spikes++ == 0) g.first_tick = tick;
        }
    }
}

readout_result readout_recorder::read(std::size_t readout_index, std::uint64_t ticks) const {
    const channel& c = channels_[readout_index];
    readout_result r;
    r.ticks = std::min(std::max(ticks, c.first), c.end) - c.first;
    r.is_over = ticks >= c.end;
    r.groups = c.groups;
    std::uint64_t most = 0;
    const double neuron_s = c.tick_s * c.neurons_per_group * static_cast<double>(r.ticks);
    for (std::uint32_t g = 0; g < r.groups.size(); ++g) {
        const std::uint64_t spikes = r.groups[g].spikes;
        if (r.ticks > 0) r.groups[g].rate_hz = static_cast<double>(spikes) / neuron_s;
        if (spikes > most) r.winners.clear();
        most = std::max(most, spikes);
        if (spikes == most && spikes > 0) r.winners.push_back(g);
    }
    return r;
}

}  // namespace memglia

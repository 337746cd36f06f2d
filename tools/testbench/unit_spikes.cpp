#include "tools/testbench/unit_spikes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/random.hpp"

namespace memglia {

namespace {
constexpr std::int64_t latest_tick = 10'000'000;
}  // namespace

void check_field_alone(const network& net) {
    try {
        check(net);
    } catch (const input_error& e) {
        constexpr std::string_view there = "astrocytes[0].";
        input_error::details why = e.data;
        if (why.path.starts_with(there)) why.path.erase(0, there.size());
        throw input_error(why);
    }
}

std::vector<stimulus_column> unit_spike_columns(std::uint32_t units,
                                                std::uint32_t neurons_per_unit) {
    return {{"tick", "of the spike; ascending", 0, latest_tick},
            {"neuron", "that spikes; unit neuron / neurons_per_unit senses it", 0,
             std::int64_t{units} * neurons_per_unit - 1}};
}

bench_stimulus burst_stimulus(const random_bursts& bursts, std::uint32_t units,
                              std::uint32_t neurons_per_unit, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "spikes");
    std::vector<bool> spikes(units);
    bench_stimulus all;
    for (std::uint32_t tick = 0; tick < bursts.ticks; ++tick) {
        for (std::uint32_t u = 0; u < units; ++u) {
            if (tick % bursts.burst_ticks == 0) spikes[u] = draws.uniform() < 0.5;
            for (std::uint32_t j = 0; spikes[u] && j < neurons_per_unit; ++j) {
                if (draws.uniform() >= bursts.rate) continue;
                all.rows.push_back({tick, u * neurons_per_unit + j});
            }
        }
    }
    return all;
}

std::uint64_t spikes_by_tick::ticks() const {
    return rows_.rows.empty() ? 0 : static_cast<std::uint64_t>(rows_.rows.back()[spike_tick]) + 1;
}

std::vector<std::uint32_t> spikes_by_tick::in(std::uint64_t tick) {
    std::vector<std::uint32_t> spiking;
    for (; next_ < rows_.rows.size() &&
           static_cast<std::uint64_t>(rows_.rows[next_][spike_tick]) == tick;
         ++next_) {
        const auto neuron = static_cast<std::uint32_t>(rows_.rows[next_][spike_neuron]);
        if (std::count(spiking.begin(), spiking.end(), neuron) > 0) {
            refuse_row(rows_, next_, "neuron",
                       fmt::format("found {} a second time in tick {}", neuron, tick),
                       "at most one spike of a neuron in a tick");
        }
        spiking.push_back(neuron);
    }
    std::sort(spiking.begin(), spiking.end());
    return spiking;
}

}  // namespace memglia

#include "rtl_models/navigation/baselines.hpp"

#include <algorithm>

namespace memglia {

namespace {
constexpr double actions = 4;
constexpr double words_per_tag = 2;
}  // namespace

decision_events mean_events(const activity_record& record, std::uint64_t decisions) {
    const auto n = static_cast<double>(std::max<std::uint64_t>(decisions, 1));
    const auto per_decision = [&](activity what) {
        return static_cast<double>(record.counts[static_cast<std::size_t>(what)]) / n;
    };
    const double tags = per_decision(activity::learning_sram_write) / words_per_tag;
    const double reinforcements = per_decision(activity::write_convert) / actions;
    const double seconds = static_cast<double>(record.elapsed_ps) * 1e-12;
    return {.contact_spikes = std::max(0.0, per_decision(activity::neuron_add) - actions),
            .reinforcements = reinforcements,
            .rate_hz = seconds > 0 ? static_cast<double>(decisions) / seconds : 0,
            .tags = tags,
            .wave_sites = tags > 0 ? 0 : reinforcements};
}

spike_core_events map_to_spike_core(const decision_events& decision) {
    return {.synaptic_ops = actions + decision.contact_spikes + actions * decision.wave_sites,
            .stdp_updates = decision.tags + actions * decision.reinforcements,
            .active_updates = actions + 1 + decision.wave_sites,
            .inactive_updates = actions,
            .tile_spikes = 1 + decision.wave_sites};
}

double synaptic_operations(const decision_events& decision) {
    const spike_core_events events = map_to_spike_core(decision);
    const double astrocytes = 1 + actions + decision.wave_sites;
    return events.synaptic_ops + astrocytes + events.stdp_updates;
}

odin_cost odin_decision(const odin_config& core, const decision_events& decision) {
    const double sops = synaptic_operations(decision);
    const double cycles = sops * core.cycles_per_sop.value;
    const double rate_hz = std::min(decision.rate_hz, core.max_clock_hz.value / cycles);
    return {.sops = sops,
            .cycles = cycles,
            .rate_hz = rate_hz,
            .sop_j = sops * core.sop_j.value,
            .clock_j = cycles * core.clock_j.value,
            .static_j = core.static_w.value / rate_hz};
}

}  // namespace memglia

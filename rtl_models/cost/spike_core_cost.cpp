#include "rtl_models/cost/spike_core_cost.hpp"

namespace memglia {

double price(const spike_core_events& events, const loihi_config& core) {
    return events.synaptic_ops * core.synaptic_op_j.value +
           events.stdp_updates * core.stdp_update_j.value +
           events.active_updates * core.active_update_j.value +
           events.inactive_updates * core.inactive_update_j.value +
           events.tile_spikes * core.tile_spike_j.value;
}

double power_w(const odin_config& core, double clock_hz, double sop_rate_hz) {
    return core.static_w.value + core.clock_j.value * clock_hz + core.sop_j.value * sop_rate_hz;
}

}  // namespace memglia

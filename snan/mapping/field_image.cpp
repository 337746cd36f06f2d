#include "snan/mapping/field_image.hpp"

namespace memglia {

astrocyte_image image_of(const fixed_astrocytes& field) {
    if (field.coincidence) {
        const fixed_coincidence_model& is = *field.coincidence;
        coincidence_image image;
        image.per_spike = is.per_spike;
        image.strong = is.strong;
        image.weak = is.weak;
        image.most_trace = is.most_trace;
        image.trace_decay = rom_of(is.trace_decay);
        image.rise = is.rise;
        image.cap = is.cap;
        image.raised = is.raised;
        image.decay = rom_of(is.decay);
        image.latency_ticks = is.latency_ticks;
        image.refractory_ticks = is.refractory_ticks;
        image.open_ticks = is.open_ticks;
        image.pause_ticks = is.pause_ticks;
        return image;
    }
    const fixed_calcium_model& is = *field.calcium;
    calcium_image image;
    image.per_spike = is.per_spike;
    image.cap = is.cap;
    image.decay = rom_of(is.decay);
    image.table_from = is.table_from;
    image.table_shift = is.table_shift;
    image.gate = is.gate;
    if (is.coupling) {
        image.conductance = is.coupling->conductance;
        for (const unit_edge& e : is.coupling->edges) image.edges.push_back({e.first, e.second});
    }
    return image;
}

}  // namespace memglia

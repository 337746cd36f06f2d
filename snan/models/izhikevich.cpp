#include "snan/models/izhikevich.hpp"

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

void check_model(const izhikevich_config&, double tick_s, const std::string& path) {
    if (tick_s <= izhikevich_config::coarsest_tick_s) return;
    throw input_error(
        {.path = path,
         .found = "found a tick of " + number_text(tick_s) + " s",
         .expected = "at most " + number_text(izhikevich_config::coarsest_tick_s) + " s",
         .hint = "the integration of these neurons is too coarse beyond; lower tick_s"});
}

std::string model_text(const izhikevich_config& cell, double) {
    std::string text = "izhikevich, a " + number_text(cell.a) + ", b " + number_text(cell.b) +
                       ", c " + number_text(cell.c) + ", d " + number_text(cell.d);
    if (cell.exponential) text += ", synapses of " + number_text(cell.exponential->tau_s) + " s";
    return text;
}

}  // namespace memglia

#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"
#include "snan/network/simulation.hpp"

namespace memglia {

using namespace network_check;

void check_pulse(const network& net, const current_pulse& pulse) {
    if (pulse.population >= net.populations.size()) {
        refuse("stimulate", "found population " + std::to_string(pulse.population),
               "one of " + std::to_string(net.populations.size()));
    }
    const population& p = net.populations[pulse.population];
    if (!has_neurons(p)) refuse("stimulate", "'" + p.name + "' is an input", "neurons");
    const std::uint64_t end = std::uint64_t{pulse.first} + pulse.count;
    if (pulse.count == 0 || end > p.size) {
        refuse("stimulate",
               "found " + std::to_string(pulse.count) + " neurons from " +
                   std::to_string(pulse.first) + " on",
               "some of the " + std::to_string(p.size) + " of '" + p.name + "'");
    }
    if (pulse.ticks == 0) refuse("stimulate", "found 0 ticks", "at least one");
    constexpr double most = 1e6;
    if (!(pulse.current >= -most && pulse.current <= most)) {
        refuse("stimulate", "found a current of " + number_text(pulse.current),
               "between " + number_text(-most) + " and " + number_text(most));
    }
}

void check_injection(const network& net, std::size_t population_index, std::uint32_t neuron) {
    if (population_index >= net.populations.size()) {
        refuse("inject", "found population " + std::to_string(population_index),
               "one of " + std::to_string(net.populations.size()));
    }
    const population& p = net.populations[population_index];
    if (has_neurons(p)) refuse("inject", "'" + p.name + "' is not an input", "an input");
    if (neuron >= p.size) {
        refuse("inject", "found neuron " + std::to_string(neuron),
               "one of the " + std::to_string(p.size) + " of '" + p.name + "'");
    }
}

void check_control(const network& net, std::size_t field_index, const astrocyte_control& control) {
    if (field_index >= net.astrocytes.size()) {
        refuse("manipulate", "found field " + std::to_string(field_index),
               "one of " + std::to_string(net.astrocytes.size()));
    }
    if (!(control.least_gate >= 0 && control.least_gate <= most_gate)) {
        refuse("manipulate", "found a gate of " + number_text(control.least_gate),
               "0 to " + number_text(most_gate));
    }
}

}  // namespace memglia

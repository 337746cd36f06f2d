#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"

namespace memglia::network_check {

void check_field(const network& net, std::size_t index, std::set<std::string>& gated) {
    const astrocyte_field& a = net.astrocytes[index];
    const std::string path = item("astrocytes", index);
    const population& sensed = part_of(net.populations, a.senses, path + ".senses", "population");
    if (a.neurons_per_unit > sensed.size) {
        refuse(path + ".neurons_per_unit", "found " + std::to_string(a.neurons_per_unit),
               "at most " + std::to_string(sensed.size) + ", the size of " + sensed.name);
    }
    if (a.calcium.decay == calcium_decay::euler && a.calcium.tau_s < net.tick_s) {
        refuse(path + ".calcium.tau_s", "found " + number_text(a.calcium.tau_s) + " s",
               "at least a tick, " + number_text(net.tick_s) + " s, for decay euler");
    }
    for (const std::string& name : a.gates) {
        const projection& p = part_of(net.projections, name, path + ".gates", "projection");
        const std::string& side = a.by == gated_side::target ? p.target : p.source;
        if (side != a.senses) {
            refuse(path + ".gates", "the " + word_of(a.by) + " of '" + name + "' is '" + side + "'",
                   "'" + a.senses + "', which the units sense");
        }
        if (!gated.insert(name).second) {
            refuse(path + ".gates", "'" + name + "' is gated already", "one unit for a synapse");
        }
    }
}

}  // namespace memglia::network_check

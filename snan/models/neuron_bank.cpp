#include "snan/models/neuron_bank.hpp"

#include "snan/models/adex_bank.hpp"
#include "snan/models/izhikevich_bank.hpp"
#include "snan/models/lif_bank.hpp"

namespace memglia {

std::unique_ptr<neuron_bank> make_neuron_bank(const network& net, const population& p,
                                              registers allowed) {
    if (p.izhikevich) return std::make_unique<izhikevich_bank>(net, p, allowed);
    if (p.adex) return std::make_unique<adex_bank>(net, p);
    return std::make_unique<lif_bank>(net, p, allowed);
}

line_vector<double> neuron_values_of(const population& p, neuron_parameter which, double common) {
    line_vector<double> all(p.size, common);
    for (const neuron_values& v : p.per_neuron) {
        if (v.parameter == which) all.assign(v.values.begin(), v.values.end());
    }
    return all;
}

}  // namespace memglia

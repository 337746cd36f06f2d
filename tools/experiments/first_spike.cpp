#include "tools/experiments/first_spike.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace memglia {

rung_outcome same_spikes(const std::vector<spike_event>& reference,
                         const std::vector<spike_event>& tested) {
    const std::size_t both = std::min(reference.size(), tested.size());
    std::size_t k = 0;
    while (k < both && reference[k] == tested[k]) ++k;
    if (k == reference.size() && k == tested.size()) {
        return {true, {fmt::format("{} spikes of cells, all the same", k)}};
    }
    const auto text = [k](const std::vector<spike_event>& spikes) {
        return k < spikes.size()
                   ? fmt::format("neuron {} in tick {}", spikes[k].neuron, spikes[k].tick)
                   : "no more";
    };
    return {false,
            {fmt::format("cells, spike {}: {} in the reference, {} in what is tested", k,
                         text(reference), text(tested))}};
}

}  // namespace memglia

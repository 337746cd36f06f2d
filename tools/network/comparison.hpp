#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "snan/network/first_difference.hpp"
#include "tools/network/simulate.hpp"

namespace memglia {

/// Two runs of one network side by side.
struct comparison {
    substrate first_on = substrate::chip;
    substrate second_on = substrate::fixed;
    std::optional<difference> parts;  ///< where they part
    bool same_events = true;          ///< as many synaptic events

    struct spike_counts {
        std::string population;
        std::uint64_t first = 0;
        std::uint64_t second = 0;
    };
    std::vector<spike_counts> spikes;

    /// At the end of the run, over a projection's synapses.
    struct weight_means {
        std::string projection;
        double first = 0;
        double second = 0;
        double apart = 0;  ///< mean of the absolute difference
    };
    std::vector<weight_means> weights;

    bool identical() const { return !parts && same_events; }
};

/// Of two finished runs of a network made by with_end_probes(), which had so many probes before.
comparison compare(const network_simulation& first, substrate first_on,
                   const network_simulation& second, substrate second_on, std::size_t own_probes);

/// Whether a chip must do what the fixed-point engine does, bit for bit: its cells are exact and
/// its lines do not resist.
bool is_exact(const network_chip_config& chip);

std::string comparison_text(const comparison& c);
nlohmann::ordered_json comparison_json(const comparison& c);

}  // namespace memglia

#pragma once

#include <cstdint>
#include <vector>

#include "base/field.hpp"

namespace memglia {

/// What a unit may begin with.
inline constexpr double most_astrocytic = 16;

/// Resource that the synapses of a unit's neurons share with the unit (arXiv:2604.10036): spikes
/// move it from synapses to the astrocyte, the astrocyte gives it back, and coupled units exchange
/// it. Nothing is made or lost. The gate of a unit is 1 - q, so a gain of strength -1 by source
/// delivers w q. In every tick, all units at once,
///   `exchanges` times: a_u += conductance * (sum over neighbours v of a_v - a_u);
///   then gates read q; then, with n spikes,
///   used = depletion n q, given = replenishment_hz tick_s a (1 - q), q += given - used,
///   a += used - given, none of them more than there is.
struct resource_config {
    double depletion = 1e-3;
    double replenishment_hz = 10;
    double synaptic = 1;
    double astrocytic = 0;
    std::uint32_t exchanges = 1;
    std::uint32_t quanta_bits = 16;
    std::vector<double> synaptic_of_unit;    ///< empty: `synaptic` for all
    std::vector<double> astrocytic_of_unit;  ///< the same

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "depletion",
                    .unit = "1",
                    .doc = "share of a unit's synaptic resource that a spike moves to it",
                    .min = 0,
                    .max = 1},
              self.depletion);
        visit(field{.name = "replenishment_hz",
                    .unit = "Hz",
                    .doc = "gamma: rate at which astrocytic resource of 1 fills synapses",
                    .min = 0,
                    .max = 1e6},
              self.replenishment_hz);
        visit(field{.name = "synaptic",
                    .unit = "1",
                    .doc = "q before the first tick",
                    .min = 0,
                    .max = 1},
              self.synaptic);
        visit(field{.name = "astrocytic",
                    .unit = "1",
                    .doc = "a before the first tick",
                    .min = 0,
                    .max = most_astrocytic},
              self.astrocytic);
        visit(field{.name = "exchanges",
                    .unit = "1",
                    .doc = "between coupled units in a tick",
                    .min = 1,
                    .max = 255},
              self.exchanges);
        visit(
            field{.name = "quanta_bits",
                  .unit = "bits",
                  .doc = "in integers q = 1 is so many: 2^bits quanta; more units than 2^26 quanta "
                         "make are refused",
                  .min = 4,
                  .max = 20},
            self.quanta_bits);
    }
};

}  // namespace memglia

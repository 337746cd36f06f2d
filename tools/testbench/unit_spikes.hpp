#pragma once

#include <cstdint>
#include <vector>

#include "base/field.hpp"
#include "snan/network/network.hpp"
#include "tools/testbench/stimulus.hpp"

// What astrocyte units sense on their benches.
namespace memglia {

/// Spikes that a bench makes: a unit's neurons spike or rest for a while, by chance.
struct random_bursts {
    std::uint32_t ticks = 4000;
    std::uint32_t burst_ticks = 400;
    double rate = 0.005;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "ticks", .unit = "ticks", .doc = "with spikes", .min = 1, .max = 1e6},
              self.ticks);
        visit(field{.name = "burst_ticks",
                    .unit = "ticks",
                    .doc = "in which a unit's neurons spike or rest, one as likely as the other",
                    .min = 1,
                    .max = 1e6},
              self.burst_ticks);
        visit(field{.name = "rate",
                    .unit = "1",
                    .doc = "spikes per neuron and tick, of those that spike",
                    .min = 0,
                    .max = 1},
              self.rate);
    }
};

/// check(net), of which the bench has the one field: its keys are named as those of the bench.
void check_field_alone(const network& net);

enum unit_spike_column : std::size_t { spike_tick, spike_neuron };

std::vector<stimulus_column> unit_spike_columns(std::uint32_t units,
                                                std::uint32_t neurons_per_unit);

bench_stimulus burst_stimulus(const random_bursts& bursts, std::uint32_t units,
                              std::uint32_t neurons_per_unit, std::uint64_t seed);

/// Those that spike in each tick, ascending; refuses rows that name one twice.
class spikes_by_tick {
  public:
    explicit spikes_by_tick(const bench_stimulus& rows) : rows_(rows) {}

    /// Up to the last spike.
    std::uint64_t ticks() const;

    /// Ticks come one after the other.
    std::vector<std::uint32_t> in(std::uint64_t tick);

  private:
    const bench_stimulus& rows_;
    std::size_t next_ = 0;
};

}  // namespace memglia

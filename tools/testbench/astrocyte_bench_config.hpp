#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/choice.hpp"
#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "snan/models/calcium_gate.hpp"
#include "snan/models/coincidence_gate.hpp"
#include "snan/network/coupling_config.hpp"

namespace memglia {

/// Those that a chip has tiles of, but for resource.
enum class unit_kind { calcium, coincidence };
constexpr std::string_view choice_words(unit_kind) {
    return "calcium|coincidence";
}

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

/// A tile of astrocyte units on its bench.
struct astrocyte_bench_config {
    unit_kind model = unit_kind::calcium;
    calcium_gate_config calcium;
    coincidence_config coincidence;
    std::optional<coupling_config> coupling;
    std::uint32_t units = 6;
    std::uint32_t neurons_per_unit = 4;
    double tick_s = 1e-3;
    std::uint32_t tail_ticks = 500;
    std::uint32_t state_bits = 24;
    std::string technology = "cmos_28nm";
    random_bursts random;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "model", .doc = "of the units"}, self.model);
        visit(field{.name = "calcium", .doc = "calcium that spikes raise and that opens a gate"},
              self.calcium);
        visit(field{.name = "coincidence",
                    .doc = "a strong drive raises calcium, a weak one on raised calcium opens"},
              self.coincidence);
        visit(field{.name = "coupling", .doc = "calcium that flows between the units"},
              self.coupling);
        visit(field{.name = "units", .unit = "1", .doc = "of the tile", .min = 1, .max = 4096},
              self.units);
        visit(field{.name = "neurons_per_unit",
                    .unit = "neurons",
                    .doc = "that a unit senses",
                    .min = 1,
                    .max = 1024},
              self.neurons_per_unit);
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "one tick, in biological time",
                    .min = 1e-7,
                    .max = 1},
              self.tick_s);
        visit(field{.name = "tail_ticks",
                    .unit = "ticks",
                    .doc = "after the last spike",
                    .min = 0,
                    .max = 1e6},
              self.tail_ticks);
        visit(
            field{.name = "state_bits", .unit = "bits", .doc = "of calcium", .min = 12, .max = 30},
            self.state_bits);
        visit(field{.name = "technology", .doc = "table in configs/technologies that prices"},
              self.technology);
        visit(field{.name = "random", .doc = "the spikes of a random stimulus"}, self.random);
    }

    unused_keys unused() const {
        unused_keys all;
        const bool has_calcium = model == unit_kind::calcium;
        add_unused(all, {has_calcium ? "coincidence" : "calcium"},
                   "model is '" + word_of(model) + "'", "model",
                   has_calcium ? "model coincidence" : "model calcium");
        return all;
    }
};

}  // namespace memglia

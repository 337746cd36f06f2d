#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "snan/models/pair_stdp.hpp"
#include "snan/models/tripartite.hpp"

namespace memglia {

enum class connection_rule { all_to_all, one_to_one, probability, list, matrix, distance };
constexpr std::string_view choice_words(connection_rule) {
    return "all_to_all|one_to_one|probability|list|matrix|distance";
}

enum class kernel_shape { gaussian, exponential, box, cosine, mexican_hat };
constexpr std::string_view choice_words(kernel_shape) {
    return "gaussian|exponential|box|cosine|mexican_hat";
}

enum class kernel_role { probability, weight };
constexpr std::string_view choice_words(kernel_role) {
    return "probability|weight";
}

/// What the distance d of two neurons makes of their connection; see the fields.
struct kernel_config {
    kernel_shape shape = kernel_shape::gaussian;
    double length = 1;
    kernel_role of = kernel_role::probability;
    double cutoff = 0;
    bool periodic = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "shape",
                    .doc = "k(d), with l the length: gaussian, exp(-d^2/(2 l^2)); exponential, "
                           "exp(-d/l); box, 1 up to d = l and 0 beyond; cosine, cos(2 pi d/l); "
                           "mexican_hat, (1 - d^2/l^2) exp(-d^2/(2 l^2))"},
              self.shape);
        visit(field{.name = "length",
                    .unit = "1",
                    .doc = "l, in distances of neighbours",
                    .min = 1e-3,
                    .max = 1e9},
              self.length);
        visit(field{.name = "of",
                    .doc = "probability: a pair is connected with probability * k(d); weight: all "
                           "pairs with k(d) other than 0 are, and weights are multiplied by k(d)"},
              self.of);
        visit(field{.name = "cutoff",
                    .unit = "1",
                    .doc = "pairs farther apart are not connected; 0: no limit",
                    .min = 0,
                    .max = 1e9},
              self.cutoff);
        visit(field{.name = "periodic",
                    .doc = "whether the last column is beside the first, and the last row"},
              self.periodic);
    }
};

/// The longest delay, which also fits what chips of this kind store.
inline constexpr std::uint32_t most_delay_ticks = 65'535;

/// Synapses one by one. An empty column: all have the projection's value.
struct synapse_table {
    std::vector<std::uint32_t> source;
    std::vector<std::uint32_t> target;
    std::vector<double> weight;
    std::vector<std::uint32_t> delay_ticks;
};

/// Synapses from one population to another. A spike of tick k is delivered in tick k + delay, when
/// all populations have fired, so that it can make its target spike in the tick after that.
struct projection {
    std::string name = "";
    std::string source = "";
    std::string target = "";
    connection_rule connect = connection_rule::all_to_all;
    double probability = 0;
    std::optional<kernel_config> kernel;
    bool autapses = false;
    std::string file = "";
    double weight = 0;
    double weight_spread = 0;
    std::uint32_t delay_ticks = 1;
    std::uint32_t delay_spread_ticks = 0;
    std::optional<pair_stdp_config> stdp;
    std::optional<tripartite_config> tripartite;
    synapse_table table;  ///< of the rules list and matrix

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "what probes and astrocytes call it"}, self.name);
        visit(field{.name = "source", .doc = "population that it comes from"}, self.source);
        visit(field{.name = "target", .doc = "population of neurons that it leads to"},
              self.target);
        visit(
            field{.name = "connect",
                  .doc =
                      "which pairs: all, equal indices, each pair with a probability, a table "
                      "of synapses (source, target, weight, delay_ticks), or a matrix of "
                      "weights with a row per source; nan there: no synapse; or by a kernel of the "
                      "distance of two neurons in the grids of their populations"},
            self.connect);
        visit(
            field{.name = "probability",
                  .unit = "1",
                  .doc = "of a pair, for connect probability, and connect distance by probability",
                  .min = 0,
                  .max = 1},
            self.probability);
        visit(field{.name = "kernel", .doc = "of connect distance"}, self.kernel);
        visit(field{.name = "autapses", .doc = "whether a neuron may connect to itself"},
              self.autapses);
        visit(field{.name = "file", .doc = "of connect list and matrix"}, self.file);
        visit(field{.name = "weight",
                    .unit = "1",
                    .doc = "what a spike adds to the potential or current, unless the file says",
                    .min = -1e6,
                    .max = 1e6},
              self.weight);
        visit(field{.name = "weight_spread",
                    .unit = "1",
                    .doc = "weights are uniform in weight - spread to weight + spread",
                    .min = 0,
                    .max = 1e6},
              self.weight_spread);
        visit(field{.name = "delay_ticks",
                    .unit = "ticks",
                    .doc = "from spike to delivery, unless the file says; 0: in the same tick",
                    .min = 0,
                    .max = most_delay_ticks},
              self.delay_ticks);
        visit(field{.name = "delay_spread_ticks",
                    .unit = "ticks",
                    .doc = "delays are uniform in delay_ticks - spread to delay_ticks + spread",
                    .min = 0,
                    .max = most_delay_ticks},
              self.delay_spread_ticks);
        visit(field{.name = "stdp", .doc = "plasticity by pairs of spikes"}, self.stdp);
        visit(field{.name = "tripartite", .doc = "plasticity where astrocytes permit it"},
              self.tripartite);
    }
};

/// Where plasticity clips, if there is any.
inline std::optional<double> largest_plastic_weight(const projection& p) {
    if (p.stdp) return p.stdp->w_max;
    if (p.tripartite) return p.tripartite->w_max;
    return std::nullopt;
}

}  // namespace memglia

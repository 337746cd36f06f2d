#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"

namespace memglia {

enum class coupling_graph { ring, grid, list };
constexpr std::string_view choice_words(coupling_graph) {
    return "ring|grid|list";
}

/// Two units between which calcium flows.
struct unit_edge {
    std::uint32_t first = 0;
    std::uint32_t second = 0;

    friend bool operator==(const unit_edge&, const unit_edge&) = default;
};

/// Calcium that flows between the units of a field. In every tick, when calcium has decayed and
/// before gates read it and spikes raise it, over all edges at once:
///   Ca_u += conductance * (sum over neighbours v of Ca_v - Ca_u).
struct coupling_config {
    coupling_graph graph = coupling_graph::ring;
    double conductance = 0;
    std::uint32_t columns = 0;
    std::string file = "";
    std::vector<unit_edge> edges;  ///< of the graph list

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "graph",
                    .doc = "neighbours: in a ring; left, right, above and below in a grid of rows; "
                           "or a table of edges (first, second)"},
              self.graph);
        visit(field{.name = "conductance",
                    .unit = "1",
                    .doc = "share of the difference that flows along an edge in a tick; times the "
                           "most edges of a unit at most 1/2, so that no difference changes sign",
                    .min = 0,
                    .max = 0.5},
              self.conductance);
        visit(field{.name = "columns", .unit = "units", .doc = "units in a row, for graph grid"},
              self.columns);
        visit(field{.name = "file", .doc = "table of edges, for graph list"}, self.file);
    }
};

}  // namespace memglia

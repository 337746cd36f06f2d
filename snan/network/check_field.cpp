#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"
#include "snan/network/coupling.hpp"

namespace memglia::network_check {

namespace {

void check_edges(const coupling_config& c, std::uint32_t units, const std::string& path) {
    const std::string of = c.file.empty() ? "" : " of " + c.file;
    std::set<std::pair<std::uint32_t, std::uint32_t>> known;
    if (c.edges.empty()) refuse(path, "found no edges" + of, "at least one");
    for (std::size_t k = 0; k < c.edges.size(); ++k) {
        const auto [first, second] = std::minmax(c.edges[k].first, c.edges[k].second);
        const std::string found = "found edge " + std::to_string(k + 1) + ", " +
                                  std::to_string(c.edges[k].first) + " to " +
                                  std::to_string(c.edges[k].second) + of;
        if (second >= units) {
            refuse(path, found, "units below " + std::to_string(units) + ", those of the field");
        }
        if (first == second) refuse(path, found, "two units");
        if (!known.emplace(first, second).second) refuse(path, found + ", again", "it once");
    }
}

void check_coupling(const network& net, const astrocyte_field& a, const std::string& path) {
    const coupling_config& c = *a.coupling;
    const std::uint32_t units = unit_count(net, a);
    if (units < 2) refuse(path, "found a field of one unit", "at least two");
    const bool is_grid = c.graph == coupling_graph::grid;
    if (is_grid && (c.columns == 0 || c.columns > units)) {
        refuse(path + ".columns", "found " + std::to_string(c.columns),
               "1 to " + std::to_string(units) + ", the units of the field");
    }
    if (!is_grid && c.columns != 0) {
        refuse(path + ".columns", "found " + std::to_string(c.columns), "none but for graph grid");
    }
    const bool is_list = c.graph == coupling_graph::list;
    if (!is_list && (!c.file.empty() || !c.edges.empty())) {
        refuse(path + ".file", "found '" + c.file + "'", "a file for graph list alone");
    }
    if (is_list) check_edges(c, units, path + ".file");
    const std::uint32_t edges = most_edges_of_a_unit(coupling_edges(net, a), units);
    if (!(c.conductance > 0) || c.conductance * edges > 0.5) {
        refuse(path + ".conductance",
               "found " + number_text(c.conductance) + " with " + std::to_string(edges) +
                   " edges at a unit",
               "more than 0 and at most " + number_text(0.5 / edges) +
                   ", so that no difference changes sign");
    }
}

}  // namespace

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
    if (a.coupling) check_coupling(net, a, path + ".coupling");
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

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"
#include "snan/network/coupling.hpp"
#include "snan/network/transient_shape.hpp"

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
    if (a.ullah) {
        if (c.conductance == 0) return;
        refuse(path + ".conductance", "found " + number_text(c.conductance),
               "none with ullah, which has flows of its own");
    }
    const std::uint32_t edges = most_edges_of_a_unit(coupling_edges(net, a), units);
    if (!(c.conductance > 0) || c.conductance * edges > 0.5) {
        refuse(path + ".conductance",
               "found " + number_text(c.conductance) + " with " + std::to_string(edges) +
                   " edges at a unit",
               "more than 0 and at most " + number_text(0.5 / edges) +
                   ", so that no difference changes sign");
    }
}

const population& check_units(const network& net, const astrocyte_field& a,
                              const std::string& path) {
    const population& sensed = part_of(net.populations, a.senses, path + ".senses", "population");
    if (a.neurons_per_unit > sensed.size) {
        refuse(path + ".neurons_per_unit", "found " + std::to_string(a.neurons_per_unit),
               "at most " + std::to_string(sensed.size) + ", the size of " + sensed.name);
    }
    if (!a.zone) return sensed;
    if (!sensed.grid || sensed.size % sensed.grid->columns != 0) {
        refuse(path + ".zone", "'" + a.senses + "' is not on a grid of full rows",
               "grid: COLUMNS at that population, a divisor of its size");
    }
    if (a.neurons_per_unit != 1) {
        refuse(path + ".neurons_per_unit",
               "found " + std::to_string(a.neurons_per_unit) + " beside a zone", "one of them");
    }
    const std::uint32_t shorter =
        std::min(sensed.grid->columns, sensed.size / sensed.grid->columns);
    if (a.zone->side == 0 || a.zone->stride == 0 || a.zone->side > shorter) {
        refuse(path + ".zone.side",
               "found zones of " + std::to_string(a.zone->side) + ", " +
                   std::to_string(a.zone->stride) + " apart",
               "1 to " + std::to_string(shorter) + ", the shorter side of the grid");
    }
    return sensed;
}

void check_coincidence(const network& net, const coincidence_config& c, const std::string& path) {
    if (ticks_of(net, c.latency_s) > std::max(1U, ticks_of(net, c.refractory_s))) {
        refuse(path + ".latency_s", "found " + number_text(c.latency_s) + " s",
               "at most refractory_s, " + number_text(c.refractory_s) +
                   " s: one rise on its way at a time");
    }
    if (c.raised > c.cap) {
        refuse(path + ".raised", "found " + number_text(c.raised),
               "at most the cap, " + number_text(c.cap));
    }
}

void check_ullah(const network& net, const astrocyte_field& a, const std::string& path) {
    constexpr double longest_tick_s = 2e-3;
    if (net.tick_s > longest_tick_s) {
        refuse("tick_s", "found " + number_text(net.tick_s) + " s",
               "at most " + number_text(longest_tick_s) + " s, a step of the model ullah");
    }
    if (!a.coupling) return;
    const std::uint32_t edges = most_edges_of_a_unit(coupling_edges(net, a), unit_count(net, a));
    const double flow_hz = std::max(a.ullah->calcium_flow_hz, a.ullah->ip3_flow_hz);
    if (flow_hz * net.tick_s * edges <= 0.5) return;
    refuse(path + ".ullah",
           "found a flow of " + number_text(flow_hz) + " Hz with " + std::to_string(edges) +
               " edges at a unit",
           "at most " + number_text(0.5 / edges / net.tick_s) +
               " Hz, so that no difference changes sign");
}

void check_transient(const network& net, const ullah_transient_config& c, const std::string& path) {
    const std::size_t samples = transient_shape(net, c).calcium_um.size();
    // A start and rest.
    if (samples <= 2) {
        refuse(path + ".tolerance_um", "found " + number_text(c.tolerance_um) + " uM",
               "less than the transient rises above rest");
    }
    if (samples > transient_shape::most_samples) {
        refuse(path + ".sample_s", "found " + std::to_string(samples) + " samples",
               "at most " + std::to_string(transient_shape::most_samples));
    }
}

void check_model(const network& net, const astrocyte_field& a, const std::string& path) {
    int models = 0;
    for_each_model(a, [&models](auto, const auto&) { ++models; });
    if (models != 1) {
        refuse(path, models == 0 ? "found no model" : "found " + std::to_string(models) + " models",
               "one of " + astrocyte_model_names());
    }
    if (a.coincidence) check_coincidence(net, *a.coincidence, path + ".coincidence");
    if (a.ullah_transient) {
        check_transient(net, *a.ullah_transient, path + ".ullah_transient");
    }
    if (a.ullah) check_ullah(net, a, path);
    if (a.coupling && (a.coincidence || a.ullah_transient)) {
        refuse(path + ".coupling", "found it with a model whose calcium does not flow",
               "calcium or ullah");
    }
    if (a.calcium && a.calcium->decay == calcium_decay::euler && a.calcium->tau_s < net.tick_s) {
        refuse(path + ".calcium.tau_s", "found " + number_text(a.calcium->tau_s) + " s",
               "at least a tick, " + number_text(net.tick_s) + " s, for decay euler");
    }
}

void check_resource(const network& net, const astrocyte_field& a, const std::string& path) {
    const resource_config& r = *a.resource;
    const std::uint32_t units = unit_count(net, a);
    for (const std::vector<double>* values : {&r.synaptic_of_unit, &r.astrocytic_of_unit}) {
        const bool is_synaptic = values == &r.synaptic_of_unit;
        const std::string name = path + (is_synaptic ? ".synaptic" : ".astrocytic");
        if (!values->empty() && values->size() != units) {
            refuse(name, "found values of " + std::to_string(values->size()) + " units",
                   std::to_string(units) + ", the units of the field");
        }
        const double most = is_synaptic ? 1 : most_astrocytic;
        for (const double value : *values) {
            if (value >= 0 && value <= most) continue;
            refuse(name, "found " + number_text(value), "0 to " + number_text(most));
        }
    }
    if (!a.coupling && r.exchanges != 1) {
        refuse(path + ".exchanges", "found " + std::to_string(r.exchanges) + " without coupling",
               "coupling: units that exchange");
    }
    if (r.replenishment_hz * net.tick_s > 1) {
        refuse(path + ".replenishment_hz", "found " + number_text(r.replenishment_hz) + " Hz",
               "at most once in a tick, " + number_text(1 / net.tick_s) + " Hz");
    }
}

// Regions are places of the sensed population: another one has to have the same.
void check_same_places(const network& net, const std::string& of, const population& sensed,
                       const std::string& path, const std::string& what) {
    const population& p = part_of(net.populations, of, path, "population");
    const bool is_other_grid = sensed.grid && p.grid && p.grid->columns != sensed.grid->columns;
    if (p.size == sensed.size && !is_other_grid) return;
    refuse(path,
           what + "'" + of + "' with " + std::to_string(p.size) + " neurons" +
               (is_other_grid ? " on another grid" : ""),
           "'" + sensed.name + "', which the units sense, or as many neurons");
}

void check_gain(const network& net, const astrocyte_effect& e, const population& sensed,
                std::set<std::string>& gated, const std::string& path) {
    if (!e.of.empty()) refuse(path + ".of", "found '" + e.of + "'", "projections for a gain");
    if (e.strength < -1 || e.strength > most_gate) {
        refuse(path + ".strength", "found " + number_text(e.strength),
               "-1 to " + number_text(most_gate) + " for a gain");
    }
    if (e.projections.empty()) refuse(path + ".projections", "found none", "at least one");
    for (const std::string& name : e.projections) {
        const std::string place = path + ".projections";
        const projection& p = part_of(net.projections, name, place, "projection");
        check_same_places(net, e.by == gated_side::target ? p.target : p.source, sensed, place,
                          "the " + word_of(e.by) + " of '" + name + "' is ");
        if (!gated.insert(name).second) {
            refuse(place, "'" + name + "' is gated already", "one unit for a synapse");
        }
    }
}

void check_effect(const network& net, const astrocyte_effect& e, const population& sensed,
                  std::set<std::string>& gated, const std::string& path) {
    if (e.kind == effect_kind::gain) return check_gain(net, e, sensed, gated, path);
    if (!e.projections.empty()) {
        refuse(path + ".projections", "found " + e.projections.front(), "them for a gain alone");
    }
    if (e.by != gated_side::target) {
        refuse(path + ".by", "found " + word_of(e.by), "it for a gain alone");
    }
    const std::string of = e.of.empty() ? sensed.name : e.of;
    check_same_places(net, of, sensed, path + ".of", "found ");
    const population& p = net.populations[index_of(net.populations, of)];
    if (!has_neurons(p)) refuse(path + ".of", "'" + of + "' is an input", "neurons");
    if (e.kind == effect_kind::threshold && !p.lif) {
        refuse(path + ".of", "'" + of + "' has no threshold that could be another",
               "lif neurons for a threshold");
    }
}

void check_manipulation(const network& net, const manipulation& m, const std::string& path) {
    if (end_tick(m, net.tick_s) <= first_tick(m, net.tick_s)) {
        refuse(path + ".to_s",
               "found " + number_text(m.to_s) + " s, from " + number_text(m.from_s) + " s on",
               "at least a tick more, " + number_text(net.tick_s) + " s");
    }
    const bool activates = m.kind == manipulation_kind::activate;
    if (activates == (m.gate > 0)) return;
    refuse(path + ".gate", "found " + number_text(m.gate) + " for " + word_of(m.kind),
           activates ? "more than 0" : "it for activate alone");
}

}  // namespace

void check_field(const network& net, std::size_t index, std::set<std::string>& gated) {
    const astrocyte_field& a = net.astrocytes[index];
    const std::string path = item("astrocytes", index);
    const population& sensed = check_units(net, a, path);
    check_model(net, a, path);
    if (a.coupling) check_coupling(net, a, path + ".coupling");
    if (a.resource) check_resource(net, a, path + ".resource");
    for (std::size_t e = 0; e < a.effects.size(); ++e) {
        check_effect(net, a.effects[e], sensed, gated, path + "." + item("effects", e));
    }
    for (std::size_t m = 0; m < a.manipulations.size(); ++m) {
        check_manipulation(net, a.manipulations[m], path + "." + item("manipulations", m));
    }
}

}  // namespace memglia::network_check

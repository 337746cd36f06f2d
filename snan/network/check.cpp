#include <cmath>

#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

using namespace network_check;

namespace {

// Names go into messages and file names.
template <class Part>
void check_names(const std::vector<Part>& parts, const char* list) {
    std::set<std::string> known;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string& name = parts[i].name;
        const std::string path = item(list, i) + ".name";
        const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c == '-';
        });
        if (name.empty() || !plain) {
            refuse(path, name.empty() ? "found no name" : "found '" + name + "'",
                   "letters, digits, _ and -");
        }
        constexpr std::size_t longest = 100;
        if (name.size() > longest) {
            refuse(path, "found a name of " + std::to_string(name.size()) + " letters",
                   "at most " + std::to_string(longest));
        }
        if (!known.insert(name).second) {
            refuse(path, "found a second '" + name + "'", "a name of its own");
        }
    }
}

void check_one_model(const network& net, std::size_t index) {
    const population& p = net.populations[index];
    const int models = model_count(p) + (p.spikes ? 1 : 0) + (p.poisson ? 1 : 0);
    if (models == 1) return;
    refuse(item("populations", index),
           models == 0 ? "found no model" : "found " + std::to_string(models) + " models",
           "one of " + model_names() + ", spikes and poisson");
}

void check_ends(const network& net, std::size_t index) {
    const projection& p = net.projections[index];
    const std::string path = item("projections", index);
    part_of(net.populations, p.source, path + ".source", "population");
    const population& target = part_of(net.populations, p.target, path + ".target", "population");
    if (!has_neurons(target)) {
        refuse(path + ".target", "'" + p.target + "' is an input", "a population of neurons");
    }
    check_kernel(net, index);
}

void check_stimulus(const network& net, std::size_t index) {
    const stimulus& s = net.stimuli[index];
    const std::string path = item("stimuli", index);
    if (!has_neurons(part_of(net.populations, s.population, path + ".population", "population"))) {
        refuse(path + ".population", "'" + s.population + "' is an input",
               "a population of neurons");
    }
    if (end_tick(s, net.tick_s) <= first_tick(s, net.tick_s)) {
        refuse(path + ".to_s",
               "found " + number_text(s.to_s) + " s, from " + number_text(s.from_s) + " s on",
               "at least a tick more, " + number_text(net.tick_s) + " s");
    }
}

void check_probe(const network& net, std::size_t index) {
    const probe& p = net.probes[index];
    const std::string path = item("probes", index) + ".of";
    switch (p.record) {
        case probe_kind::spikes:
            part_of(net.populations, p.of, path, "population");
            if (p.every_ticks != 0) {
                refuse(item("probes", index) + ".every_ticks",
                       "found " + std::to_string(p.every_ticks) + " for spikes",
                       "none: spikes are all recorded");
            }
            break;
        case probe_kind::membrane:
            if (!has_neurons(part_of(net.populations, p.of, path, "population"))) {
                refuse(path, "'" + p.of + "' is an input", "a population of neurons");
            }
            break;
        case probe_kind::weights:
            part_of(net.projections, p.of, path, "projection");
            break;
        case probe_kind::calcium:
            if (part_of(net.astrocytes, p.of, path, "astrocyte field").resource) {
                refuse(path, "'" + p.of + "' has no calcium", "record: resource");
            }
            break;
        case probe_kind::resource:
            if (!part_of(net.astrocytes, p.of, path, "astrocyte field").resource) {
                refuse(path, "'" + p.of + "' has no resource", "record: calcium");
            }
            break;
    }
}

void check_readout(const network& net, std::size_t index) {
    const readout& r = net.readouts[index];
    const std::string path = item("readouts", index);
    if (index_of(net.probes, r.name) < net.probes.size()) {
        refuse(path + ".name", "found '" + r.name + "', which a probe has", "a name of its own");
    }
    const population& p = part_of(net.populations, r.of, path + ".of", "population");
    if (r.neurons_per_group == 0 || p.size % r.neurons_per_group != 0) {
        refuse(path + ".neurons_per_group", "found " + std::to_string(r.neurons_per_group),
               "a divisor of " + std::to_string(p.size) + ", the size of " + p.name);
    }
    if (r.kind == readout_kind::winner && r.neurons_per_group == p.size) {
        refuse(path + ".neurons_per_group", "found one group", "at least two for a winner");
    }
    if (end_tick(r, net.tick_s) <= first_tick(r, net.tick_s)) {
        refuse(path + ".to_s",
               "found " + number_text(r.to_s) + " s, from " + number_text(r.from_s) + " s on",
               "at least a tick more, " + number_text(net.tick_s) + " s");
    }
}

void check_sizes(const network& net) {
    std::uint64_t neurons = 0;
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        neurons += net.populations[i].size;
        if (net.populations[i].size == 0) {
            refuse(item("populations", i) + ".size", "found 0 neurons", "at least 1");
        }
        if (neurons <= net.most_neurons) continue;
        refuse(item("populations", i) + ".size",
               "found " + std::to_string(neurons) + " neurons up to here",
               "at most " + std::to_string(net.most_neurons), "raise most_neurons if you mean it");
    }
}

void check_synapses(const network& net) {
    double synapses = 0;
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        synapses += expected_synapses(net, i);
        if (synapses <= static_cast<double>(net.most_synapses)) continue;
        refuse(item("projections", i),
               "found " + number_text(std::floor(synapses)) + " synapses up to here",
               "at most " + std::to_string(net.most_synapses),
               "raise most_synapses if you mean it");
    }
}

}  // namespace

void check_structure(const network& net) {
    if (net.populations.empty()) refuse("populations", "found none", "at least one");
    check_names(net.populations, "populations");
    check_names(net.projections, "projections");
    check_names(net.astrocytes, "astrocytes");
    check_names(net.probes, "probes");
    check_names(net.readouts, "readouts");
    check_sizes(net);
    for (std::size_t i = 0; i < net.populations.size(); ++i) check_one_model(net, i);
    for (std::size_t i = 0; i < net.projections.size(); ++i) check_ends(net, i);
    check_synapses(net);
}

void check(const network& net) {
    check_structure(net);
    for (std::size_t i = 0; i < net.populations.size(); ++i) check_population(net, i);
    for (std::size_t i = 0; i < net.projections.size(); ++i) check_projection(net, i);
    check_synapses(net);
    for (std::size_t i = 0; i < net.stimuli.size(); ++i) check_stimulus(net, i);
    std::set<std::string> gated;
    for (std::size_t i = 0; i < net.astrocytes.size(); ++i) check_field(net, i, gated);
    for (std::size_t i = 0; i < net.probes.size(); ++i) check_probe(net, i);
    for (std::size_t i = 0; i < net.readouts.size(); ++i) check_readout(net, i);
}

std::uint64_t first_tick(const clamp_window& w, double tick_s) {
    return static_cast<std::uint64_t>(w.from_s / tick_s + 0.5);
}

std::uint64_t end_tick(const clamp_window& w, double tick_s) {
    return static_cast<std::uint64_t>(w.until_s / tick_s + 0.5);
}

std::uint32_t ticks_of(const network& net, double time_s) {
    return static_cast<std::uint32_t>(time_s / net.tick_s + 0.5);
}

}  // namespace memglia

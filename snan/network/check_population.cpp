#include <cmath>

#include "base/choice.hpp"
#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"

namespace memglia::network_check {

namespace {

void check_once(std::vector<spike_event> spikes, const std::string& path) {
    const auto when = [](const spike_event& s) { return std::pair(s.tick, s.neuron); };
    std::sort(spikes.begin(), spikes.end(),
              [&when](const spike_event& a, const spike_event& b) { return when(a) < when(b); });
    const auto twice = std::adjacent_find(spikes.begin(), spikes.end());
    if (twice == spikes.end()) return;
    refuse(path,
           "found two spikes of neuron " + std::to_string(twice->neuron) + " in tick " +
               std::to_string(twice->tick),
           "at most one");
}

void check_neurons(const std::vector<spike_event>& spikes, const population& p,
                   const std::string& path) {
    for (const spike_event& s : spikes) {
        if (s.neuron < p.size) continue;
        refuse(path,
               "found a spike of neuron " + std::to_string(s.neuron) + " in tick " +
                   std::to_string(s.tick),
               "a neuron below " + std::to_string(p.size) + ", the population's size");
    }
    check_once(spikes, path);
}

void check_clamp(const network& net, const population& p, const std::string& path) {
    if (!has_neurons(p)) refuse(path, "found it at an input", "it for neurons alone");
    const auto& windows = p.clamp->windows;
    if (windows.empty()) refuse(path + ".windows", "found none", "at least one");
    std::uint64_t last = 0;
    for (std::size_t w = 0; w < windows.size(); ++w) {
        const std::uint64_t first = first_tick(windows[w], net.tick_s);
        const std::uint64_t end = end_tick(windows[w], net.tick_s);
        const std::string found =
            "found ticks " + std::to_string(first) + " to " + std::to_string(end);
        const std::string place = path + "." + item("windows", w);
        if (end <= first) refuse(place, found, "at least one tick");
        if (first < last) {
            refuse(place, found, "none before the end of the last, " + std::to_string(last));
        }
        last = end;
    }
    check_neurons(p.clamp->spikes, p, path + ".spikes");
    for (const spike_event& s : p.clamp->spikes) {
        const bool is_inside = std::any_of(windows.begin(), windows.end(), [&](const auto& w) {
            return first_tick(w, net.tick_s) <= s.tick && s.tick < end_tick(w, net.tick_s);
        });
        if (is_inside) continue;
        refuse(path + ".spikes", "found a spike in tick " + std::to_string(s.tick),
               "spikes in windows alone");
    }
}

}  // namespace

void check_population(const network& net, std::size_t index) {
    const population& p = net.populations[index];
    const std::string path = item("populations", index);
    for_each_model(p, [&](std::string_view name, const auto& model) {
        check_model(model, net.tick_s, path + '.' + std::string(name));
    });
    if (p.spikes) check_neurons(p.spikes->spikes, p, path + ".spikes");
    if (p.clamp) check_clamp(net, p, path + ".clamp");
    if (p.poisson && p.poisson->rate_hz * net.tick_s >= 1) {
        refuse(path + ".poisson.rate_hz", "found " + number_text(p.poisson->rate_hz) + " Hz",
               "less than one spike in a tick of " + number_text(net.tick_s) + " s");
    }
    const bool has_kernel =
        std::any_of(net.projections.begin(), net.projections.end(), [&p](const projection& q) {
            return q.kernel && (q.source == p.name || q.target == p.name);
        });
    const bool has_zones =
        std::any_of(net.astrocytes.begin(), net.astrocytes.end(),
                    [&p](const astrocyte_field& a) { return a.zone && a.senses == p.name; });
    if (p.grid && !has_kernel && !has_zones) {
        refuse(path + ".grid", "found one that no projection of connect distance and no zone uses",
               "none");
    }
    if (!has_neurons(p) && !p.per_neuron.empty()) {
        refuse(path + ".per_neuron", "found values for an input", "them for neurons alone");
    }
    std::set<neuron_parameter> given;
    for (const neuron_values& v : p.per_neuron) {
        const std::string place = path + ".per_neuron." + word_of(v.parameter);
        if (!given.insert(v.parameter).second) refuse(place, "found it twice", "it once");
        if (v.values.size() != p.size) {
            refuse(place, "found " + std::to_string(v.values.size()) + " values",
                   std::to_string(p.size) + ", the population's size");
        }
        for (std::size_t i = 0; i < v.values.size(); ++i) {
            constexpr double most = 1e6;
            if (std::abs(v.values[i]) <= most) continue;
            refuse(place, "found " + number_text(v.values[i]) + " for neuron " + std::to_string(i),
                   "between -1e6 and 1e6");
        }
    }
}

}  // namespace memglia::network_check

#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "snan/network/wiring.hpp"
#include "snan/reference/poisson_train.hpp"

namespace memglia::test {

/// A network and for how long it is run.
struct network_case {
    network net;
    std::uint64_t ticks = 0;
};

/// Takes away from a case what can go while it `still_differs`, until nothing can. A case that
/// throws input_error does not differ. Rules and chance become tables first, if it differs then.
class network_shrinker {
  public:
    using predicate = std::function<bool(const network_case&)>;

    network_shrinker(network_case from, predicate still_differs)
        : best_(std::move(from)), still_differs_(std::move(still_differs)) {}

    network_case smallest() {
        shorten();
        spell_out();
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            goes_on |= shorten();
            goes_on |= drop_parts();
            goes_on |= drop_features();
            goes_on |= drop_entries();
            goes_on |= make_smaller();
        }
        return best_;
    }

  private:
    bool try_this(network_case smaller) {
        try {
            if (!still_differs_(smaller)) return false;
        } catch (const input_error&) {
            return false;
        }
        best_ = std::move(smaller);
        return true;
    }

    bool try_change(const std::function<void(network&)>& change) {
        network_case smaller = best_;
        change(smaller.net);
        return try_this(std::move(smaller));
    }

    bool shorten() {
        const std::uint64_t before = best_.ticks;
        for (std::uint64_t less = best_.ticks / 2; less > 0; less /= 2) {
            while (best_.ticks > less && try_this({best_.net, best_.ticks - less})) continue;
        }
        return best_.ticks < before;
    }

    void spell_out() {
        for (std::size_t i = 0; i < best_.net.projections.size(); ++i) {
            if (best_.net.projections[i].connect == connection_rule::list) continue;
            try_change([i](network& net) { spell_out(net, i); });
        }
        for (std::size_t p = 0; p < best_.net.populations.size(); ++p) {
            if (!best_.net.populations[p].poisson) continue;
            network_case smaller = best_;
            population& of = smaller.net.populations[p];
            poisson_train chance(best_.net, of);
            of.poisson.reset();
            of.spikes.emplace();
            std::vector<std::uint32_t> spiking;
            for (std::uint64_t tick = 0; tick < best_.ticks; ++tick) {
                spiking.clear();
                chance.advance(spiking);
                for (const std::uint32_t j : spiking) of.spikes->spikes.push_back({j, tick});
            }
            try_this(std::move(smaller));
        }
    }

    static void spell_out(network& net, std::size_t index) {
        synapse_table table;
        for_each_synapse(net, index, [&table](const synapse& s) {
            table.source.push_back(s.source);
            table.target.push_back(s.target);
            table.weight.push_back(s.weight);
            table.delay_ticks.push_back(s.delay_ticks);
        });
        projection& p = net.projections[index];
        p.connect = connection_rule::list;
        p.probability = p.weight = p.weight_spread = 0;
        p.kernel.reset();
        p.autapses = false;
        p.delay_ticks = 1;
        p.delay_spread_ticks = 0;
        p.table = std::move(table);
        drop_unused_grids(net);
    }

    static void drop_unused_grids(network& net) {
        for (population& q : net.populations) {
            const bool has_kernel = std::any_of(
                net.projections.begin(), net.projections.end(), [&q](const projection& other) {
                    return other.kernel && (other.source == q.name || other.target == q.name);
                });
            const bool has_zones = std::any_of(
                net.astrocytes.begin(), net.astrocytes.end(),
                [&q](const astrocyte_field& a) { return a.zone && a.senses == q.name; });
            if (!has_kernel && !has_zones) q.grid.reset();
        }
    }

    bool drop_parts() {
        bool any = false;
        for (std::size_t r = best_.net.readouts.size(); r-- > 0;) {
            any |= try_change([r](network& net) { erase(net.readouts, r); });
        }
        for (std::size_t a = best_.net.astrocytes.size(); a-- > 0;) {
            any |= try_change([a](network& net) {
                erase(net.astrocytes, a);
                drop_unused_grids(net);
            });
        }
        for (std::size_t i = best_.net.projections.size(); i-- > 0;) {
            any |= try_change([i](network& net) { drop_projection(net, i); });
        }
        for (std::size_t p = best_.net.populations.size(); p-- > 0;) {
            any |= try_change([p](network& net) { drop_population(net, p); });
        }
        return any;
    }

    template <class Part>
    static void erase(std::vector<Part>& parts, std::size_t index) {
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(index));
    }

    static void drop_projection(network& net, std::size_t index) {
        for (astrocyte_field& a : net.astrocytes) {
            for (astrocyte_effect& e : a.effects) {
                std::erase(e.projections, net.projections[index].name);
            }
            std::erase_if(a.effects, [](const astrocyte_effect& e) {
                return e.kind == effect_kind::gain && e.projections.empty();
            });
        }
        erase(net.projections, index);
    }

    static void drop_population(network& net, std::size_t index) {
        const std::string name = net.populations[index].name;
        for (std::size_t i = net.projections.size(); i-- > 0;) {
            const projection& p = net.projections[i];
            if (p.source == name || p.target == name) drop_projection(net, i);
        }
        std::erase_if(net.astrocytes, [&name](const auto& a) { return a.senses == name; });
        for (astrocyte_field& a : net.astrocytes) {
            std::erase_if(a.effects, [&name](const auto& e) { return e.of == name; });
        }
        std::erase_if(net.readouts, [&name](const auto& r) { return r.of == name; });
        erase(net.populations, index);
    }

    bool drop_features() {
        bool any = false;
        for (std::size_t p = 0; p < best_.net.populations.size(); ++p) {
            if (!best_.net.populations[p].lif) continue;
            const population now = best_.net.populations[p];
            const auto change = [&](const std::function<void(population&)>& one) {
                any |= try_change([&](network& net) { one(net.populations[p]); });
            };
            if (now.lif->exponential) change([](population& x) { x.lif->exponential.reset(); });
            if (now.lif->adaptive_threshold) {
                change([](population& x) { x.lif->adaptive_threshold.reset(); });
            }
            if (now.lif->reset != lif_reset::hold) {
                change([](population& x) { x.lif->reset = lif_reset::hold; });
            }
            if (now.lif->noise > 0) change([](population& x) { x.lif->noise = 0; });
            if (now.lif->has_floor()) change([](population& x) { x.lif->v_floor = no_floor; });
            if (now.lif->homeostasis) change([](population& x) { x.lif->homeostasis.reset(); });
            if (now.clamp) change([](population& x) { x.clamp.reset(); });
            if (now.lif->refractory_s > 0) change([](population& x) { x.lif->refractory_s = 0; });
            if (!now.per_neuron.empty()) change([](population& x) { x.per_neuron.pop_back(); });
        }
        for (std::size_t i = 0; i < best_.net.projections.size(); ++i) {
            if (const auto rule = best_.net.projections[i].tripartite) {
                if (rule->synaptic_scaling) {
                    any |= try_change([i](network& net) {
                        net.projections[i].tripartite->synaptic_scaling.reset();
                    });
                }
                any |= try_change([i](network& net) { net.projections[i].tripartite.reset(); });
            }
            if (!best_.net.projections[i].stdp) continue;
            any |= try_change([i](network& net) { net.projections[i].stdp.reset(); });
            if (!best_.net.projections[i].stdp || !best_.net.projections[i].stdp->reward) continue;
            any |= try_change([i](network& net) { net.projections[i].stdp->reward.reset(); });
        }
        for (std::size_t a = 0; a < best_.net.astrocytes.size(); ++a) {
            if (best_.net.astrocytes[a].coupling) {
                any |= try_change([a](network& net) { net.astrocytes[a].coupling.reset(); });
            }
            for (std::size_t k = best_.net.astrocytes[a].effects.size(); k-- > 0;) {
                any |= try_change([&](network& net) { erase(net.astrocytes[a].effects, k); });
            }
            for (std::size_t k = best_.net.astrocytes[a].manipulations.size(); k-- > 0;) {
                any |= try_change([&](network& net) { erase(net.astrocytes[a].manipulations, k); });
            }
        }
        return any;
    }

    // Runs of entries, shorter and shorter.
    bool drop_entries(const std::function<std::size_t()>& count,
                      const std::function<void(network&, std::size_t, std::size_t)>& drop) {
        bool any = false;
        for (std::size_t run = count(); run > 0; run /= 2) {
            for (std::size_t begin = 0; begin < count();) {
                const std::size_t end = std::min(begin + run, count());
                if (try_change([&](network& net) { drop(net, begin, end); })) {
                    any = true;
                } else {
                    begin = end;
                }
            }
        }
        return any;
    }

    bool drop_entries() {
        bool any = false;
        for (std::size_t i = 0; i < best_.net.projections.size(); ++i) {
            any |= drop_entries([this, i] { return best_.net.projections[i].table.source.size(); },
                                [i](network& net, std::size_t begin, std::size_t end) {
                                    synapse_table& t = net.projections[i].table;
                                    drop(t.source, begin, end);
                                    drop(t.target, begin, end);
                                    drop(t.weight, begin, end);
                                    drop(t.delay_ticks, begin, end);
                                });
        }
        for (std::size_t p = 0; p < best_.net.populations.size(); ++p) {
            if (best_.net.populations[p].clamp) {
                any |= drop_entries(
                    [this, p] { return best_.net.populations[p].clamp->spikes.size(); },
                    [p](network& net, std::size_t begin, std::size_t end) {
                        drop(net.populations[p].clamp->spikes, begin, end);
                    });
            }
            if (!best_.net.populations[p].spikes) continue;
            any |=
                drop_entries([this, p] { return best_.net.populations[p].spikes->spikes.size(); },
                             [p](network& net, std::size_t begin, std::size_t end) {
                                 drop(net.populations[p].spikes->spikes, begin, end);
                             });
        }
        return any;
    }

    template <class T>
    static void drop(std::vector<T>& column, std::size_t begin, std::size_t end) {
        if (column.empty()) return;
        column.erase(column.begin() + static_cast<std::ptrdiff_t>(begin),
                     column.begin() + static_cast<std::ptrdiff_t>(end));
    }

    // The last neurons of populations go where nothing names them.
    bool make_smaller() {
        bool any = false;
        for (std::size_t p = 0; p < best_.net.populations.size(); ++p) {
            for (std::uint32_t less = best_.net.populations[p].size / 2; less > 0; less /= 2) {
                while (best_.net.populations[p].size > less &&
                       try_change([&](network& net) { make_smaller(net, p, less); })) {
                    any = true;
                }
            }
        }
        return any;
    }

    static void make_smaller(network& net, std::size_t index, std::uint32_t less) {
        population& p = net.populations[index];
        p.size -= less;
        for (neuron_values& v : p.per_neuron) v.values.resize(p.size);
        for (astrocyte_field& a : net.astrocytes) {
            if (a.senses == p.name) a.neurons_per_unit = std::min(a.neurons_per_unit, p.size);
        }
    }

    network_case best_;
    predicate still_differs_;
};

inline network_case shrink(network_case from, network_shrinker::predicate still_differs) {
    return network_shrinker(std::move(from), std::move(still_differs)).smallest();
}

}  // namespace memglia::test

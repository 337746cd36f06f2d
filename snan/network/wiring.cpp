#include "snan/network/wiring.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/elementary.hpp"
#include "base/random.hpp"
#include "snan/network/distance.hpp"

namespace memglia {

namespace {

const population& population_of(const network& net, const std::string& name) {
    return net.populations[index_of(net.populations, name)];
}

// Weights and delays of a projection, drawn synapse by synapse.
class values_of {
  public:
    values_of(const network& net, const projection& p)
        : p_(p),
          weights_(net.seed, "network/" + p.name, "weights"),
          delays_(net.seed, "network/" + p.name, "delays") {}

    synapse operator()(std::uint32_t source, std::uint32_t target) {
        synapse s{source, target, p_.weight, p_.delay_ticks};
        if (p_.weight_spread > 0) s.weight += p_.weight_spread * (2 * weights_.uniform() - 1);
        if (p_.delay_spread_ticks > 0) {
            const std::uint32_t drawn = delays_.below(2 * p_.delay_spread_ticks + 1);
            s.delay_ticks = s.delay_ticks - p_.delay_spread_ticks + drawn;
        }
        return s;
    }

  private:
    const projection& p_;
    random_stream weights_;
    random_stream delays_;
};

using visitor = std::function<void(const synapse&)>;

void visit_table(const projection& p, values_of& values, const visitor& visit) {
    const synapse_table& t = p.table;
    std::vector<std::size_t> order(t.source.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!std::is_sorted(t.source.begin(), t.source.end())) {
        std::stable_sort(order.begin(), order.end(),
                         [&t](std::size_t a, std::size_t b) { return t.source[a] < t.source[b]; });
    }
    for (const std::size_t k : order) {
        synapse s = values(t.source[k], t.target[k]);
        if (!t.weight.empty()) s.weight = t.weight[k];
        if (!t.delay_ticks.empty()) s.delay_ticks = t.delay_ticks[k];
        visit(s);
    }
}

// Pairs row by row, as one long line; the gaps between those that chance takes are geometric.
void visit_some(const network& net, const projection& p, std::uint64_t sources,
                std::uint64_t targets, values_of& values, const visitor& visit) {
    random_stream draw(net.seed, "network/" + p.name, "connections");
    const bool skips_self = p.source == p.target && !p.autapses;
    const double log_miss = log1p_exact_bits(-p.probability);
    const double pairs = static_cast<double>(sources * targets);
    for (double at = -1;;) {
        if (p.probability < 1) {
            const double gap = log_exact_bits(1 - draw.uniform()) / log_miss;
            if (!(gap < pairs)) return;
            at += static_cast<double>(static_cast<std::uint64_t>(gap));
        }
        at += 1;
        if (at >= pairs) return;
        const auto pair = static_cast<std::uint64_t>(at);
        const auto source = static_cast<std::uint32_t>(pair / targets);
        const auto target = static_cast<std::uint32_t>(pair % targets);
        if (!(skips_self && source == target)) visit(values(source, target));
    }
}

void visit_near(const network& net, const projection& p, values_of& values, const visitor& visit) {
    random_stream draw(net.seed, "network/" + p.name, "connections");
    const bool is_by_chance = p.kernel->of == kernel_role::probability;
    distance_pairs(net, p).for_each([&](std::uint32_t source, std::uint32_t target, double k) {
        if (is_by_chance) {
            if (draw.uniform() < p.probability * k) visit(values(source, target));
            return;
        }
        synapse s = values(source, target);
        s.weight *= k;
        visit(s);
    });
}

}  // namespace

double expected_synapses(const network& net, std::size_t projection_index) {
    const projection& p = net.projections[projection_index];
    const double sources = population_of(net, p.source).size;
    const double targets = population_of(net, p.target).size;
    const double pairs = sources * targets - (p.source == p.target && !p.autapses ? sources : 0.0);
    switch (p.connect) {
        case connection_rule::all_to_all:
            return pairs;
        case connection_rule::one_to_one:
            return sources;
        case connection_rule::probability:
            return p.probability * pairs;
        case connection_rule::distance:
            return distance_pairs(net, p).expected();
        default:
            return static_cast<double>(p.table.source.size());
    }
}

void for_each_synapse(const network& net, std::size_t projection_index, const visitor& visit) {
    const projection& p = net.projections[projection_index];
    const std::uint32_t sources = population_of(net, p.source).size;
    const std::uint32_t targets = population_of(net, p.target).size;
    values_of values(net, p);
    switch (p.connect) {
        case connection_rule::all_to_all:
            for (std::uint32_t i = 0; i < sources; ++i) {
                for (std::uint32_t j = 0; j < targets; ++j) {
                    if (i == j && p.source == p.target && !p.autapses) continue;
                    visit(values(i, j));
                }
            }
            return;
        case connection_rule::one_to_one:
            for (std::uint32_t i = 0; i < sources; ++i) visit(values(i, i));
            return;
        case connection_rule::probability:
            visit_some(net, p, sources, targets, values, visit);
            return;
        case connection_rule::distance:
            visit_near(net, p, values, visit);
            return;
        case connection_rule::list:
        case connection_rule::matrix:
            visit_table(p, values, visit);
            return;
    }
}

std::optional<gating_effect> gating_of(const network& net, const std::string& projection_name) {
    for (std::size_t a = 0; a < net.astrocytes.size(); ++a) {
        const auto& effects = net.astrocytes[a].effects;
        for (std::size_t e = 0; e < effects.size(); ++e) {
            const auto& gated = effects[e].projections;
            if (std::find(gated.begin(), gated.end(), projection_name) == gated.end()) continue;
            return gating_effect{a, e, effects[e].by, effects[e].strength};
        }
    }
    return std::nullopt;
}

std::size_t affected_population(const network& net, const astrocyte_field& field,
                                const astrocyte_effect& effect) {
    return index_of(net.populations, effect.of.empty() ? field.senses : effect.of);
}

}  // namespace memglia

#include "base/number_text.hpp"
#include "snan/network/check_parts.hpp"

namespace memglia::network_check {

namespace {

std::string pair_text(const synapse_table& t, std::size_t k) {
    return " for synapse " + std::to_string(k + 1) + ", " + std::to_string(t.source[k]) + " to " +
           std::to_string(t.target[k]);
}

std::string of_file(const projection& p) {
    return p.file.empty() ? "" : " of " + p.file;
}

void check_table(const projection& p, const population& source, const population& target,
                 const std::string& path) {
    const synapse_table& t = p.table;
    const auto has_size = [&t](std::size_t n) { return n == 0 || n == t.source.size(); };
    if (t.target.size() != t.source.size() || !has_size(t.weight.size()) ||
        !has_size(t.delay_ticks.size())) {
        refuse(path + ".file",
               "found " + std::to_string(t.source.size()) + " sources, " +
                   std::to_string(t.target.size()) + " targets, " +
                   std::to_string(t.weight.size()) + " weights, " +
                   std::to_string(t.delay_ticks.size()) + " delays",
               "columns of one length");
    }
    for (std::size_t k = 0; k < t.source.size(); ++k) {
        if (t.source[k] >= source.size || t.target[k] >= target.size) {
            refuse(path + ".file", "found" + pair_text(t, k).substr(4) + of_file(p),
                   "sources below " + std::to_string(source.size) + " and targets below " +
                       std::to_string(target.size) + ", the sizes of " + source.name + " and " +
                       target.name);
        }
    }
    for (std::size_t k = 0; k < t.delay_ticks.size(); ++k) {
        if (t.delay_ticks[k] <= most_delay_ticks) continue;
        refuse(
            path + ".file",
            "found a delay of " + std::to_string(t.delay_ticks[k]) + pair_text(t, k) + of_file(p),
            "0 to " + std::to_string(most_delay_ticks) + " ticks");
    }
    const std::optional<double> w_max = largest_plastic_weight(p);
    const double low = w_max ? 0 : -1e6;
    const double high = w_max.value_or(1e6);
    for (std::size_t k = 0; k < t.weight.size(); ++k) {
        if (t.weight[k] >= low && t.weight[k] <= high) continue;
        refuse(path + ".file",
               "found a weight of " + number_text(t.weight[k]) + pair_text(t, k) + of_file(p),
               "between " + number_text(low) + " and " + number_text(high) +
                   (w_max ? ", where plasticity clips" : ""));
    }
    if (!t.weight.empty() && (p.weight != 0 || p.weight_spread != 0)) {
        refuse(path + ".weight", "found a weight beside those of the file", "one of them");
    }
    if (!t.delay_ticks.empty() && (p.delay_ticks != 1 || p.delay_spread_ticks != 0)) {
        refuse(path + ".delay_ticks", "found a delay beside those of the file", "one of them");
    }
}

void check_values(const network& net, const projection& p, const std::string& path) {
    if (p.stdp && std::min(p.stdp->tau_plus_s, p.stdp->tau_minus_s) < net.tick_s) {
        refuse(path + ".stdp",
               "found a trace that decays in " +
                   number_text(std::min(p.stdp->tau_plus_s, p.stdp->tau_minus_s)) + " s",
               "at least a tick, " + number_text(net.tick_s) + " s");
    }
    if (p.stdp && p.stdp->reward) {
        const reward_config& reward = *p.stdp->reward;
        part_of(net.populations, reward.by, path + ".stdp.reward.by", "population");
        if (reward.tau_s < net.tick_s) {
            refuse(path + ".stdp.reward.tau_s", "found " + number_text(reward.tau_s) + " s",
                   "at least a tick, " + number_text(net.tick_s) + " s");
        }
    }
    const std::optional<double> w_max = largest_plastic_weight(p);
    if (p.table.weight.empty() && w_max) {
        const double low = p.weight - p.weight_spread;
        const double high = p.weight + p.weight_spread;
        if (low < 0 || high > *w_max) {
            refuse(path + ".weight",
                   "found weights of " + number_text(low) + " to " + number_text(high),
                   "0 to w_max, " + number_text(*w_max) + ", where plasticity clips");
        }
    }
    const std::int64_t shortest = std::int64_t{p.delay_ticks} - p.delay_spread_ticks;
    const std::int64_t longest = std::int64_t{p.delay_ticks} + p.delay_spread_ticks;
    if (shortest < 0 || longest > most_delay_ticks) {
        refuse(path + ".delay_ticks",
               "found delays of " + std::to_string(shortest) + " to " + std::to_string(longest),
               "0 to " + std::to_string(most_delay_ticks) + " ticks");
    }
}

bool draws_pairs(const projection& p) {
    if (p.connect == connection_rule::probability) return true;
    return p.connect == connection_rule::distance && p.kernel->of == kernel_role::probability;
}

const grid_config& grid_of(const network& net, const std::string& population,
                           const std::string& path) {
    const std::size_t i = index_of(net.populations, population);
    const std::optional<grid_config>& grid = net.populations[i].grid;
    if (!grid) {
        refuse(path + ".connect", "'" + population + "' has no grid",
               "populations with one for connect distance");
    }
    if (grid->columns == 0 || grid->columns > net.populations[i].size) {
        refuse(item("populations", i) + ".grid.columns",
               "found " + std::to_string(grid->columns) + " columns",
               "1 to " + std::to_string(net.populations[i].size) + ", the population's size");
    }
    return *grid;
}

}  // namespace

void check_kernel(const network& net, std::size_t index) {
    const projection& p = net.projections[index];
    const std::string path = item("projections", index);
    const bool is_by_distance = p.connect == connection_rule::distance;
    if (is_by_distance != p.kernel.has_value()) {
        refuse(path + ".kernel", is_by_distance ? "found none" : "found one",
               is_by_distance ? "one for connect distance" : "it for connect distance alone");
    }
    if (!is_by_distance) return;
    const kernel_config& k = *p.kernel;
    const std::uint32_t columns = grid_of(net, p.source, path).columns;
    const std::uint32_t beside = grid_of(net, p.target, path).columns;
    if (columns != beside) {
        refuse(path + ".connect",
               "found grids of " + std::to_string(columns) + " and " + std::to_string(beside) +
                   " columns",
               "as many in '" + p.source + "' as in '" + p.target + "'");
    }
    const std::uint32_t sources = net.populations[index_of(net.populations, p.source)].size;
    const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
    if (k.periodic && (sources != targets || sources % columns != 0)) {
        refuse(path + ".kernel.periodic",
               "found " + std::to_string(sources) + " and " + std::to_string(targets) +
                   " neurons in rows of " + std::to_string(columns),
               "the same whole rows in both populations");
    }
    const bool has_signs = k.shape == kernel_shape::cosine || k.shape == kernel_shape::mexican_hat;
    if (has_signs && k.of == kernel_role::probability) {
        refuse(path + ".kernel.of", "found probability for a kernel with values below 0", "weight");
    }
    if (has_signs && largest_plastic_weight(p)) {
        refuse(path + ".kernel.shape", "found a kernel with values below 0 beside plasticity",
               "gaussian, exponential or box");
    }
    if (k.shape == kernel_shape::box && k.cutoff > 0) {
        refuse(path + ".kernel.cutoff", "found one for a box", "length alone, where a box ends");
    }
}

void check_projection(const network& net, std::size_t index) {
    const projection& p = net.projections[index];
    const std::string path = item("projections", index);
    const population& source = net.populations[index_of(net.populations, p.source)];
    const population& target = net.populations[index_of(net.populations, p.target)];
    const bool has_table =
        p.connect == connection_rule::list || p.connect == connection_rule::matrix;
    if (draws_pairs(p) != (p.probability > 0)) {
        refuse(path + ".probability", "found " + number_text(p.probability),
               p.probability > 0 ? "none but where pairs are connected by chance" : "more than 0");
    }
    if (!has_table && (!p.file.empty() || !p.table.source.empty())) {
        refuse(path + ".file", "found '" + p.file + "'",
               "a file for connect list and matrix alone");
    }
    if (p.autapses && (has_table || p.source != p.target)) {
        refuse(path + ".autapses", "found true", "it where a rule connects a population to itself");
    }
    if (p.connect == connection_rule::one_to_one && source.size != target.size) {
        refuse(path + ".connect",
               "found one_to_one from " + std::to_string(source.size) + " to " +
                   std::to_string(target.size) + " neurons",
               "populations of one size");
    }
    if (p.connect == connection_rule::one_to_one && p.source == p.target && !p.autapses) {
        refuse(path + ".connect", "found one_to_one from a population to itself",
               "autapses true with it, or another rule");
    }
    check_values(net, p, path);
    if (has_table) check_table(p, source, target, path);
}

}  // namespace memglia::network_check

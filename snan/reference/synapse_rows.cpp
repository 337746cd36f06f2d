#include "snan/reference/synapse_rows.hpp"

#include <string>

#include "base/error.hpp"

namespace memglia {

row_layout::row_layout(const network& net, std::size_t projection_index, std::uint32_t padding) {
    std::vector<bool> occurs(most_delay_ticks + 1);
    for_each_synapse(net, projection_index,
                     [&occurs](const synapse& s) { occurs[s.delay_ticks] = true; });
    for (std::uint32_t d = most_delay_ticks + 1; d-- > 0;) {
        if (occurs[d]) delays_.push_back(d);
    }
    const projection& p = net.projections[projection_index];
    const std::size_t sources = net.populations[index_of(net.populations, p.source)].size;
    constexpr std::size_t most_rows = 20'000'000;
    if (sources * delays_.size() > most_rows) {
        throw input_error({.path = "projections[" + std::to_string(projection_index) + "]",
                           .found = "found " + std::to_string(delays_.size()) +
                                    " different delays of " + std::to_string(sources) +
                                    " sources: a row each",
                           .expected = "at most " + std::to_string(most_rows) + " rows"});
    }
    synapses_.resize(sources * delays_.size());
    for_each_synapse(net, projection_index, [this](const synapse& s) { ++synapses_[row_of(s)]; });
    begin_.reserve(synapses_.size() + 1);
    begin_.push_back(0);
    for (const std::uint32_t n : synapses_) {
        const std::size_t filled = (n + padding - 1) / padding;
        begin_.push_back(begin_.back() + filled * padding);
    }
}

std::size_t row_layout::row_of(const synapse& s) const {
    const auto at = std::lower_bound(delays_.begin(), delays_.end(), s.delay_ticks,
                                     std::greater<std::uint32_t>());
    return row_of(s.source, static_cast<std::size_t>(at - delays_.begin()));
}

void row_layout::for_each_place(
    const network& net, std::size_t projection_index,
    const std::function<void(const synapse&, std::size_t)>& visit) const {
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    for_each_synapse(net, projection_index, [&](const synapse& s) { visit(s, next[row_of(s)]++); });
}

line_vector<double> weights_of(const network& net, std::size_t projection_index,
                               const row_layout& layout) {
    line_vector<double> all(layout.places());
    layout.for_each_place(net, projection_index,
                          [&all](const synapse& s, std::size_t place) { all[place] = s.weight; });
    return all;
}

}  // namespace memglia

#include "tools/report/agent_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

// In the order of the style's colours.
constexpr std::array<std::string_view, 9> known{
    "snan_chip", "snan_reference", "random_bump", "random_free",   "snan_eligibility",
    "stdp_only", "astro_only",     "q_lambda",    "q_lambda_blind"};
constexpr std::size_t colours = 11;  // as many as the style has

}  // namespace

std::vector<agent_series> series_of(const std::vector<agent_statistics>& agents) {
    std::vector<agent_series> all;
    std::size_t unknown = 0;
    for (const agent_statistics& agent : agents) {
        if (agent.episodes.empty()) continue;
        const auto found = std::find(known.begin(), known.end(), agent.name);
        const std::size_t colour = found != known.end()
                                       ? static_cast<std::size_t>(found - known.begin())
                                       : known.size() + unknown++ % (colours - known.size());
        all.push_back({&agent, agent_label(agent.name), fmt::format("s{}", colour),
                       agent.name == "snan_reference" || agent.name == "q_lambda_blind"});
    }
    return all;
}

std::string series_legend(const std::vector<agent_series>& all) {
    std::string items;
    for (const agent_series& series : all) {
        items += fmt::format("<span class=\"key {}\"><i class=\"{}\"></i>{}</span>\n", series.style,
                             series.dashed ? "dashes" : "stroke", escape_markup(series.label));
    }
    return fmt::format("<p class=\"legend\">\n{}</p>\n", items);
}

}  // namespace memglia

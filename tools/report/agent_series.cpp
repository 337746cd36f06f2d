#include "tools/report/agent_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

struct look {
    std::string_view agent;
    std::size_t colour;
    bool dashed;  // beside a relative of the same colour, or an agent it may coincide with
};
constexpr std::array<look, 15> looks{{{"snan_chip", 0, false},
                                      {"snan_reference", 1, true},
                                      {"random_bump", 2, false},
                                      {"random_free", 3, false},
                                      {"snan_eligibility", 4, false},
                                      {"stdp_only", 5, false},
                                      {"astro_only", 6, false},
                                      {"q_lambda", 7, false},
                                      {"q_lambda_blind", 8, true},
                                      {"snan_local", 0, true},
                                      {"frontier", 9, false},
                                      {"depth_first", 9, true},
                                      {"node_counting", 10, false},
                                      {"dyna_q", 10, true},
                                      {"q_lambda_grid", 7, true}}};
constexpr std::size_t first_unknown = 9;
constexpr std::size_t colours = 11;  // as many as the style has

}  // namespace

std::vector<agent_series> series_of(const std::vector<agent_statistics>& agents) {
    std::vector<agent_series> all;
    std::size_t unknown = 0;
    for (const agent_statistics& agent : agents) {
        if (agent.episodes.empty()) continue;
        const auto found = std::find_if(looks.begin(), looks.end(),
                                        [&](const look& l) { return l.agent == agent.name; });
        const bool known = found != looks.end();
        const std::size_t colour =
            known ? found->colour : first_unknown + unknown++ % (colours - first_unknown);
        all.push_back(
            {&agent, agent_label(agent.name), fmt::format("s{}", colour), known && found->dashed});
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

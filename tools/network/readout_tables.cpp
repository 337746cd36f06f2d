#include "tools/network/readout_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/choice.hpp"

namespace memglia {

namespace {

std::string groups_text(const std::vector<std::uint32_t>& groups) {
    constexpr std::size_t most = 12;
    const std::size_t named = std::min(groups.size(), most);
    std::string text = groups.size() == 1 ? "group " : "tie of groups ";
    text += fmt::format(
        "{}", fmt::join(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(named), ", "));
    if (groups.size() > named) text += fmt::format(" and {} more", groups.size() - named);
    return text;
}

std::string rate_text(const readout_result& r) {
    if (r.ticks == 0) return "none yet";
    const auto [low, high] = std::minmax_element(
        r.groups.begin(), r.groups.end(),
        [](const group_reading& a, const group_reading& b) { return a.spikes < b.spikes; });
    return fmt::format("{:.6g} to {:.6g} Hz", low->rate_hz, high->rate_hz);
}

std::string first_text(const readout_result& r, double tick_s) {
    std::vector<std::uint32_t> groups;
    std::uint64_t first = 0;
    for (std::uint32_t g = 0; g < r.groups.size(); ++g) {
        if (!r.groups[g].first_tick) continue;
        const std::uint64_t tick = *r.groups[g].first_tick;
        if (!groups.empty() && tick > first) continue;
        if (groups.empty() || tick < first) groups.clear();
        first = tick;
        groups.push_back(g);
    }
    if (groups.empty()) return "none: no spike";
    return fmt::format("{} in tick {}, {:.6g} s", groups_text(groups), first,
                       static_cast<double>(first) * tick_s);
}

std::string winner_text(const readout_result& r) {
    if (r.winners.empty()) return "none: no spike";
    return fmt::format("{}, {} spikes{}", groups_text(r.winners),
                       r.groups[r.winners.front()].spikes, r.winners.size() > 1 ? " each" : "");
}

}  // namespace

std::string readout_table(const network_simulation& of, std::size_t readout_index) {
    const network& net = of.description();
    const readout_kind kind = net.readouts[readout_index].kind;
    const readout_result r = of.read(readout_index);
    std::string text = kind == readout_kind::rate          ? "group,spikes,rate_hz\n"
                       : kind == readout_kind::first_spike ? "group,tick,time_s\n"
                                                           : "group,spikes,is_winner\n";
    const auto out = std::back_inserter(text);
    for (std::uint32_t g = 0; g < r.groups.size(); ++g) {
        const group_reading& is = r.groups[g];
        if (kind == readout_kind::rate) {
            fmt::format_to(out, "{},{},", g, is.spikes);
            if (r.ticks > 0) fmt::format_to(out, "{}", is.rate_hz);
        } else if (kind == readout_kind::winner) {
            const bool wins = std::binary_search(r.winners.begin(), r.winners.end(), g);
            fmt::format_to(out, "{},{},{}", g, is.spikes, wins ? 1 : 0);
        } else if (is.first_tick) {
            fmt::format_to(out, "{},{},{:.9g}", g, *is.first_tick,
                           static_cast<double>(*is.first_tick) * net.tick_s);
        } else {
            fmt::format_to(out, "{},,", g);
        }
        text += '\n';
    }
    return text;
}

std::string readouts_text(const network_simulation& of) {
    const network& net = of.description();
    std::string text;
    for (std::size_t i = 0; i < net.readouts.size(); ++i) {
        const readout& is = net.readouts[i];
        const readout_result r = of.read(i);
        if (i == 0) text += fmt::format("\n{:<18} {:<12} {}\n", "readout", "kind", "reads");
        const std::string reads = is.kind == readout_kind::rate     ? rate_text(r)
                                  : is.kind == readout_kind::winner ? winner_text(r)
                                                                    : first_text(r, net.tick_s);
        text += fmt::format("{:<18} {:<12} {}{}\n", is.name, word_of(is.kind), reads,
                            r.is_over || is.to_s >= 1e9 ? "" : ", before its end");
    }
    return text;
}

}  // namespace memglia

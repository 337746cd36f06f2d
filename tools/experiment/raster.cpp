#include "tools/experiment/raster.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>

#include "rtl_models/navigation/navigation_packets.hpp"

namespace memglia {

namespace {
constexpr std::array<const char*, 4> sides{"north", "east", "south", "west"};
}

raster_recorder::raster_recorder(chip& hardware, chip_decision_sink& next)
    : chip_(hardware), next_(next) {
    chip_.context().log = &packets_;
}

raster_recorder::~raster_recorder() {
    chip_.context().log = nullptr;
}

void raster_recorder::on_decision(const chip_decision& decision) {
    const int score = (decision.trace.seen.contacts != 0 ? 1 : 0) +
                      (std::popcount(decision.trace.spikes) > 1 ? 1 : 0);
    if (decision.phase == decision_phase::exploring && score > best_score_) {
        best_score_ = score;
        best_ = render(decision);
    }
    packets_.clear();
    next_.on_decision(decision);
}

std::vector<raster_event> raster_recorder::render(const chip_decision& decision) const {
    const std::uint64_t command = decision.began_cycle;
    const double period_s = static_cast<double>(chip_.clock().period_ps) * 1e-12;
    std::vector<raster_event> events;
    for (const packet_event& p : packets_) {
        if (p.cycle < command) continue;  // the start of an episode
        const double time_s = static_cast<double>(p.cycle - command) * period_s;
        const std::uint32_t load = p.content.payload;
        const auto add = [&](std::string lane, std::string detail) {
            events.push_back({time_s, std::move(lane), std::move(detail)});
        };
        const auto add_sides = [&](const char* lane, std::uint32_t bits, const char* detail) {
            for (std::size_t n = 0; n < sides.size(); ++n) {
                if ((bits >> n & 1U) != 0) add(fmt::format("{} {}", lane, sides[n]), detail);
            }
        };
        switch (p.content.kind) {
            case navigation_kind::spike:
                add_sides("action", load, "the action neuron fires");
                break;
            case navigation_kind::place:
                add_sides("contact", address_and_sides::of(load).sides,
                          "a wall inhibits this action");
                add("place", fmt::format("place neuron of cell {}", decision.trace.seen.cell));
                break;
            case navigation_kind::visit:
                add("visit",
                    fmt::format("calcium of cell {} rises", address_and_sides::of(load).address));
                break;
            case navigation_kind::gate: {
                const auto gates = gate_levels::of(load).level;
                add("astrocyte gates",
                    fmt::format("gate levels north {}, east {}, south {}, west {} of 31", gates[0],
                                gates[1], gates[2], gates[3]));
                break;
            }
            case navigation_kind::tag:
                add("eligibility tag",
                    fmt::format("decided: {}", sides[address_and_action::of(load).action]));
                break;
            default:
                break;
        }
    }
    return events;
}

}  // namespace memglia

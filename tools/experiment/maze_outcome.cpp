#include "tools/experiment/maze_outcome.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

// CBOR carries the bits of every number and the bytes of every text.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(activity_record, counts, analogue_j, elapsed_ps)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(phase_total, decisions, activity)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(chip_outcome, phases, setup, elapsed_cycles, latency_cycles,
                                   write_pulses, write_failures, load_failures, activations,
                                   load_seconds, decide_seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(software_outcome, decisions, episodes, reached, cycles, sram_kib,
                                   spent)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(episode_result, steps, reached)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(maze_showcase::episode, number, reached, path, calcium)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(maze_showcase, free, width, height, start, goal, shortest, seed,
                                   chosen, episodes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(raster_event, time_s, lane, detail)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(maze_outcome, shortest, limit, results, naive, coverage, chips,
                                   software, showcase, raster, decisions)

std::uint64_t chip_outcome::decisions() const {
    std::uint64_t sum = 0;
    for (const phase_total& phase : phases) sum += phase.decisions;
    return sum;
}

activity_record chip_outcome::activity() const {
    activity_record sum;
    for (const phase_total& phase : phases) sum += phase.activity;
    return sum;
}

chip_outcome& chip_outcome::operator+=(const chip_outcome& other) {
    for (std::size_t i = 0; i < phases.size(); ++i) {
        phases[i].decisions += other.phases[i].decisions;
        phases[i].activity += other.phases[i].activity;
    }
    setup += other.setup;
    elapsed_cycles += other.elapsed_cycles;
    latency_cycles += other.latency_cycles;
    write_pulses += other.write_pulses;
    write_failures += other.write_failures;
    load_failures += other.load_failures;
    activations += other.activations;
    load_seconds += other.load_seconds;
    decide_seconds += other.decide_seconds;
    return *this;
}

std::uint64_t software_outcome::instructions() const {
    constexpr auto first = static_cast<std::size_t>(activity::processor_integer);
    constexpr auto end = static_cast<std::size_t>(activity::processor_trap);
    std::uint64_t sum = 0;
    for (std::size_t i = first; i < end; ++i) sum += spent.counts[i];
    return sum;
}

software_outcome& software_outcome::operator+=(const software_outcome& other) {
    decisions += other.decisions;
    episodes += other.episodes;
    reached += other.reached;
    cycles += other.cycles;
    sram_kib = std::max(sram_kib, other.sram_kib);
    spent += other.spent;
    return *this;
}

std::string to_bytes(const maze_outcome& outcome) {
    std::string bytes;
    nlohmann::json::to_cbor(nlohmann::json(outcome), bytes);
    return bytes;
}

maze_outcome from_bytes(const std::string& bytes) {
    return nlohmann::json::from_cbor(bytes).get<maze_outcome>();
}

nlohmann::ordered_json to_json(const maze_showcase& maze) {
    return nlohmann::json(maze);
}

nlohmann::ordered_json to_json(const std::vector<raster_event>& raster) {
    return nlohmann::json(raster);
}

maze_showcase showcase_from(const nlohmann::ordered_json& document) {
    return nlohmann::json(document).get<maze_showcase>();
}

std::vector<raster_event> raster_from(const nlohmann::ordered_json& document) {
    return nlohmann::json(document).get<std::vector<raster_event>>();
}

}  // namespace memglia

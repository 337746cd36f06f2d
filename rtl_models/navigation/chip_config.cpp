#include "rtl_models/navigation/chip_config.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "crossbar/programming/programmed_device.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"

namespace memglia {

namespace {
// A decision's packets and the row read must settle within the tick: some 40 cycles on the smallest
// mesh.
constexpr std::uint64_t min_cycles_per_tick = 100;
constexpr std::uint64_t service_and_issue_cycles = 32;
constexpr std::uint64_t words_per_bank = 256;
constexpr std::uint32_t max_nodes = std::uint32_t{std::numeric_limits<node_id>::max()} + 1;
// A reinforcement packet carries 15 bits of local address.
constexpr std::uint32_t max_places_per_core = 1U << 15U;

std::uint64_t banks(std::uint64_t words) {
    return (words + words_per_bank - 1) / words_per_bank;
}

}  // namespace

std::uint64_t chip_config::period_ps() const {
    return static_cast<std::uint64_t>(1e12 / clock_hz + 0.5);
}

std::uint64_t chip_config::cycles_per_tick() const {
    return static_cast<std::uint64_t>(tick_s * clock_hz + 0.5);
}

unused_keys chip_config::unused() const {
    unused_keys all;
    if (rest == rest_power::awake) {
        add_unused(all, {"technology.flip_flop_retention_w", "technology.sram_bank_retention_w"},
                   "rest is 'awake': nothing is switched off", "rest", "rest retention", true);
    }
    if (!has_processor()) {
        const std::string none = "boot is 'host': the chip has no processor";
        add_unused(all, {"processor.sram_kib"}, none, "boot", "boot firmware");
    }
    add_unused_writes(all, device, tile.programming, crossbar, "tile.programming");
    return all;
}

void chip_config::validate() const {
    require_leaving(device);
    const double period = 1e12 / clock_hz;
    if (std::abs(period - static_cast<double>(period_ps())) > 1e-6) {
        throw input_error(
            {.path = "clock_hz",
             .found = "found " + std::to_string(clock_hz) + " Hz",
             .expected = "a frequency whose period is a whole number of picoseconds"});
    }
    const double cycles = tick_s * clock_hz;
    if (std::abs(cycles - static_cast<double>(cycles_per_tick())) > 1e-6 ||
        cycles_per_tick() < min_cycles_per_tick) {
        throw input_error(
            {.path = "tick_s",
             .found = "found " + std::to_string(cycles) + " clock cycles a tick",
             .expected = "a whole number, at least " + std::to_string(min_cycles_per_tick)});
    }
    if (tile.places() > max_places_per_core) {
        throw input_error(
            {.path = "tile",
             .found = "found " + std::to_string(tile.places()) + " places in one tile",
             .expected = "rows x column_groups of at most " + std::to_string(max_places_per_core)});
    }
    const double top = static_cast<double>(crossbar_tile::level_max) * tile.codes_per_level;
    if (top > device.codes - 1) {
        throw input_error(
            {.path = "tile.codes_per_level",
             .found = "found " + std::to_string(tile.codes_per_level),
             .expected = "at most " +
                         std::to_string((device.codes - 1) / crossbar_tile::level_max) +
                         ": 15 levels must fit into the device's " + std::to_string(device.codes) +
                         " codes"});
    }
}

chip_floorplan plan_floor(const chip_config& config, std::uint32_t places) {
    config.validate();
    if (places == 0 || places > max_places) {
        throw input_error({.path = "chip",
                           .found = "found " + std::to_string(places) + " places",
                           .expected = "1 to " + std::to_string(max_places) +
                                       ": the place address of a packet is 18 bits wide"});
    }
    chip_floorplan plan;
    plan.places_per_core = config.tile.places();
    const std::uint32_t cores = (places + plan.places_per_core - 1) / plan.places_per_core;
    const std::uint32_t nodes = cores + 3;
    if (config.tile.by_states() && cores > 1) {
        throw input_error(
            {.path = "chip.tile.layout",
             .found = "found 'states' with " + std::to_string(config.tile.rows) + " rows for " +
                      std::to_string(places) + " places",
             .expected = "at least as many rows as places: the whole map in one tile"});
    }
    if (nodes > max_nodes) {
        throw input_error({.path = "chip.tile",
                           .found = "found " + std::to_string(cores) + " cores for " +
                                    std::to_string(places) + " places",
                           .expected = "at most " + std::to_string(max_nodes - 3) +
                                       " cores: larger tiles, or a smaller map"});
    }
    plan.mesh_width = 2;
    while (plan.mesh_width * plan.mesh_width < nodes) ++plan.mesh_width;
    plan.mesh_height = std::max(2U, (nodes + plan.mesh_width - 1) / plan.mesh_width);
    plan.controller = 0;
    plan.learning = static_cast<node_id>(plan.mesh_width);
    plan.astrocytes = static_cast<node_id>(plan.mesh_width + 1);
    plan.cores.clear();
    for (std::uint32_t node = 1; plan.cores.size() < cores; ++node) {
        if (node == plan.learning || node == plan.astrocytes) continue;
        plan.cores.push_back(static_cast<node_id>(node));
    }
    return plan;
}

packet_format format_packets(const chip_floorplan& plan, std::uint32_t places) {
    const auto bits_for = [](std::uint32_t count) {
        return static_cast<std::uint32_t>(std::bit_width(count - 1));
    };
    return navigation_format(bits_for(plan.mesh_width * plan.mesh_height), bits_for(places),
                             bits_for(std::min(places, plan.places_per_core)));
}

std::uint64_t longest_way_cycles(const chip_config& config, const chip_floorplan& plan) {
    const std::uint64_t routers = plan.mesh_width + plan.mesh_height - 1;
    return routers * (std::uint64_t{config.router.hop_cycles} + config.router.link_cycles);
}

std::uint64_t settling_cycles(const chip_config& config, const chip_floorplan& plan) {
    const auto read =
        static_cast<std::uint64_t>(std::ceil(config.device.t_read_s * config.clock_hz));
    // With the smallest buffers each of the packets ahead holds the next one up for a whole hop.
    constexpr std::uint64_t packets_ahead = 3;
    const std::uint64_t queue =
        packets_ahead * (std::uint64_t{config.router.hop_cycles} + config.router.link_cycles + 1);
    // Command and packets in a row, the visit's way, the astrocytes' service, the gates' way, the
    // read.
    return queue + 2 * longest_way_cycles(config, plan) + read + service_and_issue_cycles;
}

chip_memory plan_memory(const chip_config& config, std::uint32_t places) {
    return {.astrocyte_banks = banks((1 + destination_words(places)) * places),  // and calcium
            .tag_banks = banks(places),
            .trail_banks = banks(config.learning.trail_words)};
}

}  // namespace memglia

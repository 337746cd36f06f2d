#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "crossbar/device/device_model.hpp"
#include "rtl_models/cost/technology.hpp"
#include "rtl_models/fabric/spike_router.hpp"
#include "rtl_models/navigation/astrocyte_unit.hpp"
#include "rtl_models/navigation/crossbar_tile.hpp"
#include "rtl_models/navigation/learning_engine.hpp"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/processor/processor_config.hpp"

namespace memglia {

/// The place address of a packet is 18 bits wide.
inline constexpr std::uint32_t max_places = 1U << 18U;

/// What has power while biological time passes between episodes. Memristors need none.
enum class rest_power {
    awake,     ///< everything
    retention  ///< the bits that outlive a rest, in flip-flops and SRAM; all else is switched off
};
constexpr std::string_view choice_words(rest_power) {
    return "awake|retention";
}

/// Who gives the controller its commands.
enum class boot_source {
    host,     ///< whoever is outside; the chip has no processor
    firmware  ///< the chip's own processor, which boots firmware/programs/nav.c
};
constexpr std::string_view choice_words(boot_source) {
    return "host|firmware";
}

/// A chip as a configuration composes it.
struct chip_config {
    double clock_hz = 500e6;
    double tick_s = 1e-6;
    std::uint32_t ticks_per_decision = 2;
    rest_power rest = rest_power::retention;
    boot_source boot = boot_source::host;
    processor_config processor{.sram_kib = 32, .cycles = {}};
    router_config router;
    tile_config tile;
    access_config crossbar;
    learning_config learning;
    astrocyte_config astrocytes;
    device_config device;
    technology tech;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{
                .name = "clock_hz", .unit = "Hz", .doc = "digital clock", .min = 1e6, .max = 1e10},
            self.clock_hz);
        visit(field{.name = "tick_s",
                    .unit = "s",
                    .doc = "neurons integrate over a tick and fire at its end",
                    .min = 1e-8,
                    .max = 1},
              self.tick_s);
        visit(field{.name = "ticks_per_decision",
                    .unit = "ticks",
                    .doc = "a decision starts every so many ticks",
                    .min = 2,
                    .max = 1e6},
              self.ticks_per_decision);
        visit(field{.name = "rest", .doc = "what has power between episodes"}, self.rest);
        visit(field{.name = "boot",
                    .doc = "who gives the controller its commands: the host, or the chip's own "
                           "processor with the firmware nav"},
              self.boot);
        visit(field{.name = "processor",
                    .doc = "the processor of the chip, and of the loop in software beside it"},
              self.processor);
        visit(field{.name = "router", .doc = "mesh network"}, self.router);
        visit(field{.name = "tile", .doc = "crossbar tiles"}, self.tile);
        visit(field{.name = "crossbar", .doc = "how cells are reached"}, self.crossbar);
        visit(field{.name = "learning", .doc = "learning engine"}, self.learning);
        visit(field{.name = "astrocytes", .doc = "astrocyte unit"}, self.astrocytes);
        visit(field{.name = "device",
                    .doc = "memristive device",
                    .presets = "devices",
                    .preset = "taox_hfox"},
              self.device);
        visit(field{.name = "technology",
                    .doc = "energy, leakage and capacitance table",
                    .presets = "technologies",
                    .preset = "cmos_45nm"},
              self.tech);
    }

    void validate() const;
    unused_keys unused() const;
    bool has_processor() const { return boot == boot_source::firmware; }

    std::uint64_t period_ps() const;
    std::uint64_t cycles_per_tick() const;
};

/// The mesh that holds `places` place neurons: controller and learning engine in the first column,
/// the astrocyte unit and the first core next to them, further cores around.
chip_floorplan plan_floor(const chip_config& config, std::uint32_t places);

/// Fields as wide as this chip's nodes and places need.
packet_format format_packets(const chip_floorplan& plan, std::uint32_t places);

/// Cycles of one packet's longest way through this mesh.
std::uint64_t longest_way_cycles(const chip_config& config, const chip_floorplan& plan);

/// Cycles that a decision's packets and row read take at most, from command to settled charge, on
/// this mesh.
std::uint64_t settling_cycles(const chip_config& config, const chip_floorplan& plan);

/// 1 KiB banks of SRAM for `places` places.
struct chip_memory {
    std::uint64_t astrocyte_banks = 0;  ///< calcium and destinations
    std::uint64_t tag_banks = 0;        ///< eligibility tags
    std::uint64_t trail_banks = 0;

    std::uint64_t banks() const { return astrocyte_banks + tag_banks + trail_banks; }
};
chip_memory plan_memory(const chip_config& config, std::uint32_t places);

}  // namespace memglia

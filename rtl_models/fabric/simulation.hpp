#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/fabric/packet.hpp"

namespace memglia {

/// The digital clock as a value: nothing ticks, blocks compute when they need to act.
struct clock_domain {
    std::uint64_t period_ps = 2000;
    std::uint64_t cycles_per_tick = 500;

    std::uint64_t now() const { return sc_core::sc_time_stamp().value() / period_ps; }
    std::uint64_t tick_of(std::uint64_t cycle) const { return cycle / cycles_per_tick; }
    std::uint64_t tick_end(std::uint64_t cycle) const {
        return (tick_of(cycle) + 1) * cycles_per_tick;
    }
    sc_core::sc_time until(std::uint64_t cycle) const {
        const std::uint64_t at_ps = cycle * period_ps;
        const std::uint64_t now_ps = sc_core::sc_time_stamp().value();
        return sc_core::sc_time::from_value(at_ps > now_ps ? at_ps - now_ps : 0);
    }
    /// Cycles that cover a physical time.
    std::uint64_t cycles_for(double seconds) const {
        const double cycles = seconds * 1e12 / static_cast<double>(period_ps);
        const auto whole = static_cast<std::uint64_t>(cycles);
        return static_cast<double>(whole) < cycles ? whole + 1 : whole;
    }
};

/// One packet as it entered the network.
struct packet_event {
    std::uint64_t cycle = 0;
    node_id source = 0;
    packet content;
};

/// What every module of a chip shares.
struct chip_context {
    clock_domain clock;
    ledger book;
    packet_format format;
    std::uint64_t activations = 0;             ///< method calls by the kernel, over all modules
    std::uint64_t packets_sent = 0;            ///< into the network, over all blocks
    std::uint64_t packets_received = 0;        ///< from the network
    std::vector<packet_event>* log = nullptr;  ///< filled while set
    bool pins = false;                         ///< drive the pins that only a waveform shows
};

}  // namespace memglia

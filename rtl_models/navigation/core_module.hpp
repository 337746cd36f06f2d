#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "rtl_models/fabric/endpoint_module.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/crossbar_tile.hpp"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/navigation_packets.hpp"
#include "rtl_models/navigation/neuron_bank.hpp"

namespace memglia {

/// One synaptic core: a crossbar tile and its bank of action neurons behind one router.
///
/// Timing contract: a decision's place spike and gate packet may come in any order; when both are
/// there the row is read, and the scaled column charges reach the neurons t_read later, which must
/// be in the same tick. The bank fires at the end of the tick; after a tick with a row its
/// membranes are discharged. Place spikes and gates that come before wait in queues, the n-th of
/// one for the n-th of the other; a tick reads one row. A reinforcement keeps the core busy for its
/// pulses and verify reads; packets wait meanwhile.
class core_module : public endpoint_module {
  public:
    core_module(const sc_core::sc_module_name& name, node_id node, spike_router_module& router,
                const chip_config& config, const chip_floorplan& plan, chip_context& context);

    void load(const chip_image& image, std::uint32_t places, std::uint64_t stream_index);

    /// What the last decision computed, for traces and tests.
    struct observation_point {
        std::array<std::int32_t, 4> weight_level{};
        std::array<std::int32_t, 4> gate_level{};
        std::array<std::int32_t, 4> membrane{};
    };
    const observation_point& last() const { return last_; }

    std::uint64_t rows_written() const { return rows_written_; }
    std::uint64_t write_pulses() const { return write_pulses_; }
    std::uint64_t write_failures() const { return write_failures_; }
    std::uint64_t load_failures() const { return load_failures_; }
    const crossbar_tile& tile() const { return tile_; }

  protected:
    void evaluate(std::uint64_t cycle) override;

  private:
    void handle(const packet& p, std::uint64_t cycle);
    void feel(std::uint32_t contacts, std::uint64_t cycle);
    /// As far as the oldest place spike and its gates allow.
    void advance(std::uint64_t cycle);
    void read_row(std::uint64_t cycle);
    void reinforce(std::uint32_t local, std::uint32_t actions, std::uint32_t step,
                   std::uint64_t cycle);

    crossbar_tile tile_;
    neuron_bank bank_;
    chip_floorplan plan_;
    std::array<std::uint8_t, 32> gain_of_gate_{};
    std::uint32_t wave_step_ = 0;
    std::deque<address_and_sides> places_;  ///< the first until its tick has ended
    std::deque<gate_levels> gates_;
    bool felt_ = false;                     ///< the contacts of the first
    std::optional<std::uint64_t> fire_at_;  ///< cycle of the next end of tick with charge
    bool row_in_tick_ = false;
    std::uint64_t busy_until_ = 0;
    observation_point last_;
    std::uint64_t rows_written_ = 0;  ///< by reinforcements
    std::uint64_t write_pulses_ = 0;
    std::uint64_t write_failures_ = 0;
    std::uint64_t load_failures_ = 0;
};

}  // namespace memglia

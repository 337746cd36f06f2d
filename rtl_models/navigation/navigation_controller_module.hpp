#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>

#include "rtl_models/fabric/endpoint_module.hpp"
#include "rtl_models/navigation/navigation_controller.hpp"

namespace memglia {

/// The navigation controller with its register socket and its pins.
///
/// Timing contract: while clock_enabled() the state machine advances once per clock period; when it
/// waits, clk_en is low and no process runs. A decision whose neurons stay silent ends
/// `spike_deadline_cycles` after its command, or as many ticks later as its gates were.
class navigation_controller_module : public endpoint_module {
  public:
    tlm_utils::simple_target_socket<navigation_controller_module> registers{"registers"};
    sc_core::sc_out<bool> clk{"clk"};  ///< gated clock; only driven when pins are on
    sc_core::sc_out<bool> clk_en{"clk_en"};
    sc_core::sc_out<bool> busy{"busy"};
    sc_core::sc_out<bool> action_valid{"action_valid"};
    sc_core::sc_out<std::uint32_t> action{"action"};
    sc_core::sc_out<std::uint32_t> place{"place"};
    sc_core::sc_out<std::uint32_t> state{"state"};

    SC_HAS_PROCESS(navigation_controller_module);
    navigation_controller_module(const sc_core::sc_module_name& name, node_id node,
                                 spike_router_module& router, const router_config& network,
                                 const chip_floorplan& plan, std::uint64_t spike_deadline_cycles,
                                 chip_context& context);

    void load(const chip_image& image);
    const navigation_controller& controller() const { return controller_; }

    /// Cycle in which the last answer became valid.
    std::uint64_t answered_cycle() const { return answered_cycle_; }
    /// Cycles spent so far in waiting for writes.
    std::uint64_t learning_cycles() const { return learning_cycles_; }

  protected:
    void evaluate(std::uint64_t cycle) override;

  private:
    void transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    void drive_pins();
    void clock_low();

    navigation_controller controller_;
    std::uint64_t deadline() const;

    std::uint64_t spike_deadline_cycles_;
    std::uint64_t command_cycle_ = 0;
    std::uint64_t answered_cycle_ = 0;
    std::uint64_t learning_since_ = 0;
    std::uint64_t learning_cycles_ = 0;
    sc_core::sc_event fall_;
};

}  // namespace memglia

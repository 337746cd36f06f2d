#pragma once

#include <cstdint>

#include "rtl_models/fabric/endpoint_module.hpp"
#include "rtl_models/navigation/astrocyte_unit.hpp"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/write_barrier.hpp"

namespace memglia {

/// The astrocyte unit behind its router. Timing contract: a visit is answered service_cycles later,
/// or as many cycles after that as waves took that guide. Gates that would come too late for a read
/// in their tick wait for the next one, and the controller is told for every tick that passes.
/// A wave advances one site a cycle; the sites that have fired are sent to the cores one a cycle at
/// most, as the router takes them; when every core has done its writes the controller is told.
class astrocyte_unit_module : public endpoint_module {
  public:
    /// One SRAM access a cycle: own word read and written, three pointer words, four words read.
    static constexpr std::uint64_t service_cycles = 9;

    astrocyte_unit_module(const sc_core::sc_module_name& name, node_id node,
                          spike_router_module& router, const router_config& network,
                          const astrocyte_config& config, const chip_floorplan& plan,
                          std::uint64_t settling_cycles, chip_context& context);

    void load(const chip_image& image);
    const astrocyte_unit& unit() const { return unit_; }

    const requested_writes& requested() const { return requested_; }

  protected:
    void evaluate(std::uint64_t cycle) override;

  private:
    enum class phase { idle, sending, syncing };

    void answer_visit(std::uint32_t place, std::uint8_t contacts, std::uint64_t cycle);
    void start_wave(std::uint64_t cycle);
    void send_wave(std::uint64_t cycle);

    astrocyte_unit unit_;
    chip_floorplan plan_;
    std::uint64_t settling_cycles_;  ///< from a tick's begin to the charges of its decision
    phase phase_ = phase::idle;
    std::uint64_t wave_start_ = 0;
    write_barrier writes_;
    requested_writes requested_;
};

}  // namespace memglia

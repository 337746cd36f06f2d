#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "rtl_models/fabric/simulation.hpp"
#include "rtl_models/fabric/spike_router_module.hpp"
#include "rtl_models/navigation/astrocyte_unit_module.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/core_module.hpp"
#include "rtl_models/navigation/learning_engine_module.hpp"
#include "rtl_models/navigation/navigation_controller_module.hpp"
#include "rtl_models/navigation/price_list.hpp"

namespace memglia {

/// A whole chip: a mesh of routers with the navigation controller, the learning engine, the
/// astrocyte unit and as many synaptic cores as `places` need. One per process: SystemC allows one
/// simulation.
class chip : public sc_core::sc_module {
  public:
    /// `pins`: drive the pins that a waveform shows (slower). Throws input_error for an impossible
    /// plan.
    chip(const sc_core::sc_module_name& name, const chip_config& config, std::uint32_t places,
         bool pins);
    ~chip() override;

    /// Resets every block and loads tables, weights and random streams. Returns the activity that
    /// programming the arrays took. The image may hold fewer places than the chip, not more. Throws
    /// error while a command is being carried out or a packet is under way.
    activity_record load(const chip_image& image);

    /// The host's access to the controller's registers; throws error for a bus error.
    std::uint32_t read_register(std::uint32_t offset);
    void write_register(std::uint32_t offset, std::uint32_t value);

    /// Lets `ticks` ticks pass. Throws error for whatever went wrong inside a process, and
    /// internal_error when a packet has been lost or doubled on its way.
    void run_ticks(std::uint64_t ticks);

    /// Writes the pins of controller and routers to `path`.vcd between now and stop_trace(). Throws
    /// error for a chip without pins, or when a waveform is being written already.
    void start_trace(const std::string& path_without_extension);
    void stop_trace();

    /// A stretch of what is booked, between two moments in which nothing learns. While writes are
    /// waited for the tick's divider stands still: no neuron integrates then.
    void open_book();
    activity_record close_book();

    chip_context& context() { return context_; }
    const clock_domain& clock() const { return context_.clock; }
    const chip_config& config() const { return config_; }
    const chip_floorplan& floorplan() const { return plan_; }
    const price_list& prices() const { return prices_; }
    const navigation_controller_module& controller() const { return *controller_; }
    const astrocyte_unit& astrocytes() const { return astrocytes_->unit(); }
    const core_module& core(std::uint32_t i) const { return *cores_[i]; }
    /// What astrocytes and learning engine asked of the cores since the last load.
    requested_writes requested() const;
    std::uint64_t rows_written() const;
    std::uint64_t write_pulses() const;
    std::uint64_t write_failures() const;
    /// Synapses that the last load could not program.
    std::uint64_t load_failures() const;

  private:
    struct pins;

    bool at_rest() const;
    void check_packets() const;
    void transport(tlm::tlm_command command, std::uint32_t offset, std::uint32_t& value);

    chip_config config_;
    chip_floorplan plan_;
    price_list prices_;
    chip_context context_;
    std::unique_ptr<pins> pins_;
    std::vector<std::unique_ptr<spike_router_module>> routers_;
    std::unique_ptr<navigation_controller_module> controller_;
    std::unique_ptr<learning_engine_module> learning_;
    std::unique_ptr<astrocyte_unit_module> astrocytes_;
    std::vector<std::unique_ptr<core_module>> cores_;
    tlm_utils::simple_initiator_socket<chip> host_{"host"};
    sc_core::sc_trace_file* trace_ = nullptr;
    std::uint64_t opened_cycle_ = 0;
    std::uint64_t learning_at_open_ = 0;
    std::string failure_;  ///< why the simulation has ended, if it has
};

}  // namespace memglia

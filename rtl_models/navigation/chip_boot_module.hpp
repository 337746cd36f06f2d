#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <tlm>

#include "rtl_models/navigation/chip.hpp"
#include "rtl_models/processor/processor_meter.hpp"
#include "rtl_models/processor/processor_module.hpp"

namespace memglia {

/// The navigation chip with its processor, whose program reaches the controller's registers. A
/// command there starts with a tick, as the host's do.
class chip_boot_module : public sc_core::sc_module {
  public:
    /// `hardware` must outlive it.
    chip_boot_module(const sc_core::sc_module_name& name, chip& hardware,
                     const processor_config& config, character_sink* characters);

    processor_system& system() { return system_; }
    processor_module& processor() { return processor_; }
    processor_meter& meter() { return meter_; }

    /// Puts the program into memory and lets it begin now.
    void boot(const program_image& program);

  private:
    void transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

    chip& chip_;
    processor_system system_;
    processor_module processor_;
    processor_meter meter_;
    tlm_utils::simple_target_socket<chip_boot_module> registers_{"registers"};
};

}  // namespace memglia

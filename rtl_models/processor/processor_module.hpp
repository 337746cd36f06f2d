#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <optional>
#include <systemc>
#include <tlm>

#include "rtl_models/fabric/simulation.hpp"
#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// The processor in simulated time, with one block of registers outside it over TLM-2.0.
///
/// Timing contract: temporally decoupled. Between two activations the core runs ahead of the kernel
/// by at most `quantum_cycles`; before an access to the outside block the two are brought to the
/// same cycle. A store into the register of commands waits for the next multiple of
/// `command_cycles`. What the host sends is seen at the next activation.
class processor_module : public sc_core::sc_module, private register_device {
  public:
    tlm_utils::simple_initiator_socket<processor_module> bus{"bus"};

    SC_HAS_PROCESS(processor_module);
    /// `system` must outlive the module.
    processor_module(const sc_core::sc_module_name& name, processor_system& system,
                     const register_block& outside, const clock_domain& clock,
                     std::uint64_t quantum_cycles, std::uint32_t command_offset,
                     std::uint64_t command_cycles);

    /// The core's cycle 0 is now.
    void start();

    /// Why the program has stopped, once it has.
    std::optional<program_stop> stopped() const { return stopped_; }

  private:
    void evaluate();
    void arm();
    std::uint64_t local_now() const { return clock_.now() - started_; }
    bus_reply read(std::uint32_t offset, std::uint32_t& value) override;
    bus_reply write(std::uint32_t offset, std::uint32_t value) override;
    bus_reply transport(tlm::tlm_command command, std::uint32_t offset, std::uint32_t& value);

    processor_system& system_;
    clock_domain clock_;
    std::uint64_t quantum_cycles_;
    std::uint32_t command_offset_;
    std::uint64_t command_cycles_;
    std::uint64_t started_ = 0;
    std::optional<program_stop> stopped_;
    sc_core::sc_event wake_;
};

}  // namespace memglia

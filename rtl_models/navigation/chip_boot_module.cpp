#include "rtl_models/navigation/chip_boot_module.hpp"

#include <cstring>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_registers.hpp"

namespace memglia {

chip_boot_module::chip_boot_module(const sc_core::sc_module_name& name, chip& hardware,
                                   const processor_config& config, character_sink* characters)
    : sc_module(name),
      chip_(hardware),
      system_(config, characters),
      processor_("processor", system_, navigation_block, hardware.clock(),
                 hardware.clock().cycles_per_tick, MEMGLIA_NAV_CONTROL,
                 hardware.clock().cycles_per_tick),
      meter_(system_) {
    registers_.register_b_transport(this, &chip_boot_module::transport);
    processor_.bus.bind(registers_);
}

void chip_boot_module::boot(const program_image& program) {
    system_.load(program);
    meter_.restart();
    processor_.start();
}

void chip_boot_module::transport(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    const auto offset = static_cast<std::uint32_t>(payload.get_address());
    std::uint32_t value = 0;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    try {
        if (payload.is_read()) {
            value = chip_.read_register(offset);
            std::memcpy(payload.get_data_ptr(), &value, sizeof value);
        } else {
            std::memcpy(&value, payload.get_data_ptr(), sizeof value);
            chip_.write_register(offset, value);
        }
    } catch (const error&) {  // refused while it is busy
        payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    }
}

}  // namespace memglia

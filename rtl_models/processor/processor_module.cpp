#include "rtl_models/processor/processor_module.hpp"

namespace memglia {

processor_module::processor_module(const sc_core::sc_module_name& name, processor_system& system,
                                   const register_block& outside, const clock_domain& clock,
                                   std::uint64_t quantum_cycles, std::uint32_t command_offset,
                                   std::uint64_t command_cycles)
    : sc_module(name),
      system_(system),
      clock_(clock),
      quantum_cycles_(quantum_cycles),
      command_offset_(command_offset),
      command_cycles_(command_cycles) {
    system_.attach(outside, *this);
    SC_METHOD(evaluate);
    sensitive << wake_;
    dont_initialize();
}

void processor_module::start() {
    started_ = clock_.now();
    stopped_.reset();
    arm();
}

void processor_module::arm() {
    wake_.cancel();
    wake_.notify(clock_.until(started_ + system_.core().cycle()));
}

void processor_module::evaluate() {
    const program_stop stop = system_.run(local_now() + quantum_cycles_);
    if (stop == program_stop::limit || stop == program_stop::asked) {
        arm();
    } else {
        stopped_ = stop;
    }
}

bus_reply processor_module::read(std::uint32_t offset, std::uint32_t& value) {
    if (system_.core().cycle() != local_now()) return bus_reply::again;
    return transport(tlm::TLM_READ_COMMAND, offset, value);
}

bus_reply processor_module::write(std::uint32_t offset, std::uint32_t value) {
    const std::uint64_t at = started_ + system_.core().cycle();
    if (offset == command_offset_ && at % command_cycles_ != 0) {
        system_.core().stall_until((at / command_cycles_ + 1) * command_cycles_ - started_);
        return bus_reply::again;
    }
    if (system_.core().cycle() != local_now()) return bus_reply::again;
    return transport(tlm::TLM_WRITE_COMMAND, offset, value);
}

bus_reply processor_module::transport(tlm::tlm_command command, std::uint32_t offset,
                                      std::uint32_t& value) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(offset);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(sizeof value);
    payload.set_streaming_width(sizeof value);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    bus->b_transport(payload, delay);
    return payload.is_response_error() ? bus_reply::fault : bus_reply::done;
}

}  // namespace memglia

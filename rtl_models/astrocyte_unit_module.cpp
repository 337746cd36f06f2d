#include "rtl_models/astrocyte_unit_module.hpp"

#include "base/error.hpp"

namespace memglia {

astrocyte_unit_module::astrocyte_unit_module(const sc_core::sc_module_name& name, node_id node,
                                             spike_router_module& router,
                                             const router_config& network,
                                             const chip_floorplan& plan, chip_context& context)
    : endpoint_module(name, node, router, network, context), unit_(context.book), plan_(plan) {}

void astrocyte_unit_module::load(const chip_image& image) {
    unit_.load(image);
}

void astrocyte_unit_module::evaluate(std::uint64_t cycle) {
    while (has_packet(cycle)) {
        const packet p = take(cycle);
        if (p.kind == packet_kind::episode) {
            unit_.rest();
        } else if (p.kind == packet_kind::visit) {
            const auto gates = unit_.visit(p.payload);
            std::uint32_t payload = 0;
            for (std::size_t a = 0; a < gates.size(); ++a) {
                payload |= std::uint32_t{gates[a]} << 5U * a;
            }
            send({plan_.cores[plan_.core_of(p.payload)], packet_kind::gate, payload},
                 cycle + service_cycles);
        } else {
            throw internal_error("a packet of a kind that astrocytes do not take");
        }
    }
}

}  // namespace memglia

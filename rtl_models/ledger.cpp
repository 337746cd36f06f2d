#include "rtl_models/ledger.hpp"

#include <utility>

namespace memglia {

std::string_view name_of(component c) {
    constexpr std::array<std::string_view, component_count> names{
        "router",   "crossbar_read",  "neurons",    "astrocytes",
        "learning", "crossbar_write", "controller", "static"};
    return names[static_cast<std::size_t>(c)];
}

const std::array<activity_price, activity_count>& activity_prices() {
    using a = activity;
    using c = component;
    using t = technology;
    static constexpr std::array<activity_price, activity_count> prices{{
        {a::router_hop, "router.hop", c::router, &t::router_hop_j},
        {a::router_link, "router.link", c::router, &t::link_j},
        {a::read_row_drive, "crossbar_read.row_drive", c::crossbar_read, &t::row_driver_j},
        {a::read_integrate, "crossbar_read.integrate", c::crossbar_read, &t::column_integrator_j},
        {a::read_convert, "crossbar_read.convert", c::crossbar_read, &t::column_adc_j},
        {a::read_gain, "crossbar_read.gain", c::crossbar_read, &t::multiply_8b_j},
        {a::neuron_add, "neurons.add", c::neurons, &t::add_16b_j},
        {a::neuron_compare, "neurons.compare", c::neurons, &t::comparator_j},
        {a::neuron_spike, "neurons.spike", c::neurons, &t::neuron_spike_j},
        {a::astrocyte_sram_read, "astrocytes.sram_read", c::astrocytes, &t::sram_read_j},
        {a::astrocyte_sram_write, "astrocytes.sram_write", c::astrocytes, &t::sram_write_j},
        {a::astrocyte_multiply, "astrocytes.multiply", c::astrocytes, &t::multiply_8b_j},
        {a::astrocyte_add, "astrocytes.add", c::astrocytes, &t::add_8b_j},
        {a::astrocyte_flip_flop, "astrocytes.flip_flop", c::astrocytes, &t::flip_flop_j},
        {a::learning_sram_read, "learning.sram_read", c::learning, &t::sram_read_j},
        {a::learning_sram_write, "learning.sram_write", c::learning, &t::sram_write_j},
        {a::learning_add, "learning.add", c::learning, &t::add_16b_j},
        {a::learning_flip_flop, "learning.flip_flop", c::learning, &t::flip_flop_j},
        {a::write_row_drive, "crossbar_write.row_drive", c::crossbar_write, &t::row_driver_j},
        {a::write_integrate, "crossbar_write.integrate", c::crossbar_write,
         &t::column_integrator_j},
        {a::write_convert, "crossbar_write.convert", c::crossbar_write, &t::column_adc_j},
        {a::write_compare, "crossbar_write.compare", c::crossbar_write, &t::comparator_j},
        {a::controller_flip_flop, "controller.flip_flop", c::controller, &t::flip_flop_j},
    }};
    return prices;
}

activity_record& activity_record::operator+=(const activity_record& other) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
    for (std::size_t i = 0; i < analogue_j.size(); ++i) analogue_j[i] += other.analogue_j[i];
    elapsed_ps += other.elapsed_ps;
    return *this;
}

double energy_bill::dynamic_j() const {
    double sum = 0;
    for (std::size_t i = 0; i < component_count; ++i) {
        const auto c = static_cast<component>(i);
        if (c != component::controller && c != component::leakage) sum += j[i];
    }
    return sum;
}

energy_bill price(const activity_record& record, const technology& table, double leakage_w) {
    energy_bill bill;
    const auto part = [&bill](component c) -> double& {
        return bill.j[static_cast<std::size_t>(c)];
    };
    const auto joules = [&record](analogue a) {
        return record.analogue_j[static_cast<std::size_t>(a)];
    };
    for (const auto& p : activity_prices()) {
        part(p.billed_to) += static_cast<double>(record.counts[static_cast<std::size_t>(p.what)]) *
                             (table.*p.entry).value;
    }
    part(component::crossbar_read) += joules(analogue::read_cells) + joules(analogue::read_lines);
    part(component::crossbar_write) += joules(analogue::write_cells) +
                                       joules(analogue::write_verify_cells) +
                                       joules(analogue::write_lines);
    part(component::leakage) += leakage_w * static_cast<double>(record.elapsed_ps) * 1e-12;
    return bill;
}

activity_record ledger::open(std::uint64_t now_ps) {
    opened_ps_ = now_ps;
    return std::exchange(now_, {});
}

activity_record ledger::close(std::uint64_t now_ps) {
    now_.elapsed_ps = now_ps - opened_ps_;
    return std::exchange(now_, {});
}

}  // namespace memglia

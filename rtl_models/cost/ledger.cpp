#include "rtl_models/cost/ledger.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

std::string_view name_of(component c) {
    constexpr std::array<std::string_view, component_count> names{
        "router", "crossbar_read", "neurons",   "astrocytes", "learning", "crossbar_write",
        "clock",  "controller",    "processor", "static",     "rest"};
    return names[static_cast<std::size_t>(c)];
}

bool is_dynamic(std::string_view part) {
    for (std::size_t i = 0; i < component_count; ++i) {
        const auto c = static_cast<component>(i);
        if (name_of(c) == part) return is_dynamic(c);
    }
    return false;
}

const std::array<activity_price, activity_count>& activity_prices() {
    using a = activity;
    using c = component;
    using t = technology;
    static constexpr std::array<activity_price, activity_count> prices{{
        {a::router_hop, "router.hop", c::router, nullptr},
        {a::router_hop_bit, "router.hop_bit", c::router, nullptr},
        {a::router_link_bit, "router.link_bit", c::router, nullptr},
        {a::read_row_drive, "crossbar_read.row_drive", c::crossbar_read, &t::row_driver_j},
        {a::read_integrate, "crossbar_read.integrate", c::crossbar_read, &t::column_integrator_j},
        {a::read_convert, "crossbar_read.convert", c::crossbar_read, &t::column_adc_j},
        {a::read_sign, "crossbar_read.sign", c::crossbar_read, &t::column_adc_j},
        {a::read_gain, "crossbar_read.gain", c::crossbar_read, &t::multiply_8b_j},
        {a::read_table, "crossbar_read.table", c::crossbar_read, &t::table_read_j},
        {a::neuron_add, "neurons.add", c::neurons, &t::add_16b_j},
        {a::neuron_compare, "neurons.compare", c::neurons, &t::comparator_j},
        {a::neuron_spike, "neurons.spike", c::neurons, &t::neuron_spike_j},
        {a::astrocyte_sram_read, "astrocytes.sram_read", c::astrocytes, &t::sram_read_j},
        {a::astrocyte_sram_write, "astrocytes.sram_write", c::astrocytes, &t::sram_write_j},
        {a::astrocyte_multiply, "astrocytes.multiply", c::astrocytes, &t::multiply_8b_j},
        {a::astrocyte_add, "astrocytes.add", c::astrocytes, &t::add_8b_j},
        {a::astrocyte_flip_flop, "astrocytes.flip_flop", c::astrocytes, &t::flip_flop_j},
        {a::astrocyte_table, "astrocytes.table", c::astrocytes, &t::table_read_j},
        {a::learning_sram_read, "learning.sram_read", c::learning, &t::sram_read_j},
        {a::learning_sram_write, "learning.sram_write", c::learning, &t::sram_write_j},
        {a::learning_add, "learning.add", c::learning, &t::add_16b_j},
        {a::learning_flip_flop, "learning.flip_flop", c::learning, &t::flip_flop_j},
        {a::write_row_drive, "crossbar_write.row_drive", c::crossbar_write, &t::row_driver_j},
        {a::write_column_drive, "crossbar_write.column_drive", c::crossbar_write, &t::row_driver_j},
        {a::write_integrate, "crossbar_write.integrate", c::crossbar_write,
         &t::column_integrator_j},
        {a::write_convert, "crossbar_write.convert", c::crossbar_write, &t::column_adc_j},
        {a::write_sign, "crossbar_write.sign", c::crossbar_write, &t::column_adc_j},
        {a::write_compare, "crossbar_write.compare", c::crossbar_write, &t::comparator_j},
        {a::clock_node, "clock.node", c::clock, nullptr},
        {a::clock_divider, "clock.divider", c::clock, &t::flip_flop_j},
        {a::controller_flip_flop, "controller.flip_flop", c::controller, &t::flip_flop_j},
        {a::processor_integer, "processor.integer", c::processor, nullptr},
        {a::processor_multiply, "processor.multiply", c::processor, nullptr},
        {a::processor_multiply_high, "processor.multiply_high", c::processor, nullptr},
        {a::processor_divide, "processor.divide", c::processor, nullptr},
        {a::processor_load, "processor.load", c::processor, nullptr},
        {a::processor_store, "processor.store", c::processor, nullptr},
        {a::processor_branch, "processor.branch", c::processor, nullptr},
        {a::processor_branch_taken, "processor.branch_taken", c::processor, nullptr},
        {a::processor_jump, "processor.jump", c::processor, nullptr},
        {a::processor_csr, "processor.csr", c::processor, nullptr},
        {a::processor_system, "processor.system", c::processor, nullptr},
        {a::processor_trap, "processor.trap", c::processor, nullptr},
        {a::processor_split, "processor.split", c::processor, nullptr},
        {a::processor_fetch, "processor.fetch", c::processor, nullptr},
        {a::processor_sram_read, "processor.sram_read", c::processor, nullptr},
        {a::processor_sram_write, "processor.sram_write", c::processor, nullptr},
        {a::processor_rom_read, "processor.rom_read", c::processor, nullptr},
        {a::processor_register, "processor.register", c::processor, nullptr},
        {a::processor_stall, "processor.stall", c::processor, nullptr},
        {a::processor_sleep, "processor.sleep", c::processor, nullptr},
        {a::rest_decision, "rest.decision", c::rest, nullptr},
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
        if (is_dynamic(c)) sum += j[i];
    }
    return sum;
}

energy_bill energy_bill::over(std::uint64_t decisions) const {
    energy_bill mean = *this;
    for (double& joules : mean.j) {
        joules /= static_cast<double>(std::max<std::uint64_t>(decisions, 1));
    }
    return mean;
}

price_list::price_list(const technology& table, double leakage)
    : write_supply(table.write_supply.value), leakage_w(leakage) {
    for (const auto& p : activity_prices()) {
        if (p.entry == nullptr) continue;
        each_j[static_cast<std::size_t>(p.what)] = (table.*p.entry).value;
    }
    constexpr double priced_flit_bits = 32;  // that the table's hop and link are for
    const double control = table.router_control.value;
    const double hop_j = table.router_hop_j.value;
    each_j[static_cast<std::size_t>(activity::router_hop)] = control * hop_j;
    each_j[static_cast<std::size_t>(activity::router_hop_bit)] =
        (1 - control) * hop_j / priced_flit_bits;
    each_j[static_cast<std::size_t>(activity::router_link_bit)] =
        table.link_j.value / priced_flit_bits;
}

energy_bill price(const activity_record& record, const price_list& prices) {
    energy_bill bill;
    const auto part = [&bill](component c) -> double& {
        return bill.j[static_cast<std::size_t>(c)];
    };
    const auto joules = [&record](analogue a) {
        return record.analogue_j[static_cast<std::size_t>(a)];
    };
    for (const auto& p : activity_prices()) {
        const auto i = static_cast<std::size_t>(p.what);
        part(p.billed_to) += static_cast<double>(record.counts[i]) * prices.each_j[i];
    }
    part(component::crossbar_read) +=
        joules(analogue::read_cells) + prices.line_charge * joules(analogue::read_lines);
    part(component::crossbar_write) +=
        joules(analogue::write_verify_cells) +
        prices.write_supply *
            (joules(analogue::write_cells) + prices.line_charge * joules(analogue::write_lines));
    const double seconds = static_cast<double>(record.elapsed_ps) * 1e-12;
    part(component::leakage) += prices.leakage_w * seconds;
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

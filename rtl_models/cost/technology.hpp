#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.hpp"
#include "base/field.hpp"

namespace memglia {

/// What a number rests on.
enum class evidence { measured, published, derived, assumed };
constexpr std::string_view choice_words(evidence) {
    return "measured|published|derived|assumed";
}

/// One number of a table with its provenance.
struct table_entry {
    double value = 0;
    evidence tag = evidence::assumed;
    std::string source = "";  ///< where it stands, or how it was derived

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{
                .name = "value", .unit = "SI", .doc = "in the unit of the entry's name", .min = 0},
            self.value);
        visit(field{.name = "tag", .doc = "kind of evidence"}, self.tag);
        visit(field{.name = "source", .doc = "where it stands, or how it was derived"},
              self.source);
    }

    void validate() const {
        if (source.empty()) {
            throw input_error({.path = "source",
                               .found = "no source",
                               .expected = "a source for every number of a technology table"});
        }
    }
};

/// One that goes into the bill, and how far off it may be: 0 where nothing says otherwise.
struct technology_entry : table_entry {
    double low = 0;
    double high = 0;

    double least() const { return low > 0 ? low : value; }
    double most() const { return high > 0 ? high : value; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        table_entry::fields(self, visit);
        visit(
            field{
                .name = "low", .unit = "SI", .doc = "the least it may be; 0: the value", .min = 0},
            self.low);
        visit(
            field{
                .name = "high", .unit = "SI", .doc = "the most it may be; 0: the value", .min = 0},
            self.high);
    }

    void validate() const {
        table_entry::validate();
        if (least() <= value && value <= most()) return;
        throw input_error({.path = "value",
                           .found = "found a value outside of low to high",
                           .expected = "low <= value <= high"});
    }
};

/// Throws input_error for the first entry of a table without a source: an entry that is missing
/// would price its event at nothing without saying so.
template <class Table>
void require_entries(const Table& table) {
    Table::fields(table, [](const field& f, const auto& member) {
        if constexpr (std::is_base_of_v<table_entry, std::decay_t<decltype(member)>>) {
            if (member.source.empty()) {
                throw input_error({.path = std::string(f.name),
                                   .found = "no entry",
                                   .expected = "a value with tag and source"});
            }
        }
    });
}

/// Energy per event, leakage, line capacitance and area of the circuits that the chip is made of.
/// Every energy, power and leaking area may have a range, and so the bill has one.
struct technology {
    std::string name = "";
    technology_entry router_hop_j;
    technology_entry router_control;
    technology_entry link_j;
    technology_entry row_driver_j;
    technology_entry column_integrator_j;
    technology_entry column_adc_j;
    technology_entry comparator_j;
    technology_entry multiply_8b_j;
    technology_entry add_8b_j;
    technology_entry add_16b_j;
    technology_entry flip_flop_j;
    technology_entry sram_read_j;
    technology_entry sram_write_j;
    technology_entry neuron_spike_j;
    technology_entry table_read_j;
    technology_entry riscv_cycle_j;
    technology_entry riscv_multiply_j;
    technology_entry riscv_sleep_j;
    technology_entry write_supply;
    technology_entry clock_wire_j_per_m;
    technology_entry static_w_per_m2;
    technology_entry sram_bank_static_w;
    technology_entry sram_bank_retention_w;
    technology_entry flip_flop_retention_w;
    technology_entry bit_line_cell_f;
    technology_entry router_m2;
    table_entry memristor_cell_m2;
    technology_entry line_driver_m2;
    technology_entry column_integrator_m2;
    technology_entry column_adc_m2;
    technology_entry comparator_m2;
    technology_entry neuron_m2;
    technology_entry multiply_8b_m2;
    technology_entry add_8b_m2;
    technology_entry add_16b_m2;
    technology_entry flip_flop_m2;
    table_entry sram_bank_m2;
    technology_entry riscv_core_m2;
    table_entry processor_core_m2;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "node, supply and temperature"}, self.name);
        visit(field{.name = "router_hop_j", .doc = "one 32-bit flit through one 5-port router"},
              self.router_hop_j);
        visit(field{.name = "router_control",
                    .unit = "J/J",
                    .doc = "share of a hop that does not depend on the bits of its packet"},
              self.router_control);
        visit(field{.name = "link_j", .doc = "one 32-bit flit over one inter-router link"},
              self.link_j);
        visit(field{.name = "row_driver_j", .doc = "raising one word line"}, self.row_driver_j);
        visit(field{.name = "column_integrator_j", .doc = "one integration of one column current"},
              self.column_integrator_j);
        visit(field{.name = "column_adc_j", .doc = "one 4-bit conversion"}, self.column_adc_j);
        visit(field{.name = "comparator_j", .doc = "one current or membrane comparison"},
              self.comparator_j);
        visit(field{.name = "multiply_8b_j", .doc = "8-bit integer multiplication"},
              self.multiply_8b_j);
        visit(field{.name = "add_8b_j", .doc = "8-bit integer addition"}, self.add_8b_j);
        visit(field{.name = "add_16b_j", .doc = "16-bit integer addition"}, self.add_16b_j);
        visit(field{.name = "flip_flop_j", .doc = "writing one flip-flop bit"}, self.flip_flop_j);
        visit(field{.name = "sram_read_j", .doc = "reading a 32-bit word of a 1 KiB bank"},
              self.sram_read_j);
        visit(field{.name = "sram_write_j", .doc = "writing a 32-bit word of a 1 KiB bank"},
              self.sram_write_j);
        visit(field{.name = "neuron_spike_j", .doc = "one output spike of a neuron"},
              self.neuron_spike_j);
        visit(field{.name = "table_read_j", .doc = "looking one value up in a fixed table"},
              self.table_read_j);
        visit(field{.name = "riscv_cycle_j", .doc = "one cycle of the RISC-V core, without memory"},
              self.riscv_cycle_j);
        visit(
            field{.name = "riscv_multiply_j", .doc = "one multiplication there, beside its cycles"},
            self.riscv_multiply_j);
        visit(field{.name = "riscv_sleep_j", .doc = "one cycle in which that core sleeps"},
              self.riscv_sleep_j);
        visit(field{.name = "write_supply",
                    .unit = "J/J",
                    .doc = "drawn from the supply for what write pulses deliver"},
              self.write_supply);
        visit(
            field{.name = "clock_wire_j_per_m", .doc = "one clock cycle of a metre of clock wire"},
            self.clock_wire_j_per_m);
        visit(field{.name = "static_w_per_m2",
                    .doc = "leakage of all circuits but memories and memristors, by area"},
              self.static_w_per_m2);
        visit(field{.name = "sram_bank_static_w", .doc = "leakage of one 1 KiB bank"},
              self.sram_bank_static_w);
        visit(field{.name = "sram_bank_retention_w",
                    .doc = "leakage of one 1 KiB bank that only keeps its words"},
              self.sram_bank_retention_w);
        visit(field{.name = "flip_flop_retention_w",
                    .doc = "leakage of one flip-flop's bit that is kept while the rest is off"},
              self.flip_flop_retention_w);
        visit(field{.name = "bit_line_cell_f", .doc = "bit line capacitance per cell"},
              self.bit_line_cell_f);
        visit(field{.name = "router_m2", .doc = "one 5-port router with its buffers"},
              self.router_m2);
        visit(field{.name = "memristor_cell_m2", .doc = "one 1T1R cell"}, self.memristor_cell_m2);
        visit(field{.name = "line_driver_m2",
                    .doc = "driver of one word or bit line, up to the write voltage"},
              self.line_driver_m2);
        visit(field{.name = "column_integrator_m2", .doc = "integrator of one column"},
              self.column_integrator_m2);
        visit(field{.name = "column_adc_m2", .doc = "one 4-bit converter"}, self.column_adc_m2);
        visit(field{.name = "comparator_m2", .doc = "one current or membrane comparator"},
              self.comparator_m2);
        visit(field{.name = "neuron_m2", .doc = "one analogue neuron"}, self.neuron_m2);
        visit(field{.name = "multiply_8b_m2", .doc = "8-bit integer multiplier"},
              self.multiply_8b_m2);
        visit(field{.name = "add_8b_m2", .doc = "8-bit integer adder"}, self.add_8b_m2);
        visit(field{.name = "add_16b_m2", .doc = "16-bit integer adder"}, self.add_16b_m2);
        visit(field{.name = "flip_flop_m2", .doc = "one flip-flop"}, self.flip_flop_m2);
        visit(field{.name = "sram_bank_m2", .doc = "one 1 KiB bank"}, self.sram_bank_m2);
        visit(field{.name = "riscv_core_m2", .doc = "the RISC-V core without memory"},
              self.riscv_core_m2);
        visit(field{.name = "processor_core_m2",
                    .doc = "a small in-order application processor with its first-level caches, "
                           "for comparison"},
              self.processor_core_m2);
    }

    void validate() const {
        require_entries(*this);
        if (router_control.most() > 1) {
            throw input_error({.path = "router_control",
                               .found = "found more than the whole of a hop",
                               .expected = "a share, at most 1"});
        }
        if (write_supply.least() < 1) {
            throw input_error({.path = "write_supply",
                               .found = "found less drawn than delivered",
                               .expected = "at least 1"});
        }
    }
};

/// Which end of every range.
enum class estimate { low, value, high };

/// The table with the chosen end of every range for its value.
technology at(const technology& table, estimate end);

}  // namespace memglia

#pragma once

#include <string>
#include <type_traits>

#include "base/error.hpp"
#include "base/field.hpp"

namespace memglia {

/// One number of a technology table with its provenance.
struct technology_entry {
    double value = 0;
    std::string tag = "";     ///< measured, published, derived or assumed
    std::string source = "";  ///< where it stands, or how it was derived

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{
                .name = "value", .unit = "SI", .doc = "in the unit of the entry's name", .min = 0},
            self.value);
        visit(field{.name = "tag",
                    .doc = "kind of evidence",
                    .choices = "measured|published|derived|assumed"},
              self.tag);
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

/// Energy per event, leakage and line capacitance of the circuits that the chip is made of.
struct technology {
    std::string name = "";
    technology_entry router_hop_j;
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
    technology_entry core_static_w;
    technology_entry sram_bank_static_w;
    technology_entry bit_line_cell_f;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "name", .doc = "node, supply and temperature"}, self.name);
        visit(field{.name = "router_hop_j", .doc = "one 32-bit flit through one 5-port router"},
              self.router_hop_j);
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
        visit(field{.name = "neuron_spike_j", .doc = "one output spike of an action neuron"},
              self.neuron_spike_j);
        visit(field{.name = "core_static_w",
                    .doc = "leakage of one node: core, router, links, controls"},
              self.core_static_w);
        visit(field{.name = "sram_bank_static_w", .doc = "leakage of one 1 KiB bank"},
              self.sram_bank_static_w);
        visit(field{.name = "bit_line_cell_f", .doc = "bit line capacitance per cell"},
              self.bit_line_cell_f);
    }

    /// A table that lacks an entry would price it at nothing without saying so.
    void validate() const {
        fields(*this, [](const field& f, const auto& member) {
            if constexpr (std::is_same_v<decltype(member), const technology_entry&>) {
                if (member.source.empty()) {
                    throw input_error({.path = std::string(f.name),
                                       .found = "no entry",
                                       .expected = "a value with tag and source"});
                }
            }
        });
    }
};

}  // namespace memglia

#include "rtl_models/chip/network_bill.hpp"

#include <cmath>
#include <string>

#include "rtl_models/chip/network_area.hpp"

namespace memglia {

namespace {

// A mesh node's pitch, of the link that link_j is for.
constexpr double node_pitch_m = 0.3e-3;
constexpr double priced_flit_bits = 32;  // that the table's hop and link are for
constexpr double accumulator_bits = 16;  // of a sum of levels

// Events of one block, as lines.
class block_lines {
  public:
    block_lines(std::vector<bill_line>& lines, std::string block)
        : lines_(lines), block_(std::move(block)) {}

    void events(component part, std::string_view event, std::uint64_t count, double each_j) {
        if (count == 0) return;
        lines_.push_back({block_, part, event, count, static_cast<double>(count) * each_j});
    }
    void joules(component part, std::string_view event, double j) {
        if (j != 0) lines_.push_back({block_, part, event, 0, j});
    }

  private:
    std::vector<bill_line>& lines_;
    std::string block_;
};

void bill_reads(block_lines& lines, const synapse_array::work& w, bool finds_sign,
                const technology& t) {
    constexpr auto part = component::crossbar_read;
    lines.events(part, "row_drive", w.row_reads, t.row_driver_j.value);
    lines.events(part, "integrate", w.pair_reads, t.column_integrator_j.value);
    // The sign is a fifth step beside the converter's four.
    lines.events(part, "convert", w.pair_reads, t.column_adc_j.value * (finds_sign ? 1.25 : 1));
    lines.joules(part, "cells", w.read_cells_j);
    lines.joules(part, "lines", w.read_lines_j);
}

void bill_writes(block_lines& lines, const synapse_array::work& w, const technology& t) {
    constexpr auto part = component::crossbar_write;
    lines.events(part, "read", w.plastic_reads,
                 t.row_driver_j.value + t.column_integrator_j.value + t.column_adc_j.value);
    lines.events(part, "pulse", w.pulses, t.row_driver_j.value);
    lines.events(part, "verify", w.verifies,
                 t.column_integrator_j.value + 2 * t.comparator_j.value);
    lines.joules(part, "cells", t.write_supply.value * w.write_cells_j);
    lines.joules(part, "verify_cells", w.verify_cells_j);
    lines.joules(part, "lines", t.write_supply.value * w.write_lines_j);
}

void bill_core(block_lines& lines, const neurocore& core, const synapse_array::work& synapses,
               const technology& t) {
    const neurocore::work& w = core.done();
    const double read_j = t.sram_read_j.value;
    const double write_j = t.sram_write_j.value;
    const double add_32b_j = 2 * t.add_16b_j.value;
    // A word for every row of an axon, and its bit in the delay line, read and written.
    lines.events(component::crossbar_read, "axon_table", synapses.row_reads, read_j);
    lines.events(component::crossbar_read, "delay_line", synapses.row_reads + w.words_scanned,
                 read_j + write_j);
    lines.events(component::crossbar_read, "row_masks",
                 synapses.row_reads * ((2 * core.neurons().columns() + 31) / 32), read_j);
    bill_reads(lines, synapses, core.synapses().compensated(), t);
    // Levels are summed in registers and multiplied by the gain once a tick, but where every
    // column has a gain of its own.
    lines.events(component::crossbar_read, "sum", core.synapses().events(),
                 t.add_16b_j.value + accumulator_bits * t.flip_flop_j.value);
    lines.events(component::crossbar_read, "gain", w.group_gains + w.gated_events,
                 3 * t.multiply_8b_j.value + add_32b_j);
    bill_writes(lines, synapses, t);

    // Potential and bias come from memory, the potential goes back: 24 by 20 bits are eight
    // products of 8 by 8. A current and a raised threshold are a word more each.
    const lif_array::work& n = core.neurons().done();
    lines.events(component::neurons, "update", n.updates,
                 2 * read_j + write_j + 8 * t.multiply_8b_j.value + 4 * add_32b_j);
    lines.events(component::neurons, "current", n.currents,
                 read_j + write_j + 16 * t.multiply_8b_j.value + 2 * add_32b_j);
    lines.events(component::neurons, "threshold", n.thresholds,
                 read_j + write_j + 8 * t.multiply_8b_j.value + add_32b_j);
    lines.events(component::neurons, "spike", n.spikes, t.neuron_spike_j.value);
    lines.events(component::neurons, "fan_out_table", w.fan_out_reads, read_j);
    lines.events(component::astrocytes, "gate_register", w.gate_writes, 9 * t.flip_flop_j.value);

    // A trace decays by two products of 24 by 20 bits.
    const plasticity_engine::work& p = core.plasticity().done();
    lines.events(component::learning, "trace_read", p.trace_reads,
                 read_j + 16 * t.multiply_8b_j.value + add_32b_j);
    lines.events(component::learning, "trace_write", p.trace_writes, write_j + add_32b_j);
    // Two products of 32 bits and their sums make the bits of a rounding.
    lines.events(component::learning, "rounding", p.changes,
                 32 * t.multiply_8b_j.value + 3 * add_32b_j);
}

void bill_field(block_lines& lines, const calcium_tile& tile, const technology& t) {
    const calcium_tile::work& w = tile.done();
    const double decay_j = 16 * t.multiply_8b_j.value + 4 * t.add_16b_j.value;
    lines.events(component::astrocytes, "count", w.packets,
                 t.sram_read_j.value + t.sram_write_j.value + t.add_8b_j.value);
    lines.events(component::astrocytes, "rise", w.rises,
                 t.sram_read_j.value + t.sram_write_j.value + decay_j);
    // An edge: its word, the calcium of both ends, 24 by 20 bits, the sums of both ends read, added
    // to and written.
    const double add_32b_j = 2 * t.add_16b_j.value;
    lines.events(component::astrocytes, "exchange", w.exchanges,
                 5 * t.sram_read_j.value + 2 * t.sram_write_j.value + 8 * t.multiply_8b_j.value +
                     3 * add_32b_j);
    // Calcium is decayed and written; later it and the sum of its edges are read, both written.
    lines.events(component::astrocytes, "exchange_unit", w.decays,
                 3 * t.sram_read_j.value + 3 * t.sram_write_j.value + 8 * t.multiply_8b_j.value +
                     2 * add_32b_j);
    lines.events(component::astrocytes, "share", w.gate_reads,
                 t.sram_read_j.value + decay_j + t.table_read_j.value);
    lines.events(component::astrocytes, "fan_out_table", w.updates, t.sram_read_j.value);
}

void add(synapse_array::work& sum, const synapse_array::work& w) {
    sum.row_reads += w.row_reads;
    sum.pair_reads += w.pair_reads;
    sum.read_cells_j += w.read_cells_j;
    sum.read_lines_j += w.read_lines_j;
    sum.plastic_reads += w.plastic_reads;
    sum.pulses += w.pulses;
    sum.verifies += w.verifies;
    sum.failures += w.failures;
    sum.write_cells_j += w.write_cells_j;
    sum.verify_cells_j += w.verify_cells_j;
    sum.write_lines_j += w.write_lines_j;
    sum.write_s += w.write_s;
}

}  // namespace

block_bill network_account::take_programming() {
    block_bill programming;
    synapses_.assign(chip_.cores(), {});
    for (std::size_t i = 0; i < chip_.cores(); ++i) {
        block_lines lines(programming.lines, "core[" + std::to_string(i) + "]");
        bill_writes(lines, chip_.core(i).synapses().take_work(), chip_.config().tech);
    }
    return programming;
}

block_bill network_account::bill() {
    const technology& t = chip_.config().tech;
    block_bill all;
    synapses_.resize(chip_.cores());
    for (std::size_t i = 0; i < chip_.cores(); ++i) {
        block_lines lines(all.lines, "core[" + std::to_string(i) + "]");
        add(synapses_[i], chip_.core(i).synapses().take_work());
        bill_core(lines, chip_.core(i), synapses_[i], t);
    }
    for (std::size_t i = 0; i < chip_.image().fields.size(); ++i) {
        block_lines lines(all.lines, "field[" + std::to_string(i) + "]");
        bill_field(lines, chip_.field(i), t);
    }
    const network_chip::traffic& carried = chip_.carried();
    const double bits = chip_.packet_bits();
    const double control = t.router_control.value;
    block_lines mesh(all.lines, "mesh");
    mesh.events(component::router, "hop", carried.links + carried.packets,
                t.router_hop_j.value * (control + (1 - control) * bits / priced_flit_bits));
    mesh.events(component::router, "link", carried.links, t.link_j.value * bits / priced_flit_bits);
    block_lines chip(all.lines, "chip");
    // In an H-tree, to the far corner of the farthest node.
    const double way_m = node_pitch_m * (chip_.image().mesh_width + chip_.image().mesh_height) / 2;
    chip.events(component::clock, "cycle", chip_.busy_cycles(), way_m * t.clock_wire_j_per_m.value);
    double leakage_w = 0;
    for (const area_item& item : network_chip_area(chip_.config(), chip_.image())) {
        leakage_w += item.leaks_w();
    }
    chip.joules(component::leakage, "leakage", leakage_w * chip_.elapsed_s());
    return all;
}

}  // namespace memglia

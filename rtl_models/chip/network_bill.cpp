#include "rtl_models/chip/network_bill.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "rtl_models/chip/block_bill.hpp"
#include "rtl_models/chip/network_area.hpp"
#include "rtl_models/cost/memory_wire.hpp"

namespace memglia {

namespace {

constexpr double priced_flit_bits = 32;  // that the table's hop and link are for
constexpr double factor_bits = 20;
constexpr double sum_bits = 16;
constexpr double strength_bits = 17;
constexpr double share_bits = 16;

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

/// A technology table, and the joules of a line with its capacitance for one with that of the
/// chip's own.
struct prices {
    technology t;
    double line_charge = 1;
};

// A product of so many bits by so many, in 8 by 8.
double product_j(const technology& t, double bits, double by) {
    return t.multiply_8b_j.value * bits * by / 64;
}

// A sum of so many bits.
double sum_j(const technology& t, double bits) {
    return t.add_16b_j.value * bits / 16;
}

// Random bits: two products of 32 bits and their sums.
double draw_j(const technology& t) {
    return 2 * product_j(t, 32, 32) + 3 * sum_j(t, 32);
}

void bill_reads(block_lines& lines, const synapse_array::work& w, const prices& p) {
    const technology& t = p.t;
    constexpr auto part = component::crossbar_read;
    lines.events(part, "row_drive", w.row_reads, t.row_driver_j.value);
    lines.events(part, "integrate", w.pair_reads, t.column_integrator_j.value);
    lines.events(part, "convert", w.pair_reads, t.column_adc_j.value);
    // A fifth step beside the converter's four.
    lines.events(part, "sign", w.sign_reads, t.column_adc_j.value / 4);
    lines.joules(part, "cells", w.read_cells_j);
    lines.joules(part, "lines", p.line_charge * w.read_lines_j);
}

void bill_writes(block_lines& lines, const synapse_array::work& w, const prices& p) {
    const technology& t = p.t;
    constexpr auto part = component::crossbar_write;
    lines.events(part, "read", w.plastic_reads, t.column_integrator_j.value + t.column_adc_j.value);
    lines.events(part, "row_drive", w.rows_raised, t.row_driver_j.value);
    lines.events(part, "column_drive", w.pulses, t.row_driver_j.value);
    lines.events(part, "verify", w.verifies,
                 t.column_integrator_j.value + 2 * t.comparator_j.value);
    lines.events(part, "inspect", w.inspections, 2 * t.comparator_j.value);
    lines.joules(part, "cells", t.write_supply.value * w.write_cells_j);
    lines.joules(part, "verify_cells", w.verify_cells_j);
    lines.joules(part, "verify_lines", p.line_charge * w.verify_lines_j);
    lines.joules(part, "lines", t.write_supply.value * p.line_charge * w.write_lines_j);
}

/// A word of a memory of so many words.
struct word_price {
    double read_j;
    double write_j;

    word_price(const technology& t, std::uint64_t words)
        : read_j(t.sram_read_j.value + bank_wire_j(t, banks_for(words))),
          write_j(t.sram_write_j.value + bank_wire_j(t, banks_for(words))) {}
};

void bill_rows(block_lines& lines, const core_image& image, const neurocore& core,
               const synapse_array::work& synapses, const prices& each) {
    const technology& t = each.t;
    const neurocore::work& w = core.done();
    const core_memory memory = memory_of(image);
    constexpr auto part = component::crossbar_read;
    const double state_bits = image.state_bits;
    // The axon's word of a row when its spike comes, the row's own when it is read; the bit in the
    // delay line and in its summary, words of both read and written, and so when they are emptied.
    const word_price axon(t, memory.axon_words);
    const word_price delay(t, memory.delay_words);
    const word_price mask(t, memory.mask_words);
    lines.events(part, "axon_table", 2 * synapses.row_reads + w.rewards, axon.read_j);
    lines.events(part, "delay_line", 2 * (synapses.row_reads + w.rewards) + w.words_scanned,
                 delay.read_j + delay.write_j);
    lines.events(part, "row_masks", synapses.row_reads * ((2 * image.columns() + 31) / 32),
                 mask.read_j);
    bill_reads(lines, synapses, each);
    // Digits are summed in registers and multiplied by the gain once a tick, but where every
    // column has a gain of its own.
    lines.events(part, "sum", synapses.pair_reads,
                 sum_j(t, sum_bits) + sum_bits * t.flip_flop_j.value);
    lines.events(part, "gain", w.group_gains + w.gated_events,
                 product_j(t, sum_bits, state_bits) + sum_j(t, 32));
    bill_writes(lines, synapses, each);
    lines.events(component::astrocytes, "gate_register", w.gate_writes,
                 gate_bits * t.flip_flop_j.value);
    lines.events(component::astrocytes, "share_made", w.shares_made,
                 product_j(t, strength_bits, gate_bits) + sum_j(t, share_bits));
    lines.events(component::astrocytes, "gain_made", w.gains_made,
                 product_j(t, state_bits, share_bits) + state_bits * t.flip_flop_j.value);
}

void bill_neurons(block_lines& lines, const core_image& image, const neuron_work& n,
                  const neurocore::work& core, const technology& t) {
    const core_memory memory = memory_of(image);
    const word_price state(t, memory.neuron_words);
    const word_price fan_out(t, memory.fan_out_words);
    const double state_bits = image.state_bits;
    const double decay_j = product_j(t, state_bits, factor_bits);
    const double add_j = sum_j(t, state_bits);
    // Potential and bias come from memory, the potential goes back. A current and a raised
    // threshold are a word more each, and so is what gates make of a current or a threshold. A
    // spike starts its refractory time.
    lines.events(component::neurons, "update", n.updates,
                 2 * state.read_j + state.write_j + decay_j + 4 * add_j);
    lines.events(component::neurons, "current", n.currents,
                 state.read_j + state.write_j + 2 * decay_j + 2 * add_j);
    lines.events(component::neurons, "threshold", n.thresholds,
                 state.read_j + state.write_j + decay_j + add_j);
    lines.events(component::neurons, "drive", n.drives, state.read_j + add_j);
    lines.events(component::neurons, "shift", n.shifts, state.read_j + add_j);
    lines.events(component::astrocytes, "effect", core.effects,
                 state.read_j + state.write_j + add_j);
    // The neuron's tag, the bits of a draw as for a rounding, their product with the amplitude.
    lines.events(component::neurons, "noise", n.noises,
                 state.read_j + draw_j(t) + product_j(t, state_bits, 17) + add_j);
    // Compared twice, when it is integrated and when it has taken what arrives.
    lines.events(component::neurons, "floor", n.floors, 2 * add_j);
    lines.events(component::neurons, "threshold_offset", n.offsets, state.read_j + add_j);
    lines.events(component::neurons, "homeostasis", n.offset_moves, state.write_j + 2 * add_j);
    // Potential, bias, recovery and current come from memory, all but the bias go back. A half step
    // squares the potential, adds up a slope and scales it.
    constexpr double wide_bits = 39;  // beside a constant of 24
    constexpr double constant_bits = 24;
    const double wide_add_j = sum_j(t, 40);
    const double scaled_j = product_j(t, wide_bits, constant_bits);
    const double short_scaled_j = product_j(t, state_bits, constant_bits);
    const double words_j = 4 * state.read_j + 3 * state.write_j + decay_j + add_j;
    lines.events(component::neurons, "izhikevich", n.izhikevich,
                 words_j + 2 * (product_j(t, state_bits, state_bits) + scaled_j + 6 * wide_add_j) +
                     short_scaled_j + scaled_j + 3 * wide_add_j);
    // The exponential: a product with log2 e, a word of the table, a shift that is not priced.
    lines.events(component::neurons, "adex", n.adex,
                 words_j + 2 * scaled_j + short_scaled_j + 8 * wide_add_j);
    lines.events(component::neurons, "exponential", n.adex,
                 product_j(t, state_bits, 21) + t.table_read_j.value);
    lines.events(component::neurons, "own_constant", n.own_words, state.read_j);
    lines.events(component::neurons, "spike", n.spikes, t.neuron_spike_j.value);
    lines.events(component::neurons, "refractory", n.refractory, state.write_j);
    lines.events(component::neurons, "fan_out_table", core.fan_out_reads, fan_out.read_j);
}

void bill_learning(block_lines& lines, const core_image& image, const neurocore& core,
                   const technology& t) {
    // A trace and its tick are two words; two factors are looked up and multiplied.
    const word_price trace(t, memory_of(image).trace_words);
    const double decay_j =
        2 * (t.table_read_j.value + product_j(t, 24, factor_bits)) + sum_j(t, 32);
    const plasticity_engine::work& p = core.plasticity().done();
    lines.events(component::learning, "trace_read", p.trace_reads, 2 * trace.read_j + decay_j);
    lines.events(component::learning, "trace_write", p.trace_writes,
                 2 * trace.write_j + sum_j(t, 32));
    // An eligibility and its tick; a reward is a product with it, and one by how many came.
    lines.events(component::learning, "eligibility_read", p.eligibility_reads,
                 2 * trace.read_j + decay_j);
    lines.events(component::learning, "eligibility_write", p.eligibility_writes,
                 2 * trace.write_j + sum_j(t, 32));
    lines.events(component::learning, "reward", p.rewarded,
                 product_j(t, 32, 24) + product_j(t, 32, 16));
    // Where the synapse lies and what its ends are called.
    lines.events(component::learning, "rounding", p.changes, 3 * trace.read_j + draw_j(t));
}

void bill_field(block_lines& lines, const calcium_image& image, const astrocyte_tile& tile,
                const technology& t) {
    const astrocyte_tile::work& w = tile.done();
    const word_price word(t, words_of(image));
    const double product = product_j(t, image.state_bits, factor_bits);
    const double add_j = sum_j(t, 32);
    const double decay_j = 2 * (t.table_read_j.value + product) + 2 * add_j;
    constexpr auto part = component::astrocytes;
    lines.events(part, "count", w.packets, word.read_j + word.write_j + t.add_8b_j.value);
    // Calcium and its tick, and the count that is taken.
    lines.events(part, "rise", w.rises, 3 * word.read_j + 3 * word.write_j + decay_j);
    // An edge: its word, the calcium of both ends, a product, the sums of both ends read, added to
    // and written.
    lines.events(part, "exchange", w.exchanges,
                 5 * word.read_j + 2 * word.write_j + product + 3 * add_j);
    // Calcium is decayed and written; later it and the sum of its edges are read, both written.
    lines.events(part, "exchange_unit", w.decays,
                 3 * word.read_j + 3 * word.write_j + product + 2 * add_j);
    // Calcium, its tick, the last gate; the table.
    lines.events(part, "gate", w.gate_reads, 3 * word.read_j + decay_j + t.table_read_j.value);
    lines.events(part, "clear", w.clears, 2 * word.write_j);
    lines.events(part, "fan_out_table", w.updates, word.read_j);
}

void bill_field(block_lines& lines, const coincidence_image& image, const astrocyte_tile& tile,
                const technology& t) {
    const astrocyte_tile::work& w = tile.done();
    const word_price word(t, words_of(image));
    const double product = product_j(t, image.state_bits, factor_bits);
    const double add_j = sum_j(t, 32);
    const double decay_j = 2 * (t.table_read_j.value + product) + 2 * add_j;
    constexpr auto part = component::astrocytes;
    lines.events(part, "count", w.packets, word.read_j + word.write_j + t.add_8b_j.value);
    // The trace and its tick, and the count that is taken.
    lines.events(part, "rise", w.rises, 3 * word.read_j + 3 * word.write_j + decay_j);
    // Trace and calcium with their ticks, two words of times; both decayed, six comparisons.
    lines.events(part, "state", w.states, 6 * word.read_j + 2 * decay_j + 6 * add_j);
    lines.events(part, "change", w.changes, 2 * word.write_j);
    lines.events(part, "gate", w.gate_reads, word.read_j);
    lines.events(part, "clear", w.clears, 2 * word.write_j);
    lines.events(part, "fan_out_table", w.updates, word.read_j);
}

void bill_field(block_lines& lines, const transient_image& image, const astrocyte_tile& tile,
                const technology& t) {
    const astrocyte_tile::work& w = tile.done();
    const word_price word(t, words_of(image));
    const double add_j = sum_j(t, 32);
    const double decay_j =
        2 * (t.table_read_j.value + product_j(t, image.state_bits, factor_bits)) + 2 * add_j;
    constexpr auto part = component::astrocytes;
    lines.events(part, "count", w.packets, word.read_j + word.write_j + t.add_8b_j.value);
    // The trace and its tick, and the count that is taken.
    lines.events(part, "rise", w.rises, 3 * word.read_j + 3 * word.write_j + decay_j);
    // The trace with its tick and the start; decayed, the sample's number, three comparisons.
    lines.events(part, "state", w.states,
                 3 * word.read_j + decay_j + product_j(t, 32, factor_bits) + 3 * add_j);
    lines.events(part, "change", w.changes, word.write_j);
    // The stored gate and the last one.
    lines.events(part, "gate", w.gate_reads, 2 * word.read_j);
    lines.events(part, "fan_out_table", w.updates, word.read_j);
}

void bill_resource(block_lines& lines, const resource_image& image, const resource_tile& tile,
                   const technology& t) {
    const resource_tile::work& w = tile.done();
    const word_price word(t, words_of(image));
    const double add_j = sum_j(t, 32);
    const double factor_j = product_j(t, 32, factor_bits);
    constexpr auto part = component::astrocytes;
    lines.events(part, "count", w.packets, word.read_j + word.write_j + t.add_8b_j.value);
    // A way: its word, what the unit has and what is left of it, a product and its rounding.
    lines.events(part, "send", w.sends,
                 3 * word.read_j + word.write_j + factor_j + draw_j(t) + 3 * add_j);
    lines.events(part, "take", w.takes, word.read_j + word.write_j + add_j);
    // Both resources and the count; two rates, each of two products, rounded and compared.
    lines.events(part, "react", w.reactions,
                 3 * word.read_j + 3 * word.write_j + 2 * product_j(t, image.bits, 32) +
                     2 * factor_j + 2 * draw_j(t) + 8 * add_j);
    lines.events(part, "share", w.reactions, 2 * word.read_j + add_j);
    lines.events(part, "fan_out_table", w.updates, word.read_j);
}

void add(synapse_array::work& sum, const synapse_array::work& w) {
    sum.row_reads += w.row_reads;
    sum.pair_reads += w.pair_reads;
    sum.read_cells_j += w.read_cells_j;
    sum.read_lines_j += w.read_lines_j;
    sum.sign_reads += w.sign_reads;
    sum.plastic_reads += w.plastic_reads;
    sum.rows_raised += w.rows_raised;
    sum.inspections += w.inspections;
    sum.pulses += w.pulses;
    sum.verifies += w.verifies;
    sum.failures += w.failures;
    sum.write_cells_j += w.write_cells_j;
    sum.verify_cells_j += w.verify_cells_j;
    sum.verify_lines_j += w.verify_lines_j;
    sum.write_lines_j += w.write_lines_j;
    sum.write_s += w.write_s;
}

}  // namespace

block_bill core_bill(const core_image& image, const neurocore& core,
                     const synapse_array::work& synapses, const technology& tech) {
    block_bill bill;
    block_lines lines(bill.lines, "core");
    bill_rows(lines, image, core, synapses, {tech, 1});
    bill_neurons(lines, image, core.neurons().done(), core.done(), tech);
    bill_learning(lines, image, core, tech);
    return bill;
}

block_bill neurons_bill(const core_image& image, const neuron_work& done, const technology& tech) {
    block_bill bill;
    block_lines lines(bill.lines, "neurons");
    bill_neurons(lines, image, done, {}, tech);
    return bill;
}

block_bill synapses_bill(const synapse_array::work& synapses, const technology& tech) {
    block_bill bill;
    block_lines lines(bill.lines, "synapses");
    bill_reads(lines, synapses, {tech, 1});
    bill_writes(lines, synapses, {tech, 1});
    return bill;
}

block_bill tile_bill(const astrocyte_image& image, const astrocyte_tile& tile,
                     const technology& tech) {
    block_bill bill;
    block_lines lines(bill.lines, "tile");
    std::visit([&](const auto& is) { bill_field(lines, is, tile, tech); }, image);
    return bill;
}

block_bill network_account::take_programming() {
    block_bill programming;
    synapses_.assign(chip_.cores(), {});
    for (std::size_t i = 0; i < chip_.cores(); ++i) {
        block_lines lines(programming.lines, "core[" + std::to_string(i) + "]");
        const synapse_array::work w = chip_.core(i).synapses().take_work();
        programming_failures_ += w.failures;
        programming_s_ = std::max(programming_s_, w.write_s);
        bill_writes(lines, w, {chip_.config().tech, 1});
    }
    double leakage_w = 0;
    for (const area_item& item : network_chip_area(chip_.config(), chip_.image())) {
        leakage_w += item.leaks_w();
    }
    block_lines(programming.lines, "chip")
        .joules(component::leakage, "leakage", leakage_w * programming_s_);
    return programming;
}

void network_account::collect() {
    synapses_.resize(chip_.cores());
    for (std::size_t i = 0; i < chip_.cores(); ++i) {
        add(synapses_[i], chip_.core(i).synapses().take_work());
    }
}

std::uint64_t network_account::write_failures() {
    collect();
    std::uint64_t failures = 0;
    for (const synapse_array::work& w : synapses_) failures += w.failures;
    return failures;
}

std::uint64_t network_account::worn_out_cells() const {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < chip_.cores(); ++i) {
        all += chip_.core(i).synapses().worn_out_cells();
    }
    return all;
}

block_bill network_account::bill(estimate end) {
    network_chip_config config = chip_.config();
    const double own_cell_f = config.tech.bit_line_cell_f.value;
    config.tech = at(config.tech, end);
    const technology& t = config.tech;
    const prices each{t, own_cell_f > 0 ? t.bit_line_cell_f.value / own_cell_f : 1};
    collect();
    block_bill all;
    for (std::size_t i = 0; i < chip_.cores(); ++i) {
        block_lines lines(all.lines, "core[" + std::to_string(i) + "]");
        const core_image& image = chip_.image().cores[i];
        bill_rows(lines, image, chip_.core(i), synapses_[i], each);
        bill_neurons(lines, image, chip_.core(i).neurons().done(), chip_.core(i).done(), t);
        bill_learning(lines, image, chip_.core(i), t);
    }
    for (std::size_t i = 0; i < chip_.image().fields.size(); ++i) {
        block_lines lines(all.lines, "field[" + std::to_string(i) + "]");
        std::visit([&](const auto& image) { bill_field(lines, image, chip_.field(i), t); },
                   chip_.image().fields[i]);
    }
    for (std::size_t i = 0; i < chip_.image().resources.size(); ++i) {
        block_lines lines(all.lines, "resource[" + std::to_string(i) + "]");
        bill_resource(lines, chip_.image().resources[i], chip_.resource(i), t);
    }
    double leakage_w = 0;
    double area_m2 = 0;
    for (const area_item& item : network_chip_area(config, chip_.image())) {
        leakage_w += item.leaks_w();
        area_m2 += item.total_m2();
    }
    // Nodes lie as far apart as their blocks are wide.
    const double pitch_m = std::max(link_pitch_m, std::sqrt(area_m2 / chip_.image().nodes()));
    const network_chip::traffic& carried = chip_.carried();
    const double bits = chip_.packet_bits();
    const double control = t.router_control.value;
    block_lines mesh(all.lines, "mesh");
    mesh.events(component::router, "hop", carried.links + carried.packets,
                t.router_hop_j.value * (control + (1 - control) * bits / priced_flit_bits));
    mesh.events(component::router, "link", carried.links,
                t.link_j.value * pitch_m / link_pitch_m * bits / priced_flit_bits);
    block_lines chip(all.lines, "chip");
    // In an H-tree, to the far corner of the farthest node.
    const double way_m = pitch_m * (chip_.image().mesh_width + chip_.image().mesh_height) / 2;
    chip.events(component::clock, "cycle", chip_.busy_cycles(), way_m * t.clock_wire_j_per_m.value);
    chip.joules(component::leakage, "leakage", leakage_w * chip_.elapsed_s());
    return all;
}

}  // namespace memglia

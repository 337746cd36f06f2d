#include "rtl_models/chip/network_area.hpp"

#include <algorithm>
#include <variant>

namespace memglia {

namespace {
// A neuron a cycle takes up to four products of 24 by 20 bits; a gain, 16 by 24.
constexpr std::uint64_t multipliers = 4 * 8 + 6;
constexpr std::uint64_t core_adders = 4;  // 16 bits each: two of 32 bits
constexpr std::uint64_t field_multipliers = 2 * 8;
// Two tables of 256 factors of 20 bits for a time constant.
constexpr std::uint64_t decay_table_banks = 2;
constexpr std::uint64_t field_adders = 2;
constexpr std::uint64_t accumulator_bits = 32;
constexpr std::uint64_t verify_comparators = 2;
// Packets of at most 32 bits, four to each direction of a local port.
constexpr std::uint64_t port_flip_flops = 2 * 4 * 32;

// Words of a neuron.
struct word_count {
    // Potential and bias; what else it has.
    std::uint64_t operator()(const lif_registers& is) const {
        return 2ULL + (is.has_current ? 1 : 0) + (is.adapts ? 1 : 0) +
               (is.refractory_ticks > 0 ? 1 : 0) + (is.noise_step > 0 ? 1 : 0) +
               (is.is_shifted ? 1 : 0) + is.own_words + (is.homeostasis ? 1 : 0);
    }
    // Potential, bias, recovery or adaptation, current.
    std::uint64_t operator()(const izhikevich_registers&) const { return 4; }
    std::uint64_t operator()(const adex_registers&) const { return 4; }
};

/// Circuits that cores have for what their neurons do beside LIF neurons' tick: products in 8 by 8,
/// sums in 16 bits.
struct neuron_circuits {
    std::uint64_t multipliers = 0;
    std::uint64_t adders = 0;
    std::uint64_t power_tables = 0;

    void add(const core_image& core) {
        const auto any = [&core](const auto& has) {
            return std::any_of(core.slices.begin(), core.slices.end(), has);
        };
        const auto lif_with = [&any](const auto& has) {
            return any([&has](const neuron_slice_image& s) {
                const auto* is = std::get_if<lif_registers>(&s.model);
                return is != nullptr && has(*is);
            });
        };
        // Random bits from two products of 32 bits; 24 by 17 by the amplitude.
        if (lif_with([](const lif_registers& is) { return is.noise_step > 0; })) {
            multipliers += 2 * 16 + 9;
        }
        // A sum and a difference of 32 bits beside the thresholds; a common sum of 64.
        if (lif_with([](const lif_registers& is) { return is.homeostasis.has_value(); })) {
            adders += 2 * 2 + 4;
        }
        // Both half steps: a square of 24 bits, 39 by 24, six sums of 40 bits; of the recovery 24
        // by 24 and 39 by 24, three sums.
        if (any([](const neuron_slice_image& s) {
                return std::holds_alternative<izhikevich_registers>(s.model);
            })) {
            multipliers += 2 * (9 + 15) + 9 + 15;
            adders += (2 * 6 + 3) * 3;
        }
        // The logarithm 24 by 21; the leak and the adaptation 39 by 24, what it follows 24 by 24;
        // eight sums.
        if (any([](const neuron_slice_image& s) {
                return std::holds_alternative<adex_registers>(s.model);
            })) {
            multipliers += 9 + 2 * 15 + 9;
            adders += 8 * 3;
            ++power_tables;
        }
    }
};
}  // namespace

std::uint64_t arrays_of(const core_image& core, const network_chip_config& config) {
    const std::uint64_t rows = config.core.synapses.array_rows;
    return (core.rows.size() + rows - 1) / rows;
}

core_memory memory_of(const core_image& core) {
    core_memory m;
    const std::uint64_t rows = core.rows.size();
    const std::uint64_t columns = core.columns();
    m.axon_words = core.axon_words.size() + rows;
    m.mask_words = rows * ((2 * columns + 31) / 32);
    const std::uint64_t slot_words = (rows + core.rewards.size() + 31) / 32;
    m.delay_words = (slot_words + (slot_words + 31) / 32) * (core.longest_delay_ticks() + 1ULL);
    for (const neuron_slice_image& s : core.slices) {
        m.neuron_words += s.columns * ((s.is_driven ? 1 : 0) + std::visit(word_count{}, s.model));
    }
    m.fan_out_words = core.fan_out_begin.size() + core.fan_out.size();
    if (core.rules.empty()) return m;
    m.axon_words += rows;
    m.trace_words = 2 * (rows + core.rules.size() * columns) + columns;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::optional<std::uint32_t> rule = core.groups[core.rows[row].group].plasticity;
        if (!rule) continue;
        // Where it lies; an eligibility and its tick.
        const std::uint64_t words = core.rules[*rule].reward ? 3 : 1;
        m.trace_words += words * (core.row_begin[row + 1] - core.row_begin[row]);
    }
    return m;
}

std::uint64_t core_memory::banks() const {
    return banks_for(axon_words) + banks_for(mask_words) + banks_for(delay_words) +
           banks_for(neuron_words) + banks_for(fan_out_words) + banks_for(trace_words);
}

namespace {

std::uint64_t model_words(const calcium_image& field) {
    // Calcium with its tick, spikes that have come, the last gate; the table of gates.
    std::uint64_t words = 4 * field.gates_of_unit.size() + field.gate.size();
    // Both ends of an edge in a word; a sum for every unit, the conductance.
    if (!field.edges.empty()) words += field.edges.size() + field.gates_of_unit.size() + 1;
    return words;
}

// Trace and calcium with their ticks, spikes that have come, four times in two words, the last
// gate.
std::uint64_t model_words(const coincidence_image& field) {
    return 8 * field.gates_of_unit.size();
}

// The trace with its tick, spikes that have come, the start, the last gate; the stored gates.
std::uint64_t model_words(const transient_image& field) {
    return 5 * field.gates_of_unit.size() + field.gate.size();
}

// Time constants.
std::uint64_t decays_of(const calcium_image&) {
    return 1;
}
std::uint64_t decays_of(const coincidence_image&) {
    return 2;
}
std::uint64_t decays_of(const transient_image&) {
    return 1;
}

}  // namespace

std::uint64_t words_of(const astrocyte_image& field) {
    std::uint64_t words = std::visit([](const auto& is) { return model_words(is); }, field);
    for (const auto& gates : part_of_all(field).gates_of_unit) words += 1 + gates.size();
    return words;
}

std::uint64_t words_of(const resource_image& tile) {
    // Both resources, what is left and what has come, spikes, the last gate; a word for a way;
    // rates.
    std::uint64_t words = 6 * tile.gates_of_unit.size() + tile.ways.size() + 3;
    for (const auto& gates : tile.gates_of_unit) words += 1 + gates.size();
    return words;
}

std::vector<area_item> network_chip_area(const network_chip_config& config,
                                         const network_chip_image& image) {
    const technology& t = config.tech;
    const synapse_array_config& synapses = config.core.synapses;
    std::uint64_t arrays = 0;
    std::uint64_t core_banks = 0;
    for (const core_image& core : image.cores) {
        arrays += arrays_of(core, config);
        core_banks += memory_of(core).banks();
    }
    std::uint64_t field_banks = 0;
    for (const resource_image& r : image.resources) field_banks += banks_for(words_of(r));
    std::uint64_t decays = 0;
    for (const astrocyte_image& field : image.fields) {
        field_banks += banks_for(words_of(field));
        decays += std::visit([](const auto& is) { return decays_of(is); }, field);
    }
    std::uint64_t register_bits = 0;
    for (const core_image& core : image.cores) {
        for (const stdp_rule& rule : core.rules) decays += rule.reward ? 3U : 2U;
        register_bits += std::uint64_t{gate_bits} * core.gates;
        for (const gain_group& g : core.groups) {
            if (g.by == gain_group::gating::row) register_bits += core.state_bits;
            register_bits += std::uint64_t{core.state_bits} * g.gate_of_column.size();
        }
    }
    neuron_circuits neurons;
    for (const core_image& core : image.cores) neurons.add(core);
    const std::uint64_t cores = image.cores.size();
    const std::uint64_t fields = image.fields.size() + image.resources.size();
    const std::uint64_t pairs = std::uint64_t{config.core.neurons} * synapses.slices;
    const auto circuit = [&t](std::string_view name, std::uint64_t count, const table_entry& each) {
        return area_item{name, count, each.value, each.value * t.static_w_per_m2.value};
    };
    const auto bank = [&t](std::string_view name, std::uint64_t count) {
        return area_item{name, count, t.sram_bank_m2.value, t.sram_bank_static_w.value};
    };
    return {
        circuit("router", image.nodes(), t.router_m2),
        circuit("endpoint_flip_flop", image.nodes() * port_flip_flops, t.flip_flop_m2),
        {"memristor_cell", arrays * synapses.array_rows * 2 * pairs, t.memristor_cell_m2.value},
        circuit("line_driver", arrays * (synapses.array_rows + 2 * pairs), t.line_driver_m2),
        circuit("column_integrator", cores * pairs, t.column_integrator_m2),
        circuit("column_adc", cores * pairs, t.column_adc_m2),
        circuit("accumulator_flip_flop", cores * config.core.neurons * accumulator_bits,
                t.flip_flop_m2),
        circuit("accumulator_adder", cores * config.core.neurons, t.add_16b_m2),
        circuit("multiplier",
                cores * multipliers + fields * field_multipliers + neurons.multipliers,
                t.multiply_8b_m2),
        circuit("adder", cores * core_adders + fields * field_adders + neurons.adders,
                t.add_16b_m2),
        circuit("comparator", cores * verify_comparators, t.comparator_m2),
        bank("core_sram_bank", core_banks),
        bank("astrocyte_sram_bank", field_banks),
        bank("decay_table_bank", decays * decay_table_banks),
        bank("power_table_bank", neurons.power_tables),
        circuit("gate_flip_flop", register_bits, t.flip_flop_m2),
    };
}

}  // namespace memglia

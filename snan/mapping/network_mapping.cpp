#include "snan/mapping/network_mapping.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/error.hpp"
#include "snan/mapping/block_placement.hpp"
#include "snan/mapping/field_images.hpp"
#include "snan/mapping/neuron_slices.hpp"
#include "snan/network/wiring.hpp"
#include "snan/network/zones.hpp"

namespace memglia {

namespace {

// Of a core's delay line: 128 MiB.
constexpr std::uint64_t most_delay_bits = std::uint64_t{1} << 30U;

// A synapse on its way into a core's image; in the order of rows.
struct placed_synapse {
    std::uint32_t group = 0;
    std::uint32_t projection = 0;
    std::uint32_t source = 0;
    std::uint32_t delay_ticks = 0;
    std::uint32_t ordinal = 0;
    std::uint32_t column = 0;
    std::int32_t level = 0;
    std::uint32_t index = 0;  ///< in its projection

    auto row_key() const { return std::tie(group, source, delay_ticks, ordinal); }
    friend bool operator<(const placed_synapse& a, const placed_synapse& b) {
        return std::tie(a.group, a.source, a.delay_ticks, a.ordinal, a.column) <
               std::tie(b.group, b.source, b.delay_ticks, b.ordinal, b.column);
    }
};

struct gate_key {
    std::uint32_t field = 0;
    std::uint32_t unit = 0;
    auto operator<=>(const gate_key&) const = default;
};

stdp_rule rule_of(const fixed_stdp& stdp) {
    stdp_rule rule{stdp.a_plus, stdp.a_minus, rom_of(stdp.plus), rom_of(stdp.minus), {}};
    if (stdp.reward) {
        const step_factor& gain = stdp.reward->gain;
        rule.reward = reward_rule{{gain.mantissa, gain.shift}, rom_of(stdp.reward->eligibility)};
    }
    return rule;
}

/// Builds the images of one try with so many cores.
class builder {
  public:
    builder(const network& net, const fixed_network& fixed, const network_chip_config& config)
        : net_(net), fixed_(fixed), config_(config) {
        for (const astrocyte_field& a : net.astrocytes) places_.emplace_back(net, a);
    }

    /// False if some core has not enough rows; most_rows() then says how many are needed.
    bool build(std::uint32_t cores);

    std::uint64_t most_rows() const { return most_rows_; }
    std::uint32_t neurons() const { return neurons_; }
    mapped_network take() { return std::move(mapped_); }

  private:
    struct core_parts {
        std::vector<placed_synapse> synapses;
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> group_of;
        std::map<gate_key, std::uint32_t> gate_of;
        std::vector<std::pair<std::size_t, std::size_t>> slice_of;  ///< population, slice
        std::map<std::uint32_t, std::uint32_t> rule_of;             ///< by projection
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> axon_of;
    };
    void deal(std::uint32_t cores);
    void sort_synapses();
    std::uint32_t group_for(std::uint32_t core, std::uint32_t projection, std::uint32_t source);
    std::uint32_t gate_for(std::uint32_t core, std::uint32_t field, std::uint32_t neuron);
    std::vector<std::uint32_t> gates_of_columns(std::uint32_t core, std::uint32_t field,
                                                std::size_t population);
    void fill_effects(std::uint32_t field);
    void fill_rows(std::uint32_t core);
    void fill_axons(std::uint32_t core);
    void fill_fan_outs();
    void make_fields();
    void fill_fields();
    void place();

    const network& net_;
    const fixed_network& fixed_;
    const network_chip_config& config_;
    std::vector<zones> places_;  ///< by field
    mapped_network mapped_;
    std::vector<core_parts> parts_;
    std::uint32_t neurons_ = 0;
    std::uint64_t most_rows_ = 0;
};

void builder::deal(std::uint32_t cores) {
    neurons_ = 0;
    for (std::size_t p = 0; p < net_.populations.size(); ++p) {
        if (fixed_.populations[p]) neurons_ += net_.populations[p].size;
    }
    mapped_ = {};
    parts_.assign(cores, {});
    mapped_.image.seed = net_.seed;
    mapped_.image.cores.resize(cores);
    for (core_image& core : mapped_.image.cores) {
        core.weight_levels = fixed_.format.weight_levels;
        core.state_bits = fixed_.format.state_bits;
        core.row_begin = {0};
        core.fan_out_begin = {0};
    }
    std::uint64_t dealt = 0;
    std::uint32_t lines = 0;
    for (std::size_t p = 0; p < net_.populations.size(); ++p) {
        auto& places = mapped_.neurons.emplace_back();
        mapped_.first_line.push_back(lines);
        if (!fixed_.populations[p]) {
            lines += net_.populations[p].size;
            continue;
        }
        const fixed_population& is = *fixed_.populations[p];
        std::uint32_t last_core = ~std::uint32_t{0};
        for (std::uint32_t j = 0; j < net_.populations[p].size; ++j, ++dealt) {
            const auto c = static_cast<std::uint32_t>(dealt * cores / neurons_);
            core_image& core = mapped_.image.cores[c];
            if (c != last_core) {
                core.slices.push_back(slice_of(is, net_.populations[p].clamp.has_value()));
                parts_[c].slice_of.emplace_back(p, core.slices.size() - 1);
                last_core = c;
            }
            places.push_back({c, core.columns()});
            core.column_tag.push_back(neuron_tag(p, j));
            add_column(core.slices.back(), is, j);
        }
    }
    mapped_.image.inputs.resize(lines);
}

// The register of the unit in whose region a neuron is.
std::uint32_t builder::gate_for(std::uint32_t core, std::uint32_t field, std::uint32_t neuron) {
    const auto unit = places_[field].region_of(neuron);
    if (!unit) return no_gate;
    const auto next = static_cast<std::uint32_t>(parts_[core].gate_of.size());
    return parts_[core].gate_of.try_emplace({field, *unit}, next).first->second;
}

// Of the neurons of a population, for all columns of a core.
std::vector<std::uint32_t> builder::gates_of_columns(std::uint32_t core, std::uint32_t field,
                                                     std::size_t population) {
    std::vector<std::uint32_t> all(mapped_.image.cores[core].columns(), no_gate);
    const auto& places = mapped_.neurons[population];
    for (std::uint32_t j = 0; j < places.size(); ++j) {
        if (places[j].core == core) all[places[j].column] = gate_for(core, field, j);
    }
    return all;
}

std::uint32_t builder::group_for(std::uint32_t core, std::uint32_t projection,
                                 std::uint32_t source) {
    const memglia::projection& p = net_.projections[projection];
    const auto gating = gating_of(net_, p.name);
    const bool by_source = gating && gating->by == gated_side::source;
    const auto field = static_cast<std::uint32_t>(gating ? gating->field : 0);
    const std::uint32_t gate = by_source ? gate_for(core, field, source) : no_gate;
    core_image& image = mapped_.image.cores[core];
    const auto next = static_cast<std::uint32_t>(image.groups.size());
    const auto [at, is_new] = parts_[core].group_of.try_emplace({projection, gate}, next);
    if (!is_new) return at->second;
    gain_group group;
    group.unit = fixed_.projections[projection].unit;
    if (gating) group.strength = fixed_.astrocytes[field].strengths[gating->effect];
    if (gate != no_gate) {
        group.by = gain_group::gating::row;
        group.gate = gate;
    } else if (gating && !by_source) {
        group.by = gain_group::gating::column;
        group.gate_of_column = gates_of_columns(core, field, index_of(net_.populations, p.target));
    }
    if (fixed_.projections[projection].stdp) {
        const fixed_stdp& stdp = *fixed_.projections[projection].stdp;
        const auto rules = static_cast<std::uint32_t>(image.rules.size());
        const auto [rule, is_new_rule] = parts_[core].rule_of.try_emplace(projection, rules);
        if (is_new_rule) {
            image.rules.push_back(rule_of(stdp));
        }
        group.plasticity = rule->second;
    }
    image.groups.push_back(std::move(group));
    return next;
}

void builder::sort_synapses() {
    for (std::uint32_t p = 0; p < net_.projections.size(); ++p) {
        const std::size_t target = index_of(net_.populations, net_.projections[p].target);
        auto& placed = mapped_.synapses.emplace_back();
        for_each_fixed_synapse(net_, fixed_, p, [&](const fixed_synapse& s) {
            if (s.delay_ticks > config_.core.longest_delay_ticks) {
                throw input_error(
                    {.path = "projections[" + std::to_string(p) + "].delay_ticks",
                     .found = "found a delay of " + std::to_string(s.delay_ticks) + " ticks",
                     .expected = "at most " + std::to_string(config_.core.longest_delay_ticks) +
                                 ", what a core's delay line has room for "
                                 "(core.longest_delay_ticks of the chip)"});
            }
            const neuron_place at = mapped_.neurons[target][s.target];
            const std::uint32_t group = group_for(at.core, p, s.source);
            parts_[at.core].synapses.push_back({group, p, s.source, s.delay_ticks, s.ordinal,
                                                at.column, s.level,
                                                static_cast<std::uint32_t>(placed.size())});
            placed.push_back({at.core, 0});
        });
    }
    for (core_parts& core : parts_) std::sort(core.synapses.begin(), core.synapses.end());
}

void builder::fill_rows(std::uint32_t core) {
    core_image& image = mapped_.image.cores[core];
    const placed_synapse* last = nullptr;
    for (const placed_synapse& s : parts_[core].synapses) {
        if (last == nullptr || last->row_key() != s.row_key()) {
            if (last != nullptr) {
                image.row_begin.push_back(static_cast<std::uint32_t>(image.column.size()));
            }
            image.rows.push_back(
                {s.group, row_tag(s.projection, s.source, s.delay_ticks, s.ordinal)});
        }
        last = &s;
        mapped_.synapses[s.projection][s.index].synapse =
            static_cast<std::uint32_t>(image.column.size());
        image.column.push_back(s.column);
        image.level.push_back(s.level);
    }
    if (last != nullptr) image.row_begin.push_back(static_cast<std::uint32_t>(image.column.size()));
    most_rows_ = std::max<std::uint64_t>(most_rows_, image.rows.size());
}

// Sources of a core, in the order of populations and neurons, with the rows of each.
void builder::fill_axons(std::uint32_t core) {
    core_image& image = mapped_.image.cores[core];
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<axon_word>> rows_of;
    std::uint32_t row = 0;
    std::size_t k = 0;
    for (const placed_synapse& s : parts_[core].synapses) {
        while (k >= image.row_begin[row + 1]) ++row;
        if (k++ != image.row_begin[row]) continue;
        const auto source = static_cast<std::uint32_t>(
            index_of(net_.populations, net_.projections[s.projection].source));
        rows_of[{source, s.source}].push_back(
            {row, static_cast<std::uint16_t>(s.delay_ticks), false});
    }
    const auto first_reward = static_cast<std::uint32_t>(image.rows.size());
    for (const auto& [projection, rule] : parts_[core].rule_of) {
        const auto& stdp = net_.projections[projection].stdp;
        if (!stdp->reward) continue;
        const auto by = static_cast<std::uint32_t>(index_of(net_.populations, stdp->reward->by));
        for (std::uint32_t j = 0; j < net_.populations[by].size; ++j) {
            const auto at = first_reward + static_cast<std::uint32_t>(image.rewards.size());
            rows_of[{by, j}].push_back({at, 0, false});
            image.rewards.push_back(rule);
        }
    }
    for (auto& [source, rows] : rows_of) {
        parts_[core].axon_of[source] = static_cast<std::uint32_t>(image.axon_words.size());
        image.axon_words.insert(image.axon_words.end(), rows.begin(), rows.end());
        image.axon_words.back().is_last = true;
    }
}

// Nodes are those of a block's index until blocks are placed: cores, then fields.
void builder::fill_fan_outs() {
    const auto cores = static_cast<std::uint32_t>(mapped_.image.cores.size());
    std::vector<std::vector<std::vector<spike_address>>> to(cores);
    for (std::uint32_t c = 0; c < cores; ++c) to[c].resize(mapped_.image.cores[c].columns());
    const auto destinations = [&](std::size_t p, std::uint32_t j) -> std::vector<spike_address>& {
        if (mapped_.neurons[p].empty()) return mapped_.image.inputs[mapped_.first_line[p] + j];
        const neuron_place at = mapped_.neurons[p][j];
        return to[at.core][at.column];
    };
    for (std::uint32_t c = 0; c < cores; ++c) {
        for (const auto& [source, axon] : parts_[c].axon_of) {
            destinations(source.first, source.second).push_back({c, axon});
        }
    }
    for (std::uint32_t a = 0; a < net_.astrocytes.size(); ++a) {
        const std::size_t p = index_of(net_.populations, net_.astrocytes[a].senses);
        for (std::uint32_t j = 0; j < net_.populations[p].size; ++j) {
            for (const std::uint32_t u : places_[a].sensing(j)) {
                destinations(p, j).push_back(unit_address(mapped_.fields[a], mapped_.image, u));
            }
        }
    }
    for (std::uint32_t c = 0; c < cores; ++c) {
        core_image& image = mapped_.image.cores[c];
        for (const auto& addresses : to[c]) {
            image.fan_out.insert(image.fan_out.end(), addresses.begin(), addresses.end());
            image.fan_out_begin.push_back(static_cast<std::uint32_t>(image.fan_out.size()));
        }
        image.gates = static_cast<std::uint32_t>(parts_[c].gate_of.size());
    }
}

// Currents and thresholds of a field.
void builder::fill_effects(std::uint32_t field) {
    const astrocyte_field& a = net_.astrocytes[field];
    for (std::size_t e = 0; e < a.effects.size(); ++e) {
        if (a.effects[e].kind == effect_kind::gain) continue;
        const bool is_current = a.effects[e].kind == effect_kind::current;
        const std::size_t p = affected_population(net_, a, a.effects[e]);
        std::set<std::uint32_t> cores;
        for (const neuron_place& at : mapped_.neurons[p]) cores.insert(at.core);
        for (const std::uint32_t c : cores) {
            core_image& core = mapped_.image.cores[c];
            core.effects.push_back(
                {is_current ? column_effect::on::current : column_effect::on::threshold,
                 fixed_.astrocytes[field].strengths[e], gates_of_columns(c, field, p)});
            for (const auto& [population, slice] : parts_[c].slice_of) {
                if (population != p) continue;
                neuron_slice_image& affected = core.slices[slice];
                if (is_current) {
                    affected.is_driven = true;
                } else {
                    std::get<lif_registers>(affected.model).is_shifted = true;
                }
            }
        }
    }
}

// Tiles, and which registers their units set.
void builder::fill_fields() {
    network_chip_image& image = mapped_.image;
    for (std::uint32_t c = 0; c < parts_.size(); ++c) {
        for (const auto& [key, gate] : parts_[c].gate_of) {
            const field_place& place = mapped_.fields[key.field];
            if (!place.has_resource) {
                part_of_all(image.fields[place.first]).gates_of_unit[key.unit].push_back({c, gate});
                continue;
            }
            const std::uint32_t tile = place.tile_of(key.unit);
            image.resources[place.first + tile]
                .gates_of_unit[key.unit - place.first_unit(tile)]
                .push_back({c, gate});
        }
    }
}

// As many tiles for a field of resource as cores have neurons that it senses.
void builder::make_fields() {
    std::vector<std::uint32_t> cores_of_field;
    for (const astrocyte_field& a : net_.astrocytes) {
        std::set<std::uint32_t> cores;
        for (const neuron_place& at : mapped_.neurons[index_of(net_.populations, a.senses)]) {
            cores.insert(at.core);
        }
        cores_of_field.push_back(static_cast<std::uint32_t>(cores.size()));
    }
    mapped_.fields =
        add_field_images(net_, fixed_, cores_of_field,
                         static_cast<std::uint32_t>(mapped_.image.cores.size()), mapped_.image);
}

void builder::place() {
    network_chip_image& image = mapped_.image;
    const std::size_t cores = image.cores.size();
    const std::size_t first_resource = cores + image.fields.size();
    const std::size_t blocks = first_resource + image.resources.size();
    block_traffic traffic(blocks);
    for (std::uint32_t c = 0; c < cores; ++c) {
        for (const spike_address& to : image.cores[c].fan_out) traffic.add(c, to.node);
    }
    for (const auto& line : image.inputs) {
        for (const spike_address& to : line) traffic.add(traffic.host(), to.node);
    }
    for (std::size_t r = 0; r < image.resources.size(); ++r) {
        for (const resource_way& way : image.resources[r].ways) {
            traffic.add(first_resource + r, way.to.node);
        }
    }
    const placement where = place_blocks(traffic);
    image.mesh_width = where.mesh_width;
    image.mesh_height = where.mesh_height;
    image.core_node.assign(where.node.begin(),
                           where.node.begin() + static_cast<std::ptrdiff_t>(cores));
    const auto end = where.node.begin() + static_cast<std::ptrdiff_t>(first_resource);
    image.field_node.assign(where.node.begin() + static_cast<std::ptrdiff_t>(cores), end);
    image.resource_node.assign(end, where.node.end());
    for (core_image& core : image.cores) {
        for (spike_address& to : core.fan_out) to.node = where.node[to.node];
    }
    for (auto& line : image.inputs) {
        for (spike_address& to : line) to.node = where.node[to.node];
    }
    for (astrocyte_image& field : image.fields) {
        for (auto& gates : part_of_all(field).gates_of_unit) {
            for (gate_address& to : gates) to.node = where.node[to.node];
        }
    }
    for (resource_image& tile : image.resources) {
        for (resource_way& way : tile.ways) way.to.node = where.node[way.to.node];
        for (auto& gates : tile.gates_of_unit) {
            for (gate_address& to : gates) to.node = where.node[to.node];
        }
    }
}

bool builder::build(std::uint32_t cores) {
    most_rows_ = 0;
    deal(cores);
    sort_synapses();
    for (std::uint32_t c = 0; c < cores; ++c) fill_rows(c);
    if (most_rows_ > config_.core.synapses.rows()) return false;
    for (std::uint32_t c = 0; c < cores; ++c) fill_axons(c);
    for (std::uint32_t a = 0; a < net_.astrocytes.size(); ++a) fill_effects(a);
    make_fields();
    fill_fan_outs();
    fill_fields();
    place();
    return true;
}

}  // namespace

number_format format_of(const network_chip_config& config) {
    return {config.core.synapses.weight_levels(), config.core.state_bits};
}

mapped_network map_network(const network& net, const fixed_network& fixed,
                           const network_chip_config& config) {
    std::uint64_t neurons = 0;
    for (std::size_t p = 0; p < net.populations.size(); ++p) {
        if (fixed.populations[p]) neurons += net.populations[p].size;
    }
    const std::uint64_t least = (neurons + config.core.neurons - 1) / config.core.neurons;
    const auto refuse = [&config](const std::string& found) {
        throw input_error(
            {.path = "populations",
             .found = found,
             .expected = "at most " + std::to_string(config.most_cores) + " cores of " +
                         std::to_string(config.core.neurons) + " neurons and " +
                         std::to_string(config.core.synapses.rows()) +
                         " rows (most_cores, core.neurons, core.synapses of the chip)"});
    };
    if (neurons == 0) {
        throw input_error({.path = "populations",
                           .found = "found no neurons",
                           .expected = "a population of neurons"});
    }
    if (least > config.most_cores) {
        refuse("found " + std::to_string(neurons) + " neurons, which need " +
               std::to_string(least) + " cores");
    }
    builder build(net, fixed, config);
    auto cores = static_cast<std::uint32_t>(least);
    while (!build.build(cores)) {
        // Fewer neurons have fewer sources, if not all have all.
        const std::uint64_t more =
            std::min<std::uint64_t>({cores * 2ULL, neurons, config.most_cores});
        if (more == cores) {
            refuse("found a core that needs " + std::to_string(build.most_rows()) +
                   " rows, one for each source and delay, with the neurons dealt to " +
                   std::to_string(cores) + " cores");
        }
        cores = static_cast<std::uint32_t>(more);
    }
    mapped_network mapped = build.take();
    for (const core_image& core : mapped.image.cores) {
        const std::uint64_t bits =
            (core.rows.size() + core.rewards.size()) * (core.longest_delay_ticks() + 1ULL);
        if (bits <= most_delay_bits) continue;
        refuse("found a delay line of " + std::to_string(core.rows.size()) + " rows by " +
               std::to_string(core.longest_delay_ticks()) + " ticks");
    }
    return mapped;
}

}  // namespace memglia

#include "snan/mapping/network_on_chip.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "snan/network/wiring.hpp"

namespace memglia {

namespace {

network checked(network net) {
    check(net);
    return net;
}

}  // namespace

network_on_chip::network_on_chip(network net, const network_chip_config& config)
    : net_(checked(std::move(net))),
      fixed_(quantise(net_, format_of(config))),
      mapped_(map_network(net_, fixed_, config)),
      report_(report(mapped_, config)),
      stretches_(net_.populations.size()),
      inputs_(net_.populations.size()),
      stimuli_(net_),
      manipulations_(net_),
      recorder_(net_),
      readouts_(net_),
      spiking_(net_.populations.size()),
      spikes_(net_.populations.size()) {
    std::vector<std::uint32_t> slices(mapped_.image.cores.size());
    for (std::size_t p = 0; p < net_.populations.size(); ++p) {
        clamps_.emplace_back(net_, net_.populations[p]);
        if (!has_neurons(net_.populations[p])) inputs_[p].emplace(net_, net_.populations[p]);
        const auto& places = mapped_.neurons[p];
        for (std::uint32_t j = 0; j < places.size(); ++j) {
            if (j == 0 || places[j].core != places[j - 1].core) {
                const std::uint32_t core = places[j].core;
                stretches_[p].push_back({core, slices[core]++, places[j].column, 0, j});
            }
            ++stretches_[p].back().columns;
        }
    }
    chip_ = std::make_unique<network_chip>("chip", config, std::move(mapped_.image),
                                           static_cast<chip_host&>(*this));
    account_ = std::make_unique<network_account>(*chip_);
    programming_ = account_->take_programming();
}

void network_on_chip::run(std::uint64_t ticks) {
    chip_->run_ticks(ticks);
}

void network_on_chip::stimulate(const current_pulse& pulse) {
    check_pulse(net_, pulse);
    stimuli_.begin(ticks(), pulse);
}

void network_on_chip::inject(std::size_t population_index, std::uint32_t neuron) {
    check_injection(net_, population_index, neuron);
    inputs_[population_index]->inject(neuron);
}

void network_on_chip::manipulate(std::size_t field_index, const astrocyte_control& control) {
    check_control(net_, field_index, control);
    manipulations_.set(field_index, control);
}

recording network_on_chip::recorded(std::size_t probe_index) const {
    return recorder_.recorded(probe_index, *this, ticks());
}

void network_on_chip::begin_tick(std::uint64_t tick) {
    stimuli_.advance(tick, [this](std::size_t of, std::span<const double> currents) {
        for (std::uint32_t j = 0; j < currents.size(); ++j) {
            const neuron_place at = mapped_.neurons[of][j];
            chip_->core(at.core).neurons().drive(at.column,
                                                 fixed_value(*fixed_.populations[of], currents[j]));
        }
    });
    manipulations_.advance(tick, [this](std::size_t of, const astrocyte_control& control) {
        const tile_control set{control.knock_out, control.inhibit, fixed_gate(control.least_gate)};
        const field_place& place = mapped_.fields[of];
        if (!place.has_resource) return chip_->control(place.first, set);
        for (std::uint32_t t = 0; t < place.tiles; ++t) {
            chip_->control_resource(place.first + t, set);
        }
    });
    for (std::size_t p = 0; p < clamps_.size(); ++p) {
        forced_.clear();
        if (!clamps_[p].advance(tick, forced_)) continue;
        for (const stretch& s : stretches_[p]) chip_->core(s.core).neurons().clamp(s.slice);
        for (const std::uint32_t j : forced_) {
            chip_->force(mapped_.neurons[p][j].core, mapped_.neurons[p][j].column);
        }
    }
}

void network_on_chip::spikes(std::uint64_t tick, std::vector<std::uint32_t>& lines) {
    for (std::size_t p = 0; p < inputs_.size(); ++p) {
        spiking_[p].clear();
        if (!inputs_[p]) continue;
        inputs_[p]->advance(tick, spiking_[p]);
        for (const std::uint32_t j : spiking_[p]) lines.push_back(mapped_.first_line[p] + j);
    }
}

void network_on_chip::end_tick(std::uint64_t tick) {
    for (std::size_t p = 0; p < stretches_.size(); ++p) {
        for (const stretch& s : stretches_[p]) {
            const auto& all = chip_->core(s.core).spiking();
            const auto end = s.first_column + s.columns;
            for (auto c = std::lower_bound(all.begin(), all.end(), s.first_column);
                 c != all.end() && *c < end; ++c) {
                spiking_[p].push_back(*c - s.first_column + s.first_neuron);
            }
        }
        spikes_[p] += spiking_[p].size();
    }
    recorder_.end_tick(*this, tick + 1);
    readouts_.end_tick(*this, tick + 1);
}

void network_on_chip::append_values(probe_kind kind, std::size_t part_index,
                                    std::vector<double>& values) const {
    if (kind == probe_kind::membrane) {
        const fixed_population& is = *fixed_.populations[part_index];
        for (const neuron_place& at : mapped_.neurons[part_index]) {
            values.push_back(is.potential(chip_->core(at.core).neurons().potential(at.column)));
        }
    } else if (kind == probe_kind::calcium) {
        const double unit = std::ldexp(1.0, -fixed_.astrocytes[part_index].fraction_bits);
        const astrocyte_tile& tile = chip_->field(mapped_.fields[part_index].first);
        // At the end of a tick; the next one begins with its decay.
        const std::uint64_t tick = ticks() == 0 ? 0 : ticks() - 1;
        for (std::uint32_t u = 0; u < tile.units(); ++u) {
            values.push_back(unit * static_cast<double>(tile.calcium(u, tick)));
        }
    } else if (kind == probe_kind::resource) {
        const double unit = std::ldexp(1.0, -fixed_.astrocytes[part_index].fraction_bits);
        const field_place& place = mapped_.fields[part_index];
        for (const bool synaptic : {true, false}) {
            for (std::uint32_t t = 0; t < place.tiles; ++t) {
                const resource_tile& tile = chip_->resource(place.first + t);
                for (std::uint32_t u = 0; u < tile.units(); ++u) {
                    const std::int64_t quanta = synaptic ? tile.synaptic(u) : tile.astrocytic(u);
                    values.push_back(unit * static_cast<double>(quanta));
                }
            }
        }
    } else {
        for_each_synapse_now(part_index,
                             [&values](const synapse& s) { values.push_back(s.weight); });
    }
}

void network_on_chip::for_each_synapse_now(std::size_t projection_index,
                                           const std::function<void(const synapse&)>& visit) const {
    const auto& places = mapped_.synapses[projection_index];
    const double unit = fixed_.projections[projection_index].weight_unit;
    std::size_t k = 0;
    for_each_synapse(net_, projection_index, [&](synapse s) {
        const synapse_place at = places[k++];
        s.weight = unit * chip_->core(at.core).synapses().level(at.synapse);
        visit(s);
    });
}

std::uint64_t network_on_chip::deliveries() const {
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < chip_->cores(); ++i) {
        all += chip_->core(i).synapses().events();
    }
    return all;
}

}  // namespace memglia

#include "rtl_models/chip/network_chip.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace memglia {

namespace {
std::uint32_t bits_for(std::size_t values) {
    return values < 2 ? 0 : static_cast<std::uint32_t>(std::bit_width(values - 1));
}

}  // namespace

/// A neurocore's one process.
class network_chip::core_module : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(core_module);
    core_module(const sc_core::sc_module_name&, network_chip& chip, const core_image& image,
                std::size_t index)
        : core(image, chip.config_.core.synapses, chip.config_.device, chip.config_.crossbar,
               chip.config_.tech.bit_line_cell_f.value, chip.image_.seed, index),
          chip_(chip),
          links_(chip.fan_out_links_[index]) {
        SC_METHOD(run);
        dont_initialize();
        sensitive << chip.cores_act_;
    }

    neurocore core;
    neurocore::duration took;

  private:
    void run() {
        ++chip_.activations_;
        try {
            if (chip_.phase_ == phase::deliver) {
                took = core.deliver(chip_.tick_);
                return;
            }
            core.fire(chip_.tick_);
            for (const std::uint32_t c : core.spiking()) {
                chip_.carry(core.fan_out_begin(c), core.fan_out_end(c));
                chip_.traffic_.links += links_[c];
            }
        } catch (const std::exception& e) {
            chip_.fail(e.what());
        }
    }

    network_chip& chip_;
    const std::vector<std::uint32_t>& links_;
};

/// The one process of an astrocyte tile.
class network_chip::field_module : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(field_module);
    field_module(const sc_core::sc_module_name&, network_chip& chip, calcium_image image)
        : tile(std::move(image)), chip_(chip) {
        SC_METHOD(run);
        dont_initialize();
        sensitive << chip.fields_act_;
    }

    calcium_tile tile;
    const std::vector<calcium_tile::update>* updates = nullptr;
    std::uint64_t received = 0;  ///< spikes, in this tick

  private:
    void run() {
        ++chip_.activations_;
        const std::uint64_t before = carried_;
        carried_ = tile.done().packets;
        received = carried_ - before;
        updates = &tile.run_tick(chip_.tick_);
    }

    network_chip& chip_;
    std::uint64_t carried_ = 0;  ///< spikes, in all ticks
};

network_chip::network_chip(const sc_core::sc_module_name&, const network_chip_config& config,
                           network_chip_image image, chip_host& host)
    : config_(config),
      image_(std::move(image)),
      host_(host),
      core_at_(image_.nodes()),
      field_at_(image_.nodes()),
      fan_out_links_(image_.cores.size()),
      period_(sc_core::sc_time::from_seconds(1 / config.clock_hz)),
      longest_way_(config.hop_cycles * (image_.mesh_width + image_.mesh_height - 1)) {
    std::size_t axons = 0;
    for (std::size_t i = 0; i < image_.cores.size(); ++i) {
        const core_image& is = image_.cores[i];
        const bool is_forced = std::any_of(is.slices.begin(), is.slices.end(),
                                           [](const neuron_slice_image& s) { return s.can_clamp; });
        const std::size_t columns = is_forced ? is.columns() : 0;
        axons = std::max<std::size_t>({axons, is.axon_words.size() + columns, is.gates});
        for (std::uint32_t c = 0; c < is.columns(); ++c) {
            std::uint32_t links = 0;
            for (std::uint32_t k = is.fan_out_begin[c]; k < is.fan_out_begin[c + 1]; ++k) {
                links += image_.distance(image_.core_node[i], is.fan_out[k].node);
            }
            fan_out_links_[i].push_back(links);
        }
    }
    for (std::size_t i = 0; i < image_.fields.size(); ++i) {
        axons = std::max(axons, image_.fields[i].gates_of_unit.size());
    }
    // A bit tells spikes from gates, which have more bits.
    const std::uint32_t open_bits = image_.fields.empty() ? 0 : 1 + gate_bits;
    packet_bits_ = bits_for(image_.nodes()) + bits_for(axons) + open_bits;
    for (std::size_t i = 0; i < image_.cores.size(); ++i) {
        cores_.push_back(std::make_unique<core_module>(("core_" + std::to_string(i)).c_str(), *this,
                                                       image_.cores[i], i));
        core_at_[image_.core_node[i]] = &cores_[i]->core;
    }
    for (std::size_t i = 0; i < image_.fields.size(); ++i) {
        fields_.push_back(std::make_unique<field_module>(("field_" + std::to_string(i)).c_str(),
                                                         *this, image_.fields[i]));
        field_at_[image_.field_node[i]] = &fields_[i]->tile;
        for (const calcium_tile::update& u : fields_.back()->tile.initial_gates()) {
            core_at_[u.to.node]->load_gate(u.to.gate, u.open);
        }
    }
    SC_METHOD(step);
    dont_initialize();
    sensitive << step_;
}

network_chip::~network_chip() = default;

neurocore& network_chip::core(std::size_t i) {
    return cores_[i]->core;
}

const neurocore& network_chip::core(std::size_t i) const {
    return cores_[i]->core;
}

const calcium_tile& network_chip::field(std::size_t i) const {
    return fields_[i]->tile;
}

double network_chip::elapsed_s() const {
    return static_cast<double>(elapsed_cycles_) / config_.clock_hz;
}

void network_chip::run_ticks(std::uint64_t ticks) {
    if (!failure_.empty()) throw error(failure_);
    if (ticks == 0) return;
    end_tick_ = tick_ + ticks;
    next(phase::fire, 1);
    sc_core::sc_start();
    if (!failure_.empty()) throw error(failure_);
}

void network_chip::fail(const char* what) {
    if (failure_.empty()) failure_ = what;
    sc_core::sc_stop();
}

// A phase notifies the processes that act in it and the next phase a cycle later, which finds them
// done.
void network_chip::step() {
    ++activations_;
    if (!failure_.empty()) return;
    phase_ = next_phase_;
    try {
        switch (phase_) {
            case phase::fire:
                return fire();
            case phase::fields:
                return run_fields();
            case phase::deliver:
                return deliver();
            case phase::end:
                return end();
        }
    } catch (const std::exception& e) {
        fail(e.what());
    }
}

void network_chip::next(phase p, std::uint64_t cycles) {
    next_phase_ = p;
    step_.notify(static_cast<double>(cycles) * period_);
}

void network_chip::fire() {
    tick_longest_ = {};
    field_cycles_ = 0;
    entered_ = 0;
    host_.begin_tick(tick_);
    lines_.clear();
    host_.spikes(tick_, lines_);
    for (const std::uint32_t line : lines_) {
        const std::vector<spike_address>& to = image_.inputs[line];
        carry(to.data(), to.data() + to.size());
        for (const spike_address& a : to) traffic_.links += image_.distance(0, a.node);
        entered_ += to.size();
    }
    cores_act_.notify(sc_core::SC_ZERO_TIME);
    next(fields_.empty() ? phase::deliver : phase::fields, 1);
}

void network_chip::run_fields() {
    fields_act_.notify(sc_core::SC_ZERO_TIME);
    next(phase::deliver, 1);
}

void network_chip::deliver() {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        for (const calcium_tile::update& u : *fields_[i]->updates) {
            ++traffic_.packets;
            traffic_.links += image_.distance(image_.field_node[i], u.to.node);
            core_at_[u.to.node]->set_gate(u.to.gate, u.open);
        }
        const std::uint64_t cycles =
            fields_[i]->tile.cycles_of_tick() + fields_[i]->received + fields_[i]->updates->size();
        busy_cycles_ += cycles;
        note_work(cycles, "field", i);
        field_cycles_ = std::max(field_cycles_, cycles + longest_way_);
    }
    cores_act_.notify(sc_core::SC_ZERO_TIME);
    next(phase::end, 1);
}

// What fires, the fields and what is delivered come one after the other; each waits for the
// slowest.
void network_chip::end() {
    const double read_cycles = std::ceil(config_.device.t_read_s * config_.clock_hz - 1e-9);
    std::uint64_t firing = entered_;
    std::uint64_t delivering = 0;
    busy_cycles_ += entered_;
    note_work(entered_, "host", 0);
    for (std::size_t i = 0; i < cores_.size(); ++i) {
        const neurocore::duration& took = cores_[i]->took;
        const double analogue = static_cast<double>(took.rows) * read_cycles +
                                std::ceil(took.write_s * config_.clock_hz);
        const std::uint64_t delivers = took.deliver_cycles + static_cast<std::uint64_t>(analogue);
        firing = std::max(firing, took.fire_cycles);
        delivering = std::max(delivering, delivers);
        busy_cycles_ += took.fire_cycles + delivers;
        note_work(took.fire_cycles + delivers, "core", i);
    }
    const std::uint64_t taken = firing + longest_way_ + field_cycles_ + delivering;
    if (tick_longest_.cycles > longest_.cycles) longest_ = tick_longest_;
    const auto least = static_cast<std::uint64_t>(std::ceil(config_.tick_s * config_.clock_hz));
    if (config_.timing == tick_timing::fixed && taken > least) {
        throw error("tick " + std::to_string(tick_) + " takes " + std::to_string(taken) +
                    " cycles, " + std::to_string(tick_longest_.cycles) + " of them in " +
                    tick_longest_.block + "; with chip.timing fixed a tick has " +
                    std::to_string(least) + " (chip.tick_s)");
    }
    const std::uint64_t cycles = std::max(taken, least);
    elapsed_cycles_ += cycles;
    host_.end_tick(tick_++);
    if (tick_ == end_tick_) return;
    const std::uint64_t passed = fields_.empty() ? 2 : 3;
    next(phase::fire, cycles > passed ? cycles - passed : 1);
}

void network_chip::force(std::size_t core, std::uint32_t column) {
    cores_[core]->core.force(column);
    ++traffic_.packets;
    traffic_.links += image_.distance(0, image_.core_node[core]);
    ++entered_;
}

void network_chip::control(std::size_t field, const tile_control& control) {
    fields_[field]->tile.control(control);
    ++traffic_.packets;
    traffic_.links += image_.distance(0, image_.field_node[field]);
    ++entered_;
}

void network_chip::carry(const spike_address* first, const spike_address* end) {
    traffic_.packets += static_cast<std::uint64_t>(end - first);
    constexpr std::ptrdiff_t ahead = 6;
    for (const spike_address* to = first; to != end; ++to) {
        if (end - to > ahead && core_at_[to[ahead].node] != nullptr) {
            core_at_[to[ahead].node]->prefetch_axon(to[ahead].axon);
        }
        neurocore* const core = core_at_[to->node];
        if (core != nullptr) {
            core->receive(to->axon, tick_);
        } else {
            field_at_[to->node]->receive(to->axon);
        }
    }
}

void network_chip::note_work(std::uint64_t cycles, const char* kind, std::size_t index) {
    if (cycles <= tick_longest_.cycles) return;
    tick_longest_ = {cycles, tick_, std::string(kind) + "[" + std::to_string(index) + "]"};
}

}  // namespace memglia

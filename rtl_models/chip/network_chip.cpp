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
          spiked(image.columns()),
          chip_(chip),
          node_(chip.image_.core_node[index]),
          links_(chip.fan_out_links_[index]) {
        SC_METHOD(run);
        dont_initialize();
        sensitive << chip.cores_act_;
    }

    neurocore core;
    neurocore::duration took;
    std::vector<std::uint64_t> spiked;  ///< by column

  private:
    void run() {
        ++chip_.activations_;
        try {
            if (chip_.phase_ == phase::deliver) {
                took = core.deliver(chip_.tick_);
                return;
            }
            core.fire(chip_.tick_);
            std::uint64_t sent = 0;
            for (const std::uint32_t c : core.spiking()) {
                const spike_address* const first = core.fan_out_begin(c);
                const spike_address* const end = core.fan_out_end(c);
                chip_.carry(first, end);
                if (chip_.mesh_) {
                    chip_.add_packets(c + 1 + sent, node_, first, end);
                    sent += static_cast<std::uint64_t>(end - first);
                }
                ++spiked[c];
                chip_.traffic_.links += links_[c];
            }
        } catch (const std::exception& e) {
            chip_.fail(e.what());
        }
    }

    network_chip& chip_;
    std::uint32_t node_;
    const std::vector<std::uint32_t>& links_;
};

/// The one process of an astrocyte tile.
class network_chip::field_module : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(field_module);
    field_module(const sc_core::sc_module_name&, network_chip& chip, const astrocyte_image& image)
        : tile(make_tile(image)), chip_(chip) {
        SC_METHOD(run);
        dont_initialize();
        sensitive << chip.fields_act_;
    }

    std::unique_ptr<astrocyte_tile> tile;
    const std::vector<astrocyte_tile::update>* updates = nullptr;
    std::uint64_t received = 0;  ///< spikes, in this tick

  private:
    void run() {
        ++chip_.activations_;
        const std::uint64_t before = carried_;
        carried_ = tile->done().packets;
        received = carried_ - before;
        updates = &tile->run_tick(chip_.tick_);
    }

    network_chip& chip_;
    std::uint64_t carried_ = 0;  ///< spikes, in all ticks
};

/// The one process of a tile of resource: in an exchange it sends, then it reacts.
class network_chip::resource_module : public sc_core::sc_module {
  public:
    SC_HAS_PROCESS(resource_module);
    resource_module(const sc_core::sc_module_name&, network_chip& chip, resource_image image)
        : tile(std::move(image)), chip_(chip) {
        SC_METHOD(run);
        dont_initialize();
        sensitive << chip.resources_act_;
    }

    resource_tile tile;
    const std::vector<resource_tile::quanta>* leaving = nullptr;
    const std::vector<astrocyte_tile::update>* updates = nullptr;
    std::uint64_t received = 0;  ///< spikes, in this tick

  private:
    void run() {
        ++chip_.activations_;
        if (chip_.phase_ == phase::exchange) {
            leaving = &tile.exchange(chip_.tick_, chip_.round_);
            return;
        }
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
      resource_at_(image_.nodes()),
      fan_out_links_(image_.cores.size()),
      period_(sc_core::sc_time::from_seconds(1 / config.clock_hz)),
      longest_way_(config.hop_cycles * (image_.mesh_width + image_.mesh_height - 1)),
      line_spikes_(image_.inputs.size()),
      forced_(image_.cores.size()),
      controls_(image_.fields.size()),
      shares_(image_.fields.size(), std::vector<std::uint64_t>(image_.nodes())),
      resource_controls_(image_.resources.size()),
      resource_packets_(image_.resources.size(), std::vector<std::uint64_t>(image_.nodes())) {
    if (config.fabric.timing != mesh_timing::ideal) {
        mesh_ = std::make_unique<tick_mesh>(image_.mesh_width, image_.mesh_height, config.fabric);
        check_ways();
    }
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
        axons = std::max(axons, part_of_all(image_.fields[i]).gates_of_unit.size());
    }
    std::size_t quanta = 0;
    for (const resource_image& r : image_.resources) {
        axons = std::max(axons, r.gates_of_unit.size());
        exchanges_ = std::max(exchanges_, r.exchanges);
        for (const std::int32_t q : r.synaptic) quanta += static_cast<std::size_t>(q);
        for (const std::int32_t a : r.astrocytic) quanta += static_cast<std::size_t>(a);
    }
    // A bit tells spikes from gates, which have more bits, a second one from quanta: a packet has
    // room for all there are.
    std::uint32_t payload = image_.fields.empty() ? 0 : 1 + gate_bits;
    if (!image_.resources.empty()) payload = 2 + std::max(gate_bits, bits_for(quanta + 1));
    packet_bits_ = bits_for(image_.nodes()) + bits_for(axons) + payload;
    for (std::size_t i = 0; i < image_.cores.size(); ++i) {
        cores_.push_back(std::make_unique<core_module>(("core_" + std::to_string(i)).c_str(), *this,
                                                       image_.cores[i], i));
        core_at_[image_.core_node[i]] = &cores_[i]->core;
    }
    for (std::size_t i = 0; i < image_.fields.size(); ++i) {
        fields_.push_back(std::make_unique<field_module>(("field_" + std::to_string(i)).c_str(),
                                                         *this, image_.fields[i]));
        field_at_[image_.field_node[i]] = fields_[i]->tile.get();
        for (const astrocyte_tile::update& u : fields_.back()->tile->initial_gates()) {
            core_at_[u.to.node]->load_gate(u.to.gate, u.open);
        }
    }
    for (std::size_t i = 0; i < image_.resources.size(); ++i) {
        resources_.push_back(std::make_unique<resource_module>(
            ("resource_" + std::to_string(i)).c_str(), *this, image_.resources[i]));
        resource_at_[image_.resource_node[i]] = &resources_[i]->tile;
        for (const astrocyte_tile::update& u : resources_[i]->tile.initial_gates()) {
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

const astrocyte_tile& network_chip::field(std::size_t i) const {
    return *fields_[i]->tile;
}

const resource_tile& network_chip::resource(std::size_t i) const {
    return resources_[i]->tile;
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
            case phase::exchange:
                return exchange();
            case phase::take:
                return take();
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
    exchange_cycles_ = 0;
    round_ = 0;
    carrying_ = 0;
    entered_ = 0;
    host_.begin_tick(tick_);
    lines_.clear();
    host_.spikes(tick_, lines_);
    for (const std::uint32_t line : lines_) {
        const std::vector<spike_address>& to = image_.inputs[line];
        carry(to.data(), to.data() + to.size());
        if (mesh_) add_packets(entered_, 0, to.data(), to.data() + to.size());
        ++line_spikes_[line];
        for (const spike_address& a : to) traffic_.links += image_.distance(0, a.node);
        entered_ += to.size();
    }
    cores_act_.notify(sc_core::SC_ZERO_TIME);
    after_exchanges();
}

// The next exchange, or what follows the last one.
void network_chip::after_exchanges() {
    if (round_ < exchanges_) return next(phase::exchange, 1);
    next(fields_.empty() && resources_.empty() ? phase::deliver : phase::fields, 1);
}

void network_chip::exchange() {
    resources_act_.notify(sc_core::SC_ZERO_TIME);
    next(phase::take, 1);
}

// Quanta that leave a tile are carried; all that were sent are there before any is taken.
void network_chip::take() {
    std::uint64_t slowest = 0;
    std::uint64_t way = 0;
    for (std::size_t i = 0; i < resources_.size(); ++i) {
        const std::uint32_t from = image_.resource_node[i];
        for (const resource_tile::quanta& sent : *resources_[i]->leaving) {
            resource_at_[sent.to.node]->take(sent.to.unit, sent.amount);
            if (sent.to.node == from) continue;
            ++traffic_.packets;
            ++resource_packets_[i][sent.to.node];
            traffic_.links += image_.distance(from, sent.to.node);
            way = longest_way_;
        }
        slowest = std::max(slowest, resources_[i]->tile.cycles_of_exchange());
        busy_cycles_ += resources_[i]->tile.cycles_of_exchange();
    }
    for (const auto& r : resources_) r->tile.end_exchange();
    exchange_cycles_ += slowest + way;
    ++round_;
    after_exchanges();
}

void network_chip::run_fields() {
    fields_act_.notify(sc_core::SC_ZERO_TIME);
    resources_act_.notify(sc_core::SC_ZERO_TIME);
    next(phase::deliver, 1);
}

void network_chip::set_gate(std::uint32_t from, const astrocyte_tile::update& u,
                            std::vector<std::uint64_t>& packets) {
    ++traffic_.packets;
    ++packets[u.to.node];
    traffic_.links += image_.distance(from, u.to.node);
    core_at_[u.to.node]->set_gate(u.to.gate, u.open);
}

void network_chip::deliver() {
    if (mesh_) carrying_ = mesh_->run();
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        std::uint64_t leaves = fields_[i]->tile->cycles_of_tick() + fields_[i]->received;
        for (const astrocyte_tile::update& u : *fields_[i]->updates) {
            if (mesh_) mesh_->add(++leaves, image_.field_node[i], u.to.node);
            set_gate(image_.field_node[i], u, shares_[i]);
        }
        const std::uint64_t cycles =
            fields_[i]->tile->cycles_of_tick() + fields_[i]->received + fields_[i]->updates->size();
        busy_cycles_ += cycles;
        note_work(cycles, "field", i);
        field_cycles_ = std::max(field_cycles_, cycles + (mesh_ ? 0 : longest_way_));
    }
    for (std::size_t i = 0; i < resources_.size(); ++i) {
        for (const astrocyte_tile::update& u : *resources_[i]->updates) {
            set_gate(image_.resource_node[i], u, resource_packets_[i]);
        }
        const std::uint64_t cycles = resources_[i]->tile.cycles_of_tick() +
                                     resources_[i]->received + resources_[i]->updates->size();
        busy_cycles_ += cycles;
        note_work(cycles + exchange_cycles_, "resource", i);
        field_cycles_ = std::max(field_cycles_, exchange_cycles_ + cycles + longest_way_);
    }
    if (mesh_) field_cycles_ = std::max(field_cycles_, mesh_->run());
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
    const std::uint64_t carried = mesh_ ? std::max(firing, carrying_) : firing + longest_way_;
    const std::uint64_t taken = carried + field_cycles_ + delivering;
    if (carrying_ > firing) note_work(carrying_, "mesh", 0);
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
    const std::uint64_t passed =
        (fields_.empty() && resources_.empty() ? 2 : 3) + 2 * std::uint64_t{exchanges_};
    next(phase::fire, cycles > passed ? cycles - passed : 1);
}

void network_chip::force(std::size_t core, std::uint32_t column) {
    cores_[core]->core.force(column);
    ++traffic_.packets;
    traffic_.links += image_.distance(0, image_.core_node[core]);
    if (mesh_) mesh_->add(entered_, 0, image_.core_node[core]);
    ++forced_[core];
    ++entered_;
}

void network_chip::control(std::size_t field, const tile_control& control) {
    fields_[field]->tile->control(control);
    ++traffic_.packets;
    traffic_.links += image_.distance(0, image_.field_node[field]);
    if (mesh_) mesh_->add(entered_, 0, image_.field_node[field]);
    ++controls_[field];
    ++entered_;
}

void network_chip::control_resource(std::size_t tile, const tile_control& control) {
    resources_[tile]->tile.control(control);
    ++traffic_.packets;
    traffic_.links += image_.distance(0, image_.resource_node[tile]);
    ++resource_controls_[tile];
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
        } else if (field_at_[to->node] != nullptr) {
            field_at_[to->node]->receive(to->axon);
        } else {
            resource_at_[to->node]->receive(to->axon);
        }
    }
}

void network_chip::add_packets(std::uint64_t cycle, std::uint32_t source,
                               const spike_address* first, const spike_address* end) {
    for (const spike_address* to = first; to != end; ++to) mesh_->add(cycle++, source, to->node);
}

std::uint64_t network_chip::spikes_of(std::size_t core, std::uint32_t column) const {
    return cores_[core]->spiked[column];
}

void network_chip::note_work(std::uint64_t cycles, const char* kind, std::size_t index) {
    if (cycles <= tick_longest_.cycles) return;
    tick_longest_ = {cycles, tick_, std::string(kind) + "[" + std::to_string(index) + "]"};
}

}  // namespace memglia

#include "rtl_models/tile/neurocore.hpp"

namespace memglia {

namespace {

constexpr std::uint32_t no_group = ~std::uint32_t{0};

}  // namespace

neurocore::neurocore(const core_image& image, const synapse_array_config& config,
                     const device_config& device, const access_config& access, double line_cell_f,
                     std::uint64_t seed, std::uint64_t index)
    : group_is_(image.groups),
      groups_(image.groups.size()),
      share_(image.gates, 256),
      groups_of_gate_(image.gates),
      axon_begin_(image.axon_begin),
      axon_row_(image.axon_row),
      fan_out_begin_(image.fan_out_begin),
      fan_out_(image.fan_out),
      delays_(image.rows.size(), image.longest_delay_ticks()),
      synapses_(image, config, device, access, line_cell_f, seed, index),
      neurons_(image),
      plasticity_(image) {
    for (const row_entry& row : image.rows) {
        row_group_.push_back(row.group);
        row_delay_.push_back(row.delay_ticks);
    }
    for (std::uint32_t g = 0; g < groups_.size(); ++g) {
        const gain_group& is = group_is_[g];
        if (is.by == gain_group::gating::row) groups_of_gate_[is.gate].push_back(g);
        if (is.by == gain_group::gating::column) {
            for (const std::uint32_t gate : is.gate_of_column) {
                auto& users = groups_of_gate_[gate];
                if (users.empty() || users.back() != g) users.push_back(g);
            }
        }
        take_gates(g);
    }
}

void neurocore::take_gates(std::size_t g) {
    const gain_group& is = group_is_[g];
    switch (is.by) {
        case gain_group::gating::none:
            groups_[g].gain = is.unit;
            return;
        case gain_group::gating::row:
            groups_[g].gain = gated(is.unit, share_[is.gate]);
            return;
        case gain_group::gating::column:
            groups_[g].by_column = true;
            groups_[g].column_gain.resize(is.gate_of_column.size());
            for (std::size_t c = 0; c < is.gate_of_column.size(); ++c) {
                groups_[g].column_gain[c] = gated(is.unit, share_[is.gate_of_column[c]]);
            }
            return;
    }
}

void neurocore::receive(std::uint32_t axon, std::uint64_t tick) {
    const std::uint32_t end = axon_begin_[axon + 1];
    for (std::uint32_t k = axon_begin_[axon]; k < end; ++k) {
        const std::uint32_t row = axon_row_[k];
        delays_.insert(row, tick, row_delay_[row]);
    }
    work_.rows_inserted += end - axon_begin_[axon];
    ++work_.packets;
    ++received_;
}

void neurocore::force(std::uint32_t column) {
    neurons_.force(column);
    ++work_.packets;
    ++received_;
}

void neurocore::set_gate(std::uint32_t gate, std::int32_t share) {
    share_[gate] = share;
    ++work_.gate_writes;
    for (const std::uint32_t g : groups_of_gate_[gate]) take_gates(g);
}

void neurocore::fire(std::uint64_t tick) {
    spiking_.clear();
    neurons_.fire(tick, spiking_);
    took_ = {.cycles = neurons_.columns()};
    for (const std::uint32_t c : spiking_) {
        const std::uint32_t packets = fan_out_begin_[c + 1] - fan_out_begin_[c];
        work_.packets_sent += packets;
        work_.fan_out_reads += 1 + packets;
        took_.cycles += packets;
    }
}

neurocore::duration neurocore::deliver(std::uint64_t tick) {
    took_.cycles += received_;
    received_ = 0;
    took_.rows = delays_.due(tick);
    if (took_.rows != 0) work_.words_scanned += delays_.rows() / 32;
    last_group_ = no_group;
    delays_.take(tick, [this, tick](std::size_t row) { read(row, tick); });
    if (!plasticity_.empty()) took_.write_s += plasticity_.spikes(spiking_, tick, synapses_);
    neurons_.settle(tick);
    return took_;
}

void neurocore::read(std::size_t row, std::uint64_t tick) {
    std::int64_t* const inbox = neurons_.inbox();
    const std::uint32_t g = row_group_[row];
    const group& is = groups_[g];
    const std::size_t events = synapses_.end(row) - synapses_.begin(row);
    if (is.by_column) {
        const std::int32_t* const gain = is.column_gain.data();
        synapses_.read(row, [inbox, gain](std::uint32_t c, std::int32_t level) {
            inbox[c] += std::int64_t{level} * gain[c];
        });
        work_.gated_events += events;
    } else {
        const std::int64_t gain = is.gain;
        synapses_.read(
            row, [inbox, gain](std::uint32_t c, std::int32_t level) { inbox[c] += level * gain; });
        work_.sums += events;
        if (g != last_group_) work_.group_gains += neurons_.columns();
    }
    last_group_ = g;
    work_.mask_words += (2 * neurons_.columns() + 31) / 32;
    if (plasticity_.learns(row)) took_.write_s += plasticity_.arrival(row, tick, synapses_);
}

}  // namespace memglia

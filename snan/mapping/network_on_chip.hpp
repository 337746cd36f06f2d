#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rtl_models/chip/network_bill.hpp"
#include "rtl_models/chip/network_chip.hpp"
#include "snan/mapping/network_mapping.hpp"
#include "snan/network/clamp_schedule.hpp"
#include "snan/network/manipulation_schedule.hpp"
#include "snan/network/probe_recorder.hpp"
#include "snan/network/readout_recorder.hpp"
#include "snan/network/simulation.hpp"
#include "snan/network/stimulus_schedule.hpp"
#include "snan/reference/input_spikes.hpp"

namespace memglia {

/// A network on a chip of neurocores: the host makes its inputs and drives its currents, the chip
/// does the rest. With an ideal device it is the network in fixed point, bit for bit.
///
/// One per process: SystemC allows one simulation.
class network_on_chip final : public network_simulation,
                              private chip_host,
                              private probe_recorder::subject {
  public:
    /// Throws input_error when check(), quantise() or map_network() does.
    network_on_chip(network net, const network_chip_config& config);

    void run(std::uint64_t ticks) override;
    void stimulate(const current_pulse& pulse) override;
    void inject(std::size_t population_index, std::uint32_t neuron) override;
    void manipulate(std::size_t field_index, const astrocyte_control& control) override;
    const network& description() const override { return net_; }
    std::uint64_t ticks() const override { return chip_->ticks(); }
    recording recorded(std::size_t probe_index) const override;
    readout_result read(std::size_t readout_index) const override {
        return readouts_.read(readout_index, ticks());
    }
    void for_each_synapse_now(std::size_t projection_index,
                              const std::function<void(const synapse&)>& visit) const override;
    std::uint64_t spikes(std::size_t population_index) const override {
        return spikes_[population_index];
    }
    std::uint64_t deliveries() const override;

    const network_chip& chip() const { return *chip_; }
    const mapping_report& mapping() const { return report_; }

    /// What programming the synapses took.
    const block_bill& programming() const { return programming_; }
    std::uint64_t programming_failures() const { return account_->programming_failures(); }
    /// Of the core that took longest.
    double programming_s() const { return account_->programming_s(); }

    /// Of everything since the first tick.
    block_bill bill(estimate end = estimate::value) { return account_->bill(end); }
    std::uint64_t write_failures() { return account_->write_failures(); }
    std::uint64_t worn_out_cells() const { return account_->worn_out_cells(); }

  private:
    void begin_tick(std::uint64_t tick) override;
    void spikes(std::uint64_t tick, std::vector<std::uint32_t>& lines) override;
    void end_tick(std::uint64_t tick) override;
    std::span<const std::uint32_t> spiking(std::size_t population_index) const override {
        return spiking_[population_index];
    }
    void append_values(probe_kind kind, std::size_t part_index,
                       std::vector<double>& values) const override;

    /// A stretch of a core's columns and the population it is from.
    struct stretch {
        std::uint32_t core = 0;
        std::uint32_t slice = 0;
        std::uint32_t first_column = 0;
        std::uint32_t columns = 0;
        std::uint32_t first_neuron = 0;
    };

    network net_;
    fixed_network fixed_;
    mapped_network mapped_;
    mapping_report report_;
    std::vector<std::vector<stretch>> stretches_;  ///< by population
    std::vector<std::optional<input_spikes>> inputs_;
    std::vector<clamp_schedule> clamps_;  ///< by population
    stimulus_schedule stimuli_;
    manipulation_schedule manipulations_;
    probe_recorder recorder_;
    readout_recorder readouts_;
    std::vector<std::uint32_t> forced_;
    std::vector<std::vector<std::uint32_t>> spiking_;  ///< in this tick, by population
    std::vector<std::uint64_t> spikes_;
    std::unique_ptr<network_chip> chip_;
    std::unique_ptr<network_account> account_;
    block_bill programming_;
};

}  // namespace memglia

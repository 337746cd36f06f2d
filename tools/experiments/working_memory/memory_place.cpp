#include "tools/experiments/working_memory/memory_place.hpp"

#include "snan/mapping/network_on_chip.hpp"
#include "snan/tasks/working_memory/memory_network.hpp"
#include "snan/tasks/working_memory/pools_in_double.hpp"

namespace memglia {

namespace {

class place_in_double final : public memory_place, private memory_pools {
  public:
    place_in_double(const working_memory_experiment& config, const memory_condition& condition,
                    std::uint64_t seed, bool records)
        : pools_(config.network, draw_pools(config.network, condition, seed), seed),
          records_(records) {}

    memory_pools& pools() override { return records_ ? static_cast<memory_pools&>(*this) : pools_; }
    std::vector<spike_event> spikes() const override { return spikes_; }

  private:
    void run(std::uint64_t ticks) override {
        for (std::uint64_t t = 0; t < ticks; ++t) {
            const std::uint64_t tick = pools_.ticks();
            pools_.run(1);
            for (const std::uint32_t j : pools_.spiking()) spikes_.push_back({j, tick});
        }
    }
    void stimulate(std::uint32_t pool, double current, std::uint64_t ticks) override {
        pools_.stimulate(pool, current, ticks);
    }
    void manipulate(const pool_control& control) override { pools_.manipulate(control); }
    std::uint32_t count() const override { return pools_.count(); }
    std::uint64_t ticks() const override { return pools_.ticks(); }
    std::uint64_t spikes(std::uint32_t pool) const override { return pools_.spikes(pool); }
    std::uint64_t synaptic_events() const override { return pools_.synaptic_events(); }
    double calcium(std::uint32_t pool) const override { return pools_.calcium(pool); }

    pools_in_double pools_;
    bool records_;
    std::vector<spike_event> spikes_;
};

class place_in_network final : public memory_place {
  public:
    place_in_network(const working_memory_experiment& config, const memory_condition& condition,
                     std::uint64_t seed, bool records)
        : simulation_(make_simulation(
              memory_network(config.network, draw_pools(config.network, condition, seed), seed,
                             records),
              config.on, config.chip)),
          chip_(dynamic_cast<network_on_chip*>(simulation_.get())),
          pools_(*simulation_) {}

    memory_pools& pools() override { return pools_; }
    std::vector<spike_event> spikes() const override { return pools_.recorded(); }
    block_bill bill() override { return chip_ != nullptr ? chip_->bill() : block_bill{}; }
    std::optional<mapping_report> mapping() const override {
        if (chip_ == nullptr) return {};
        return chip_->mapping();
    }

  private:
    std::unique_ptr<network_simulation> simulation_;
    network_on_chip* chip_;
    network_pools pools_;
};

}  // namespace

std::unique_ptr<memory_place> make_memory_place(const working_memory_experiment& config,
                                                const memory_condition& condition,
                                                std::uint64_t seed, bool records) {
    if (config.on != substrate::double_precision) {
        return std::make_unique<place_in_network>(config, condition, seed, records);
    }
    return std::make_unique<place_in_double>(config, condition, seed, records);
}

}  // namespace memglia

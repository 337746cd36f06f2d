#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/fabric/endpoint_module.hpp"
#include "rtl_models/navigation/learning_engine.hpp"
#include "rtl_models/navigation/navigation_controller.hpp"
#include "rtl_models/navigation/write_barrier.hpp"

namespace memglia {

/// The learning engine behind its router. At reward it sends one reinforcement after the other as
/// fast as the network takes them, then asks every core it wrote to for the end of its work, then
/// reports.
class learning_engine_module : public endpoint_module {
  public:
    learning_engine_module(const sc_core::sc_module_name& name, node_id node,
                           spike_router_module& router, const router_config& network,
                           const learning_config& config, const chip_floorplan& plan,
                           chip_context& context);

    void load(const chip_image& image);

    const requested_writes& requested() const { return requested_; }

  protected:
    void evaluate(std::uint64_t cycle) override;

  private:
    enum class phase : std::uint8_t { idle, reinforcing, syncing };
    void reinforce(std::uint64_t cycle);

    learning_engine engine_;
    chip_floorplan plan_;
    phase phase_ = phase::idle;
    write_barrier writes_;
    requested_writes requested_;
};

}  // namespace memglia

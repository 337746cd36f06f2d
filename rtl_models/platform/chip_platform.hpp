#pragma once

#include <memory>
#include <vector>

#include "rtl_models/platform/fabric_port.hpp"
#include "rtl_models/platform/platform_config.hpp"
#include "rtl_models/platform/tile_port.hpp"
#include "rtl_models/processor/dma_engine.hpp"
#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// The processor with DMA, mesh and crossbar tiles on its bus, all in the core's cycles and without
/// a simulation kernel.
class chip_platform {
  public:
    /// `characters` may be null.
    chip_platform(const platform_config& config, character_sink* characters);
    chip_platform(const chip_platform&) = delete;
    chip_platform& operator=(const chip_platform&) = delete;

    processor_system& system() { return system_; }
    const dma_engine& dma() const { return dma_; }
    const fabric_port& fabric() const { return fabric_; }
    const tile_port& tile(std::size_t i) const { return *tiles_[i]; }

  private:
    processor_system system_;
    dma_engine dma_;
    fabric_port fabric_;
    std::vector<std::unique_ptr<tile_port>> tiles_;
};

}  // namespace memglia

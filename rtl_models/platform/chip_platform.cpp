#include "rtl_models/platform/chip_platform.hpp"

namespace memglia {

chip_platform::chip_platform(const platform_config& config, character_sink* characters)
    : system_(config.processor, characters, config.stuck_words),
      dma_(system_),
      fabric_(config.width, config.height, config.mesh, config.tiles) {
    // First: what it has done in a stretch of cycles, others see at the end of it.
    system_.attach(dma_block, dma_);
    system_.attach(fabric_block, fabric_);
    for (std::uint32_t t = 0; t < config.tiles; ++t) {
        tiles_.push_back(std::make_unique<tile_port>(config, t));
        const std::uint32_t offset = t * constant_of(tile_block, "STRIDE");
        register_block registers = tile_block;
        registers.base += offset;
        system_.attach(registers, *tiles_.back());
        register_block cells = cells_block;
        cells.base += offset;
        system_.attach(cells, tiles_.back()->cells());
    }
}

}  // namespace memglia

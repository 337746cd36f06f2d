#pragma once

#include <cstdint>
#include <span>

#include "crossbar/array/cell_array.hpp"
#include "rtl_models/platform/platform_config.hpp"
#include "rtl_models/platform/platform_registers.hpp"
#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// A crossbar tile on the processor's bus: the registers of tile_block and, behind cells(), the
/// words of cells_block.
///
/// Timing contract: a store takes the pulses and reads of its write-verify, a load one read; until
/// then the tile is busy, and an access to its cells waits.
class tile_port final : public clocked_device {
  public:
    /// `index` chooses variation and noise.
    tile_port(const platform_config& config, std::uint32_t index);

    bus_reply read(std::uint32_t offset, std::uint32_t& value) override;
    bus_reply write(std::uint32_t offset, std::uint32_t value) override;
    void advance(std::uint64_t cycle) override { now_ = cycle; }
    std::uint64_t ready() const override { return busy_until_; }
    void reset() override;

    clocked_device& cells() { return cells_; }
    std::uint32_t words() const { return config_.rows * config_.pairs; }
    const cell_array& array() const { return array_; }

  private:
    class cell_words final : public clocked_device {
      public:
        explicit cell_words(tile_port& tile) : tile_(tile) {}
        bus_reply read(std::uint32_t offset, std::uint32_t& value) override;
        bus_reply write(std::uint32_t offset, std::uint32_t value) override;
        void advance(std::uint64_t cycle) override { tile_.advance(cycle); }
        std::uint64_t ready() const override { return tile_.ready(); }
        void reset() override {}

      private:
        tile_port& tile_;
    };

    bool busy() const { return now_ < busy_until_; }
    void work(double seconds);
    std::uint32_t level_of(std::uint32_t word);
    void store(std::uint32_t word, std::uint32_t level);

    platform_tile_config config_;
    double clock_hz_;
    std::uint32_t index_;
    std::vector<stuck_cell> stuck_;
    cell_array array_;
    double level_current_a_;
    bool compensated_ = false;  ///< some pair: a level then has a sign
    std::uint32_t pulses_ = 0;
    std::uint32_t failures_ = 0;
    std::uint64_t now_ = 0;
    std::uint64_t busy_until_ = 0;
    cell_words cells_{*this};
};

}  // namespace memglia

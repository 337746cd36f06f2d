#pragma once

#include <cstdint>

#include "rtl_models/processor/dma_registers.hpp"
#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// Moves words from one address to another while the core does something else, or sleeps.
///
/// Timing contract: the first word is read in the cycle after the store into CONTROL and written in
/// the one after; the next follows. Where a block is not ready, it waits for it. INTERRUPT_DMA is
/// asked for from the cycle after the last store on.
class dma_engine final : public clocked_device {
  public:
    /// `system` must outlive it.
    explicit dma_engine(processor_system& system) : system_(system) {}

    bus_reply read(std::uint32_t offset, std::uint32_t& value) override;
    bus_reply write(std::uint32_t offset, std::uint32_t value) override;
    void advance(std::uint64_t cycle) override;
    std::uint64_t due() const override { return busy_ ? next_ : never; }
    std::uint32_t interrupts() const override;
    void reset() override;

    std::uint64_t words_moved() const { return moved_; }

  private:
    void step();
    void finish(bool fault);

    processor_system& system_;
    std::uint32_t source_ = 0;
    std::uint32_t destination_ = 0;
    std::uint32_t words_ = 0;
    std::uint32_t word_ = 0;
    bool holds_ = false;  ///< word_ has been read
    bool busy_ = false;
    bool done_ = false;
    bool fault_ = false;
    std::uint64_t now_ = 0;
    std::uint64_t next_ = 0;  ///< cycle of the next access
    std::uint64_t moved_ = 0;
};

}  // namespace memglia

#pragma once

#include <cstdint>

#include "rtl_models/navigation/chip_boot_module.hpp"
#include "snan/mapping/chip_driver.hpp"

namespace memglia {

/// The chip's own processor, running the firmware `nav`, does what the host does in host_driver:
/// the host only shows the world, by mailbox and events.
class firmware_driver final : public chip_driver {
  public:
    /// `nav` is put into the processor's memory at start(). All three must outlive the driver.
    firmware_driver(chip& hardware, chip_boot_module& boot, const program_image& nav);

    /// From reset to where the firmware waits for the world. Throws error where it does not come to
    /// that.
    activity_record start() override;
    void begin_episode() override { first_ = true; }
    chip_answer decide(const observation& seen) override;
    void reward() override;
    void finish() override;
    void book(activity_record& into) override;

  private:
    std::uint32_t answer();
    /// Throws error if the firmware runs no more.
    void require_running() const;

    chip& chip_;
    chip_boot_module& boot_;
    const program_image& nav_;
    bool first_ = true;
};

}  // namespace memglia

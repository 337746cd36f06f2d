#pragma once

#include <cstdint>

#include "rtl_models/navigation/chip.hpp"
#include "snan/mapping/chip_driver.hpp"

namespace memglia {

/// The host writes and reads the controller's registers; what that takes it is not asked.
class host_driver final : public chip_driver {
  public:
    explicit host_driver(chip& hardware) : chip_(hardware) {}

    activity_record start() override { return {}; }
    void begin_episode() override;
    chip_answer decide(const observation& seen) override;
    void reward() override;
    void finish() override;
    void book(activity_record&) override {}

  private:
    void command(std::uint32_t bit);

    chip& chip_;
};

}  // namespace memglia

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/chip.hpp"
#include "snan/mapping/image_builder.hpp"
#include "snan/maze_generator.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "testbenches/support/quiet_kernel.hpp"
#include "testbenches/support/rtl_samples.hpp"
#include "testbenches/support/sample_rule.hpp"

// Any sequence of register accesses of a host that keeps to no order: a bus error, never a broken
// chip. Six bytes an access: what, offset, value (little endian). The chip always comes to rest.
using namespace memglia;

namespace {

constexpr std::size_t access_bytes = 6;
constexpr std::uint64_t ticks_to_rest = 10'000;

class chip_under_fuzz {
  public:
    chip_under_fuzz() : task_(generate_maze(5, 5, 0.2, 1)) {
        chip_config config;
        config.device = samples::ideal_device();
        config.tech = samples::cmos_45nm();
        config.tile.rows = 4;  // several cores
        config.tile.column_groups = 2;
        chip_ = std::make_unique<chip>("chip", config, task_.map.cells(), false);
    }

    void restart(bool wave) {
        rule_config rule = test::rule();
        if (wave) rule.learning = snan_learning::wave;
        chip_->load(build_image(rule, task_.map, chip_->config(), 1));
        chip_->open_book();
    }

    void access(const std::uint8_t* at) {
        const std::uint32_t offset = at[1];
        const auto value = static_cast<std::uint32_t>(at[2] | at[3] << 8U | at[4] << 16U) |
                           std::uint32_t{at[5]} << 24U;
        switch (at[0] % 3) {
            case 0:
                try {
                    chip_->write_register(offset, value);
                } catch (const error&) {
                }
                break;
            case 1:
                try {
                    chip_->read_register(offset);
                } catch (const error&) {
                }
                break;
            default:
                chip_->run_ticks(1 + value % 4);
        }
    }

    void come_to_rest() {
        for (std::uint64_t waited = 0; busy(); waited += 10) {
            if (waited > ticks_to_rest) std::abort();
            chip_->run_ticks(10);
        }
        chip_->run_ticks(10);  // packets that nobody waits for
        if (busy()) std::abort();
        chip_->close_book();
    }

  private:
    bool busy() const {
        return (chip_->read_register(MEMGLIA_NAV_STATUS) & MEMGLIA_NAV_STATUS_BUSY) != 0;
    }

    quiet_kernel quiet_;
    maze task_;
    std::unique_ptr<chip> chip_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Never destroyed: SystemC's own statics may be gone before.
    static auto& hardware = *new chip_under_fuzz;
    if (size == 0) return 0;
    hardware.restart(data[0] % 2 != 0);
    for (std::size_t at = 1; at + access_bytes <= size; at += access_bytes) {
        hardware.access(data + at);
    }
    hardware.come_to_rest();
    return 0;
}

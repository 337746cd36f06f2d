#pragma once

#include <optional>

#include "rtl_models/processor/program_image.hpp"
#include "tools/config/search_path.hpp"
#include "tools/experiment/run_config.hpp"

namespace memglia {

/// The prebuilt programs that a run of the navigation experiment needs; docs/firmware.md.
struct firmware_images {
    std::optional<program_image> nav;  ///< with chip.boot=firmware
    std::optional<program_image>
        nav_soft;  ///< with snan_chip, whose decisions it makes in software
};

/// Reads them from the first of these folders that has them. Throws input_error where none has, for
/// what is no program, and for one that chip.processor.sram_kib has no room for.
firmware_images find_firmware(const run_config& config, const search_path& folders);

}  // namespace memglia

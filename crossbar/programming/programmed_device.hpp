#pragma once

#include <string>

#include "base/unused_key.hpp"
#include "crossbar/array/array_access.hpp"
#include "crossbar/device/device_model.hpp"
#include "crossbar/programming/program_pair.hpp"

// What a chip whose arrays are programmed asks of its device, and which keys it then does not read.
namespace memglia {

/// Throws input_error for a window that holds new cells, which stand at R_off, for ever.
void require_leaving(const device_config& device);

/// Appends the keys of `device` and of the programming, which stands at `programming_path`, without
/// effect.
void add_unused_writes(unused_keys& all, const device_config& device,
                       const programming_config& programming, const access_config& crossbar,
                       const std::string& programming_path);

}  // namespace memglia

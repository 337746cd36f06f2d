#pragma once

#include "crossbar/device/vteam.hpp"
#include "tools/config/case_reader.hpp"

namespace memglia {

/// The device of a case, of one cell or of an array: `params` (r_on, r_off, v_on, v_off, a_on,
/// a_off, k_on, k_off, D), `iv` (linear, exp: the resistance over the state) and `window`: none,
/// biolek, joglekar, prodromakis with `window_p` or as in "biolek p=2", vteam with `window_vteam`
/// (e, wc). SI units. Throws input_error with file and key.
vteam_config read_case_device(const case_reader& c);

}  // namespace memglia

#include "tools/array/array_config.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace memglia {

void array_sample_config::validate() const {
    if (r_off_ohm >= r_on_ohm) return;
    throw input_error({.path = "r_off_ohm",
                       .found = fmt::format("found {}", r_off_ohm),
                       .expected = fmt::format("at least r_on_ohm, which is {}", r_on_ohm)});
}

void array_effects_config::validate() const {
    if (stuck_on_fraction + stuck_off_fraction <= 1) return;
    throw input_error({.path = "stuck_on_fraction",
                       .found = fmt::format("found {} of the cells stuck, with stuck_off_fraction",
                                            stuck_on_fraction + stuck_off_fraction),
                       .expected = "at most all of them"});
}

}  // namespace memglia

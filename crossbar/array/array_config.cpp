#include "crossbar/array/array_config.hpp"

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

void array_sample_config::validate() const {
    if (r_off_ohm >= r_on_ohm) return;
    throw input_error({.path = "r_off_ohm",
                       .found = "found " + number_text(r_off_ohm),
                       .expected = "at least r_on_ohm, which is " + number_text(r_on_ohm)});
}

void array_effects_config::validate() const {
    if (stuck_on_fraction + stuck_off_fraction <= 1) return;
    throw input_error({.path = "stuck_on_fraction",
                       .found = "found " + number_text(stuck_on_fraction + stuck_off_fraction) +
                                " of the cells stuck, with stuck_off_fraction",
                       .expected = "at most all of them"});
}

}  // namespace memglia

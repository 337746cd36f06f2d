#pragma once

#include "base/field.hpp"

namespace memglia {

/// How the constants of cells deviate from their preset.
struct variation_config {
    double sigma_rate = 0;
    double sigma_r_on = 0;
    double sigma_r_off = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "sigma_rate",
                    .unit = "1",
                    .doc = "device to device: sigma of ln k, both polarities alike (aihwkit's "
                           "ReRam-ES preset: 0.2 of the step)",
                    .min = 0,
                    .max = 2},
              self.sigma_rate);
        visit(field{.name = "sigma_r_on",
                    .unit = "1",
                    .doc = "device to device: sigma of ln R_on",
                    .min = 0,
                    .max = 2},
              self.sigma_r_on);
        visit(field{.name = "sigma_r_off",
                    .unit = "1",
                    .doc = "device to device: sigma of ln R_off (aihwkit: 0.3 of the range)",
                    .min = 0,
                    .max = 2},
              self.sigma_r_off);
    }

    bool any() const { return sigma_rate > 0 || sigma_r_on > 0 || sigma_r_off > 0; }
};

}  // namespace memglia

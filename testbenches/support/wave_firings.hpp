#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/navigation/wave_array.hpp"
#include "snan/astrocyte_wave.hpp"
#include "snan/mapping/image_builder.hpp"
#include "testbenches/support/wave_oracle.hpp"

// Waves of hardware, science and oracle in one form, to be compared.
namespace memglia::test {

using firings = std::set<wave_oracle::firing>;

inline firings of(const std::vector<wave_array::firing>& found) {
    firings all;
    std::uint32_t last = 0;
    for (const auto& f : found) {
        REQUIRE(f.cycle >= last);  // read out in order of firing
        last = f.cycle;
        REQUIRE(all.insert({f.place, f.from, f.cycle}).second);
    }
    return all;
}

inline firings of(const std::vector<astrocyte_wave::arrival>& found) {
    firings all;
    for (const auto& a : found) {
        REQUIRE(all.insert({a.cell, a.from, static_cast<std::uint32_t>(a.step)}).second);
    }
    return all;
}

/// Every fifth site, by chance, in the oracle and as the chip's image counts its astrocytes.
inline std::vector<std::uint8_t> kill_some(wave_oracle& oracle, random_stream& random) {
    std::vector<std::uint8_t> dead;
    for (auto& site : oracle.sites) {
        site.dead = random.below(5) == 0;
        dead.push_back(site.dead ? 1 : 0);
    }
    return dead;
}

inline chip_image image_of(const rule_config& rule, const grid_map& map) {
    return build_image(rule, map, chip_config{}, 1);
}

}  // namespace memglia::test

#include "tools/experiments/chip_keys.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "tools/config/config_tree.hpp"
#include "tools/config/description.hpp"

namespace memglia {

namespace {

// What quantise() takes from a chip.
constexpr std::array<std::string_view, 3> numbers{
    "chip.core.state_bits", "chip.core.synapses.levels_per_cell", "chip.core.synapses.slices"};

void add_all_but_numbers(unused_keys& all, const struct_info& members, const std::string& above) {
    for (const member_info& member : members) {
        const std::string path = config_tree::join_path(above, member.info.name);
        const bool holds_one = std::any_of(numbers.begin(), numbers.end(),
                                           [&](auto number) { return number.starts_with(path); });
        if (!holds_one) {
            add_unused(all, {path},
                       "on is 'fixed': levels of weights and bits of states are all that is taken "
                       "from the chip",
                       "on", "on chip");
        } else if (const struct_info* inner = member.as_struct()) {
            add_all_but_numbers(all, *inner, path);
        }
    }
}

}  // namespace

void add_unused_chip(unused_keys& all, substrate on) {
    if (on == substrate::double_precision) {
        add_unused(all, {"chip"}, "on is 'double': no chip is asked", "on", "on fixed or chip");
    } else if (on == substrate::fixed) {
        add_all_but_numbers(all, describe(network_chip_config{}), "chip");
    }
}

}  // namespace memglia

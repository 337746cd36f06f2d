#include "rtl_models/cost/technology.hpp"

namespace memglia {

technology at(const technology& table, estimate end) {
    technology chosen = table;
    technology::fields(chosen, [end](const field&, auto& member) {
        if constexpr (std::is_same_v<std::decay_t<decltype(member)>, technology_entry>) {
            if (end == estimate::low) member.value = member.least();
            if (end == estimate::high) member.value = member.most();
        }
    });
    return chosen;
}

}  // namespace memglia

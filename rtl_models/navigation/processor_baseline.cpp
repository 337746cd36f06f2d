#include "rtl_models/navigation/processor_baseline.hpp"

namespace memglia {

namespace rule_operations {

operation_count decayed_calcium() {
    const operation_count addresses{.adds = 3};  // one index, two arrays
    const operation_count word{.loads = 2};      // calcium, last visit
    const operation_count elapsed{.adds = 1, .branches = 1};
    const operation_count factor{.loads = 1, .adds = 3};        // mask or shift, scale, base
    const operation_count product{.adds = 2, .multiplies = 1};  // round to nearest, shift
    return addresses + word + elapsed + 2 * factor + 2 * product;
}

operation_count observe() {
    const operation_count sensors{.loads = 2};
    const operation_count time{.loads = 1, .stores = 1, .adds = 1};
    return sensors + time;
}

operation_count visit() {
    const operation_count astrocyte{.loads = 1, .adds = 1};
    const operation_count raise{.adds = 2, .branches = 1};  // saturates
    const operation_count word{.stores = 2};
    return astrocyte + decayed_calcium() + raise + word;
}

operation_count side() {
    const operation_count destination{.loads = 1, .branches = 1};
    const operation_count gate{.loads = 1, .adds = 1};
    const operation_count gain{.loads = 1, .adds = 1};
    const operation_count charge{.loads = 1, .multiplies = 1};
    const operation_count contact{.adds = 1, .branches = 1};
    const operation_count maximum{.adds = 2, .branches = 2};
    return destination + decayed_calcium() + gate + gain + charge + contact + maximum;
}

operation_count choose() {
    const operation_count any{.branches = 1};
    const operation_count how_many{.loads = 1, .adds = 1, .branches = 1};
    const operation_count draw{.loads = 1, .stores = 1, .adds = 6, .multiplies = 1};
    const operation_count scan{.adds = 4, .branches = 4};
    const operation_count answer{.stores = 1};
    return any + how_many + draw + scan + answer;
}

operation_count tag() {
    return {.stores = 2, .adds = 6};
}

operation_count reward_test() {
    return {.loads = 1, .branches = 1};
}

operation_count tagged_place() {
    const operation_count entry{.loads = 2, .adds = 6, .branches = 2};  // trail, tag, its age
    const operation_count step{.loads = 1, .adds = 1};
    return entry + step;
}

operation_count prime() {
    const operation_count own{.loads = 1, .stores = 1, .adds = 2};
    const operation_count side{.loads = 1, .adds = 2, .branches = 2};
    return own + 4 * side;
}

operation_count wave_site() {
    const operation_count from_queue{.loads = 1, .adds = 1, .branches = 1};
    const operation_count next{.loads = 2, .adds = 3, .branches = 3};  // address, state, time
    const operation_count fire{.stores = 3, .adds = 2};                // state, time, queue
    return from_queue + 4 * next + fire;
}

operation_count reinforced_place() {
    const operation_count synapse{.loads = 1, .stores = 1, .adds = 2, .branches = 1};
    return 4 * synapse;
}

}  // namespace rule_operations

operation_count decision_operations(const decision_events& decision) {
    using namespace rule_operations;
    const operation_count tables{.adds = 3};  // rows of destinations and weights of this cell
    const operation_count inhibition{.adds = 1};
    const double tagged = decision.reinforcements - decision.wave_sites;
    const operation_count remember = decision.tags > 0 ? decision.tags * tag() : prime();
    return observe() + visit() + tables + 4 * side() + decision.contact_spikes * inhibition +
           choose() + remember + reward_test() + tagged * tagged_place() +
           decision.wave_sites * wave_site() + decision.reinforcements * reinforced_place();
}

}  // namespace memglia

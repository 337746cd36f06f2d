#include "rtl_models/cost/processor_cost.hpp"

namespace memglia {

operation_count& operation_count::operator+=(const operation_count& other) {
    loads += other.loads;
    stores += other.stores;
    adds += other.adds;
    multiplies += other.multiplies;
    branches += other.branches;
    return *this;
}

operation_count operator+(operation_count a, const operation_count& b) {
    return a += b;
}

operation_count operator*(double times, const operation_count& each) {
    return {times * each.loads, times * each.stores, times * each.adds, times * each.multiplies,
            times * each.branches};
}

double cycles_of(const operation_count& operations, const riscv_config& core) {
    return operations.loads * core.load_cycles.value + operations.stores * core.store_cycles.value +
           operations.adds * core.add_cycles.value +
           operations.multiplies * core.multiply_cycles.value +
           operations.branches * core.branch_cycles.value;
}

}  // namespace memglia

#include "rtl_models/cost/area.hpp"

namespace memglia {

double total_m2(const std::vector<area_item>& items) {
    double sum = 0;
    for (const area_item& item : items) sum += item.total_m2();
    return sum;
}

}  // namespace memglia

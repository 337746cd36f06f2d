#include "rtl_models/cost/bill.hpp"

namespace memglia {

namespace {

template <class Which>
double sum(const std::vector<bill_line>& lines, Which&& which) {
    double joules = 0;
    for (const bill_line& line : lines) {
        if (which(line)) joules += line.j;
    }
    return joules;
}

}  // namespace

double block_bill::of(component part) const {
    return sum(lines, [part](const bill_line& line) { return line.part == part; });
}

double block_bill::of_block(std::string_view block) const {
    return sum(lines, [block](const bill_line& line) { return line.block == block; });
}

double block_bill::total_j() const {
    return sum(lines, [](const bill_line&) { return true; });
}

}  // namespace memglia

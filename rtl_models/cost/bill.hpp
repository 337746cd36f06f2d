#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rtl_models/cost/ledger.hpp"

namespace memglia {

/// One kind of event of one block.
struct bill_line {
    std::string block;  ///< its path: core[3]
    component part;
    std::string_view event;
    std::uint64_t count = 0;  ///< 0 where joules were integrated
    double j = 0;
};

/// Joules by block and event; sums are made from the lines and from nothing else.
struct block_bill {
    std::vector<bill_line> lines;

    double of(component part) const;
    double of_block(std::string_view block) const;
    double total_j() const;
};

}  // namespace memglia

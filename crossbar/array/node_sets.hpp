#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

namespace memglia {

/// Disjoint sets of the numbers 0 ... n-1.
class node_sets {
  public:
    explicit node_sets(std::size_t n) : parent_(n) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }
    std::size_t of(std::size_t node) {
        while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
        return node;
    }
    void join(std::size_t a, std::size_t b) { parent_[of(a)] = of(b); }

  private:
    std::vector<std::size_t> parent_;
};

}  // namespace memglia

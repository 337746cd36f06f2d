#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// The kernel's value at this distance; 0 beyond the cut-off.
double kernel_at(const kernel_config& kernel, double distance);

/// Pairs of neurons of a projection of connect distance, on two grids of one width.
class distance_pairs {
  public:
    /// The grids must have passed check_structure().
    distance_pairs(const network& net, const projection& p);

    /// Synapses in the mean, by the number of pairs at each distance: no pair is looked at.
    double expected() const;

    /// Pairs that may be connected, by source and target, with the kernel there: those whose kernel
    /// is not 0 or, where chance decides, whose probability is 2^-53 or more.
    void for_each(const std::function<void(std::uint32_t source, std::uint32_t target, double k)>&
                      visit) const;

  private:
    /// A population's neurons in whole rows, and those of the last row.
    struct sheet {
        std::uint32_t size = 0;
        std::uint32_t columns = 1;
        std::uint32_t rows() const { return (size + columns - 1) / columns; }
        std::uint32_t whole_rows() const { return size / columns; }
        std::uint32_t rest() const { return size % columns; }
    };

    double at(std::uint32_t columns_apart, std::uint32_t rows_apart) const {
        return kernel_[std::size_t{rows_apart} * width_ + columns_apart];
    }
    double synapses_of(double k) const;
    double pairs_apart(std::int64_t columns, std::int64_t rows) const;

    const projection& p_;
    sheet source_;
    sheet target_;
    bool skips_self_ = false;
    std::uint32_t width_ = 0;     ///< distances along a row that there are
    std::uint32_t height_ = 0;    ///< and across rows
    std::vector<double> kernel_;  ///< by rows and columns apart; 0 where no pair is connected
};

}  // namespace memglia

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "snan/reference/fixed_neuron_bank.hpp"

namespace memglia {

/// What fixed-point neurons have in common that hear into a current and know no refractory time.
class fixed_current_bank : public fixed_neuron_bank {
  public:
    void drive(std::span<const std::int64_t> currents) final {
        for (std::size_t j = 0; j < bias_.size(); ++j) {
            bias_[j] = saturated(own_bias_[j] + currents[j]);
        }
    }
    void shift_thresholds(std::span<const std::int64_t>) final {
        throw internal_error("a neuron model without a threshold that gates shift");
    }
    std::int64_t* inbox() final { return inbox_.data(); }
    void take_inbox() final {
        for (std::size_t j = 0; j < inbox_.size(); ++j) {
            current_[j] = saturated(current_[j] + inbox_[j]);
            inbox_[j] = 0;
        }
    }
    void hold(std::span<const std::uint32_t>) final {}
    std::uint32_t refractory_ticks() const final { return 0; }
    const line_vector<std::int32_t>& potential() const final { return potential_; }

  protected:
    fixed_current_bank(const std::vector<std::int32_t>& v_initial,
                       const std::vector<std::int32_t>& bias, const number_format& format)
        : most_(format.most_state()),
          potential_(v_initial.begin(), v_initial.end()),
          own_bias_(bias),
          bias_(bias),
          current_(bias.size()),
          inbox_(bias.size()) {}

    std::int32_t saturated(std::int64_t value) const {
        return static_cast<std::int32_t>(std::min(std::max(value, -most_), most_));
    }
    /// Of what a whole word holds.
    static std::int32_t saturated_word(std::int64_t value) {
        constexpr std::int64_t most = (std::int64_t{1} << 30U) - 1;
        return static_cast<std::int32_t>(std::min(std::max(value, -most), most));
    }

    std::int64_t most_;
    line_vector<std::int32_t> potential_;
    std::vector<std::int32_t> own_bias_;
    std::vector<std::int32_t> bias_;  ///< with the current that drives it
    std::vector<std::int32_t> current_;
    std::vector<std::int64_t> inbox_;
};

}  // namespace memglia

#pragma once

#include <cstdint>
#include <memory>

#include "snan/snan_rule.hpp"

namespace memglia {

/// Calcium of a set of astrocytes in double precision. Time is the decision index.
class astrocyte_calcium {
  public:
    virtual ~astrocyte_calcium() = default;

    virtual double at(std::uint32_t astrocyte, std::int64_t now) = 0;

    /// A visit.
    virtual void raise(std::uint32_t astrocyte, std::int64_t now) = 0;
};

/// The model that the rule names: reduced (dimensionless, saturates at 1) or ullah (uM).
std::unique_ptr<astrocyte_calcium> make_calcium(const rule_config& rule, std::uint32_t astrocytes);

}  // namespace memglia

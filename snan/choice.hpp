#pragma once

#include "base/random.hpp"
#include "snan/session.hpp"

namespace memglia {

/// One of the actions whose bit is set, uniformly; `options` must not be empty. One candidate draws
/// nothing.
direction pick(contact_bits options, random_stream& random);

/// The end of winner-take-all: one of the tied winners; without any winner one of the sides without
/// contact; walled in on all sides, any side.
direction choose(contact_bits winners, contact_bits contacts, random_stream& random);

}  // namespace memglia

#include "snan/random_walker.hpp"

#include "snan/choice.hpp"

namespace memglia {

direction random_walker::decide(const observation& seen) {
    return choose(0, senses_ == senses::contacts ? seen.contacts : contact_bits{0}, random_);
}

}  // namespace memglia

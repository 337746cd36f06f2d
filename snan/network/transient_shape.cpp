#include "snan/network/transient_shape.hpp"

#include <algorithm>

#include "snan/ullah_astrocyte.hpp"

namespace memglia {

transient_shape::transient_shape(const network& net, const ullah_transient_config& config)
    : sample_ticks(std::max(1U, ticks_of(net, config.sample_s))),
      calcium_um(ullah_transient(sample_ticks * net.tick_s, config.tolerance_um, config.drive_s)) {}

}  // namespace memglia

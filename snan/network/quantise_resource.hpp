#pragma once

#include <string>

#include "snan/network/fixed_resource_model.hpp"
#include "snan/network/network.hpp"

namespace memglia {

/// Resource of a field in whole quanta. Throws input_error, at `path`, for rates below their
/// resolution and for more than 2^26 quanta.
fixed_resource_model quantised_resource(const network& net, const astrocyte_field& a,
                                        const std::string& path);

}  // namespace memglia

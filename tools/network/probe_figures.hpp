#pragma once

#include <cstddef>

#include "snan/network/simulation.hpp"
#include "tools/report/page.hpp"

// What the probes of a network have seen, as figures.
namespace memglia {

/// Each of the first `probes` probes in the section of its kind; those that have seen nothing are
/// named.
void add_probe_figures(report_page& page, const network_simulation& run, std::size_t probes);

}  // namespace memglia

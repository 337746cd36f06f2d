#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tools/network/chip_run.hpp"
#include "tools/network/comparison.hpp"
#include "tools/network/simulate.hpp"
#include "tools/report/page.hpp"

namespace memglia {

/// What the page says beside the run itself.
struct network_page_notes {
    std::string name;     ///< of the network
    std::string command;  ///< that does the same again
    std::string configuration;
};

/// Rasters, membranes, calcium and weights as the first `probes` probes have seen them, readouts;
/// of a chip also its bill and where its blocks lie.
report_page network_page(const network_simulation& run, substrate on, std::size_t probes,
                         const std::optional<chip_run>& on_chip, const network_page_notes& notes);

}  // namespace memglia

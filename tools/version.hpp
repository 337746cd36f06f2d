#pragma once

#include <string>
#include <utility>
#include <vector>

namespace memglia {

/// "0.1.0".
std::string release_text();

/// "0.1.0 (commit 1a2b3c4)", or without the commit when it was built outside a checkout.
std::string version_text();

/// Name and version of what memglia was built with.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace memglia

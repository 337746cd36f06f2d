#pragma once

#include <string>

#include "tools/cli/pages.hpp"

namespace memglia {

/// The page in the language of man(7).
std::string man_page(const page& p);

}  // namespace memglia

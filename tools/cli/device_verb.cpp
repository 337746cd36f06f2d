#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/cli/verbs.hpp"

namespace memglia {

int device_verb(const std::vector<std::string>& arguments) {
    if (!arguments.empty() && arguments.front() == "transient") {
        return device_transient_verb({arguments.begin() + 1, arguments.end()});
    }
    throw usage_error("memglia device: not yet");
}

}  // namespace memglia

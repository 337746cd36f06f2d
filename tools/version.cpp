#include "tools/version.hpp"

#include <fmt/format.h>
#include <memglia_commit.h>

#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <systemc>

namespace memglia {

std::string release_text() {
    return MEMGLIA_VERSION;
}

std::string version_text() {
    const std::string commit = MEMGLIA_COMMIT;
    return commit.empty() ? MEMGLIA_VERSION
                          : fmt::format("{} (commit {})", MEMGLIA_VERSION, commit);
}

std::vector<std::pair<std::string, std::string>> library_versions() {
    return {
        {"compiler", __VERSION__},
        {"SystemC", sc_core::sc_version_string},
        {"Boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
                              BOOST_VERSION % 100)},
        {"fmt",
         fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
        {"nlohmann/json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                      NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)}};
}

}  // namespace memglia

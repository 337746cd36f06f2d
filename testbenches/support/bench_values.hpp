#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <string>

namespace memglia::test {

/// "table,row,quantity" and the value.
inline std::map<std::string, std::string> values_of(const std::string& csv) {
    std::map<std::string, std::string> values;
    std::istringstream lines(csv);
    std::string line;
    REQUIRE(std::getline(lines, line));
    REQUIRE(line == "table,row,quantity,value");
    while (std::getline(lines, line)) {
        const auto comma = line.rfind(',');
        values[line.substr(0, comma)] = line.substr(comma + 1);
    }
    return values;
}

}  // namespace memglia::test

#pragma once

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "testbenches/support/command.hpp"
#include "tools/table/matrix_file.hpp"

// The installed ngspice as an oracle.
namespace memglia::test {

inline bool have_ngspice() {
    return std::system("command -v ngspice >/dev/null 2>&1") == 0;
}

/// What a netlist prints as "name = number", by name.
inline std::map<std::string, double> run_ngspice(const std::string& netlist) {
    const scratch_folder here;
    const std::string file = here.write("x.cir", netlist);
    const auto out = (here.path() / "out").string();
    const std::string command =
        "ngspice -b '" + file + "' > '" + out + "' 2> '" + out + ".err' < /dev/null";
    if (std::system(command.c_str()) != 0) {
        throw std::runtime_error("ngspice failed:\n" + slurp(out) + slurp(out + ".err"));
    }
    std::map<std::string, double> values;
    std::istringstream lines(slurp(out));
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find(" = ");
        if (equals == std::string::npos) continue;
        double value = 0;
        if (parse_number(line.substr(equals + 3), value)) values[line.substr(0, equals)] = value;
    }
    return values;
}

}  // namespace memglia::test

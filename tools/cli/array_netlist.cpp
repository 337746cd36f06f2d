#include <fmt/format.h>

#include "crossbar/array/netlist.hpp"
#include "tools/cli/array_options.hpp"
#include "tools/cli/array_subverbs.hpp"

namespace memglia {

verb_options array_netlist_verb_options() {
    verb_options options(
        "array netlist",
        "Prints the array under its voltages as a netlist: memglia array netlist ... > x.cir;\n"
        "ngspice -b x.cir prints node voltages w<i>_<j> and b<i>_<j>, and the drivers' currents\n"
        "i_word_<i> (into the word line) and i_bit_<j> (out of the bit line).");
    add_array_options(options);
    return options;
}

int array_netlist(const std::vector<std::string>& arguments) {
    const verb_options options = array_netlist_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const array_files files = given_array_files(given, "array netlist");
    require_array(files, "array netlist");
    const array_config config =
        given_array_config(given, {{"sample", "--resistance and --word give the array"},
                                   {"effects", "a netlist holds no effects"},
                                   {"solver", "a netlist is not solved here"}});
    const driven_array inputs = read_array_inputs(files, config.sample, given_device(given));
    fmt::print("{}", ngspice_netlist(inputs.rows, inputs.columns, config.lines,
                                     inputs.conductance_s, inputs.drives, config.cell));
    return 0;
}

}  // namespace memglia

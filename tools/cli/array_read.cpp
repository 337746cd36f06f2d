#include "tools/array/array_read.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "tools/cli/array_options.hpp"
#include "tools/cli/array_subverbs.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/experiment/run_folder.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace {

namespace po = boost::program_options;

verb_options make_options() {
    verb_options options(
        "array read",
        "Finds the operating point of a crossbar with resistive lines under given voltages,\n"
        "and how far it is from the same array on ideal wires.");
    add_array_options(options);
    options.add()("csv", po::value<std::string>()->value_name("NAME"),
                  "print only this table: I_out, I_in, V_word, V_bit, V_cell or I_ideal");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write all these tables and summary.json into a new folder");
    options.add()("force,f", "replace an older result folder");
    return options;
}

std::string known_table(const std::string& name) {
    if (std::find(reading_tables.begin(), reading_tables.end(), name) != reading_tables.end()) {
        return name;
    }
    const std::vector<std::string> names(reading_tables.begin(), reading_tables.end());
    const std::string hint = did_you_mean(name, names);
    throw usage_error(fmt::format("memglia array read: no table '{}'; expected {}{}", name,
                                  one_of(names), hint.empty() ? "" : " (" + hint + ")"));
}

}  // namespace

int array_read(const std::vector<std::string>& arguments) {
    const verb_options options = make_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", array_help(options));
        return 0;
    }
    const array_files files = given_array_files(given, "array read");
    require_array(files, "array read");
    const std::string only =
        given.count("csv") != 0 ? known_table(given["csv"].as<std::string>()) : "";
    const array_config config =
        given_array_config(given, {{"sample", "--resistance and --word give the array"},
                                   {"effects", "array read disturbs nothing", "", "array report"}});
    const array_reading reading = read_array(read_array_inputs(files, config.sample), config);
    if (given.count("out") != 0) {
        run_folder folder(given["out"].as<std::string>(), given.count("force") != 0);
        for (const std::string_view name : reading_tables) {
            write_matrix(folder.working() / fmt::format("{}.csv", name),
                         reading_table(reading, name));
        }
        write_text(folder.working() / "summary.json", reading_summary(reading).dump(2) + '\n');
        folder.commit();
    }
    fmt::print("{}",
               only.empty() ? reading_text(reading) : format_csv(reading_table(reading, only)));
    return 0;
}

}  // namespace memglia

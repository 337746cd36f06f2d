#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/processor/register_text.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options registers_verb_options() {
    verb_options options("registers",
                         "Prints the address map and the registers that a program on the chip's "
                         "processor meets, as docs/registers.md or as the header of the firmware.");
    options.add()("format,f", po::value<std::string>()->value_name("markdown|c"),
                  "markdown if not given");
    return options;
}

int registers_verb(const std::vector<std::string>& arguments) {
    const verb_options options = registers_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::string format =
        given.count("format") != 0 ? given["format"].as<std::string>() : "markdown";
    if (format != "markdown" && format != "c") {
        throw usage_error(
            fmt::format("memglia registers: found --format {}; expected markdown or c", format));
    }
    const auto blocks = all_register_blocks();
    fmt::print("{}", format == "c" ? registers_as_c(blocks) : registers_as_markdown(blocks));
    return 0;
}

}  // namespace memglia

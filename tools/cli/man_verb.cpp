#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "tools/cli/man_page.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace po = boost::program_options;

verb_options man_verb_options() {
    verb_options options("man",
                         "Prints a manual page, for man -l - to read: of memglia, or of a verb or "
                         "sub-verb as in array-read.",
                         "page");
    options.add()("out,o", po::value<std::string>()->value_name("DIR"),
                  "write all pages as files into this folder");
    return options;
}

int man_verb(const std::vector<std::string>& arguments) {
    const verb_options options = man_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    const std::vector<page> pages = all_pages();
    if (given.count("out") != 0) {
        if (given.count("page") != 0) throw usage_error("memglia man: --out takes all pages");
        std::vector<std::pair<std::string, std::string>> files;
        for (const page& p : pages) files.emplace_back(p.name() + ".1", man_page(p));
        write_texts(given["out"].as<std::string>(), files);
        return 0;
    }
    const std::string wanted = given.count("page") != 0 ? given["page"].as<std::string>() : "";
    const std::string name =
        wanted.empty() || wanted == "memglia" ? "memglia" : "memglia-" + wanted;
    std::vector<std::string> names;
    for (const page& p : pages) {
        if (p.name() == name) {
            fmt::print("{}", man_page(p));
            return 0;
        }
        if (!p.path.empty()) names.push_back(p.name().substr(8));
    }
    const std::string hint = did_you_mean(wanted, names);
    throw usage_error(fmt::format("memglia man: no page '{}'; expected {}{}", wanted, one_of(names),
                                  hint.empty() ? "" : " (" + hint + ")"));
}

}  // namespace memglia

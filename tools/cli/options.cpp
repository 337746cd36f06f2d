#include "tools/cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <thread>
#include <typeinfo>
#include <utility>

#include "base/error.hpp"
#include "tools/cli/paragraphs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

namespace po = boost::program_options;

namespace {

constexpr unsigned most_workers = 1024;

// Boost reads "-1" as the largest unsigned number.
void refuse_negative(const std::string& verb, const po::options_description& options,
                     const po::parsed_options& parsed) {
    for (const po::option& given : parsed.options) {
        if (given.value.empty() || !given.value.front().starts_with('-')) continue;
        const auto* known = options.find_nothrow(given.string_key, false);
        const auto* value =
            known == nullptr ? nullptr
                             : dynamic_cast<const po::typed_value_base*>(known->semantic().get());
        if (value == nullptr) continue;
        const std::type_info& type = value->value_type();
        if (type != typeid(unsigned) && type != typeid(std::uint64_t)) continue;
        throw usage_error(fmt::format("memglia {}: --{} {}; expected a whole number, not negative",
                                      verb, given.string_key, given.value.front()));
    }
}

}  // namespace

verb_options::verb_options(std::string verb, std::string summary, std::string positional)
    : verb_(std::move(verb)), summary_(std::move(summary)), positional_(std::move(positional)) {
    add()("help,h", "show this help");
}

void verb_options::add_config_options() {
    add()("set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
          "change one key of the configuration, as in chip.device.sigma_read=0; may be repeated");
    add()("seed", po::value<std::uint64_t>()->value_name("N"),
          "seed of the first maze (experiment.first_seed)");
}

po::variables_map verb_options::parse(const std::vector<std::string>& arguments) const {
    po::options_description all = options_;
    po::positional_options_description order;
    if (positional_.ends_with("...")) {
        const std::string name = positional_.substr(0, positional_.size() - 3);
        all.add_options()(name.c_str(), po::value<std::vector<std::string>>(), "");
        order.add(name.c_str(), -1);
    } else if (!positional_.empty()) {
        all.add_options()(positional_.c_str(), po::value<std::string>(), "");
        order.add(positional_.c_str(), 1);
    }
    po::variables_map values;
    try {
        using style = po::command_line_style::style_t;
        const auto parsed = po::command_line_parser(arguments)
                                .options(all)
                                .positional(order)
                                .style(style::unix_style & ~style::allow_guessing)
                                .run();
        refuse_negative(verb_, all, parsed);
        po::store(parsed, values);
        po::notify(values);
    } catch (const po::unknown_option& problem) {
        std::vector<std::string> names;
        for (const auto& option : options_.options()) names.push_back("--" + option->long_name());
        const std::string hint = did_you_mean(problem.get_option_name(), names);
        throw usage_error(fmt::format("memglia {}: unknown option {}{}", verb_,
                                      problem.get_option_name(),
                                      hint.empty() ? "" : " (" + hint + ")"));
    } catch (const po::too_many_positional_options_error&) {
        throw usage_error(fmt::format(
            "memglia {}: too many arguments; {}", verb_,
            positional_.empty() ? "it takes options only" : "it takes one " + positional_));
    } catch (const po::error& problem) {
        throw usage_error(fmt::format("memglia {}: {}", verb_, problem.what()));
    }
    return values;
}

std::string verb_options::help() const {
    std::ostringstream text;
    text << "memglia " << verb_ << (positional_.empty() ? "" : " [" + positional_ + "]")
         << " [options]\n\n"
         << filled(summary_) << '\n'
         << options_;
    for (const section& more : sections_) text << '\n' << more.title << ":\n" << more.text;
    return text.str();
}

std::vector<std::string> config_changes(const po::variables_map& given) {
    std::vector<std::string> sets;
    if (given.count("set") != 0) sets = given["set"].as<std::vector<std::string>>();
    if (given.count("seed") != 0) {
        sets.push_back(fmt::format("experiment.first_seed={}", given["seed"].as<std::uint64_t>()));
    }
    return sets;
}

std::filesystem::path experiment_file(const std::string& name_or_path) {
    return library_file(config_root() / "experiments", name_or_path, "experiment");
}

std::vector<std::string> entry_names(const std::string& library) {
    std::vector<std::filesystem::path> folders;
    for (const config_place& place : config_places()) {
        if (place.exists) folders.push_back(place.folder / library);
    }
    return library_names(search_path(std::move(folders)));
}

void print_notes(const std::vector<std::string>& notes) {
    for (const std::string& note : notes) fmt::print(stderr, "memglia: {}\n", note);
}

unsigned worker_count(const po::variables_map& given, const std::string& verb) {
    if (given.count("jobs") == 0) return std::max(1U, std::thread::hardware_concurrency());
    const unsigned workers = given["jobs"].as<unsigned>();
    if (workers == 0 || workers > most_workers) {
        throw usage_error(
            fmt::format("memglia {}: --jobs {}; expected 1 to {}", verb, workers, most_workers));
    }
    return workers;
}

}  // namespace memglia

#include "tools/cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "tools/config/library.hpp"
#include "tools/config/near_miss.hpp"

namespace memglia {

namespace po = boost::program_options;

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
    if (!positional_.empty()) {
        all.add_options()(positional_.c_str(), po::value<std::string>(), "");
        order.add(positional_.c_str(), 1);
    }
    po::variables_map values;
    try {
        using style = po::command_line_style::style_t;
        po::store(po::command_line_parser(arguments)
                      .options(all)
                      .positional(order)
                      .style(style::unix_style & ~style::allow_guessing)
                      .run(),
                  values);
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
         << summary_ << "\n\n"
         << options_;
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

std::filesystem::path config_root() {
    if (const char* set = std::getenv("MEMGLIA_CONFIGS"); set != nullptr && *set != '\0')
        return set;
    return MEMGLIA_CONFIG_ROOT;
}

std::filesystem::path experiment_file(const std::string& name_or_path) {
    return library_file(config_root() / "experiments", name_or_path, "experiment");
}

void print_notes(const std::vector<std::string>& notes) {
    for (const std::string& note : notes) fmt::print(stderr, "memglia: {}\n", note);
}

unsigned worker_count(const po::variables_map& given, const std::string& verb) {
    if (given.count("jobs") == 0) return std::max(1U, std::thread::hardware_concurrency());
    const unsigned workers = given["jobs"].as<unsigned>();
    if (workers == 0) throw usage_error("memglia " + verb + ": --jobs 0; expected at least 1");
    return workers;
}

}  // namespace memglia

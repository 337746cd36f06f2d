#include "tools/study/study_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"

namespace memglia {

namespace {

// Text that may be a folder's name.
bool is_name(const std::string& text) {
    constexpr const char* allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return !text.empty() && text.front() != '.' &&
           text.find_first_not_of(allowed) == std::string::npos;
}

void must_be_given(const std::string& text, const char* key, const char* expected) {
    if (!text.empty()) return;
    throw input_error({.path = key, .found = "found nothing", .expected = expected});
}

void must_be_pointer(const std::string& text, const std::string& key) {
    const auto refuse = [&](const std::string& hint) {
        throw input_error(
            {.path = key,
             .found = fmt::format("found '{}'", text),
             .expected = "a JSON pointer as in /agents/snan_chip/episodes/0/median_steps",
             .hint = hint});
    };
    if (!text.starts_with('/')) refuse("it begins with '/'");
    try {
        nlohmann::json::json_pointer pointer(text);
    } catch (const nlohmann::json::exception&) {
        refuse("'~' stands only in ~0 and ~1");
    }
}

void must_be_changes(const std::vector<std::string>& set) {
    for (std::size_t i = 0; i < set.size(); ++i) {
        const std::size_t equals = set[i].find('=');
        if (equals != std::string::npos && equals > 0) continue;
        throw input_error({.path = fmt::format("set[{}]", i),
                           .found = fmt::format("found '{}'", set[i]),
                           .expected = "KEY=VALUE"});
    }
}

}  // namespace

void study_point::validate() const {
    must_be_changes(set);
    if (!value.empty() || !label.empty()) return;
    throw input_error({.path = "label",
                       .found = "found neither a value nor a label",
                       .expected = "a value, or a map with label and set"});
}

void study_run::validate() const {
    if (!is_name(name)) {
        throw input_error({.path = "name",
                           .found = fmt::format("found '{}'", name),
                           .expected = "a name of letters, digits, '-', '_' and '.'"});
    }
    must_be_changes(set);
    if (!sweep.empty() && values.empty()) {
        throw input_error(
            {.path = "values", .found = "found nothing", .expected = "the values of " + sweep});
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string path = fmt::format("values[{}]", i);
        if (sweep.empty() && !values[i].value.empty()) {
            throw input_error({.path = path,
                               .found = fmt::format("found the value '{}'", values[i].value),
                               .expected = "a map with label and set",
                               .hint = "or name the key that takes it: sweep: KEY"});
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (values[j].name() != values[i].name()) continue;
            throw input_error({.path = path,
                               .found = fmt::format("found '{}' twice", values[i].name()),
                               .expected = "every place once"});
        }
    }
}

void study_limit::validate() const {
    if (of.path.empty() && !of.run.empty()) must_be_given("", "of.path", "a JSON pointer");
    if (!of.path.empty()) must_be_pointer(of.path, "of.path");
    if (of.path.empty() && times != 1) {
        throw input_error({.path = "times",
                           .found = "found a factor of nothing",
                           .expected = "`of` beside it: {run: RUN, path: POINTER}"});
    }
}

void study_bound::validate() const {
    must_be_given(name, "name", "what the bound claims, in words");
    must_be_given(run, "run", "the name of a run");
    must_be_pointer(path, "path");
    if (at_most || at_least) return;
    throw input_error(
        {.path = "at_most", .found = "found no limit", .expected = "at_most or at_least, or both"});
}

void study_config::validate() const {
    must_be_given(title, "title", "the title of the study");
    if (runs.empty()) {
        throw input_error(
            {.path = "runs", .found = "found no run", .expected = "a list of at least one run"});
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (names.insert(runs[i].name).second) continue;
        throw input_error({.path = fmt::format("runs[{}].name", i),
                           .found = fmt::format("found '{}' twice", runs[i].name),
                           .expected = "every run once"});
    }
}

std::string run_id(const study_run& run, std::size_t point) {
    if (run.values.empty()) return run.name;
    std::string folder = run.values[point].name();
    for (char& c : folder) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') ||
                           (u >= 'A' && u <= 'Z') || c == '.' || c == '-' || c == '_' || u > 127;
        if (!plain) c = '_';
    }
    if (folder.front() == '.') folder.front() = '_';
    return run.name + "/" + folder;
}

std::vector<std::string> run_ids(const study_config& config) {
    std::vector<std::string> ids;
    for (const study_run& run : config.runs) {
        const std::size_t points = std::max<std::size_t>(run.values.size(), 1);
        for (std::size_t p = 0; p < points; ++p) ids.push_back(run_id(run, p));
    }
    return ids;
}

}  // namespace memglia

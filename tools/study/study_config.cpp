#include "tools/study/study_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "tools/config/quantity.hpp"

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

void must_be_different(const std::vector<study_point>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (values[j].name() != values[i].name()) continue;
            throw input_error({.path = fmt::format("values[{}]", i),
                               .found = fmt::format("found '{}' twice", values[i].name()),
                               .expected = "every place once"});
        }
    }
}

void must_be_some(const std::vector<study_point>& values, const std::string& path,
                  const std::string& key) {
    if (!values.empty()) return;
    throw input_error({.path = path, .found = "found nothing", .expected = "the values of " + key});
}

// Text as the name of a folder.
std::string folder_name(std::string text) {
    for (char& c : text) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') ||
                           (u >= 'A' && u <= 'Z') || c == '.' || c == '-' || c == '_' || u > 127;
        if (!plain) c = '_';
    }
    if (text.front() == '.') text.front() = '_';
    return text;
}

// Every combination of the values of all keys.
std::vector<study_point> product_of(const std::vector<study_axis>& axes) {
    std::vector<study_point> places{study_point{}};
    for (const study_axis& axis : axes) {
        std::vector<study_point> longer;
        for (const study_point& so_far : places) {
            for (std::size_t v = 0; v < axis.values.size(); ++v) {
                study_point place = so_far;
                place.label += (place.at.empty() ? "" : ", ") + axis.values[v].name();
                place.at.push_back(v);
                longer.push_back(std::move(place));
            }
        }
        places = std::move(longer);
    }
    return places;
}

void expand(study_run& run, std::size_t number) {
    if (run.sweep.empty()) return;
    study_axis& first = run.sweep.front();
    if (run.is_grid()) {
        double places = 1;
        for (const study_axis& axis : run.sweep) places *= static_cast<double>(axis.values.size());
        if (places > static_cast<double>(most_places)) {
            throw input_error({.path = fmt::format("runs[{}].sweep", number),
                               .found = fmt::format("found a grid of {} places", places),
                               .expected = fmt::format("at most {}", most_places)});
        }
        run.values = product_of(run.sweep);
        return;
    }
    if (first.values.empty()) {
        first.values = run.values;
        first.axis = run.axis;
    } else {
        run.values = first.values;
    }
    for (std::size_t v = 0; v < run.values.size(); ++v) run.values[v].at = {v};
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
    if (sweep.empty()) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i].value.empty()) continue;
            throw input_error({.path = fmt::format("values[{}]", i),
                               .found = fmt::format("found the value '{}'", values[i].value),
                               .expected = "a map with label and set",
                               .hint = "or name the key that takes it: sweep: KEY"});
        }
    }
    must_be_different(values);
    const bool own_values = sweep.size() == 1 && sweep.front().values.empty();
    if (own_values) must_be_some(values, "values", sweep.front().key);
    if (own_values || sweep.empty()) return;
    for (std::size_t i = 0; i < sweep.size(); ++i) {
        must_be_some(sweep[i].values, fmt::format("sweep[{}].values", i), sweep[i].key);
        for (std::size_t j = 0; j < i; ++j) {
            if (sweep[i].key != sweep[j].key) continue;
            throw input_error({.path = fmt::format("sweep[{}]", i),
                               .found = fmt::format("found '{}' twice", sweep[i].key),
                               .expected = "every key once"});
        }
    }
    if (values.empty() && axis.empty()) return;
    throw input_error({.path = values.empty() ? "axis" : "values",
                       .found = "found it beside a sweep that has its own",
                       .expected = "one of them",
                       .hint = "sweep: [{key: KEY, axis: TEXT, values: [...]}]"});
}

std::string study_run::axis_heading() const {
    if (!axis.empty()) return axis;
    std::string all;
    for (const study_axis& key : sweep) all += (all.empty() ? "" : ", ") + key.heading();
    return all;
}

void study_axis::validate() const {
    must_be_given(key, "key", "the key that is swept");
    must_be_different(values);
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
    const study_point& place = run.values[point];
    if (!run.is_grid()) return run.name + "/" + folder_name(place.name());
    std::string id = run.name;
    for (std::size_t a = 0; a < run.sweep.size(); ++a) {
        id += "/" + folder_name(run.sweep[a].values[place.at[a]].name());
    }
    return id;
}

void expand_sweeps(study_config& config) {
    for (std::size_t i = 0; i < config.runs.size(); ++i) expand(config.runs[i], i);
}

std::vector<std::string> run_ids(const study_config& config) {
    std::vector<std::string> ids;
    for (const study_run& run : config.runs) {
        const std::size_t points = std::max<std::size_t>(run.values.size(), 1);
        for (std::size_t p = 0; p < points; ++p) ids.push_back(run_id(run, p));
    }
    return ids;
}

run_name name_of(const study_config& config, std::size_t series, std::size_t point) {
    const study_run& run = config.runs[series];
    return {run.name, run.values.empty() ? "" : run.values[point].name()};
}

run_name name_of(const study_config& config, const std::string& id) {
    for (std::size_t series = 0; series < config.runs.size(); ++series) {
        const std::size_t points = std::max<std::size_t>(config.runs[series].values.size(), 1);
        for (std::size_t p = 0; p < points; ++p) {
            if (run_id(config.runs[series], p) == id) return name_of(config, series, p);
        }
    }
    return {id, ""};
}

std::string plain_value(const study_point& value) {
    const auto quantity = parse_quantity(value.value);
    const auto number = quantity ? to_double(quantity->decimal) : std::nullopt;
    if (number) return fmt::format("{}", *number);
    return value.value.empty() ? value.label : value.value;
}

}  // namespace memglia

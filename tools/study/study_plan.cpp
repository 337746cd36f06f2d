#include "tools/study/study_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tools/config/dump.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/experiment/run_command.hpp"
#include "tools/study/quotation.hpp"

namespace memglia {

namespace fs = std::filesystem;
using config_tree::node;

namespace {

// A change of the configuration and where the study asks for it.
struct change {
    std::string text;
    std::string path;  // dotted key in the study file; empty: not from there
    config_tree::origin at = {};
};

const node* item_of(const node* list, std::size_t i) {
    const config_tree::list* items = list != nullptr ? list->as_list() : nullptr;
    return items != nullptr && i < items->size() ? &(*items)[i] : nullptr;
}

const node* member_of(const node* map, std::string_view key) {
    return map != nullptr ? map->find(key) : nullptr;
}

config_tree::origin origin_of(const node* exact, const node* around) {
    if (exact != nullptr) return exact->at;
    return around != nullptr ? around->at : config_tree::origin{};
}

void append_changes(std::vector<change>& all, const std::vector<std::string>& set,
                    const node* owner, const std::string& path) {
    for (std::size_t i = 0; i < set.size(); ++i) {
        all.push_back({set[i], fmt::format("{}.set[{}]", path, i),
                       origin_of(item_of(member_of(owner, "set"), i), owner)});
    }
}

// Where the values of a swept key stand in the file, and what they are called.
struct values_place {
    const node* list = nullptr;
    std::string path;
};

values_place values_at(const node* run, const std::string& path, std::size_t axis) {
    const node* sweep = member_of(run, "sweep");
    if (sweep != nullptr && sweep->as_map() != nullptr) {
        const config_tree::entry& e = (*sweep->as_map())[axis];
        return {&e.value, fmt::format("{}.sweep.{}", path, e.key)};
    }
    if (const node* own = member_of(item_of(sweep, axis), "values"); own != nullptr) {
        return {own, fmt::format("{}.sweep[{}].values", path, axis)};
    }
    return {member_of(run, "values"), path + ".values"};
}

std::vector<change> changes_of(const study_config& config, const node& tree, std::size_t series,
                               std::size_t point, const std::vector<std::string>& sets) {
    const study_run& run = config.runs[series];
    const node* at = item_of(tree.find("runs"), series);
    const std::string path = fmt::format("runs[{}]", series);
    // A study keeps no decisions unless it is asked to.
    std::vector<change> all{{"experiment.logged_mazes=0", "", {}}};
    append_changes(all, run.set, at, path);
    if (!run.values.empty()) {
        const auto add_place = [&](const study_point& place, const std::string& key,
                                   const values_place& where, std::size_t v) {
            const node* place_at = item_of(where.list, v);
            const std::string place_path = fmt::format("{}[{}]", where.path, v);
            if (!key.empty() && !place.value.empty()) {
                all.push_back({key + "=" + place.value, place_path, origin_of(place_at, at)});
            }
            append_changes(all, place.set, place_at, place_path);
        };
        const study_point& place = run.values[point];
        if (run.sweep.empty()) add_place(place, "", values_at(at, path, 0), point);
        for (std::size_t a = 0; a < run.sweep.size(); ++a) {
            add_place(run.sweep[a].values[place.at[a]], run.sweep[a].key, values_at(at, path, a),
                      place.at[a]);
        }
    }
    for (const std::string& set : sets) all.push_back({set, "", {}});
    return all;
}

// Whether a change is about this key, something below it or something above it.
bool touches(const std::string& change_text, const std::string& key) {
    const std::string changed = change_text.substr(0, change_text.find('='));
    return changed == key || changed.starts_with(key + ".") || key.starts_with(changed + ".");
}

// An error about a key that the study changes is moved to its line that does so.
[[noreturn]] void rethrow_placed(const input_error& e, const std::vector<change>& changes,
                                 const std::string& id) {
    input_error::details d = e.data;
    const bool typed = d.file == config_tree::command_line;
    const auto last = std::find_if(changes.rbegin(), changes.rend(), [&](const change& c) {
        return typed ? touches(c.text, d.path) : c.text.starts_with(d.path + "=");
    });
    if (last != changes.rend() && !last->path.empty()) {
        d.file = last->at.file;
        d.line = last->at.line;
        d.path = fmt::format("{} ({})", last->path, d.path);
        throw input_error(d);
    }
    d.found = fmt::format("in run '{}': {}", id, d.found);
    throw input_error(d);
}

// A run's configuration without the changes that nobody made for this run in particular and that
// have no effect in it; those go into `dropped`.
run_config compose_run(const fs::path& wanted, const search_path& config_root,
                       std::vector<change> changes, std::vector<std::string>& dropped) {
    for (;;) {
        std::vector<std::string> texts;
        for (const change& c : changes) texts.push_back(c.text);
        try {
            return load_config<run_config>(wanted, config_root, texts);
        } catch (const unused_key_error& e) {
            const auto last = std::find_if(changes.rbegin(), changes.rend(), [&](const change& c) {
                return touches(c.text, e.data.path);
            });
            if (e.data.file != config_tree::command_line || last == changes.rend() ||
                !last->path.empty()) {
                throw;
            }
            dropped.push_back(last->text);
            changes.erase(std::next(last).base());
        }
    }
}

planned_run plan_run(const study_config& config, const node& tree, const fs::path& file,
                     const search_path& config_root, std::size_t series, std::size_t point,
                     const std::vector<std::string>& sets, std::vector<std::string>& dropped) {
    const study_run& run = config.runs[series];
    const std::string id = run_id(run, point);
    const auto changes = changes_of(config, tree, series, point, sets);
    for (const std::string& set : sets) {
        for (const study_axis& axis : run.sweep) {
            if (!touches(set, axis.key)) continue;
            throw usage_error(fmt::format("memglia study: --set {}: run '{}' sweeps {}", set,
                                          run.name, axis.key));
        }
    }
    try {
        const fs::path wanted =
            is_config_path(run.experiment)
                ? (file.parent_path() / run.experiment).lexically_normal()
                : library_file(config_root / "experiments", run.experiment, "experiment");
        auto composed = compose_run(wanted, config_root, changes, dropped);
        std::vector<std::string> texts;
        for (const change& c : changes) {
            const bool idle = std::find(dropped.begin(), dropped.end(), c.text) != dropped.end();
            if (!idle || !c.path.empty()) texts.push_back(c.text);
        }
        task_list tasks(composed.experiment);
        const grid_map map = tasks.task(0).map;
        return {
            id,
            series,
            point,
            std::move(composed),
            std::move(tasks),
            fmt::format("{} x {}", map.width(), map.height()),
            run_command(is_config_path(run.experiment) ? wanted.string() : run.experiment, texts)};
    } catch (const input_error& e) {
        rethrow_placed(e, changes, id);
    }
}

// Every run that a bound or a headline speaks of must be in the study.
void check_names(const study_config& config, const node& tree) {
    const std::vector<std::string> ids = run_ids(config);
    const auto must_exist = [&](const std::string& run, const node* at, const std::string& path) {
        if (std::find(ids.begin(), ids.end(), run) != ids.end()) return;
        throw config_tree::error_at(origin_of(at, &tree), path,
                                    fmt::format("found '{}', which is no run here", run),
                                    one_of(ids), did_you_mean(run, ids));
    };
    for (std::size_t i = 0; i < config.bounds.size(); ++i) {
        const study_bound& bound = config.bounds[i];
        const node* at = item_of(tree.find("bounds"), i);
        const std::string path = fmt::format("bounds[{}]", i);
        must_exist(bound.run, member_of(at, "run"), path + ".run");
        check_format(bound.format, origin_of(member_of(at, "format"), at), path + ".format");
        for (const auto& [key, limit] :
             {std::pair{"at_most", bound.at_most}, std::pair{"at_least", bound.at_least}}) {
            if (!limit || limit->of.run.empty()) continue;
            must_exist(limit->of.run, member_of(member_of(at, key), "of"),
                       fmt::format("{}.{}.of.run", path, key));
        }
    }
    for (std::size_t i = 0; i < config.headline.size(); ++i) {
        const node* at = item_of(tree.find("headline"), i);
        parse_quotation(config.headline[i].ours, ids, origin_of(member_of(at, "ours"), at),
                        fmt::format("headline[{}].ours", i));
    }
}

bool is_wanted(const std::vector<std::string>& only, const std::string& name,
               const std::string& id) {
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end() ||
           std::any_of(only.begin(), only.end(),
                       [&id](const std::string& o) { return id == o || id.starts_with(o + "/"); });
}

void check_only(const study_config& config, const std::vector<std::string>& only) {
    std::vector<std::string> names;
    for (const study_run& run : config.runs) names.push_back(run.name);
    const std::vector<std::string> ids = run_ids(config);
    for (const std::string& name : only) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        if (std::any_of(ids.begin(), ids.end(), [&name](const std::string& id) {
                return id == name || id.starts_with(name + "/");
            })) {
            continue;
        }
        const std::string hint = did_you_mean(name, names);
        throw usage_error(fmt::format("memglia study: --only '{}'; expected {}{}", name,
                                      one_of(names), hint.empty() ? "" : " (" + hint + ")"));
    }
}

// Which of `sets` some runs go without. Throws if all do.
void name_dropped(study_plan& plan, const std::vector<std::vector<std::string>>& dropped,
                  const std::vector<std::string>& sets) {
    for (const std::string& set : sets) {
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < dropped.size(); ++i) {
            const auto& all = dropped[i];
            if (std::find(all.begin(), all.end(), set) != all.end()) ids.push_back(plan.runs[i].id);
        }
        if (ids.empty()) continue;
        if (ids.size() == plan.runs.size()) {
            throw unused_key_error({.file = std::string(config_tree::command_line),
                                    .path = set.substr(0, set.find('=')),
                                    .found = "found a key without effect in every run"});
        }
        plan.notes.push_back(
            fmt::format("--set {} has no effect in {} of {} runs, the first of them {}", set,
                        ids.size(), plan.runs.size(), ids.front()));
    }
}

}  // namespace

study_plan load_study(const fs::path& file, const search_path& config_root,
                      const std::vector<std::string>& sets, const std::vector<std::string>& only) {
    const node tree = load_tree(file, config_root, describe(study_config{}), {}, "studies");
    study_plan plan{bind<study_config>(tree), {}, {}, {}, {}, {}};
    plan.document = dump(plan.config);
    try {
        expand_sweeps(plan.config);
    } catch (const input_error& e) {
        throw placed_error(e, tree, "");
    }
    std::vector<std::vector<std::string>> dropped;  // of each run wanted
    check_names(plan.config, tree);
    check_only(plan.config, only);
    std::vector<std::string> folders;
    for (std::size_t series = 0; series < plan.config.runs.size(); ++series) {
        const study_run& run = plan.config.runs[series];
        if (!run.needs.empty() && !fs::exists(run.needs)) {
            if (is_wanted(only, run.name, "")) plan.left_out.emplace_back(run.name, run.needs);
            continue;
        }
        const std::size_t points = std::max<std::size_t>(run.values.size(), 1);
        for (std::size_t p = 0; p < points; ++p) {
            const std::string id = run_id(run, p);
            if (std::find(folders.begin(), folders.end(), id) != folders.end()) {
                throw config_tree::error_at(
                    origin_of(item_of(tree.find("runs"), series), &tree),
                    fmt::format("runs[{}].values[{}]", series, p),
                    fmt::format("found a second place whose folder is {}", id),
                    "labels that differ in letters and digits");
            }
            folders.push_back(id);
            std::vector<std::string> without;
            auto planned = plan_run(plan.config, tree, file, config_root, series, p, sets, without);
            if (!is_wanted(only, run.name, id)) continue;
            plan.runs.push_back(std::move(planned));
            dropped.push_back(std::move(without));
        }
    }
    name_dropped(plan, dropped, sets);
    return plan;
}

}  // namespace memglia

#include "tools/experiments/registry.hpp"

#include <algorithm>
#include <array>

#include "tools/config/compose.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/experiments/environment/environment_task.hpp"
#include "tools/experiments/pattern_memory/pattern_memory_task.hpp"
#include "tools/experiments/recall/recall_task.hpp"
#include "tools/experiments/resource_field/resource_field_task.hpp"
#include "tools/experiments/traffic/traffic_task.hpp"
#include "tools/experiments/working_memory/working_memory_task.hpp"

namespace memglia {

std::span<const task* const> all_tasks() {
    static const recall_task recall;
    static const pattern_memory_task pattern_memory;
    static const environment_task environment;
    static const resource_field_task resource_field;
    static const traffic_task traffic;
    static const working_memory_task working_memory;
    static const std::array<const task*, 6> tasks{
        &recall, &pattern_memory, &environment, &resource_field, &traffic, &working_memory};
    return tasks;
}

const task* find_task(std::string_view name) {
    const auto all = all_tasks();
    const auto found =
        std::find_if(all.begin(), all.end(), [name](const task* t) { return t->name() == name; });
    return found != all.end() ? *found : nullptr;
}

const task* task_of(const std::filesystem::path& file, const search_path& config_root,
                    const std::vector<std::string>& sets) {
    const config_tree::node tree = load_tree(file, config_root, {}, sets, "experiments");
    const config_tree::node* named = tree.find("task");
    if (named == nullptr) return nullptr;
    const config_tree::scalar* word = named->as_scalar();
    if (word != nullptr) {
        if (const task* found = find_task(word->text)) return found;
    }
    std::vector<std::string> names;
    for (const task* t : all_tasks()) names.emplace_back(t->name());
    const bool navigation = word != nullptr && word->text == "navigation";
    throw config_tree::error_at(named->at, "task", config_tree::found_text(*named), one_of(names),
                                navigation        ? "an experiment without this key is navigation"
                                : word == nullptr ? ""
                                                  : did_you_mean(word->text, names));
}

}  // namespace memglia

#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/experiments/task.hpp"

namespace memglia {

/// Every task beside navigation, each once, by name.
std::span<const task* const> all_tasks();

/// Null if there is none.
const task* find_task(std::string_view name);

/// The task that the key `task` of an experiment file names, after --set; null without the key,
/// which is navigation. Throws input_error for another name and for what makes no document.
const task* task_of(const std::filesystem::path& file, const search_path& config_root,
                    const std::vector<std::string>& sets);

}  // namespace memglia

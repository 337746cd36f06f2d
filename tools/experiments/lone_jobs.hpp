#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "tools/experiment/worker_pool.hpp"

namespace memglia {

/// As run_jobs(), every job in a process of its own, as chips need it.
void run_lone_jobs(std::size_t count, std::size_t workers, const job& work,
                   const std::function<void(std::size_t, std::string)>& sink);

}  // namespace memglia

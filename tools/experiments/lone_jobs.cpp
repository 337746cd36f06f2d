#include "tools/experiments/lone_jobs.hpp"

#include <algorithm>
#include <utility>

namespace memglia {

void run_lone_jobs(std::size_t count, std::size_t workers, const job& work,
                   const std::function<void(std::size_t, std::string)>& sink) {
    const std::size_t at_once = std::max<std::size_t>(workers, 1);
    for (std::size_t first = 0; first < count; first += at_once) {
        const std::size_t now = std::min(at_once, count - first);
        run_jobs(
            now, now, [&] { return [&](std::size_t k) { return work(first + k); }; },
            [&](std::size_t k, std::string result) { sink(first + k, std::move(result)); });
    }
}

}  // namespace memglia

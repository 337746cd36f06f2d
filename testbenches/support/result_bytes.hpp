#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/quiet_kernel.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/maze_job.hpp"
#include "tools/experiment/summary.hpp"

namespace memglia::test {

/// What an experiment writes into result.json, without the echoed configuration, and
/// decisions.jsonl; or why it is refused.
struct run_bytes {
    std::string bytes;
    std::string error;
};

/// Walks the default experiment after these changes in a process of its own.
inline run_bytes result_of(const std::vector<std::string>& sets,
                           const std::filesystem::path& root) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no fork");
    if (child == 0) {
#ifdef MEMGLIA_SANITIZED  // ten times slower
        alarm(200);
#else
        alarm(20);
#endif
        std::string text;
        try {
            const quiet_kernel quiet;
            const auto config =
                load_config<run_config>(root / "experiments/navigation.yaml", root, sets);
            const task_list tasks(config.experiment);
            run_summary summary(config, tasks.description(), tasks.max_cells());
            maze_job job(config, tasks,
                         find_firmware(config, root.parent_path() / "firmware/images"),
                         std::nullopt);
            std::string decisions;
            for (std::uint32_t i = 0; i < config.experiment.mazes; ++i) {
                const maze_outcome outcome = job.run(i);
                summary.add(outcome);
                decisions += outcome.decisions;
            }
            auto result = summary.result(true);
            result.erase("config");
            result.erase("without_effect");
            text = "+" + result.dump() + decisions;
        } catch (const std::exception& e) {
            text = std::string("-") + e.what();
        }
        FILE* out = fdopen(ends[1], "wb");
        const bool written = std::fwrite(text.data(), 1, text.size(), out) == text.size();
        _exit(written && std::fclose(out) == 0 ? 0 : 1);
    }
    close(ends[1]);
    FILE* in = fdopen(ends[0], "rb");
    std::string text;
    char piece[65536];
    for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, in)) > 0;) text.append(piece, n);
    std::fclose(in);
    int status = 0;
    if (waitpid(child, &status, 0) != child) throw std::runtime_error("lost a run");
    if (status != 0) return {"", "the run ended with status " + std::to_string(status)};
    if (text.front() == '-') return {"", text.substr(1)};
    return {text.substr(1), ""};
}

}  // namespace memglia::test

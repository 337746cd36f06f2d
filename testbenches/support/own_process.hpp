#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace memglia {

/// Runs `work` in a forked copy of this process and returns the numbers it returns. SystemC allows
/// one simulation per process: this compares several in one test. The kernel must not have been
/// touched yet.
template <class Work>
std::vector<std::uint64_t> in_own_process(const Work& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no fork");
    if (child == 0) {
        int code = 1;
        try {
            const std::vector<std::uint64_t> numbers = work();
            FILE* out = fdopen(ends[1], "wb");
            const bool written = std::fwrite(numbers.data(), sizeof(std::uint64_t), numbers.size(),
                                             out) == numbers.size();
            code = written && std::fclose(out) == 0 ? 0 : 1;
        } catch (...) {
        }
        _exit(code);
    }
    close(ends[1]);
    FILE* in = fdopen(ends[0], "rb");
    std::vector<std::uint64_t> numbers;
    std::uint64_t number = 0;
    while (std::fread(&number, sizeof number, 1, in) == 1) numbers.push_back(number);
    std::fclose(in);
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) {
        throw std::runtime_error("the forked simulation failed");
    }
    return numbers;
}

}  // namespace memglia

#include "tools/experiment/instruction_count.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <stdexcept>

#include "snan/maze_generator.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/sample_rule.hpp"

using namespace memglia;

namespace {

constexpr std::uint64_t ample = 1'000'000;

bool can_count() {
    if (count_instructions([] {}, ample).instructions) return true;
    WARN("ptrace is not allowed here: instructions cannot be counted");
    return false;
}

// What a turn of spin() takes at most: without optimisation, some ten instructions. The checks of
// the sanitizers around each access are instructions of the loop like any others, and counted: 25
// with clang's at -O1, 53 at -O0.
#ifdef MEMGLIA_SANITIZED
constexpr std::uint64_t most_per_turn = 100;
#else
constexpr std::uint64_t most_per_turn = 20;
#endif

// A loop whose length the compiler cannot know.
void spin(int turns) {
    for (volatile int i = 0; i < turns;) i = i + 1;
}

// From now on this process and its children may not call ptrace.
bool forbid_ptrace() {
    std::array<sock_filter, 4> program{
        {{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
         {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, __NR_ptrace},
         {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM},
         {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW}}};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

TEST_CASE("instruction count: nothing is nothing, a loop is linear in its turns") {
    if (!can_count()) return;
    CHECK(*count_instructions([] {}, ample).instructions == 0);
    const auto count = [](int turns) {
        return *count_instructions([turns] { spin(turns); }, ample).instructions;
    };
    CHECK(count(1000) == count(1000));
    const std::uint64_t per_thousand = count(2000) - count(1000);
    CHECK(per_thousand % 1000 == 0);
    CHECK(per_thousand >= 3000);  // at least load, add, store
    CHECK(per_thousand <= 1000 * most_per_turn);
    CHECK(count(3000) - count(2000) == per_thousand);
}

TEST_CASE("instruction count: decisions are repeatable and add up") {
    if (!can_count()) return;
    const maze task = generate_maze(10, 10, 0.2, 10000);
    const auto count = [&task](std::uint32_t decisions) {
        return *count_decision_instructions(test::rule(), task, 10000, decisions).instructions;
    };
    const std::uint64_t once = count(20);
    // Copies of memory may take another path where the network lies at another address.
    CHECK(static_cast<double>(count(20)) == Approx(static_cast<double>(once)).epsilon(0.01));
    const auto doubled = static_cast<double>(count(40));
    CHECK(doubled == Approx(2.0 * static_cast<double>(once)).epsilon(0.1));
    // Ten decay products, four gains and forty words read: no compiler does that with fewer.
    CHECK(once / 20 > 100);
}

TEST_CASE("instruction count: no number where there is none") {
    if (!can_count()) return;
    const instruction_count long_work = count_instructions([] { spin(100'000); }, 10'000);
    CHECK_FALSE(long_work.instructions);
    CHECK(long_work.refused == "more than 10000 instructions");
    const instruction_count thrown =
        count_instructions([] { throw std::runtime_error("x"); }, ample);
    CHECK_FALSE(thrown.instructions);
    CHECK(thrown.refused == "the counted work failed");
    const instruction_count ended = count_instructions([] { _exit(0); }, ample);
    CHECK_FALSE(ended.instructions);
    const instruction_count died = count_instructions([] { std::raise(SIGKILL); }, ample);
    CHECK_FALSE(died.instructions);
    CHECK(died.refused.find("died") != std::string::npos);
}

TEST_CASE("instruction count: where ptrace is not allowed it says so") {
    const auto outcome = in_own_process([]() -> std::vector<std::uint64_t> {
        if (!forbid_ptrace()) return {2, 2};
        const instruction_count refused = count_instructions([] {}, ample);
        return {refused.instructions ? 1U : 0U,
                refused.refused == "ptrace is not allowed here" ? 1U : 0U};
    });
    if (outcome.at(0) == 2) {
        WARN("no seccomp filter can be set here");
        return;
    }
    CHECK(outcome.at(0) == 0);
    CHECK(outcome.at(1) == 1);
}

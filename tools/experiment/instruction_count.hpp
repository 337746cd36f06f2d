#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "snan/grid_map.hpp"
#include "snan/session.hpp"
#include "snan/snan_rule.hpp"

namespace memglia {

/// How many instructions something took, or why nobody knows.
struct instruction_count {
    std::optional<std::uint64_t> instructions;
    std::string refused;  ///< the reason if there is no number
};

/// The machine instructions that `work` executes in user mode: a forked copy of this process runs
/// it and is single-stepped from before to after (ptrace), so no hardware counter is needed. A
/// system call counts as one instruction, a repeated string instruction once per repetition.
/// A step takes 1 to 50 us. No number when ptrace is not allowed, when `work` throws or
/// dies, or when it takes more than `budget` instructions.
instruction_count count_instructions(const std::function<void()>& work, std::uint64_t budget);

/// The instructions of `decisions` decisions of the fixed-point network with their learning, in
/// episodes on `task`. What the network sees is recorded before; what the loop around it takes is
/// measured with a decider that does nothing, and subtracted. Weights are plain numbers in memory,
/// as a program would keep them.
instruction_count count_decision_instructions(const rule_config& rule, const maze& task,
                                              std::uint64_t seed, std::uint32_t decisions);

/// The same of any agent, which `make` makes anew.
using decider_maker = std::function<std::unique_ptr<decider>()>;
instruction_count count_decision_instructions(const decider_maker& make, const maze& task,
                                              std::uint32_t decisions);

}  // namespace memglia

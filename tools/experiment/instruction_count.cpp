#include "tools/experiment/instruction_count.hpp"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "snan/session.hpp"
#include "snan/snan_fixed_point.hpp"
#include "snan/synapses.hpp"

namespace memglia {

namespace {

constexpr std::uint64_t budget_per_decision = 20'000;

// Exit codes of the child: what happened before or after the marks.
enum child_end : int { done = 0, not_traced = 3, work_threw = 4 };

[[noreturn]] void be_counted(const std::function<void()>& work) {
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_DFL);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(not_traced);
    try {
        ::raise(SIGSTOP);
        work();
        ::raise(SIGSTOP);
    } catch (...) {
        ::_exit(work_threw);
    }
    ::_exit(done);
}

std::string system_reason(const char* call) {
    return std::string(call) + ": " + std::strerror(errno);
}

// A stopped or ended child; kills and reaps it on every way out.
class traced_child {
  public:
    explicit traced_child(pid_t process) : process_(process) {}
    ~traced_child() {
        if (ended()) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    traced_child(const traced_child&) = delete;
    traced_child& operator=(const traced_child&) = delete;

    bool wait() {
        pid_t found = -1;
        do {
            found = ::waitpid(process_, &status_, 0);
        } while (found < 0 && errno == EINTR);
        return found == process_;
    }
    bool step(int signal) const {
        return ::ptrace(PTRACE_SINGLESTEP, process_, nullptr,
                        reinterpret_cast<void*>(static_cast<std::intptr_t>(signal))) == 0;
    }
    bool ended() const { return WIFEXITED(status_) || WIFSIGNALED(status_); }
    int stop_signal() const { return WIFSTOPPED(status_) ? WSTOPSIG(status_) : 0; }
    std::string end() const {
        if (WIFSIGNALED(status_)) {
            return std::string("the counted work died: ") + ::strsignal(WTERMSIG(status_));
        }
        switch (WEXITSTATUS(status_)) {
            case not_traced:
                return "ptrace is not allowed here";
            case work_threw:
                return "the counted work failed";
            default:
                return "the counted work ended its process";
        }
    }

  private:
    pid_t process_;
    int status_ = W_STOPCODE(0);
};

instruction_count refusal(std::string reason) {
    return {std::nullopt, std::move(reason)};
}

// From the first mark to the second, without the `overhead` of the marks.
instruction_count steps_between_marks(const std::function<void()>& work, std::uint64_t budget,
                                      std::uint64_t overhead) {
    const pid_t process = ::fork();
    if (process < 0) return refusal(system_reason("fork"));
    if (process == 0) be_counted(work);
    traced_child child(process);
    if (!child.wait()) return refusal(system_reason("waitpid"));
    if (child.ended()) return refusal(child.end());
    int signal = 0;
    for (std::uint64_t steps = 0; steps <= budget + overhead;) {
        if (!child.step(signal)) return refusal(system_reason("ptrace"));
        if (!child.wait()) return refusal(system_reason("waitpid"));
        if (child.ended()) return refusal(child.end());
        signal = 0;
        if (child.stop_signal() == SIGSTOP) return {steps - std::min(steps, overhead), ""};
        if (child.stop_signal() == SIGTRAP) {
            ++steps;
        } else {
            signal = child.stop_signal();
        }
    }
    return refusal("more than " + std::to_string(budget) + " instructions");
}

// What a decider is shown and told, step by step.
struct script {
    struct step {
        bool new_episode = false;
        observation seen;
        bool rewarded = false;
    };
    std::vector<step> steps;

    void play(decider& agent) const {
        for (const step& s : steps) {
            if (s.new_episode) agent.begin_episode();
            agent.decide(s.seen);
            agent.outcome(s.rewarded);
        }
    }
};

class script_recorder : public session_observer {
  public:
    void on_step(const step_record& step) override {
        recorded.steps.push_back({new_episode, step.seen, step.rewarded});
        new_episode = false;
    }
    script recorded;
    bool new_episode = true;
};

class idle_decider : public decider {
  public:
    void begin_episode() override {}
    direction decide(const observation&) override { return direction::north; }
    void outcome(bool) override {}
};

// Weights as a program keeps them: a level is a number in memory, without pulses.
class stored_levels : public synapses {
  public:
    stored_levels(const rule_config& rule, std::uint32_t places)
        : initial_(static_cast<std::int32_t>(rule.weight_initial)),
          max_(static_cast<std::int32_t>(rule.weight_max)),
          level_(places, {initial_, initial_, initial_, initial_}) {}

    std::array<std::int32_t, 4> read_levels(cell_index place) override { return level_[place]; }

    std::uint32_t reinforce(cell_index place, contact_bits actions, std::uint8_t step) override {
        for (const direction a : all_directions) {
            std::int32_t& level = level_[place][static_cast<std::size_t>(a)];
            level = (actions & contact_bit(a)) != 0
                        ? std::min(max_, level + step)
                        : std::min(level, std::max(initial_, level - step));
        }
        return 0;
    }

  private:
    std::int32_t initial_;
    std::int32_t max_;
    std::vector<std::array<std::int32_t, 4>> level_;
};

std::unique_ptr<snan_fixed_point> make_network(const rule_config& rule, const maze& task,
                                               std::uint64_t seed) {
    return std::make_unique<snan_fixed_point>(
        rule, task.map, seed, std::make_unique<stored_levels>(rule, task.map.cells()));
}

script record(const decider_maker& make, const maze& task, std::uint32_t decisions) {
    const auto agent = make();
    script_recorder recorder;
    while (recorder.recorded.steps.size() < decisions) {
        recorder.new_episode = true;
        run_episode(task, step_limit(task.map), *agent, &recorder);
    }
    recorder.recorded.steps.resize(decisions);
    return std::move(recorder.recorded);
}

}  // namespace

instruction_count count_instructions(const std::function<void()>& work, std::uint64_t budget) {
    const instruction_count marks = steps_between_marks([] {}, budget, 0);
    if (!marks.instructions) return marks;
    return steps_between_marks(work, budget, *marks.instructions);
}

instruction_count count_decision_instructions(const rule_config& rule, const maze& task,
                                              std::uint64_t seed, std::uint32_t decisions) {
    return count_decision_instructions([&] { return make_network(rule, task, seed); }, task,
                                       decisions);
}

instruction_count count_decision_instructions(const decider_maker& make, const maze& task,
                                              std::uint32_t decisions) {
    const script walk = record(make, task, decisions);
    const std::uint64_t budget = budget_per_decision * decisions;
    idle_decider idle;
    const instruction_count loop = count_instructions([&] { walk.play(idle); }, budget);
    if (!loop.instructions) return loop;
    const auto agent = make();
    instruction_count all = count_instructions([&] { walk.play(*agent); }, budget);
    if (all.instructions) *all.instructions -= *loop.instructions;
    return all;
}

}  // namespace memglia

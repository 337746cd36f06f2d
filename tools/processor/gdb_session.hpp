#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rtl_models/processor/processor_system.hpp"
#include "tools/processor/gdb_packets.hpp"

namespace memglia {

/// One debugger at a program: breakpoints, watchpoints, steps, registers, memory, without a socket.
/// Any bytes may come in.
class gdb_session {
  public:
    enum class state {
        stopped,
        running,
        exited,    ///< the program has ended: system.exit_code()
        detached,  ///< the program goes on without a debugger
        killed
    };

    explicit gdb_session(processor_system& system) : system_(system) {}

    /// Bytes of the debugger; the answer to them.
    std::string receive(std::string_view bytes);

    /// While it runs: at most so many instructions and traps more; what the debugger is told, or
    /// nothing while it runs on.
    std::string advance(std::uint64_t steps);

    state current() const { return state_; }

  private:
    enum class access { write = 2, read = 3, both = 4 };
    struct watchpoint {
        access kind;
        std::uint32_t address;
        std::uint32_t bytes;
        bool operator==(const watchpoint&) const = default;
    };
    static constexpr std::size_t most_points = 1024;

    std::string answer(std::string_view command);
    std::string read_all() const;
    std::string write_all(std::string_view digits);
    std::string read_register(std::string_view number) const;
    std::string write_register(std::string_view text);
    bool get(std::uint32_t number, std::uint32_t& value) const;
    bool set(std::uint32_t number, std::uint32_t value);
    std::string read_memory(std::string_view text) const;
    std::string write_memory(std::string_view text);
    std::string point(std::string_view text, bool insert);
    std::string query(std::string_view text) const;
    std::string go(std::string_view address, bool one_step);
    std::string stop_reply(program_stop why);
    std::string stopped(int signal, const std::string& more = "");
    /// The watchpoint that the next instruction touches; null if none.
    const watchpoint* watched() const;

    processor_system& system_;
    gdb_packets packets_;
    state state_ = state::stopped;
    bool one_step_ = false;
    bool resumed_ = false;  ///< nothing has been carried out since the debugger said go on
    std::string last_stop_ = "S05";
    std::set<std::uint32_t> breakpoints_;
    std::vector<watchpoint> watchpoints_;
};

}  // namespace memglia

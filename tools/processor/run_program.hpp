#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "rtl_models/processor/processor_system.hpp"
#include "tools/table/files.hpp"

namespace memglia {

/// Sends what a program prints to stdout.
class stdout_characters final : public character_sink {
  public:
    void on_character(char character) override { std::fputc(character, stdout); }
};

/// A line per instruction: address, word, assembler text, register written. Lines go to a file,
/// which takes its name at finish(), or to stderr.
class instruction_trace final : public core_observer {
  public:
    explicit instruction_trace(const std::string& file);  ///< empty: stderr
    void on_retired(const retired_instruction& instruction) override;
    void on_trap(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) override;
    void finish();

  private:
    void flush();

    std::optional<file_writer> file_;
    std::string lines_;
};

/// Until the program ends. Throws error when it cannot go on: a trap without a handler, a watchdog,
/// a sleep that nothing ends, or `most_steps` instructions and traps.
std::uint32_t run_to_exit(processor_system& system, std::uint64_t most_steps);

}  // namespace memglia

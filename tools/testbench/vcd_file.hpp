#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tools/table/files.hpp"
#include "tools/testbench/wave_view.hpp"

namespace memglia {

/// A waveform (value change dump, IEEE 1364) and beside it, with the ending .gtkw, how GTKWave
/// shows it. The dots of a signal's name are its scopes.
class vcd_file {
  public:
    /// `unit`: what one unit of time is, as in "cycle".
    vcd_file(const std::filesystem::path& file, std::string unit);

    /// Before the first set(). Returns its number. Names of a scope have to follow one another.
    std::size_t add(const std::string& name, unsigned bits, signal_look look = signal_look::number);

    /// Values are places in "idle|read|write", which GTKWave shows as words.
    std::size_t add_states(const std::string& name, std::string_view words);

    /// GTKWave opens this scope at once; without such the first few.
    void show(const std::string& scope) { view_.show(scope); }

    /// Its value from this time on, cut to its bits: of a negative number the two's complement.
    /// Times ascend.
    void set(std::uint64_t time, std::size_t index, std::uint64_t value);
    void set_signed(std::uint64_t time, std::size_t index, std::int64_t value) {
        set(time, index, static_cast<std::uint64_t>(value));
    }

    /// Up to this time. Throws error where no signal has ever changed.
    void finish(std::uint64_t end);

  private:
    struct signal {
        std::string name;
        unsigned bits = 1;
        std::uint64_t value = 0;
    };
    static std::string code_of(std::size_t signal);
    std::string value_text(std::size_t at) const;
    void write_header();

    file_writer file_;
    std::string unit_;
    wave_view view_;
    std::vector<signal> signals_;
    std::string text_;
    std::uint64_t time_ = 0;
    bool has_begun_ = false;
    bool has_changed_ = false;
};

}  // namespace memglia

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memglia {

/// How a signal of several bits is drawn; one bit is a line of two levels whatever is said here.
enum class signal_look {
    number,
    signed_number,
    hexadecimal,
    analogue,  ///< a signed number as a curve
    states     ///< a word for each value
};

/// How GTKWave shows a waveform: a save file (.gtkw) with a group for every scope, and a translate
/// filter file for every list of words. A save file of GTKWave 3.3 is lines: `[dumpfile]`,
/// `[savefile]` and files of filters by their whole paths, which GTKWave follows when all are moved
/// together; `*` the zoom; `@` flags of the traces that follow (analyzer.h of GTKWave), groups
/// among them; a trace is a name with its range of bits.
class wave_view {
  public:
    explicit wave_view(const std::filesystem::path& wave);

    void add(const std::string& name, unsigned bits, signal_look look, std::string_view words = {});

    /// The group of this scope is open at first.
    void show(const std::string& scope) { open_.push_back(scope); }

    std::filesystem::path file() const;

    /// Up to this time.
    void write(std::uint64_t end) const;

  private:
    struct trace {
        std::string scope;
        std::string text;  ///< lines without the flags
        std::string flags;
        bool is_tall = false;
    };
    bool is_open(const std::string& scope, std::size_t group) const;

    std::filesystem::path wave_;
    std::vector<trace> traces_;
    std::vector<std::string> open_;
    std::vector<std::pair<std::string, std::filesystem::path>> filters_;  ///< words and their file
};

}  // namespace memglia

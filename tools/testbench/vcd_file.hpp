#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/table/files.hpp"

namespace memglia {

/// A waveform (value change dump, IEEE 1364): one unit of time is a cycle. The dots of a signal's
/// name are its scopes.
class vcd_file {
  public:
    explicit vcd_file(const std::filesystem::path& file) : file_(file) {}

    /// Before the first set(). Returns its number. Names of a scope have to follow one another.
    std::size_t add(const std::string& name, unsigned bits);

    /// Its value from this cycle on; cycles ascend.
    void set(std::uint64_t cycle, std::size_t index, std::uint64_t value);

    /// Up to this cycle. Throws error where no signal has ever changed.
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
    std::vector<signal> signals_;
    std::string text_;
    std::uint64_t cycle_ = 0;
    bool has_begun_ = false;
    bool has_changed_ = false;
};

}  // namespace memglia

#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace memglia {

/// A line on stderr that says how far a long command is, if stderr is a terminal; silent otherwise.
class progress_line {
  public:
    progress_line(std::string what, std::size_t total);
    ~progress_line();
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    void at(std::size_t done);

    /// Takes the line away; it comes back with the next at().
    void clear();

  private:
    std::string what_;
    std::size_t total_;
    bool visible_;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point shown_;
};

}  // namespace memglia

#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace memglia {

/// Where a long command says how far it is, and what time it is there.
struct progress_place {
    bool terminal = false;
    std::function<void(std::string_view)> write;
    std::function<double()> now_s;
};

/// stderr; silent if `quiet`.
progress_place progress_on_stderr(bool quiet);

/// How far a long command is. On a terminal one line that changes; elsewhere a line of its own
/// after every tenth of the work, but not within 5 s of the last one, and every 30 s.
class progress_output {
  public:
    explicit progress_output(progress_place place);
    ~progress_output();
    progress_output(const progress_output&) = delete;
    progress_output& operator=(const progress_output&) = delete;

    /// `share` of the whole work is done; says it and how long the rest will take if it goes on as
    /// it went from the first call on.
    void show(const std::string& what, double share);

    /// A line that stays.
    void say(const std::string& line);

    /// Takes the changing line away; it comes back with the next show().
    void clear();

  private:
    progress_place place_;
    double started_s_;
    double shown_s_;
    double shown_share_ = 0;
    bool visible_ = false;
};

/// One step of the kind "mazes 12/100".
class progress_line {
  public:
    progress_line(std::string what, std::size_t total, bool quiet = false);

    void at(std::size_t done);
    void clear() { out_.clear(); }

  private:
    std::string what_;
    std::size_t total_;
    progress_output out_;
};

/// "8 s", "3 min 20 s", "2 h 5 min".
std::string duration_text(double seconds);

}  // namespace memglia

#include "tools/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace memglia {

namespace {
constexpr auto between_updates = std::chrono::milliseconds(100);
constexpr const char* clear_line = "\r\033[K";
}  // namespace

progress_line::progress_line(std::string what, std::size_t total)
    : what_(std::move(what)),
      total_(total),
      visible_(::isatty(STDERR_FILENO) == 1),
      started_(std::chrono::steady_clock::now()),
      shown_(started_) {}

progress_line::~progress_line() {
    clear();
}

void progress_line::at(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (!visible_ || done == 0 || now - shown_ < between_updates) return;
    shown_ = now;
    const double passed = std::chrono::duration<double>(now - started_).count();
    const double left = passed * static_cast<double>(total_ - done) / static_cast<double>(done);
    fmt::print(stderr, "{}{} {}/{} ({:.0f} %), {:.0f} s left", clear_line, what_, done, total_,
               100.0 * static_cast<double>(done) / static_cast<double>(total_), left);
    std::fflush(stderr);
}

void progress_line::clear() {
    if (!visible_) return;
    fmt::print(stderr, "{}", clear_line);
    std::fflush(stderr);
}

}  // namespace memglia

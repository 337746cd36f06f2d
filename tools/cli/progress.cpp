#include "tools/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

namespace memglia {

namespace {

constexpr double between_updates_s = 0.1;
constexpr double between_lines_s = 30;
constexpr double least_between_lines_s = 5;
constexpr const char* clear_line = "\r\033[K";

}  // namespace

std::string duration_text(double seconds) {
    const auto s = static_cast<long>(std::lround(std::min(seconds, 1e9)));
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
    return fmt::format("{} h {} min", s / 3600, s / 60 % 60);
}

progress_place progress_on_stderr(bool quiet) {
    progress_place place{::isatty(STDERR_FILENO) == 1, {}, {}};
    place.write = [quiet](std::string_view text) {
        if (quiet) return;
        fmt::print(stderr, "{}", text);
        std::fflush(stderr);
    };
    place.now_s = [] {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration<double>(now).count();
    };
    return place;
}

progress_output::progress_output(progress_place place)
    : place_(std::move(place)), started_s_(place_.now_s()), shown_s_(started_s_) {}

progress_output::~progress_output() {
    clear();
}

void progress_output::show(const std::string& what, double share) {
    const double now_s = place_.now_s();
    const double since_s = now_s - shown_s_;
    const bool tenth = std::floor(10 * share) > std::floor(10 * shown_share_);
    const bool due =
        place_.terminal ? since_s >= between_updates_s
                        : since_s >= between_lines_s || (tenth && since_s >= least_between_lines_s);
    if (!due || share <= 0) return;
    shown_s_ = now_s;
    shown_share_ = share;
    const std::string text =
        fmt::format("{}, {} left", what, duration_text((now_s - started_s_) * (1 - share) / share));
    place_.write(place_.terminal ? clear_line + text : text + "\n");
    visible_ = place_.terminal;
}

void progress_output::say(const std::string& line) {
    clear();
    place_.write(line + "\n");
}

void progress_output::clear() {
    if (visible_) place_.write(clear_line);
    visible_ = false;
}

progress_line::progress_line(std::string what, std::size_t total, bool quiet)
    : what_(std::move(what)), total_(total), out_(progress_on_stderr(quiet)) {}

void progress_line::at(std::size_t done) {
    const double share = static_cast<double>(done) / static_cast<double>(total_);
    out_.show(fmt::format("{} {}/{} ({:.0f} %)", what_, done, total_, 100 * share), share);
}

}  // namespace memglia

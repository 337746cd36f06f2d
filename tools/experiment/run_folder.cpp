#include "tools/experiment/run_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "tools/experiment/durable.hpp"

namespace memglia {

namespace fs = std::filesystem;

namespace {

// A marker written first: --force must never delete a folder full of something else. Its lock says
// that somebody is at work.
constexpr const char* marker = ".memglia-run";

void must_be_ours(const fs::path& folder) {
    if (is_result_folder(folder)) return;
    throw input_error({.file = folder.string(),
                       .found = "something that no run of memglia has made",
                       .expected = "a new name, or an older result folder to replace"});
}

// "results/" is the folder "results": its twin belongs beside it, not inside.
fs::path without_slash(fs::path folder) {
    while (!folder.has_filename() && folder.has_relative_path()) folder = folder.parent_path();
    return folder;
}

struct flock whole_file() {
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

}  // namespace

bool is_result_folder(const fs::path& folder) {
    return fs::is_directory(folder) && (fs::is_empty(folder) || fs::exists(folder / marker));
}

fs::path unfinished_name(const fs::path& target) {
    return without_slash(target).string() + ".incomplete";
}

// A record lock and not flock(): workers would inherit that, and hold it a moment longer than a
// killed parent. False when the folder changed its name meanwhile.
bool folder_lock::take(const fs::path& folder) {
    release();
    const fs::path file = folder / marker;
    file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0) throw error("cannot create " + file.string() + ": " + std::strerror(errno));
    struct flock lock = whole_file();
    if (::fcntl(file_, F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN)) {
        lock = whole_file();
        ::fcntl(file_, F_GETLK, &lock);
        release();
        throw input_error({.file = folder.string(),
                           .found = fmt::format("process {} is writing it", lock.l_pid),
                           .expected = "a folder that nobody else writes",
                           .hint = "wait until it is done, or take another folder"});
    }
    struct stat locked = {};
    struct stat named = {};
    if (::fstat(file_, &locked) == 0 && ::stat(file.c_str(), &named) == 0 &&
        locked.st_ino == named.st_ino && locked.st_dev == named.st_dev) {
        return true;
    }
    release();
    return false;
}

void folder_lock::release() {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
}

run_folder::run_folder(fs::path target, bool force, unfinished older)
    : target_(without_slash(std::move(target))), working_(unfinished_name(target_)) {
    if (fs::exists(target_)) {
        if (!force) {
            throw input_error({.file = target_.string(),
                               .found = "the result folder exists already",
                               .expected = "a new name for --out",
                               .hint = "or --force to replace it"});
        }
        must_be_ours(target_);
    }
    do {
        if (fs::exists(working_)) must_be_ours(working_);
        found_unfinished_ = fs::exists(working_ / marker);
        std::error_code problem;
        fs::create_directories(working_, problem);
        if (problem) {
            throw error("cannot create " + working_.string() + ": " + problem.message());
        }
    } while (!lock_.take(working_));
    if (older == unfinished::resume) {
        drop_drafts(working_);
        return;
    }
    if (!force && fs::exists(working_ / "plan.json")) {
        throw input_error({.file = working_.string(),
                           .found = "a study that was interrupted",
                           .expected = "another name for --out",
                           .hint = "or --force to replace it"});
    }
    for (const auto& entry : fs::directory_iterator(working_)) {
        if (entry.path().filename() != marker) fs::remove_all(entry.path());
    }
}

run_folder::~run_folder() {
    std::error_code ignored;
    if (!keep_) fs::remove_all(working_, ignored);
}

void run_folder::commit() {
    sync_folder(working_);
    std::error_code problem;
    fs::remove_all(target_, problem);
    if (!problem) fs::rename(working_, target_, problem);
    if (problem) {
        keep();
        throw error("cannot rename " + working_.string() + " to " + target_.string() + ": " +
                    problem.message());
    }
    keep_ = true;  // whoever makes a folder of that name now is somebody else
}

}  // namespace memglia

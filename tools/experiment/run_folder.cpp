#include "tools/experiment/run_folder.hpp"

#include <utility>

#include "base/error.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace fs = std::filesystem;

namespace {

// A marker written first: --force must never delete a folder full of something else.
constexpr const char* marker = ".memglia-run";

void must_be_ours(const fs::path& folder) {
    if (fs::is_directory(folder) && (fs::is_empty(folder) || fs::exists(folder / marker))) return;
    throw input_error({.file = folder.string(),
                       .found = "something that no run of memglia has made",
                       .expected = "a new name, or an older result folder to replace"});
}

// "results/" is the folder "results": its twin belongs beside it, not inside.
fs::path without_slash(fs::path folder) {
    while (!folder.has_filename() && folder.has_relative_path()) folder = folder.parent_path();
    return folder;
}

}  // namespace

run_folder::run_folder(fs::path target, bool force)
    : target_(without_slash(std::move(target))), working_(target_.string() + ".incomplete") {
    for (const fs::path& folder : {target_, working_}) {
        if (!fs::exists(folder)) continue;
        if (!force) {
            throw input_error({.file = folder.string(),
                               .found = "the result folder exists already",
                               .expected = "a new name for --out",
                               .hint = "or --force to replace it"});
        }
        must_be_ours(folder);
    }
    std::error_code problem;
    fs::remove_all(working_, problem);
    if (!problem) fs::create_directories(working_, problem);
    if (problem) {
        throw error("cannot create " + working_.string() + ": " + problem.message());
    }
    write_text(working_ / marker, "");
}

run_folder::~run_folder() {
    std::error_code ignored;
    if (!keep_) fs::remove_all(working_, ignored);
}

void run_folder::commit() {
    std::error_code problem;
    fs::remove_all(target_, problem);
    if (!problem) fs::rename(working_, target_, problem);
    if (problem) {
        throw error("cannot rename " + working_.string() + " to " + target_.string() + ": " +
                    problem.message());
    }
}

}  // namespace memglia

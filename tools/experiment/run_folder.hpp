#pragma once

#include <filesystem>

namespace memglia {

/// What becomes of an unfinished folder that an earlier command left.
enum class unfinished { replace, resume };

/// Holds a result folder for this process while it lives.
class folder_lock {
  public:
    folder_lock() = default;
    ~folder_lock() { release(); }
    folder_lock(const folder_lock&) = delete;
    folder_lock& operator=(const folder_lock&) = delete;

    /// Throws input_error when another process holds it. False when the folder changed its name
    /// meanwhile: nothing is held then.
    bool take(const std::filesystem::path& folder);
    void release();

  private:
    int file_ = -1;
};

/// The folder of one run. Everything is written into NAME.incomplete beside it, which becomes NAME
/// by one rename when all is done: a folder with its final name is always whole.
class run_folder {
  public:
    /// Throws input_error when `target` exists and `force` is not set, when another process is
    /// writing the same result, or for a folder that no run has made. With `force` an older target
    /// is removed by commit(). An unfinished folder of an earlier command is emptied, or with
    /// `resume` kept as it is.
    run_folder(std::filesystem::path target, bool force, unfinished older = unfinished::replace);

    /// Removes the working folder unless commit() or keep() was called: a run that failed leaves
    /// nothing.
    ~run_folder();
    run_folder(const run_folder&) = delete;
    run_folder& operator=(const run_folder&) = delete;

    /// Where to write.
    const std::filesystem::path& working() const { return working_; }
    const std::filesystem::path& target() const { return target_; }

    /// Whether an earlier command left something unfinished here.
    bool found_unfinished() const { return found_unfinished_; }

    /// Gives the folder its final name.
    void commit();

    /// Leaves the working folder where it is, under its unfinished name.
    void keep() { keep_ = true; }

  private:
    std::filesystem::path target_;
    std::filesystem::path working_;
    bool found_unfinished_ = false;
    bool keep_ = false;
    folder_lock lock_;
};

/// Whether memglia made this folder: it may replace it.
bool is_result_folder(const std::filesystem::path& folder);

/// NAME.incomplete beside NAME.
std::filesystem::path unfinished_name(const std::filesystem::path& target);

}  // namespace memglia

#pragma once

#include <filesystem>

namespace memglia {

/// The folder of one run. Everything is written into NAME.incomplete beside it, which becomes NAME
/// by one rename when all is done: a folder with its final name is always whole.
class run_folder {
  public:
    /// Throws input_error when `target` or its .incomplete twin exists and `force` is not set; with
    /// `force` an older twin is removed at once, an older target only by commit(). Refuses to
    /// replace a folder that no run has made.
    run_folder(std::filesystem::path target, bool force);

    /// Removes the working folder unless commit() or keep() was called: a run that failed leaves
    /// nothing.
    ~run_folder();
    run_folder(const run_folder&) = delete;
    run_folder& operator=(const run_folder&) = delete;

    /// Where to write.
    const std::filesystem::path& working() const { return working_; }
    const std::filesystem::path& target() const { return target_; }

    /// Gives the folder its final name.
    void commit();

    /// Leaves the working folder where it is, under its unfinished name.
    void keep() { keep_ = true; }

  private:
    std::filesystem::path target_;
    std::filesystem::path working_;
    bool keep_ = false;
};

}  // namespace memglia

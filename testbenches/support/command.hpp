#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace memglia::test {

/// What a finished command left.
struct command_result {
    int exit_code = -1;  ///< -1 if a signal ended it
    std::string out;
    std::string err;
};

/// The memglia binary under test with arguments, started in `folder`.
command_result run_memglia(const std::vector<std::string>& arguments,
                           const std::filesystem::path& folder);

/// The same, but a SIGINT is sent to it once `ready` exists, however long that takes.
command_result interrupt_memglia(const std::vector<std::string>& arguments,
                                 const std::filesystem::path& folder,
                                 const std::filesystem::path& ready);

/// A fresh folder that vanishes with the object.
class scratch_folder {
  public:
    scratch_folder();
    ~scratch_folder();
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::string write(const std::string& name, const std::string& text) const;

  private:
    std::filesystem::path path_;
};

std::string slurp(const std::filesystem::path& file);

}  // namespace memglia::test

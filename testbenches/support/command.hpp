#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace memglia::test {

/// What a finished command left.
struct command_result {
    int exit_code = -1;  ///< -1 if a signal ended it
    std::string out;
    std::string err;
};

/// Variables and their values.
using environment = std::vector<std::pair<std::string, std::string>>;

/// A program with arguments, started in `folder`. The configurations of whoever runs the tests are
/// out of its sight unless `changes` says otherwise; `out` in place of a file takes its stdout.
command_result run_program(const std::string& program, const std::vector<std::string>& arguments,
                           const std::filesystem::path& folder, const environment& changes = {},
                           const std::filesystem::path& out = {});

/// The memglia binary under test likewise.
command_result run_memglia(const std::vector<std::string>& arguments,
                           const std::filesystem::path& folder, const environment& changes = {});

/// The same, but a SIGINT is sent to it once `ready` exists, however long that takes.
command_result interrupt_memglia(const std::vector<std::string>& arguments,
                                 const std::filesystem::path& folder,
                                 const std::filesystem::path& ready);

/// The same, but it is killed (SIGKILL) after so many seconds; whether it was still at work then.
bool kill_memglia(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                  double after_s);

/// Started like run_memglia(), and killed at the end of the object.
class background_command {
  public:
    background_command(const std::vector<std::string>& arguments,
                       const std::filesystem::path& folder);
    ~background_command();
    background_command(const background_command&) = delete;
    background_command& operator=(const background_command&) = delete;

  private:
    pid_t process_;
};

/// The same as run_memglia(), but no file may grow beyond so many bytes: a disk that is full.
command_result run_memglia_with_small_files(const std::vector<std::string>& arguments,
                                            const std::filesystem::path& folder,
                                            std::size_t most_bytes);

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

#include "testbenches/support/command.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace memglia::test {

namespace fs = std::filesystem;

namespace {

pid_t start(std::string program, const std::vector<std::string>& arguments, const fs::path& folder,
            const fs::path& out, const fs::path& err, const environment& changes = {},
            std::size_t most_bytes = 0) {
    const pid_t process = ::fork();
    if (process != 0) return process;
    if (most_bytes > 0) {
        // A write beyond the limit then fails as on a full disk, in place of a signal.
        ::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit = {most_bytes, most_bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    if (::chdir(folder.c_str()) != 0) ::_exit(125);
    const auto redirect = [](const fs::path& file, int target) {
        const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(to, target);
    };
    redirect(out, STDOUT_FILENO);
    redirect(err, STDERR_FILENO);
    ::unsetenv("MEMGLIA_CONFIGS");
    ::setenv("XDG_CONFIG_HOME", (err.parent_path() / "none").c_str(), 1);
    for (const auto& [name, value] : changes) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<std::string> copies = arguments;
    std::vector<char*> raw{program.data()};
    for (std::string& a : copies) raw.push_back(a.data());
    raw.push_back(nullptr);
    ::execv(program.c_str(), raw.data());
    ::_exit(126);
}

bool runs(pid_t process) {
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT);
    return ended.si_pid == 0;
}

command_result finish(pid_t process, const fs::path& out, const fs::path& err) {
    int status = 0;
    ::waitpid(process, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, slurp(out), slurp(err)};
}

}  // namespace

command_result run_program(const std::string& program, const std::vector<std::string>& arguments,
                           const fs::path& folder, const environment& changes,
                           const fs::path& out) {
    const scratch_folder streams;
    const auto data = out.empty() ? streams.path() / "out" : out;
    const auto err = streams.path() / "err";
    const pid_t process = start(program, arguments, folder, data, err, changes);
    return finish(process, out.empty() ? data : fs::path(), err);
}

command_result run_memglia(const std::vector<std::string>& arguments, const fs::path& folder,
                           const environment& changes) {
    return run_program(MEMGLIA_BINARY, arguments, folder, changes);
}

command_result interrupt_memglia(const std::vector<std::string>& arguments, const fs::path& folder,
                                 const fs::path& ready) {
    const scratch_folder streams;
    const auto out = streams.path() / "out";
    const auto err = streams.path() / "err";
    const pid_t process = start(MEMGLIA_BINARY, arguments, folder, out, err);
    const auto is_ready = [&ready] {
        return fs::is_directory(ready) || (fs::exists(ready) && fs::file_size(ready) > 0);
    };
    while (runs(process) && !is_ready()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(process, SIGINT);
    return finish(process, out, err);
}

bool kill_memglia(const std::vector<std::string>& arguments, const fs::path& folder,
                  double after_s) {
    const scratch_folder streams;
    const pid_t process =
        start(MEMGLIA_BINARY, arguments, folder, streams.path() / "out", streams.path() / "err");
    std::this_thread::sleep_for(std::chrono::duration<double>(after_s));
    int status = 0;
    const bool working = ::waitpid(process, &status, WNOHANG) == 0;
    if (working) {
        ::kill(process, SIGKILL);
        ::waitpid(process, &status, 0);
    }
    return working;
}

background_command::background_command(const std::vector<std::string>& arguments,
                                       const fs::path& folder)
    : process_(start(MEMGLIA_BINARY, arguments, folder, "/dev/null", "/dev/null")) {}

background_command::~background_command() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

command_result run_memglia_with_small_files(const std::vector<std::string>& arguments,
                                            const fs::path& folder, std::size_t most_bytes) {
    const scratch_folder streams;
    const auto out = streams.path() / "out";
    const auto err = streams.path() / "err";
    return finish(start(MEMGLIA_BINARY, arguments, folder, out, err, {}, most_bytes), out, err);
}

scratch_folder::scratch_folder() {
    std::string pattern = (fs::temp_directory_path() / "memglia-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = pattern;
}

scratch_folder::~scratch_folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string scratch_folder::write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
}

std::string slurp(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace memglia::test

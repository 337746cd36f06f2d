#include "testbenches/support/command.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace memglia::test {

namespace fs = std::filesystem;

namespace {

pid_t start(const std::vector<std::string>& arguments, const fs::path& folder, const fs::path& out,
            const fs::path& err) {
    const pid_t process = ::fork();
    if (process != 0) return process;
    if (::chdir(folder.c_str()) != 0) ::_exit(125);
    const auto redirect = [](const fs::path& file, int target) {
        const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(to, target);
    };
    redirect(out, STDOUT_FILENO);
    redirect(err, STDERR_FILENO);
    std::string program = MEMGLIA_BINARY;
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

command_result run_memglia(const std::vector<std::string>& arguments, const fs::path& folder) {
    const scratch_folder streams;
    const auto out = streams.path() / "out";
    const auto err = streams.path() / "err";
    return finish(start(arguments, folder, out, err), out, err);
}

command_result interrupt_memglia(const std::vector<std::string>& arguments, const fs::path& folder,
                                 const fs::path& ready) {
    const scratch_folder streams;
    const auto out = streams.path() / "out";
    const auto err = streams.path() / "err";
    const pid_t process = start(arguments, folder, out, err);
    while (runs(process) && !(fs::exists(ready) && fs::file_size(ready) > 0)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(process, SIGINT);
    return finish(process, out, err);
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

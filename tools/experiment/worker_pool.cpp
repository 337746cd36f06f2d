#include "tools/experiment/worker_pool.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <exception>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace memglia {

namespace {

volatile std::sig_atomic_t stop_requested = 0;

void request_stop(int) {
    stop_requested = 1;
}

// A frame on the pipe: one kind byte, eight length bytes, the text.
enum class frame : char { result = 'r', bad_input = 'i', bug = 'b', failure = 'f' };

void write_all(int pipe, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t written = ::write(pipe, data, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) ::_exit(1);  // the parent is gone: nobody is left to tell
        data += written;
        size -= static_cast<std::size_t>(written);
    }
}

void send(int pipe, frame kind, const std::string& text) {
    const char tag = static_cast<char>(kind);
    const std::uint64_t size = text.size();
    write_all(pipe, &tag, 1);
    write_all(pipe, reinterpret_cast<const char*>(&size), sizeof size);
    write_all(pipe, text.data(), text.size());
}

// An input_error crosses the pipe with its parts, separated by a byte that no message holds.
constexpr char separator = '\x1f';

std::string pack(const input_error::details& d) {
    std::string text;
    for (const std::string& part :
         {d.file, std::to_string(d.line), d.path, d.found, d.expected, d.hint}) {
        text += part + separator;
    }
    return text;
}

input_error::details unpack(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    parts.resize(6);
    return {parts[0], static_cast<std::size_t>(std::stoull("0" + parts[1])),
            parts[2], parts[3],
            parts[4], parts[5]};
}

[[noreturn]] void work(std::size_t first, std::size_t step, std::size_t count, int pipe,
                       const std::function<job()>& make_job) {
    // The terminal sends Ctrl-C to the whole group; the parent alone decides what to do with it. A
    // worker dies with its parent.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGPIPE, SIG_IGN);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        const job run = make_job();
        for (std::size_t i = first; i < count; i += step) send(pipe, frame::result, run(i));
    } catch (const input_error& problem) {
        send(pipe, frame::bad_input, pack(problem.data));
    } catch (const internal_error& problem) {
        send(pipe, frame::bug, problem.what());
    } catch (const std::exception& problem) {
        send(pipe, frame::failure, problem.what());
    }
    ::_exit(0);
}

struct worker {
    pid_t process = -1;
    int pipe = -1;
};

// Kills and reaps on every way out.
class worker_group {
  public:
    ~worker_group() {
        for (const worker& w : workers) {
            ::close(w.pipe);
            ::kill(w.process, SIGKILL);
        }
        for (const worker& w : workers) ::waitpid(w.process, nullptr, 0);
    }
    std::vector<worker> workers;
};

// False at the end of the stream.
bool read_all(int pipe, char* data, std::size_t size) {
    while (size > 0) {
        throw_if_stopped();
        const ssize_t got = ::read(pipe, data, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        data += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

std::string receive(const worker& from) {
    char tag = 0;
    std::uint64_t size = 0;
    std::string text;
    bool whole = read_all(from.pipe, &tag, 1) &&
                 read_all(from.pipe, reinterpret_cast<char*>(&size), sizeof size);
    if (whole) {
        text.resize(size);
        whole = read_all(from.pipe, text.data(), size);
    }
    if (!whole) {
        int status = 0;
        ::waitpid(from.process, &status, 0);
        throw error(WIFSIGNALED(status)
                        ? std::string("a worker process died: ") + strsignal(WTERMSIG(status))
                        : std::string("a worker process ended before its work was done"));
    }
    switch (static_cast<frame>(tag)) {
        case frame::result:
            return text;
        case frame::bad_input:
            throw input_error(unpack(text));
        case frame::bug:
            throw internal_error(text);
        case frame::failure:
            break;
    }
    throw error(text);
}

}  // namespace

void throw_if_stopped() {
    if (stop_requested != 0) throw interrupted("interrupted");
}

void catch_stop_signals() {
    struct sigaction action = {};
    action.sa_handler = request_stop;  // without SA_RESTART: a blocked read returns
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

void run_jobs(std::size_t count, std::size_t workers, const std::function<job()>& make_job,
              const std::function<void(std::size_t, std::string)>& sink) {
    workers = std::clamp<std::size_t>(workers, 1, std::max<std::size_t>(count, 1));
    worker_group all;
    for (std::size_t w = 0; w < workers; ++w) {
        int ends[2] = {-1, -1};
        if (::pipe(ends) != 0) throw error(std::string("pipe: ") + std::strerror(errno));
        const pid_t process = ::fork();
        if (process < 0) throw error(std::string("fork: ") + std::strerror(errno));
        if (process == 0) {
            ::close(ends[0]);
            for (const worker& other : all.workers) ::close(other.pipe);
            work(w, workers, count, ends[1], make_job);
        }
        ::close(ends[1]);
        all.workers.push_back({process, ends[0]});
    }
    for (std::size_t i = 0; i < count; ++i) {
        throw_if_stopped();
        sink(i, receive(all.workers[i % workers]));
    }
}

}  // namespace memglia

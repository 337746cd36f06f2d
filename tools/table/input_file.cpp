#include "tools/table/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace memglia {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 16;
constexpr int patience_ms = 5'000;  // for somebody to open the other end of a pipe
constexpr int glance_ms = 20;

input_error unreadable(const std::string& name, const std::string& found) {
    return input_error({.file = name, .found = found, .expected = "a readable file"});
}

// What can be read to its end; the size of a device is known to nobody.
void require_ending(const std::string& name, mode_t mode) {
    if (S_ISREG(mode) || S_ISFIFO(mode)) return;
    if (S_ISDIR(mode)) throw unreadable(name, "found a folder");
    throw input_error({.file = name,
                       .found = S_ISSOCK(mode) ? "found a socket" : "found a device",
                       .expected = "a file or a pipe"});
}

}  // namespace

// The bytes as they stand in the file.
class input_file::source {
  public:
    explicit source(const std::string& name) : name_(name) {
        struct stat about {};
        // Opening a device can do something to it: looked at first.
        if (::stat(name.c_str(), &about) != 0) {
            throw unreadable(name, errno == ENOENT ? "no such file" : std::strerror(errno));
        }
        require_ending(name, about.st_mode);
        file_ = ::open(name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (file_ < 0) throw unreadable(name, std::strerror(errno));
        if (name.ends_with(".gz")) {
            packed_.resize(piece_bytes);
            // 32: whatever header zlib knows.
            if (inflateInit2(&unpacking_, 15 + 32) != Z_OK) throw error("zlib does not start");
            is_packed_ = true;
        }
    }
    ~source() {
        if (is_packed_) inflateEnd(&unpacking_);
        ::close(file_);
    }
    source(const source&) = delete;
    source& operator=(const source&) = delete;

    std::size_t read(char* to, std::size_t size) {
        return is_packed_ ? unpack(to, size) : read_as_it_is(to, size);
    }

  private:
    std::size_t read_as_it_is(char* to, std::size_t size) {
        for (int waited_ms = 0;;) {
            const ssize_t got = ::read(file_, to, size);
            if (got > 0) {
                has_begun_ = true;
                return static_cast<std::size_t>(got);
            }
            if (got == 0) {
                if (has_begun_ || !waits_for_writer(waited_ms)) return 0;
            } else if (errno == EAGAIN) {
                has_begun_ = true;  // somebody has it open and will write or close
                pollfd end{file_, POLLIN, 0};
                ::poll(&end, 1, -1);
            } else if (errno != EINTR) {
                throw unreadable(name_, std::strerror(errno));
            }
        }
    }

    // A pipe that nobody has opened for writing yet reads as one that has ended.
    bool waits_for_writer(int& waited_ms) const {
        struct stat about {};
        if (::fstat(file_, &about) != 0 || !S_ISFIFO(about.st_mode)) return false;
        pollfd end{file_, POLLIN, 0};
        if (::poll(&end, 1, glance_ms) > 0) return (end.revents & POLLIN) != 0;
        waited_ms += glance_ms;
        if (waited_ms < patience_ms) return true;
        throw input_error({.file = name_,
                           .found = "found a pipe into which nobody writes",
                           .expected = "a file or a pipe"});
    }

    std::size_t unpack(char* to, std::size_t size) {
        unpacking_.next_out = reinterpret_cast<Bytef*>(to);
        unpacking_.avail_out = static_cast<uInt>(size);
        while (unpacking_.avail_out == size) {
            if (unpacking_.avail_in == 0) {
                const std::size_t got = read_as_it_is(packed_.data(), packed_.size());
                if (got == 0 && between_members_) return 0;
                if (got == 0) refuse_packed();
                unpacking_.next_in = reinterpret_cast<Bytef*>(packed_.data());
                unpacking_.avail_in = static_cast<uInt>(got);
            }
            // gzip joins files by writing one after the other.
            if (between_members_) inflateReset(&unpacking_);
            between_members_ = false;
            const int state = inflate(&unpacking_, Z_NO_FLUSH);
            if (state == Z_STREAM_END) {
                between_members_ = true;
            } else if (state != Z_OK) {
                refuse_packed();
            }
        }
        return size - unpacking_.avail_out;
    }

    [[noreturn]] void refuse_packed() const {
        throw input_error(
            {.file = name_, .found = "cannot be unpacked", .expected = "a file that gzip wrote"});
    }

    std::string name_;
    int file_ = -1;
    bool has_begun_ = false;
    bool is_packed_ = false;
    bool between_members_ = false;
    z_stream unpacking_{};
    std::string packed_;
};

input_file::input_file(const std::filesystem::path& file)
    : name_(file.string()), source_(std::make_unique<source>(name_)) {}

input_file::input_file(std::string name, std::string bytes)
    : name_(std::move(name)), piece_(std::move(bytes)) {}

input_file::~input_file() = default;

bool input_file::fill() {
    if (source_ == nullptr) return false;
    if (at_ > 0) piece_.erase(0, at_);
    at_ = 0;
    const std::size_t held = piece_.size();
    piece_.resize(held + piece_bytes);
    const std::size_t got = source_->read(piece_.data() + held, piece_bytes);
    piece_.resize(held + got);
    return got > 0;
}

std::string_view input_file::peek(std::size_t size) {
    while (piece_.size() - at_ < size && fill()) {
    }
    return std::string_view(piece_).substr(at_, size);
}

std::size_t input_file::read(char* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size && (at_ < piece_.size() || fill())) {
        const std::size_t part = std::min(size - done, piece_.size() - at_);
        std::memcpy(to + done, piece_.data() + at_, part);
        at_ += part;
        done += part;
    }
    return done;
}

bool input_file::read_line(std::string& line, std::size_t most) {
    line.clear();
    bool any = false;
    while (at_ < piece_.size() || fill()) {
        any = true;
        const auto end = piece_.find('\n', at_);
        const std::size_t part = (end == std::string::npos ? piece_.size() : end) - at_;
        if (part > most - line.size()) {
            throw input_error({.file = name_,
                               .found = fmt::format("found a line of more than {} bytes", most),
                               .expected = "a shorter line"});
        }
        line.append(piece_, at_, part);
        at_ += part;
        if (end != std::string::npos) {
            ++at_;
            return true;
        }
    }
    return any;
}

}  // namespace memglia

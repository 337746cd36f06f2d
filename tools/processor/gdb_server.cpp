#include "tools/processor/gdb_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.hpp"
#include "tools/processor/gdb_session.hpp"

namespace memglia {

namespace {

// Between two looks at the socket.
constexpr std::uint64_t steps_at_once = 100'000;

class connection {
  public:
    explicit connection(int descriptor) : descriptor_(descriptor) {}
    ~connection() { ::close(descriptor_); }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// What has come; waits for it if it shall. False when the other side is gone.
    bool read(std::string& bytes, bool wait) const {
        bytes.clear();
        pollfd watched{descriptor_, POLLIN, 0};
        const int ready = ::poll(&watched, 1, wait ? -1 : 0);
        if (ready < 0) return errno == EINTR;
        if (ready == 0) return true;
        std::array<char, 4096> piece{};
        const ssize_t got = ::recv(descriptor_, piece.data(), piece.size(), 0);
        if (got <= 0) return false;
        bytes.assign(piece.data(), static_cast<std::size_t>(got));
        return true;
    }

    bool write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

  private:
    int descriptor_;
};

}  // namespace

gdb_server::gdb_server(std::uint16_t port) {
    const auto fail = [&] {
        throw error(fmt::format("gdb: 127.0.0.1:{}: {}", port, std::strerror(errno)));
    };
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener_ < 0) fail();
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
        ::close(listener_);
        fail();
    }
    port_ = ntohs(address.sin_port);
}

gdb_server::~gdb_server() {
    ::close(listener_);
}

bool gdb_server::serve(processor_system& system) {
    const int accepted = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) throw error(fmt::format("gdb: {}", std::strerror(errno)));
    const connection debugger(accepted);
    gdb_session session(system);
    std::string bytes;
    for (;;) {
        const bool runs = session.current() == gdb_session::state::running;
        if (!debugger.read(bytes, !runs)) throw error("gdb: the debugger is gone");
        if (!debugger.write(session.receive(bytes)) ||
            !debugger.write(session.advance(steps_at_once))) {
            throw error("gdb: the debugger is gone");
        }
        switch (session.current()) {
            case gdb_session::state::exited:
                return false;
            case gdb_session::state::detached:
                return true;
            case gdb_session::state::killed:
                throw error("gdb: the debugger ended the program");
            default:
                break;
        }
    }
}

}  // namespace memglia

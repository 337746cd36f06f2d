#pragma once

#include <cstdint>

#include "rtl_models/processor/processor_system.hpp"

namespace memglia {

/// Waits on 127.0.0.1, and nowhere else, for one debugger.
class gdb_server {
  public:
    /// Port 0 takes any that is free. Throws error when the port cannot be had.
    explicit gdb_server(std::uint16_t port);
    ~gdb_server();
    gdb_server(const gdb_server&) = delete;
    gdb_server& operator=(const gdb_server&) = delete;

    std::uint16_t port() const { return port_; }

    /// Serves one debugger until the program has ended, it detaches, or it goes away. True if the
    /// program goes on without it; throws error when the debugger has killed the program or is
    /// gone.
    bool serve(processor_system& system);

  private:
    int listener_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace memglia

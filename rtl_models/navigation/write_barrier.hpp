#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.hpp"

namespace memglia {

/// The writes that a block asked of the cores since it was loaded, for traces and tests.
struct requested_writes {
    std::uint64_t rows = 0;
    std::uint64_t sum = 0;  ///< over rows: (place + 1) (1 + sides + 16 step); no step in a wave

    void add(std::uint32_t place, std::uint32_t sides, std::uint32_t step) {
        ++rows;
        sum += (std::uint64_t{place} + 1) * (1 + sides + 16 * std::uint64_t{step});
    }
};

/// Which cores were sent writes, and which of them have not yet answered the sync that follows.
class write_barrier {
  public:
    explicit write_barrier(std::size_t cores) : written_(cores, false) {}

    void reset() {
        written_.assign(written_.size(), false);
        awaited_ = 0;
    }
    void wrote(std::size_t core) { written_[core] = true; }

    /// Calls `send_sync(core)` for every core written since the last close().
    template <class SendSync>
    void close(const SendSync& send_sync) {
        for (std::size_t core = 0; core < written_.size(); ++core) {
            if (!written_[core]) continue;
            written_[core] = false;
            ++awaited_;
            send_sync(core);
        }
    }

    /// Throws internal_error for an answer that nobody waits for.
    void answered() {
        if (awaited_ == 0) throw internal_error("a core reports writes that nobody asked about");
        --awaited_;
    }
    bool complete() const { return awaited_ == 0; }

  private:
    std::vector<bool> written_;
    std::uint32_t awaited_ = 0;
};

}  // namespace memglia

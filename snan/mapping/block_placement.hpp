#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memglia {

/// Packets between the blocks of a chip, and from the host, which enters at node 0.
class block_traffic {
  public:
    explicit block_traffic(std::size_t blocks)
        : blocks_(blocks), packets_((blocks + 1) * (blocks + 1)) {}

    std::size_t blocks() const { return blocks_; }
    std::size_t host() const { return blocks_; }

    void add(std::size_t from, std::size_t to) {
        ++packets_[from * (blocks_ + 1) + to];
        ++packets_[to * (blocks_ + 1) + from];
    }
    /// Both ways.
    std::uint64_t between(std::size_t a, std::size_t b) const {
        return packets_[a * (blocks_ + 1) + b];
    }

  private:
    std::size_t blocks_;
    std::vector<std::uint64_t> packets_;
};

struct placement {
    std::uint32_t mesh_width = 1;
    std::uint32_t mesh_height = 1;
    std::vector<std::uint32_t> node;  ///< of each block
};

/// Blocks on the smallest mesh that is square or one column wider than high, node 0 left to the
/// host. From the order of the blocks, nodes are swapped in pairs as long as packets then cross
/// fewer links and not too much has been looked at (beyond some 500 blocks); the same traffic gives
/// the same placement.
placement place_blocks(const block_traffic& traffic);

}  // namespace memglia

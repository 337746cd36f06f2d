#include "snan/mapping/block_placement.hpp"

#include <utility>

namespace memglia {

namespace {

class mesh {
  public:
    explicit mesh(std::size_t nodes) {
        while (std::size_t{width_} * height_ < nodes) {
            if (width_ > height_) {
                ++height_;
            } else {
                ++width_;
            }
        }
    }
    std::uint32_t width() const { return width_; }
    std::uint32_t height() const { return height_; }
    std::int64_t distance(std::uint32_t a, std::uint32_t b) const {
        const auto apart = [](std::uint32_t x, std::uint32_t y) { return x > y ? x - y : y - x; };
        return std::int64_t{apart(a % width_, b % width_)} + apart(a / width_, b / width_);
    }

  private:
    std::uint32_t width_ = 1;
    std::uint32_t height_ = 1;
};

}  // namespace

placement place_blocks(const block_traffic& traffic) {
    constexpr int most_rounds = 20;
    constexpr std::uint64_t most_looks = 500'000'000;  // some seconds
    constexpr std::uint32_t nobody = ~std::uint32_t{0};
    const std::size_t blocks = traffic.blocks();
    const mesh on(blocks + 1);
    const std::uint32_t nodes = on.width() * on.height();
    std::vector<std::uint32_t> block_at(nodes, nobody);
    std::vector<std::uint32_t> node(blocks + 1);
    node[traffic.host()] = 0;
    for (std::uint32_t b = 0; b < blocks; ++b) {
        node[b] = b + 1;
        block_at[b + 1] = b;
    }
    std::uint64_t looks = 0;
    // Links that a block's packets would cross less if it went from one node to another.
    const auto gain = [&](std::uint32_t b, std::uint32_t from, std::uint32_t to,
                          std::uint32_t other) {
        std::int64_t links = 0;
        if (b == nobody) return links;
        looks += blocks;
        for (std::uint32_t k = 0; k <= blocks; ++k) {
            const auto packets = static_cast<std::int64_t>(traffic.between(b, k));
            if (packets == 0 || k == b || k == other) continue;
            links += packets * (on.distance(from, node[k]) - on.distance(to, node[k]));
        }
        return links;
    };
    bool swapped = true;
    for (int round = 0; swapped && round < most_rounds; ++round) {
        swapped = false;
        for (std::uint32_t n = 1; n < nodes; ++n) {
            for (std::uint32_t m = n + 1; m < nodes; ++m) {
                if (looks > most_looks) {
                    node.pop_back();
                    return {on.width(), on.height(), node};
                }
                const std::uint32_t a = block_at[n];
                const std::uint32_t b = block_at[m];
                if (gain(a, n, m, b) + gain(b, m, n, a) <= 0) continue;
                std::swap(block_at[n], block_at[m]);
                if (a != nobody) node[a] = m;
                if (b != nobody) node[b] = n;
                swapped = true;
            }
        }
    }
    node.pop_back();
    return {on.width(), on.height(), node};
}

}  // namespace memglia

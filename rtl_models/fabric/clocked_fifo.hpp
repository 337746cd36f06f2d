#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtl_models/fabric/packet.hpp"

namespace memglia {

/// A fixed-depth FIFO with credits that return one cycle late: a slot freed in cycle t can be
/// filled again from t + 1 on, whichever of reader and writer is evaluated first. One writer, one
/// reader.
class clocked_fifo {
  public:
    explicit clocked_fifo(std::size_t depth) : slots_(depth) {}

    bool can_accept(std::uint64_t cycle) const {
        return size_ + (last_pop_ == cycle ? pops_ : 0) < slots_.size();
    }

    /// `ready`: first cycle in which the reader may take it. Precondition: can_accept().
    void push(const packet& p, std::uint64_t ready) {
        slots_[(head_ + size_) % slots_.size()] = {p, ready};
        ++size_;
    }

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    std::size_t depth() const { return slots_.size(); }

    /// Precondition for these three: not empty.
    std::uint64_t ready() const { return slots_[head_].ready; }
    const packet& front() const { return slots_[head_].content; }
    packet pop(std::uint64_t cycle) {
        const packet p = slots_[head_].content;
        head_ = (head_ + 1) % slots_.size();
        --size_;
        pops_ = last_pop_ == cycle ? pops_ + 1 : 1;
        last_pop_ = cycle;
        return p;
    }

  private:
    struct slot {
        packet content;
        std::uint64_t ready = 0;
    };
    std::vector<slot> slots_;
    std::size_t head_ = 0;
    std::size_t size_ = 0;
    std::uint64_t last_pop_ = 0;  ///< cycle of the last pop
    std::size_t pops_ = 0;        ///< pops in that cycle
};

}  // namespace memglia

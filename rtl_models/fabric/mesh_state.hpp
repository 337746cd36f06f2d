#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memglia {

/// Ports of a router in the numbering of outputs: five sides, the source that writes the local
/// input, and two that are not there.
inline constexpr std::uint32_t mesh_ports = 8;
inline constexpr std::uint32_t source_port = 5;

/// A flit is its packet's slot and three bits.
namespace flit_bits {
inline constexpr std::uint32_t head = 1U << 31U;
inline constexpr std::uint32_t tail = 1U << 30U;
inline constexpr std::uint32_t tree = 1U << 29U;
inline constexpr std::uint32_t slot = tree - 1;
}  // namespace flit_bits

/// The buffer of an input and channel.
struct input_channel {
    std::uint32_t upstream = 0;  ///< output channel that writes it; highest bit: a source's
    std::uint32_t owned = 0;     ///< output channel that its packet has; else one that is not there
    std::uint32_t code = 0;      ///< node * 8 + side
    std::uint8_t read = 0;       ///< free-running
    std::uint8_t written = 0;
    std::uint8_t channel = 0;
    std::uint8_t copies = 0;  ///< outputs to which a spike for many is still to go
};
inline constexpr std::uint32_t from_source = 1U << 31U;

struct output_channel {
    std::uint64_t sent = 0;
    std::uint32_t receiver = 0;  ///< input channel that it writes
    std::uint32_t owner = 0;     ///< input channel whose packet has it
    std::uint16_t credits = 0;
    std::uint32_t last_flit = 0;
    std::uint16_t per_flit =
        1;  ///< credits that a flit takes: 0 where the receiver always has room
};

/// A channel between a source and its router: the packet that is being sent.
struct source_channel {
    std::uint32_t flit = 0;  ///< the next one's
    std::uint32_t left = 0;  ///< flits
};

struct flit_event {
    std::uint32_t to = 0;
    std::uint32_t flit = 0;
};

struct credit_event {
    std::uint32_t output = 0;
    std::uint32_t flits = 0;
};

struct tree_root {
    std::uint32_t source = 0;
    std::uint32_t deliveries = 0;
};

/// A packet in the queue of its source.
struct waiting_packet {
    std::uint32_t source = 0;
    std::uint32_t destination = 0;
    std::uint32_t tag = 0;
    std::uint32_t next = 0;
    std::uint16_t flits = 1;
    std::uint8_t channel = 0;
    bool tree = false;
};

struct packet_queue {
    static constexpr std::uint32_t none = 0xffffffffU;
    std::uint32_t first = none;
    std::uint32_t last = none;
};

/// Packets that wait, by number; numbers are used again.
class packet_store {
  public:
    std::uint32_t add(const waiting_packet& p) {
        if (free_.empty()) {
            all_.push_back(p);
            return static_cast<std::uint32_t>(all_.size() - 1);
        }
        const std::uint32_t at = free_.back();
        free_.pop_back();
        all_[at] = p;
        return at;
    }
    waiting_packet& operator[](std::uint32_t at) { return all_[at]; }
    void remove(std::uint32_t at) { free_.push_back(at); }

  private:
    std::vector<waiting_packet> all_;
    std::vector<std::uint32_t> free_;
};

/// Packets inside the network.
struct packet_slot {
    std::uint32_t destination = 0;
    std::uint32_t source = 0;
    std::uint32_t tag = 0;
    std::uint32_t deliveries = 1;  ///< tails still to leave
};

class slot_table {
  public:
    std::uint32_t add(const packet_slot& s) {
        ++in_use_;
        if (free_.empty()) {
            all_.push_back(s);
            return static_cast<std::uint32_t>(all_.size() - 1);
        }
        const std::uint32_t at = free_.back();
        free_.pop_back();
        all_[at] = s;
        return at;
    }
    packet_slot& operator[](std::uint32_t at) { return all_[at]; }
    const packet_slot& operator[](std::uint32_t at) const { return all_[at]; }
    void remove(std::uint32_t at) {
        --in_use_;
        free_.push_back(at);
    }
    std::uint64_t in_use() const { return in_use_; }

  private:
    std::vector<packet_slot> all_;
    std::vector<std::uint32_t> free_;
    std::uint64_t in_use_ = 0;
};

/// Events a fixed number of cycles ahead, at most so many in a cycle.
template <class T>
class delay_ring {
  public:
    void resize(std::uint32_t delay, std::size_t most) {
        delay_ = delay;
        slots_ = 1;
        while (slots_ <= delay) slots_ *= 2;
        most_ = most;
        events_.resize(slots_ * most);
        counts_.resize(slots_);
    }
    std::uint32_t delay() const { return delay_; }

    /// Where events of this cycle are written to, and of how many there are.
    T* write(std::uint64_t cycle) { return events_.data() + at(cycle + delay_) * most_; }
    std::uint32_t& count_ahead(std::uint64_t cycle) { return counts_[at(cycle + delay_)]; }

    /// What is due.
    const T* read(std::uint64_t cycle) const { return events_.data() + at(cycle) * most_; }
    std::uint32_t& count(std::uint64_t cycle) { return counts_[at(cycle)]; }

    template <class Call>
    void for_each(const Call& call) const {
        for (std::size_t s = 0; s < slots_; ++s) {
            for (std::uint32_t k = 0; k < counts_[s]; ++k) call(events_[s * most_ + k]);
        }
    }

  private:
    std::size_t at(std::uint64_t cycle) const {
        return static_cast<std::size_t>(cycle) & (slots_ - 1);
    }

    std::uint32_t delay_ = 0;
    std::size_t slots_ = 1;
    std::size_t most_ = 0;
    std::vector<T> events_;
    std::vector<std::uint32_t> counts_;
};

}  // namespace memglia

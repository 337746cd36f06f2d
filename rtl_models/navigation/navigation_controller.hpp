#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/random.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/fabric/packet.hpp"
#include "rtl_models/navigation/chip_image.hpp"

namespace memglia {

/// Where the blocks sit in the mesh.
struct chip_floorplan {
    std::uint32_t mesh_width = 2;
    std::uint32_t mesh_height = 2;
    node_id controller = 0;
    node_id learning = 2;
    node_id astrocytes = 3;
    std::vector<node_id> cores{1};
    std::uint32_t places_per_core = 0;

    std::uint32_t core_of(std::uint32_t place) const { return place / places_per_core; }
    std::uint32_t local_of(std::uint32_t place) const { return place % places_per_core; }
};

/// Clocked state machine that turns register commands into packets and action spikes into a
/// decision (winner-take-all: ties are broken at random). Its clock is gated while it waits.
///
/// Timing contract: one state per clock cycle, one packet per cycle at most. A command written in
/// cycle t is taken in t + 1.
class navigation_controller {
  public:
    enum class state : std::uint8_t {
        idle,
        send_place,
        send_visit,
        wait_spikes,  ///< clock gated
        decide,
        send_used,
        send_recall,
        send_reward,
        wait_learned,  ///< clock gated
        finish,
        send_rest,
        send_forget
    };

    navigation_controller(const chip_floorplan& plan, ledger& book);

    void load(const chip_image& image);

    enum class access { ok, bad_address, refused };
    access read(std::uint32_t offset, std::uint32_t& value) const;
    access write(std::uint32_t offset, std::uint32_t value);

    /// False while the state machine has nothing to do until a command or a packet comes.
    bool clock_enabled() const {
        return state_ != state::idle && state_ != state::wait_spikes &&
               state_ != state::wait_learned;
    }

    /// One active clock cycle. Returns the packet sent in it.
    std::optional<packet> clock();

    /// Action spikes have arrived (one bit a neuron), or the time for them is over (0).
    void spikes(std::uint8_t fired);
    /// The astrocytes miss a reward at this decision's place: a recall follows the answer.
    void omission();
    /// The gates come a tick later: so may the spikes.
    void gates_late();
    /// All writes of the last reward or recall are done.
    void learned();

    state current() const { return state_; }
    bool busy() const { return state_ != state::idle; }
    bool action_valid() const { return action_valid_; }
    std::uint32_t action() const { return action_; }
    std::uint32_t place() const { return place_; }
    /// Ticks by which the gates of this decision are late.
    std::uint32_t late_ticks() const { return late_ticks_; }

  private:
    std::uint32_t decide();
    state after_answer() const;

    chip_floorplan plan_;
    ledger& book_;
    random_stream ties_;
    std::uint32_t places_ = 0;
    learning_rule learning_ = learning_rule::none;
    bool astrocyte_per_synapse_ = false;

    state state_ = state::idle;
    std::uint32_t place_ = 0;
    std::uint32_t contacts_ = 0;
    std::uint32_t action_ = 0;
    std::uint32_t fired_ = 0;
    std::uint32_t decided_place_ = 0;
    bool omission_ = false;
    std::uint32_t late_ticks_ = 0;
    bool action_valid_ = false;
    bool no_spike_ = false;
    std::uint32_t decisions_ = 0;
    std::uint32_t cycles_ = 0;
};

}  // namespace memglia

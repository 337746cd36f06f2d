#include "rtl_models/navigation/navigation_controller.hpp"

#include <bit>

#include "base/error.hpp"
#include "firmware/include/memglia_registers.h"
#include "rtl_models/navigation/navigation_packets.hpp"

namespace memglia {

namespace {
constexpr std::uint32_t all_sides = 0xF;
constexpr std::uint64_t state_flip_flops =
    64;  // FSM state, place, contacts, action, counters' low bits
constexpr std::uint64_t random_flip_flops = 32;  // a linear-feedback shift register
}  // namespace

navigation_controller::navigation_controller(const chip_floorplan& plan, ledger& book)
    : plan_(plan), book_(book), ties_(0, "chip/controller", "ties") {}

void navigation_controller::load(const chip_image& image) {
    ties_ = random_stream(image.seed, "chip/controller", "ties", image.stream_index);
    places_ = image.places;
    learning_ = image.learning;
    astrocyte_per_synapse_ = image.astrocyte_per_synapse;
    state_ = state::idle;
    place_ = contacts_ = action_ = fired_ = decisions_ = cycles_ = 0;
    decided_place_ = late_ticks_ = 0;
    action_valid_ = no_spike_ = omission_ = false;
}

navigation_controller::access navigation_controller::read(std::uint32_t offset,
                                                          std::uint32_t& value) const {
    switch (offset) {
        case MEMGLIA_NAV_ID:
            value = MEMGLIA_NAV_ID_VALUE;
            return access::ok;
        case MEMGLIA_NAV_STATUS:
            value = (busy() ? MEMGLIA_NAV_STATUS_BUSY : 0) |
                    (action_valid_ ? MEMGLIA_NAV_STATUS_ACTION_VALID : 0) |
                    (no_spike_ ? MEMGLIA_NAV_STATUS_NO_SPIKE : 0);
            return access::ok;
        case MEMGLIA_NAV_PLACE:
            value = place_;
            return access::ok;
        case MEMGLIA_NAV_CONTACTS:
            value = contacts_;
            return access::ok;
        case MEMGLIA_NAV_ACTION:
            value = action_;
            return access::ok;
        case MEMGLIA_NAV_SPIKES:
            value = fired_;
            return access::ok;
        case MEMGLIA_NAV_DECISIONS:
            value = decisions_;
            return access::ok;
        case MEMGLIA_NAV_CYCLES:
            value = cycles_;
            return access::ok;
        default:
            return access::bad_address;
    }
}

navigation_controller::access navigation_controller::write(std::uint32_t offset,
                                                           std::uint32_t value) {
    if (offset == MEMGLIA_NAV_PLACE || offset == MEMGLIA_NAV_CONTACTS) {
        if (busy()) return access::refused;
        if (offset == MEMGLIA_NAV_PLACE) {
            if (value >= places_) return access::refused;
            place_ = value;
        } else {
            contacts_ = value & all_sides;
        }
        return access::ok;
    }
    if (offset != MEMGLIA_NAV_CONTROL) return access::bad_address;
    if (busy()) return access::refused;
    switch (value) {
        case MEMGLIA_NAV_CONTROL_DECIDE:
            if (place_ >= places_) return access::refused;
            state_ = state::send_place;
            action_valid_ = false;
            late_ticks_ = 0;
            return access::ok;
        case MEMGLIA_NAV_CONTROL_REWARD:
            if (learning_ == learning_rule::wave && decisions_ == 0) return access::refused;
            state_ = learning_ == learning_rule::none ? state::finish : state::send_reward;
            return access::ok;
        case MEMGLIA_NAV_CONTROL_EPISODE:
            state_ = state::send_rest;
            return access::ok;
        default:
            return access::refused;
    }
}

std::optional<packet> navigation_controller::clock() {
    ++cycles_;
    book_.count(activity::controller_flip_flop, state_flip_flops);
    const node_id core = plan_.cores[plan_.core_of(place_)];
    switch (state_) {
        case state::send_place:
            state_ = state::send_visit;
            return packet{core, navigation_kind::place,
                          address_and_sides{plan_.local_of(place_), contacts_}.payload()};
        case state::send_visit:
            state_ = state::wait_spikes;
            return packet{plan_.astrocytes, navigation_kind::visit,
                          address_and_sides{place_, contacts_}.payload()};
        case state::decide:
            action_ = decide();
            action_valid_ = true;
            ++decisions_;
            decided_place_ = place_;
            state_ = after_answer();
            if (learning_ != learning_rule::eligibility) return std::nullopt;
            return packet{plan_.learning, navigation_kind::tag,
                          address_and_action{place_, action_}.payload()};
        case state::send_used:
            state_ = omission_ ? state::send_recall : state::idle;
            return packet{plan_.astrocytes, navigation_kind::used,
                          address_and_action{place_, action_}.payload()};
        case state::send_recall:
            omission_ = false;
            state_ = state::wait_learned;
            return packet{plan_.astrocytes, navigation_kind::recall, 0};
        case state::send_reward:
            state_ = state::wait_learned;
            return packet{learning_ == learning_rule::wave ? plan_.astrocytes : plan_.learning,
                          navigation_kind::reward,
                          address_and_action{decided_place_, action_}.payload()};
        case state::finish:
            state_ = state::idle;
            return std::nullopt;
        case state::send_rest:
            state_ = learning_ == learning_rule::eligibility ? state::send_forget : state::idle;
            return packet{plan_.astrocytes, navigation_kind::episode, 0};
        case state::send_forget:
            state_ = state::idle;
            return packet{plan_.learning, navigation_kind::episode, 0};
        case state::idle:
        case state::wait_spikes:
        case state::wait_learned:
            break;
    }
    throw internal_error("the navigation controller was clocked while its clock was gated");
}

void navigation_controller::spikes(std::uint8_t fired) {
    if (state_ != state::wait_spikes) {
        throw internal_error("action spikes outside a decision");
    }
    fired_ = fired;
    no_spike_ = fired == 0;
    state_ = state::decide;
}

navigation_controller::state navigation_controller::after_answer() const {
    if (astrocyte_per_synapse_) return state::send_used;
    return omission_ ? state::send_recall : state::idle;
}

void navigation_controller::omission() {
    if (state_ != state::wait_spikes) throw internal_error("an omission outside a decision");
    omission_ = true;
}

void navigation_controller::gates_late() {
    if (state_ != state::wait_spikes) throw internal_error("late gates outside a decision");
    ++late_ticks_;
}

void navigation_controller::learned() {
    if (state_ != state::wait_learned) throw internal_error("'learned' without a reward");
    state_ = state::finish;
}

std::uint32_t navigation_controller::decide() {
    std::uint32_t candidates = fired_;
    if (candidates == 0) candidates = all_sides & ~contacts_;
    if (candidates == 0) candidates = all_sides;
    std::uint32_t skip = 0;
    const auto count = static_cast<std::uint32_t>(std::popcount(candidates));
    if (count > 1) {
        book_.count(activity::controller_flip_flop, random_flip_flops);
        skip = ties_.below(count);
    }
    for (std::uint32_t a = 0;; ++a) {
        if ((candidates >> a & 1U) == 0) continue;
        if (skip == 0) return a;
        --skip;
    }
}

}  // namespace memglia

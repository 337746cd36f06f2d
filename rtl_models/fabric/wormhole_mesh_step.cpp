// One cycle of a mesh: what costs host time.
#include <utility>

#include "rtl_models/fabric/wormhole_mesh.hpp"

namespace memglia {

namespace {

constexpr std::uint64_t every_router = 0x0101010101010101ULL;
constexpr std::uint64_t sides_of_all = 0x1f * every_router;
constexpr std::uint64_t sources_of_all = (std::uint64_t{1} << source_port) * every_router;
// Of eight routers, those with a bit in their byte.
std::uint64_t routers_in(std::uint64_t bits) {
    bits |= bits >> 4U;
    bits |= bits >> 2U;
    bits |= bits >> 1U;
    return (bits & every_router) * every_router >> 56U;
}

constexpr auto local = static_cast<std::uint32_t>(mesh_side::local);

// The first set bit from `turn` on, then from 0 on. Precondition: one is set.
std::uint32_t first_from(std::uint64_t bits, std::uint32_t turn) {
    const std::uint64_t later = bits >> turn << turn;
    return static_cast<std::uint32_t>(std::countr_zero(later != 0 ? later : bits));
}

}  // namespace

void wormhole_mesh::step() {
    if (channels_ == 1) {
        step_as<true>();
    } else {
        step_as<false>();
    }
}

template <bool one_channel>
void wormhole_mesh::step_as() {
    ahead_ &= ~bit_of(static_cast<std::uint32_t>(cycle_));
    active_ = false;
    flit_end_ = {links_.write(cycle_), leaving_.data()};
    injection_end_ = injections_.write(cycle_);
    credit_end_ = {credits_.write(cycle_), source_credits_.write(cycle_)};

    std::vector<std::uint32_t>& starts = starting_[cycle_ & 63U];
    for (const std::uint32_t packet : starts) enqueue(packet);
    starts.clear();
    take_credits();
    std::swap(heads_now_, heads_next_);
    take_flits();
    std::uint32_t* const heads_now_end = head_end_;
    head_end_ = heads_next_.data();
    const auto route_all = [&] {
        for (const std::uint32_t* h = heads_now_.data(); h != heads_now_end; ++h) route(*h);
    };
    if (config_.pipeline < 3) route_all();
    if (config_.pipeline == 1) give_channels<one_channel>();
    send_flits<one_channel>();
    if (config_.pipeline > 1) give_channels<one_channel>();
    if (config_.pipeline == 3) route_all();

    heads_waiting_ = static_cast<std::uint32_t>(head_end_ - heads_next_.data());
    active_ |= heads_waiting_ > 0;
    const auto due = [this](std::uint32_t& count, std::ptrdiff_t events, std::uint32_t delay) {
        count = static_cast<std::uint32_t>(events);
        ahead_ |= std::uint64_t{events != 0} << ((cycle_ + delay) & 63U);
    };
    due(links_.count_ahead(cycle_), flit_end_[0] - links_.write(cycle_), links_.delay());
    due(injections_.count_ahead(cycle_), injection_end_ - injections_.write(cycle_),
        injections_.delay());
    due(credits_.count_ahead(cycle_), credit_end_[0] - credits_.write(cycle_), credits_.delay());
    if (source_credits_.delay() > 0) {
        due(source_credits_.count_ahead(cycle_), credit_end_[1] - source_credits_.write(cycle_),
            source_credits_.delay());
    }
    note_arrivals();
    ++cycle_;
}

void wormhole_mesh::skip_to(std::uint64_t cycle) {
    const std::size_t planes = config_.link_period - 1;
    for (std::uint64_t c = cycle_; planes > 0 && c < cycle && c < cycle_ + planes; ++c) {
        const std::size_t first = (c % planes) * words_;
        for (std::size_t w = 0; w < words_; ++w) busy_[first + w] = 0;
    }
    if (cycle > cycle_) arrivals_.clear();
    cycle_ = cycle;
}

bool wormhole_mesh::run_until_arrival(std::uint64_t end) {
    while (true) {
        const std::uint64_t next = next_cycle();
        if (next >= end) {
            if (cycle_ < end) skip_to(end);
            return false;
        }
        if (next > cycle_) skip_to(next);
        step();
        if (!arrivals_.empty()) return true;
    }
}

void wormhole_mesh::add_credits(std::uint32_t output, std::uint32_t flits) {
    outputs_[output].credits = static_cast<std::uint16_t>(outputs_[output].credits + flits);
    credit_[output >> 6U] |= bit_of(output);
}

void wormhole_mesh::take_credits() {
    const std::uint32_t* due = credits_.read(cycle_);
    std::uint32_t& count = credits_.count(cycle_);
    for (std::uint32_t k = 0; k < count; ++k) add_credits(due[k], 1);
    count = 0;
    if (source_credits_.delay() > 0) {
        due = source_credits_.read(cycle_);
        std::uint32_t& from_sources = source_credits_.count(cycle_);
        for (std::uint32_t k = 0; k < from_sources; ++k) add_credits(due[k] & ~from_source, 1);
        from_sources = 0;
    }
    std::vector<credit_event>& released = released_[cycle_ & 63U];
    for (const credit_event& r : released) add_credits(r.output, r.flits);
    released.clear();
}

void wormhole_mesh::take_flits() {
    // A head that finds an empty buffer is at its front; the others' turn comes with a tail.
    std::uint32_t* heads = heads_now_.data() + heads_waiting_;
    const auto take = [&](const flit_event* due, std::uint32_t& count) {
        for (std::uint32_t k = 0; k < count; ++k) {
            const auto [to, flit] = due[k];
            input_channel& in = inputs_[to];
            const bool was_empty = in.read == in.written;
            buffers_[input_of(to, in.written++)] = flit;
            ready_[in.owned >> 6U] |= bit_of(in.owned);
            *heads = to;
            heads += (flit >> 31U) & std::uint32_t{was_empty};
        }
        count = 0;
    };
    take(links_.read(cycle_), links_.count(cycle_));
    take(injections_.read(cycle_), injections_.count(cycle_));
    head_end_ = heads;
}

void wormhole_mesh::ask(const input_channel& in, std::uint32_t side) {
    const std::uint32_t output = (in.code & ~7U) | side;
    asking_[output] |= std::uint64_t{1} << ((in.code & 7U) * channels_ + in.channel);
    const std::uint32_t wanted =
        config_.channel_rule == mesh_channel_rule::kept ? at(output, in.channel) : output;
    wanted_[wanted >> 6U] |= bit_of(wanted);
    active_ = true;
}

void wormhole_mesh::route(std::uint32_t input) {
    input_channel& in = inputs_[input];
    const std::uint32_t flit = buffers_[input_of(input, in.read)];
    const packet_slot& packet = slots_[flit & flit_bits::slot];
    const std::uint32_t node = in.code >> 3U;
    if ((flit & flit_bits::tree) != 0) {
        in.copies = trees_[std::size_t{packet.destination} * nodes_ + node];
        for (std::uint32_t left = in.copies; left != 0; left &= left - 1) {
            ask(in, static_cast<std::uint32_t>(std::countr_zero(left)));
        }
        return;
    }
    std::uint32_t outputs = routing_.outputs(node, in.code & 7U, packet.source, packet.destination);
    if ((outputs & (outputs - 1)) != 0) outputs = roomiest(node, outputs);
    ask(in, static_cast<std::uint32_t>(std::countr_zero(outputs)));
}

// The output with the most free channels, of those the one with the most room behind it.
std::uint32_t wormhole_mesh::roomiest(std::uint32_t node, std::uint32_t outputs) const {
    std::uint32_t best = 0;
    std::uint32_t most = 0;
    for (; outputs != 0; outputs &= outputs - 1) {
        const auto side = static_cast<std::uint32_t>(std::countr_zero(outputs));
        std::uint32_t room = 1;
        for (std::uint32_t v = 0; v < channels_; ++v) {
            const std::uint32_t output = at(node * mesh_ports + side, v);
            const bool is_free = (free_[output >> 6U] & bit_of(output)) != 0;
            room += (is_free ? 1U << 16U : 0) + outputs_[output].credits;
        }
        if (room > most) {
            most = room;
            best = 1U << side;
        }
    }
    return best;
}

// One channel of every output to one of the heads that ask for it.
template <bool one_channel>
void wormhole_mesh::give_channels() {
    std::uint64_t still_wanted = 0;
    for (std::uint32_t w = 0; w < words_; ++w) {
        std::uint64_t can = wanted_[w] & free_[w];
        if constexpr (!one_channel) {
            if (config_.channel_rule == mesh_channel_rule::kept) {
                for (std::uint32_t v = 1; v < channels_; ++v) {
                    can |= wanted_[w + v * words_] & free_[w + v * words_];
                    still_wanted |= wanted_[w + v * words_];
                }
            } else {
                std::uint64_t some_free = 0;
                for (std::uint32_t v = 0; v < channels_; ++v) some_free |= free_[w + v * words_];
                can = wanted_[w] & some_free;
            }
        }
        still_wanted |= wanted_[w];
        for (; can != 0; can &= can - 1) {
            give<one_channel>(w * 64 + static_cast<std::uint32_t>(std::countr_zero(can)), w);
        }
    }
    active_ |= still_wanted != 0;
}

template <bool one_channel>
void wormhole_mesh::give(std::uint32_t code, std::uint32_t word) {
    const std::uint64_t bit = bit_of(code);
    const bool kept = !one_channel && config_.channel_rule == mesh_channel_rule::kept;
    std::uint64_t asking = asking_[code];
    if (kept) {
        std::uint64_t free_for = 0;
        for (std::uint32_t v = 0; v < channels_; ++v) {
            if ((free_[word + v * words_] & bit) != 0) free_for |= asking_of_[v];
        }
        asking &= free_for;
    }
    const std::uint32_t turn = config_.arbiter == mesh_arbiter::round_robin
                                   ? turn_[code]
                                   : static_cast<std::uint32_t>((cycle_ + 4) % 6) * channels_;
    const std::uint32_t winner = first_from(asking, turn);
    turn_[code] = static_cast<std::uint8_t>(winner + 1);
    asking_[code] &= ~(std::uint64_t{1} << winner);

    const std::uint32_t side = one_channel ? winner : winner / channels_;
    const std::uint32_t asked_in = one_channel ? 0 : winner % channels_;
    const std::uint32_t input = at((code & ~7U) | side, asked_in);
    std::uint32_t channel = asked_in;
    if (!one_channel && !kept) {
        std::uint32_t has_free = 0;
        std::uint32_t has_room = 0;
        for (std::uint32_t v = 0; v < channels_; ++v) {
            const std::uint32_t is_free = (free_[word + v * words_] & bit) != 0 ? 1 : 0;
            has_free |= is_free << v;
            if ((credit_[word + v * words_] & bit) != 0) has_room |= is_free << v;
        }
        channel = static_cast<std::uint32_t>(std::countr_zero(has_room != 0 ? has_room : has_free));
    }
    const std::uint32_t wanted_word = kept ? word + asked_in * words_ : word;
    const std::uint64_t others = kept ? asking_[code] & asking_of_[asked_in] : asking_[code];
    if (others == 0) wanted_[wanted_word] &= ~bit;

    const std::uint32_t output = at(code, channel);
    input_channel& in = inputs_[input];
    const bool tree = (buffers_[input_of(input, in.read)] & flit_bits::tree) != 0;
    if (!tree) in.owned = output;
    outputs_[output].owner = input;
    ++heads_[output];
    free_[output >> 6U] &= ~bit;
    ready_[output >> 6U] |= bit;
    active_ = true;
}

// Outputs that must not send in this cycle.
std::uint64_t wormhole_mesh::held_up(std::uint32_t word) {
    std::uint64_t held = 0;
    for (std::size_t k = word; k < busy_.size(); k += words_) held |= busy_[k];
    if (stall_share_ > 0) {
        // A random byte of every bit is compared with the share, from its lowest bit on.
        std::uint64_t below = 0;
        for (std::uint32_t b = 0; b < 8; ++b) {
            const std::uint64_t r = stalls_->bits();
            below = (stall_share_ >> b & 1U) != 0 ? below | ~r : below & ~r;
        }
        held |= stall_share_ == 256 ? ~std::uint64_t{0} : below;
    }
    return held;
}

template <bool one_channel>
void wormhole_mesh::send_flits() {
    const std::size_t planes = config_.link_period - 1;
    const std::size_t this_plane = planes == 0 ? 0 : (cycle_ % planes) * words_;
    const bool may_hold = planes > 0 || stall_share_ > 0;
    const bool credits_at_once = source_credits_.delay() == 0;
    const auto can_send = [this](std::uint32_t w) {
        std::uint64_t can = ready_[w] & credit_[w];
        if constexpr (!one_channel) {
            for (std::uint32_t v = 1; v < channels_; ++v) {
                can |= ready_[w + v * words_] & credit_[w + v * words_];
            }
        }
        return can;
    };
    std::uint64_t more = 0;
    for (std::uint32_t w = 0; w < words_; ++w) {
        std::uint64_t can = can_send(w);
        std::uint64_t sent = 0;
        if (can != 0) {
            const std::uint64_t held = may_hold ? held_up(w) : 0;
            sent = can & sides_of_all & ~held;
            if constexpr (one_channel) {
                sent = send_first(w, sent);
            } else {
                sent = send_fairly(w, sent);
            }
            if (credits_at_once) {
                std::uint32_t* const first = source_credits_.write(cycle_);
                for (std::uint32_t* c = first; c != credit_end_[1]; ++c) {
                    add_credits(*c & ~from_source, 1);
                }
                credit_end_[1] = first;
                can = can_send(w);
            }
            const std::uint64_t sources = can & sources_of_all & ~held;
            router_cycles_ += routers_in(sent);
            send_from_sources(w, sources);
            sent |= sources;
            more |= can_send(w);
        }
        if (planes > 0) busy_[this_plane + w] = sent;
    }
    active_ |= more != 0;
}

// With one channel an input has a flit for one output alone, or copies of one flit for several.
std::uint64_t wormhole_mesh::send_first(std::uint32_t word, std::uint64_t outputs) {
    for (std::uint64_t left = outputs; left != 0; left &= left - 1) {
        send(word * 64 + static_cast<std::uint32_t>(std::countr_zero(left)));
    }
    return outputs;
}

std::uint32_t wormhole_mesh::channels_that_can(std::uint32_t code) const {
    std::uint32_t can = 0;
    for (std::uint32_t v = 0; v < channels_; ++v) {
        const std::uint32_t w = (code >> 6U) + v * words_;
        can |= static_cast<std::uint32_t>((ready_[w] & credit_[w]) >> (code & 63U) & 1U) << v;
    }
    return can;
}

// Every output takes one of its channels, every input then one of the outputs that took it.
std::uint64_t wormhole_mesh::send_fairly(std::uint32_t word, std::uint64_t outputs) {
    std::uint64_t sent = 0;
    while (outputs != 0) {
        const auto shift = static_cast<std::uint32_t>(std::countr_zero(outputs)) & ~7U;
        const auto wishes = static_cast<std::uint32_t>(outputs >> shift & 0x1fU);
        outputs &= ~(std::uint64_t{0x1f} << shift);
        const std::uint32_t router = word * 64 + shift;
        std::array<std::uint32_t, mesh_sides> chosen{};
        std::array<std::uint8_t, mesh_ports> wish_of_input{};
        std::uint32_t inputs = 0;
        for (std::uint32_t left = wishes; left != 0; left &= left - 1) {
            const auto o = static_cast<std::uint32_t>(std::countr_zero(left));
            const std::uint32_t v =
                first_from(channels_that_can(router + o), channel_turn_[router + o]);
            chosen[o] = at(router + o, v);
            const std::uint32_t side = inputs_[outputs_[chosen[o]].owner].code & 7U;
            wish_of_input[side] = static_cast<std::uint8_t>(wish_of_input[side] | 1U << o);
            inputs |= 1U << side;
        }
        for (; inputs != 0; inputs &= inputs - 1) {
            const auto side = static_cast<std::uint32_t>(std::countr_zero(inputs));
            const std::uint32_t o = first_from(wish_of_input[side], input_turn_[router + side]);
            input_turn_[router + side] = static_cast<std::uint8_t>(o + 1);
            channel_turn_[router + o] =
                static_cast<std::uint8_t>((chosen[o] - router - o) / plane_ + 1);
            send(chosen[o]);
            sent |= std::uint64_t{1} << (shift + o);
        }
    }
    return sent;
}

void wormhole_mesh::send(std::uint32_t output) {
    output_channel& out = outputs_[output];
    const std::uint32_t owner = out.owner;
    input_channel& in = inputs_[owner];
    const std::uint32_t flit = buffers_[input_of(owner, in.read)];
    ++out.sent;
    out.last_flit = flit;
    out.credits = static_cast<std::uint16_t>(out.credits - out.per_flit);
    const std::uint32_t word = output >> 6U;
    const std::uint32_t shift = output & 63U;
    credit_[word] &= ~(std::uint64_t{out.credits == 0} << shift);
    *flit_end_[std::size_t{(output & 7U) == local}]++ = {out.receiver, flit};
    if ((flit & flit_bits::tree) != 0) {
        send_copy(output, owner, in);
        return;
    }
    ++in.read;
    const bool tail = (flit & flit_bits::tail) != 0;
    const bool empty = in.read == in.written;
    ready_[word] &= ~(std::uint64_t{tail || empty} << shift);
    free_[word] |= std::uint64_t{tail} << shift;
    *credit_end_[in.upstream >> 31U]++ = in.upstream;
    if (tail) {
        in.owned = plane_ * channels_;
        *head_end_ = owner;
        head_end_ += empty ? 0 : 1;
    }
}

void wormhole_mesh::send_copy(std::uint32_t output, std::uint32_t owner, input_channel& in) {
    ready_[output >> 6U] &= ~bit_of(output);
    free_[output >> 6U] |= bit_of(output);
    in.copies = static_cast<std::uint8_t>(in.copies & ~(1U << (output & 7U)));
    if (in.copies != 0) {
        ++copied_;
        return;
    }
    ++in.read;
    *credit_end_[in.upstream >> 31U]++ = in.upstream;
    *head_end_ = owner;
    head_end_ += in.read == in.written ? 0 : 1;
}

void wormhole_mesh::send_from_sources(std::uint32_t word, std::uint64_t sources) {
    for (; sources != 0; sources &= sources - 1) {
        const std::uint32_t code =
            word * 64 + static_cast<std::uint32_t>(std::countr_zero(sources));
        std::uint32_t channel = 0;
        if (channels_ > 1) {
            channel = first_from(channels_that_can(code), channel_turn_[code]);
            channel_turn_[code] = static_cast<std::uint8_t>(channel + 1);
        }
        send_from(code >> 3U, channel);
    }
}

void wormhole_mesh::send_from(std::uint32_t node, std::uint32_t channel) {
    const std::uint32_t output = at(node * mesh_ports + source_port, channel);
    output_channel& out = outputs_[output];
    source_channel& from = sources_[channel * nodes_ + node];
    const std::uint32_t flit = from.flit | (from.left == 1 ? flit_bits::tail : 0);
    from.flit &= ~flit_bits::head;
    ++out.sent;
    --out.credits;
    credit_[output >> 6U] &= ~(std::uint64_t{out.credits == 0} << (output & 63U));
    *injection_end_++ = {out.receiver, flit};
    if (--from.left > 0) return;
    ready_[output >> 6U] &= ~bit_of(output);
    packet_queue& queue =
        queues_[config_.channel_rule == mesh_channel_rule::kept ? channel * nodes_ + node : node];
    if (queue.first == packet_queue::none) return;
    const std::uint32_t next = queue.first;
    queue.first = packets_[next].next;
    if (queue.first == packet_queue::none) queue.last = packet_queue::none;
    start(node, channel, next);
}

void wormhole_mesh::note_arrivals() {
    arrivals_.clear();
    for (const flit_event* e = leaving_.data(); e != flit_end_[1]; ++e) {
        const std::uint32_t channel = channels_ == 1 ? 0 : e->to / plane_;
        const std::uint32_t slot = e->flit & flit_bits::slot;
        const bool tail = (e->flit & flit_bits::tail) != 0;
        arrivals_.push_back({slots_[slot].tag, (e->to - channel * plane_) >> 3U,
                             static_cast<std::uint8_t>(channel), (e->flit >> 31U) != 0, tail});
        if (tail && --slots_[slot].deliveries == 0) slots_.remove(slot);
    }
}

}  // namespace memglia

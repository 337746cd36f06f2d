#include "rtl_models/navigation/astrocyte_unit.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "base/random.hpp"

namespace memglia {

namespace {
constexpr std::uint64_t word_bits = 32;
}  // namespace

void astrocyte_unit::load(const chip_image& image) {
    image_ = image;
    memory_.assign(image.astrocytes, word{});
    now_ = 0;
    dead_.assign(image.astrocytes, 0);
    if (config_.dead_fraction > 0) {
        random_stream draw(image.seed, "chip/astrocytes", "dead", image.stream_index);
        for (auto& d : dead_) d = draw.uniform() < config_.dead_fraction ? 1 : 0;
    }
    if (waves()) sites_.load(image, dead_);
    missed_place_.reset();
    wave_ = nullptr;
}

// Before the first decision there is nothing that a rest would have to keep.
void astrocyte_unit::rest() {
    if (now_ > 0) book_.count(activity::rest_decision, image_.rest_decisions);
    now_ += image_.rest_decisions;
    if (waves()) sites_.rest();
}

std::uint8_t astrocyte_unit::decayed(std::uint32_t astrocyte) const {
    const word& w = memory_[astrocyte];
    const std::uint64_t elapsed = now_ - w.decision;
    if (!image_.transient.empty()) {
        return under_way(w) ? image_.transient[elapsed] : image_.transient.back();
    }
    const std::uint64_t coarse = elapsed >> 6U;
    if (coarse >= image_.decay_coarse.size()) return 0;
    const std::uint32_t first = (w.calcium * image_.decay_fine[elapsed & 63U] + 128U) >> 8U;
    return static_cast<std::uint8_t>((first * image_.decay_coarse[coarse] + 128U) >> 8U);
}

bool astrocyte_unit::under_way(const word& w) const {
    return w.decision != 0 && now_ - w.decision < image_.transient.size();
}

std::uint8_t astrocyte_unit::fetch(std::uint32_t astrocyte) {
    book_.count(activity::astrocyte_sram_read);
    book_.count(activity::astrocyte_multiply, image_.transient.empty() ? 2 : 0);
    book_.count(activity::astrocyte_table, image_.transient.empty() ? 2 : 1);
    book_.count(activity::astrocyte_add, 3);  // 24-bit time difference
    return decayed(astrocyte);
}

void astrocyte_unit::raise(std::uint32_t astrocyte) {
    const std::uint32_t calcium = fetch(astrocyte);
    if (dead_[astrocyte] != 0) return;
    word& w = memory_[astrocyte];
    if (!image_.transient.empty() && under_way(w)) return;
    book_.count(activity::astrocyte_add);
    book_.count(activity::astrocyte_sram_write);
    book_.count(activity::astrocyte_flip_flop, word_bits);
    w = {static_cast<std::uint8_t>(std::min(calcium + image_.calcium_per_visit, 255U)),
         static_cast<std::uint32_t>(now_)};
}

astrocyte_unit::visit_result astrocyte_unit::visit(std::uint32_t place, std::uint8_t contacts) {
    ++now_;
    if (now_ > last_decision) {
        throw error("the astrocytes' 24-bit decision index is used up after " +
                    std::to_string(last_decision) + " decisions and rests");
    }
    if (!image_.astrocyte_per_synapse) raise(image_.astrocyte_of_place[place]);
    wave_array::guidance guided;
    if (waves()) {
        sites_.sense(place, contacts);
        guided = sites_.guide(place);
    }
    visit_result result;
    result.guiding_cycles = guided.cycles;
    if (guided.from == 0) {
        result.gates = gates_by_calcium(place);
    } else {
        for (std::size_t a = 0; a < result.gates.size(); ++a) {
            const bool open = (unsigned{guided.from} >> a & 1U) != 0;
            result.gates[a] = image_.gate_of_calcium[open ? 0 : 255];
        }
    }
    if (waves() && sites_.misses_reward(place)) {
        result.omission = true;
        missed_place_ = place;
        book_.count(activity::astrocyte_flip_flop, image_.place_bits());
    }
    return result;
}

std::array<std::uint8_t, 4> astrocyte_unit::gates_by_calcium(std::uint32_t place) {
    book_.count(activity::astrocyte_sram_read, destination_words(image_.astrocytes));
    std::array<std::uint8_t, 4> gates{};
    for (std::size_t a = 0; a < gates.size(); ++a) {
        const std::int32_t to = image_.destination[place][a];
        const std::uint8_t calcium = to == chip_image::no_destination
                                         ? std::uint8_t{0}
                                         : fetch(static_cast<std::uint32_t>(to));
        book_.count(activity::astrocyte_table);
        gates[a] = image_.gate_of_calcium[calcium];
    }
    return gates;
}

void astrocyte_unit::used(std::uint32_t place, std::uint32_t action) {
    const std::int32_t own = image_.destination[place][action];
    if (own != chip_image::no_destination) raise(static_cast<std::uint32_t>(own));
}

void astrocyte_unit::reward(std::uint32_t place, std::uint32_t action) {
    const std::int32_t reached = image_.neighbour[place][action];
    if (reached == chip_image::no_destination) return;  // nobody is there to start a wave
    read_out(sites_.reward(static_cast<std::uint32_t>(reached)), true);
}

void astrocyte_unit::recall() {
    if (!missed_place_) throw internal_error("a recall without a missed reward");
    const auto recalled = sites_.recall(*missed_place_);
    read_out(recalled.firings, recalled.potentiates);
    if (recalled.potentiates) now_ += image_.rest_decisions;
    missed_place_.reset();
}

// Nothing leads on from the sources of a wave that potentiates.
void astrocyte_unit::read_out(const std::vector<wave_array::firing>& wave, bool potentiate) {
    wave_ = &wave;
    potentiates_ = potentiate;
    next_site_ = 0;
    while (potentiate && next_site_ < wave.size() && wave[next_site_].cycle == 0) ++next_site_;
}

std::uint64_t astrocyte_unit::wave_cycles() const {
    return wave_ == nullptr || wave_->empty() ? 0 : wave_->back().cycle;
}

std::optional<astrocyte_unit::write> astrocyte_unit::next() {
    if (wave_ == nullptr) return std::nullopt;
    if (next_site_ == wave_->size()) {
        wave_ = nullptr;
        return std::nullopt;
    }
    const auto& f = (*wave_)[next_site_++];
    return write{f.place, potentiates_ ? f.from : std::uint8_t{0}, f.cycle};
}

std::uint8_t astrocyte_unit::calcium(std::uint32_t astrocyte) const {
    return decayed(astrocyte);
}

}  // namespace memglia

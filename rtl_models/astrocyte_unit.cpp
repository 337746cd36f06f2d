#include "rtl_models/astrocyte_unit.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace memglia {

namespace {
// Four 18-bit destination pointers take three 32-bit words.
constexpr std::uint64_t destination_words = 3;
constexpr std::uint64_t word_bits = 32;
}  // namespace

void astrocyte_unit::load(const chip_image& image) {
    image_ = image;
    memory_.assign(image.astrocytes, word{});
    now_ = 0;
}

void astrocyte_unit::rest() {
    now_ += image_.rest_decisions;
}

std::uint8_t astrocyte_unit::decayed(std::uint32_t astrocyte) const {
    const word& w = memory_[astrocyte];
    const std::uint64_t elapsed = now_ - w.decision;
    const std::uint64_t coarse = elapsed >> 6U;
    if (coarse >= image_.decay_coarse.size()) return 0;
    const std::uint32_t first = (w.calcium * image_.decay_fine[elapsed & 63U] + 128U) >> 8U;
    return static_cast<std::uint8_t>((first * image_.decay_coarse[coarse] + 128U) >> 8U);
}

std::uint8_t astrocyte_unit::fetch(std::uint32_t astrocyte) {
    book_.count(activity::astrocyte_sram_read);
    book_.count(activity::astrocyte_multiply, 2);
    book_.count(activity::astrocyte_add, 3);  // 24-bit time difference
    return decayed(astrocyte);
}

std::array<std::uint8_t, 4> astrocyte_unit::visit(std::uint32_t place) {
    ++now_;
    if (now_ > last_decision) {
        throw error("the astrocytes' 24-bit decision index is used up after " +
                    std::to_string(last_decision) + " decisions and rests");
    }
    const std::uint32_t own = image_.astrocyte_of_place[place];
    const std::uint32_t raised = std::uint32_t{fetch(own)} + image_.calcium_per_visit;
    memory_[own] = {static_cast<std::uint8_t>(std::min(raised, 255U)),
                    static_cast<std::uint32_t>(now_)};
    book_.count(activity::astrocyte_add);
    book_.count(activity::astrocyte_sram_write);
    book_.count(activity::astrocyte_flip_flop, word_bits);
    book_.count(activity::astrocyte_sram_read, destination_words);
    std::array<std::uint8_t, 4> gates{};
    for (std::size_t a = 0; a < gates.size(); ++a) {
        const std::int32_t to = image_.destination[place][a];
        const std::uint8_t calcium = to == chip_image::no_destination
                                         ? std::uint8_t{0}
                                         : fetch(static_cast<std::uint32_t>(to));
        gates[a] = image_.gate_of_calcium[calcium];
    }
    return gates;
}

std::uint8_t astrocyte_unit::calcium(std::uint32_t astrocyte) const {
    return decayed(astrocyte);
}

}  // namespace memglia

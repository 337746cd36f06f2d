#include "rtl_models/navigation/learning_engine.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"

namespace memglia {

namespace {
constexpr std::uint64_t tag_bits = 26;
}

learning_engine::learning_engine(const learning_config& config, ledger& book)
    : config_(config), book_(book), trail_(config.trail_words, 0) {}

void learning_engine::load(const chip_image& image) {
    if (image.learning_steps.size() > config_.trail_words) {
        throw input_error({.path = "learning.trail_words",
                           .found = "found " + std::to_string(config_.trail_words),
                           .expected = "at least " + std::to_string(image.learning_steps.size()) +
                                       ", the decisions over which the rule's tags stay eligible"});
    }
    steps_ = image.learning_steps;
    tags_.assign(image.places, eligibility_tag{});
    trail_length_ = 0;
    now_ = 0;
    walk_age_ = static_cast<std::uint32_t>(steps_.size());
}

void learning_engine::tag(std::uint32_t place, std::uint32_t action) {
    ++now_;
    tags_[place] = {now_, static_cast<std::uint8_t>(action)};
    trail_[now_ % config_.trail_words] = place;
    trail_length_ = std::min(trail_length_ + 1, config_.trail_words);
    book_.count(activity::learning_sram_write, 2);
    book_.count(activity::learning_flip_flop, tag_bits);
    book_.count(activity::learning_add, 2);
}

void learning_engine::reward() {
    walk_age_ = 0;
}

std::optional<learning_engine::reinforcement> learning_engine::next() {
    const auto end = std::min(trail_length_, static_cast<std::uint32_t>(steps_.size()));
    while (walk_age_ < end) {
        const std::uint32_t age = walk_age_++;
        const std::uint32_t decision = now_ - age;
        const std::uint32_t place = trail_[decision % config_.trail_words];
        book_.count(activity::learning_sram_read, 2);
        book_.count(activity::learning_add, 2);
        const eligibility_tag& tag = tags_[place];
        if (tag.decision == decision) return reinforcement{place, tag.action, steps_[age]};
    }
    walk_age_ = static_cast<std::uint32_t>(steps_.size());  // over until the next reward
    return std::nullopt;
}

}  // namespace memglia

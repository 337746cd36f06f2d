#include "snan/tasks/environment/environment_schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/rounding_bits.hpp"
#include "snan/tasks/pattern_memory/pattern_memory.hpp"

namespace memglia {

namespace {

template <class T>
void shuffle(T& all, random_stream& draw) {
    for (std::size_t k = 0; k + 1 < all.size(); ++k) {
        std::swap(all[k], all[k + draw.below(static_cast<std::uint32_t>(all.size() - k))]);
    }
}

}  // namespace

binary_image random_glyph(std::uint32_t side, random_stream& draw) {
    constexpr std::size_t on = 16;
    std::array<std::size_t, glyph_columns * glyph_rows> order{};
    std::iota(order.begin(), order.end(), 0);
    shuffle(order, draw);
    std::array<char, glyph_columns * glyph_rows> cells{};
    cells.fill(' ');
    for (std::size_t k = 0; k < on; ++k) cells[order[k]] = '#';
    return glyph_image(cells.data(), side);
}

binary_image with_band_hidden(binary_image image, double share, random_stream& draw) {
    const std::uint32_t cell = image.side / (glyph_rows + 1);
    const std::uint32_t rows = glyph_rows * cell;
    const auto hidden = static_cast<std::uint32_t>(std::lround(share * rows));
    const std::uint32_t top = (image.side - rows) / 2 + draw.below(rows - hidden + 1);
    const auto begin = image.pixels.begin() + static_cast<std::ptrdiff_t>(top) * image.side;
    std::fill_n(begin, std::size_t{hidden} * image.side, std::uint8_t{0});
    return image;
}

binary_image in_the_middle(const binary_image& image, std::uint32_t side) {
    const auto shift = (static_cast<std::int64_t>(side) - image.side) / 2;
    binary_image moved{side, std::vector<std::uint8_t>(std::size_t{side} * side)};
    for (std::int64_t y = 0; y < side; ++y) {
        for (std::int64_t x = 0; x < side; ++x) {
            const std::int64_t from_x = x - shift;
            const std::int64_t from_y = y - shift;
            if (from_x < 0 || from_y < 0 || from_x >= image.side || from_y >= image.side) continue;
            moved.pixels[static_cast<std::size_t>(y * side + x)] =
                image.pixels[static_cast<std::size_t>(from_y * image.side + from_x)];
        }
    }
    return moved;
}

environment_schedule::environment_schedule(const environment_config& config)
    : config_(config), draw_(config.seed, "environment", "schedule") {
    config.validate();
    stream();
    learning_ends_ = now_;
    long_term_questions();
    short_term_questions();
}

environment_schedule::environment_schedule(const environment_config& config,
                                           const pattern_memory_config& task)
    : config_(config), draw_(task.seed, "environment", "schedule") {
    config.validate();
    task.validate();
    const pattern_memory_images images = pattern_images(task);
    for (std::uint32_t k = 0; k < task.images; ++k) {
        show_at(task.learn.from_s + task.learn.every_s * k, task.learn,
                in_the_middle(images.shown[k], config.side()), config.stream.period_s);
    }
    learning_ends_ = now_;
    for (std::uint32_t k = 0; k < task.cues(); ++k) {
        show_at(task.cue.from_s + task.cue.every_s * k, task.cue,
                in_the_middle(images.cues[k], config.side()), config.test.period_s);
        const std::uint64_t begin = showings_.back().begin;
        const std::uint64_t end = begin + environment_ticks(task.cue_window_s());
        const binary_image truth = digit_image(task.digit_of_cue(k), task.side());
        questions_.push_back({recall_condition::short_term, in_the_middle(truth, config.side()),
                              showings_.size() - 1, begin, end});
        now_ = end;
    }
}

void environment_schedule::show_at(double from_s, const showing_config& how,
                                   const binary_image& image, double period_s) {
    now_ = environment_ticks(from_s);
    show(image, how.lasts_s, period_s);
}

void environment_schedule::show(const binary_image& image, double seconds, double period_s) {
    showing& s = showings_.emplace_back();
    s.begin = now_;
    s.end = now_ += std::max<std::uint64_t>(1, environment_ticks(seconds));
    s.image = image;
    const auto period = static_cast<std::uint32_t>(environment_ticks(period_s));
    s.of_phase.resize(period);
    for (std::uint32_t j = 0; j < image.pixels.size(); ++j) {
        if (image.pixels[j] != 0) s.of_phase[draw_.below(period)].push_back(j);
    }
}

void environment_schedule::ask(recall_condition condition, const binary_image& truth,
                               const binary_image& cue) {
    const std::uint64_t begin = now_;
    show(cue, config_.test.cue_s, config_.test.period_s);
    questions_.push_back({condition, truth, showings_.size() - 1, begin, now_});
    now_ += environment_ticks(config_.test.between_s);
}

void environment_schedule::stream() {
    const environment_stream_config& s = config_.stream;
    const auto see_once = [&] {
        const binary_image image = random_glyph(config_.side(), draw_);
        show(flipped(image, s.flipped), s.shown_s, s.period_s);
        now_ += environment_ticks(s.gap_s);
    };
    std::vector<std::uint32_t> order(s.recurring);
    std::iota(order.begin(), order.end(), 0);
    for (std::uint32_t b = 0; b < s.bouts; ++b) {
        shuffle(order, draw_);
        for (const std::uint32_t digit : order) {
            const binary_image image = digit_image(digit, config_.side());
            for (std::uint32_t r = 0; r < s.repeats; ++r) {
                show(flipped(image, s.flipped), s.shown_s, s.period_s);
                now_ += environment_ticks(s.every_s) - environment_ticks(s.shown_s);
            }
            now_ += environment_ticks(s.gap_s);
            for (std::uint32_t k = 0; k < s.once; ++k) see_once();
        }
    }
    for (std::uint32_t k = 0; k < s.once_after; ++k) see_once();
}

void environment_schedule::long_term_questions() {
    now_ += environment_ticks(config_.stream.gap_s);
    const std::array<std::pair<recall_condition, double>, 3> shares{
        {{recall_condition::long_20, 0.2},
         {recall_condition::long_30, 0.3},
         {recall_condition::long_40, 0.4}}};
    for (const auto& [condition, share] : shares) {
        for (std::uint32_t k = 0; k < config_.stream.recurring; ++k) {
            const binary_image image = digit_image(k, config_.side());
            ask(condition, image, flipped(image, share));
        }
    }
    for (std::uint32_t k = 0; k < config_.stream.recurring; ++k) {
        const binary_image image = digit_image(k, config_.side());
        ask(recall_condition::occluded, image,
            with_band_hidden(image, config_.test.occluded, draw_));
    }
    for (std::uint32_t k = 0; k < config_.test.images; ++k) {
        const binary_image image = digit_image(config_.stream.recurring + k, config_.side());
        ask(recall_condition::never_seen, image, flipped(image, config_.test.flipped));
    }
}

void environment_schedule::short_term_questions() {
    const environment_stream_config& s = config_.stream;
    for (std::uint32_t k = 0; k < config_.test.images; ++k) {
        now_ += environment_ticks(s.gap_s);
        const binary_image image = digit_image(s.recurring + k, config_.side());
        show(flipped(image, s.flipped), s.shown_s, s.period_s);
        now_ += environment_ticks(config_.test.delay_s);
        ask(recall_condition::short_term, image, flipped(image, config_.test.flipped));
    }
}

const std::vector<std::uint32_t>& environment_schedule::input(std::uint64_t tick) {
    input_.clear();
    while (next_ < showings_.size() && tick >= showings_[next_].end) ++next_;
    if (next_ == showings_.size() || tick < showings_[next_].begin) return input_;
    const showing& s = showings_[next_];
    const auto& spiking = s.of_phase[(tick - s.begin) % s.of_phase.size()];
    const auto lost = static_cast<std::uint32_t>(std::lround(config_.damage.lost_spikes * 65536));
    for (const std::uint32_t j : spiking) {
        const auto who = static_cast<std::uint32_t>(config_.seed * 0x9e3779b1U) ^ (j * 0x85ebca77U);
        if (lost > 0 && rounding_bits(who, static_cast<std::uint32_t>(tick)) < lost) continue;
        input_.push_back(j);
    }
    return input_;
}

}  // namespace memglia

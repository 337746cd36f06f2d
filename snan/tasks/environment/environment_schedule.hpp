#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "snan/tasks/environment/environment_config.hpp"
#include "snan/tasks/pattern_memory/images.hpp"
#include "snan/tasks/pattern_memory/pattern_memory_config.hpp"

namespace memglia {

/// What a cue is of, and how poor it is.
enum class recall_condition { long_20, long_30, long_40, occluded, never_seen, short_term };
inline constexpr std::size_t recall_conditions = 6;
constexpr std::string_view choice_words(recall_condition) {
    return "long_20|long_30|long_40|occluded|never_seen|short_term";
}

/// An image before the pixels' neurons, from a tick on.
struct showing {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    binary_image image;                                ///< as it is shown
    std::vector<std::vector<std::uint32_t>> of_phase;  ///< pixels that spike at begin + phase, and
                                                       ///< again after as many ticks as phases
};

struct question {
    recall_condition condition = recall_condition::long_20;
    binary_image truth;
    std::size_t showing = 0;  ///< of the cue
    std::uint64_t begin = 0;  ///< of the window in which spikes count
    std::uint64_t end = 0;
};

/// The stream and then the questions. The same for every network of a seed.
class environment_schedule {
  public:
    explicit environment_schedule(const environment_config& config);

    /// The task of pattern memory instead: its images, flips and times, in the middle of this
    /// field.
    environment_schedule(const environment_config& config, const pattern_memory_config& task);

    /// Pixels whose spikes arrive in a tick. Ticks are asked for in order.
    const std::vector<std::uint32_t>& input(std::uint64_t tick);

    const std::vector<showing>& showings() const { return showings_; }
    const std::vector<question>& questions() const { return questions_; }
    std::uint64_t learning_ends() const { return learning_ends_; }  ///< the first tick after
    std::uint64_t ticks() const { return now_; }

  private:
    void show(const binary_image& image, double seconds, double period_s);
    void ask(recall_condition condition, const binary_image& truth, const binary_image& cue);
    void show_at(double from_s, const showing_config& how, const binary_image& image,
                 double period_s);
    void stream();
    void long_term_questions();
    void short_term_questions();
    binary_image flipped(const binary_image& image, double share) {
        return with_flips(image, share, draw_);
    }

    environment_config config_;
    random_stream draw_;
    std::uint64_t now_ = 0;
    std::uint64_t learning_ends_ = 0;
    std::vector<showing> showings_;
    std::vector<question> questions_;
    std::size_t next_ = 0;
    std::vector<std::uint32_t> input_;
};

/// 16 of the 35 cells of a glyph, as many as digits have in the mean.
binary_image random_glyph(std::uint32_t side, random_stream& draw);

/// Without the pixels of a band of rows across the glyph, `share` of its height.
binary_image with_band_hidden(binary_image image, double share, random_stream& draw);

/// In the middle of a larger square, or of a smaller one what is there.
binary_image in_the_middle(const binary_image& image, std::uint32_t side);

}  // namespace memglia

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/field.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/navigation/chip_image.hpp"

namespace memglia {

struct learning_config {
    std::uint32_t trail_words = 256;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "trail_words",
                    .unit = "1",
                    .doc = "how many decisions back the learning engine remembers",
                    .min = 1,
                    .max = 4096},
              self.trail_words);
    }
};

/// Reward-gated STDP with eligibility tags. A decision is a causal pair (place spike, then action
/// spike): it tags the place with {action 2, time stamp 24}, replacing its older tag, and enters
/// the trail, a ring of the last places. At reward the trail is walked from the newest entry back;
/// an entry that is still its place's tag reinforces that place by learning_steps[age].
class learning_engine {
  public:
    learning_engine(const learning_config& config, ledger& book);

    /// Throws input_error when the image's eligibility outlasts the trail.
    void load(const chip_image& image);

    void new_episode() { trail_length_ = 0; }
    void tag(std::uint32_t place, std::uint32_t action);
    void reward();

    struct reinforcement {
        std::uint32_t place = 0;
        std::uint32_t action = 0;
        std::uint32_t step = 0;  ///< weight levels
    };

    /// The next place to reinforce since reward(); none when the walk is over.
    std::optional<reinforcement> next();

  private:
    struct eligibility_tag {
        std::uint32_t decision = 0;
        std::uint8_t action = 0;
    };

    learning_config config_;
    ledger& book_;
    std::vector<std::uint8_t> steps_;
    std::vector<eligibility_tag> tags_;  ///< one word per place
    std::vector<std::uint32_t> trail_;   ///< ring of places
    std::uint32_t trail_length_ = 0;     ///< entries of this episode, at most trail_words
    std::uint32_t now_ = 0;              ///< decision index, without rests
    std::uint32_t walk_age_ = 0;
};

}  // namespace memglia

#include "snan/tasks/pattern_memory/pattern_memory.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

#include "snan/tasks/pattern_memory/sheet.hpp"

namespace memglia {

namespace {

struct showing {
    std::uint64_t begin;
    std::uint64_t end;
    const binary_image* image;
    double current;
};

std::uint64_t steps_of(double seconds) {
    return static_cast<std::uint64_t>(std::llround(seconds / sheet_step_s));
}

showing shown(const showing_config& config, std::uint32_t k, const binary_image& image) {
    const double from_s = config.from_s + config.every_s * k;
    return {steps_of(from_s), steps_of(from_s + config.lasts_s), &image, config.current};
}

void apply(const showing& what, double sign, std::vector<double>& applied) {
    for (std::size_t j = 0; j < applied.size(); ++j) {
        if (what.image->pixels[j] != 0) applied[j] += sign * what.current;
    }
}

}  // namespace

pattern_memory_images pattern_images(const pattern_memory_config& config) {
    pattern_memory_images all;
    for (std::uint32_t k = 0; k < config.images; ++k) {
        all.images.push_back(digit_image(k, config.side()));
        random_stream draw(config.seed, "pattern_memory", "learn", k);
        all.shown.push_back(with_flips(all.images.back(), config.learn.flipped, draw));
    }
    for (std::uint32_t k = 0; k < config.cues(); ++k) {
        random_stream draw(config.seed, "pattern_memory", "cue", k);
        all.cues.push_back(with_flips(digit_image(config.digit_of_cue(k), config.side()),
                                      config.cue.flipped, draw));
    }
    return all;
}

pattern_memory_result pattern_memory_to_fill(const pattern_memory_config& config) {
    pattern_memory_result result;
    pattern_memory_images images = pattern_images(config);
    result.images = std::move(images.images);
    result.shown = std::move(images.shown);
    for (std::uint32_t k = 0; k < config.cues(); ++k) {
        cue_response& response = result.responses.emplace_back();
        response.digit = config.digit_of_cue(k);
        response.learned = response.digit < config.images;
        response.cue = std::move(images.cues[k]);
        response.spikes.resize(config.neurons());
    }
    return result;
}

pattern_memory_result run_pattern_memory(const pattern_memory_config& config) {
    config.validate();
    pattern_memory_result result = pattern_memory_to_fill(config);
    std::vector<showing> all;
    for (std::uint32_t k = 0; k < config.images; ++k) {
        all.push_back(shown(config.learn, k, result.shown[k]));
    }
    for (std::uint32_t k = 0; k < config.cues(); ++k) {
        all.push_back(shown(config.cue, k, result.responses[k].cue));
    }

    izhikevich_sheet sheet(config);
    noise_pulses noise(config);
    zone_astrocytes astrocytes(config);
    const std::uint64_t window = steps_of(config.cue_window_s());
    const std::uint64_t sample_every = steps_of(0.05);
    const std::uint64_t end = steps_of(config.ends_s());
    std::uint32_t spikes_this_ms = 0;
    for (std::uint64_t now = 0; now < end; ++now) {
        for (const showing& s : all) {
            if (s.begin == now) apply(s, 1, sheet.applied());
            if (s.end == now) apply(s, -1, sheet.applied());
        }
        noise.step(now, sheet.applied());
        sheet.step();
        astrocytes.hear(now, sheet.spiked());
        spikes_this_ms += static_cast<std::uint32_t>(sheet.spiked().size());
        for (std::uint32_t k = 0; k < config.cues(); ++k) {
            const std::uint64_t begin = all[config.images + k].begin;
            if (now < begin || now >= begin + window) continue;
            for (const std::uint32_t j : sheet.spiked()) ++result.responses[k].spikes[j];
        }
        if ((now + 1) % steps_per_ms == 0) {
            astrocytes.advance(now + 1, sheet.conductance());
            result.spikes_per_ms.push_back(spikes_this_ms);
            result.spikes += spikes_this_ms;
            spikes_this_ms = 0;
        }
        if ((now + 1) % sample_every != 0) continue;
        calcium_sample& sample = result.calcium.emplace_back();
        sample.time_s = static_cast<double>(now + 1) * sheet_step_s;
        for (const ullah_state& s : astrocytes.states()) sample.calcium_um.push_back(s.calcium_um);
    }
    result.deliveries = sheet.deliveries();
    score_responses(result);
    return result;
}

}  // namespace memglia

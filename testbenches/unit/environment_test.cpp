#include "snan/tasks/environment/environment.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "base/error.hpp"

using namespace memglia;

namespace {

environment_config small_config() {
    environment_config config;
    config.blocks = 4;
    config.stream.recurring = 2;
    config.stream.bouts = 2;
    config.test.images = 2;
    return config;
}

// Neurons of one block, all of them or the first few, as pixels of a field of 2 by 2 blocks.
std::vector<std::uint32_t> first_of_block(std::uint32_t count) {
    std::vector<std::uint32_t> pixels;
    for (std::uint32_t k = 0; k < count; ++k) pixels.push_back(k / 9 * 18 + k % 9);
    return pixels;
}

environment_config two_blocks() {
    environment_config config;
    config.blocks = 2;
    return config;
}

constexpr std::uint32_t zone_0[] = {0, 1, 2, 18, 19, 20, 36, 37, 38};

}  // namespace

TEST_CASE("environment: the schedule shows what recurs in bouts, then asks") {
    environment_config config = small_config();
    environment_schedule schedule(config);
    // 2 images, 2 bouts of 4, one seen once after each; 5 kinds of questions on 2 images; 2 shown
    // and asked for.
    REQUIRE(schedule.showings().size() == 2 * 2 * (4 + 1) + 5 * 2 + 2 * 2);
    REQUIRE(schedule.questions().size() == 12);
    CHECK(schedule.learning_ends() == 4 * (4 * 300 + 4000 + 200 + 4000));
    for (std::size_t k = 1; k < schedule.showings().size(); ++k) {
        CHECK(schedule.showings()[k].begin >= schedule.showings()[k - 1].end);
    }
    const question& last = schedule.questions().back();
    CHECK(last.condition == recall_condition::short_term);
    CHECK(last.showing + 1 == schedule.showings().size());
    // The image itself was shown a delay before its cue.
    CHECK(schedule.showings()[last.showing].begin ==
          schedule.showings()[last.showing - 1].end + 1000);
    CHECK(last.truth.pixels == digit_image(3, 36).pixels);
    CHECK(schedule.questions()[0].truth.pixels == digit_image(0, 36).pixels);

    // Every pixel that is on spikes once a period, at a phase of its own.
    const showing& first = schedule.showings().front();
    std::vector<std::vector<std::uint64_t>> spikes(config.neurons());
    for (std::uint64_t t = 0; t < first.end + 100; ++t) {
        for (const std::uint32_t j : schedule.input(t)) spikes[j].push_back(t);
    }
    std::size_t phases = 0;
    for (std::uint32_t j = 0; j < config.neurons(); ++j) {
        REQUIRE(spikes[j].size() == (first.image.pixels[j] != 0 ? 25 : 0));
        for (std::size_t k = 1; k < spikes[j].size(); ++k) {
            CHECK(spikes[j][k] == spikes[j][k - 1] + 8);
        }
        if (!spikes[j].empty() && spikes[j][0] == 3) ++phases;
    }
    CHECK(phases > 20);

    config.damage.lost_spikes = 0.5;
    environment_schedule lossy(config);
    std::size_t left = 0;
    for (std::uint64_t t = 0; t < first.end; ++t) left += lossy.input(t).size();
    CHECK(static_cast<double>(left) / (25.0 * first.image.on()) == Approx(0.5).margin(0.02));

    config.seed = 2;
    CHECK(environment_schedule(config).showings()[0].image.pixels != first.image.pixels);
}

TEST_CASE("environment: a band hides its rows and no others") {
    binary_image full{16, std::vector<std::uint8_t>(256, 1)};
    random_stream draw(1, "test", "band");
    const binary_image hidden = with_band_hidden(full, 0.5, draw);
    std::uint32_t rows = 0;
    for (std::uint32_t y = 0; y < 16; ++y) {
        CHECK(hidden.at(0, y) == hidden.at(15, y));
        rows += hidden.at(0, y) ? 0U : 1U;
    }
    CHECK(rows == 7);  // half of 14
    CHECK(random_glyph(81, draw).on() == 16 * 13 * 10);
}

TEMPLATE_TEST_CASE("environment: an astrocyte marks what was seen, and answers to a poor cue", "",
                   real_numbers, integer_numbers) {
    const environment_config config = two_blocks();
    environment_sheet<TestType> sheet(config);
    // All nine pixels every 8 ms. The trace is 9 * 256 (1 + q + q^2 ...), q = e^(-8/24): it passes
    // 4096 with the third round of spikes, in tick 16, which the next tick sees.
    const std::vector<std::uint32_t> on(std::begin(zone_0), std::end(zone_0));
    const std::vector<std::uint32_t> none;
    for (std::uint64_t t = 0; t < 267; ++t) sheet.step(t < 200 && t % 8 == 0 ? on : none, true);
    CHECK(sheet.work().calcium_rises == 0);
    sheet.step(none, true);
    CHECK(sheet.work().calcium_rises == 1);
    CHECK(sheet.calcium(0) == 1024);
    CHECK(sheet.calcium(1) == 0);
    CHECK(sheet.work().gain_windows == 0);  // there is no cue
    CHECK(sheet.work().column_writes == 0);

    // Six of nine, every 25 ms: at most 1536 / (1 - e^(-25/24)) = 2373, never strong.
    const std::vector<std::uint32_t> cue(on.begin(), on.begin() + 6);
    for (int t = 0; t < 100; ++t) {
        sheet.step(t % 25 == 0 ? cue : none, true);
        CHECK(sheet.gain_is_up(0) == (t > 0));
    }
    CHECK(sheet.work().gain_windows == 1);
    // 250 ms of gain, 300 ms of pause.
    for (int t = 100; t < 251; ++t) sheet.step(t % 25 == 0 ? cue : none, true);
    CHECK(sheet.gain_is_up(0));
    sheet.step(none, true);
    CHECK_FALSE(sheet.gain_is_up(0));
    for (int t = 252; t < 551; ++t) sheet.step(t % 25 == 0 ? cue : none, true);
    CHECK(sheet.work().gain_windows == 1);
    sheet.step(none, true);
    CHECK(sheet.work().gain_windows == 2);

    // Calcium decays below 410 in 4 s ln(1024/410) = 3661 ms after it rose: then cues are in vain.
    std::uint64_t silent = 0;
    while (sheet.calcium(0) >= 410) {
        sheet.step(none, true);
        ++silent;
    }
    CHECK(552 + silent == Approx(3662).margin(4));
    for (int t = 0; t < 400; ++t) sheet.step(t % 25 == 0 ? cue : none, true);
    CHECK(sheet.work().gain_windows == 2);
    CHECK(sheet.work().calcium_rises == 1);
}

TEMPLATE_TEST_CASE("environment: one glimpse is not written, repetition is", "", real_numbers,
                   integer_numbers) {
    environment_config config = two_blocks();
    const auto on = first_of_block(27);
    const std::vector<std::uint32_t> none;
    const auto show = [&](auto& sheet) {
        for (int t = 0; t < 300; ++t) sheet.step(t < 200 && t % 8 == 0 ? on : none, true);
    };
    environment_sheet<TestType> sheet(config);
    show(sheet);
    CHECK(sheet.work().column_writes == 0);
    CHECK(sheet.level(0, 1) == 1);
    show(sheet);
    CHECK(sheet.work().column_writes == 27);
    CHECK(sheet.work().level_changes == 27 * 80);
    CHECK(sheet.level(0, 1) == 2);   // both on
    CHECK(sheet.level(0, 54) == 0);  // source off
    CHECK(sheet.level(54, 0) == 1);  // target off
    CHECK(sheet.level(0, 0) == 0);   // none of its own
    CHECK(sheet.level(0, 9) == 0);   // of another block
    for (int k = 0; k < 20; ++k) show(sheet);
    CHECK(sheet.level(0, 1) == 15);

    config.astrocytes.present = false;
    environment_sheet<TestType> ungated(config);
    show(ungated);
    CHECK(ungated.work().column_writes == 27);
    CHECK(ungated.work().calcium_rises == 0);
    environment_sheet<TestType> frozen(config);
    for (int t = 0; t < 300; ++t) frozen.step(t < 200 && t % 8 == 0 ? on : none, false);
    CHECK(frozen.work().column_writes == 0);
    config.plasticity.present = false;
    environment_sheet<TestType> stiff(config);
    show(stiff);
    CHECK(stiff.work().column_writes == 0);
    CHECK(stiff.work().spikes > 0);
}

TEMPLATE_TEST_CASE("environment: homeostasis keeps what a column can do", "", real_numbers,
                   integer_numbers) {
    // Whether the last neuron of a block spikes when n others do, all at a level.
    const auto wakes = [](environment_config config, std::uint32_t n) {
        config.neuron.input_kick = 5000;
        environment_sheet<TestType> sheet(config);
        const auto on = first_of_block(n);
        sheet.step(on, false);
        bool woken = false;
        for (int t = 0; t < 3; ++t) {
            sheet.step({}, false);
            const auto& spiked = sheet.spiked();
            woken = woken || std::count(spiked.begin(), spiked.end(), 8U * 18 + 8) != 0;
        }
        return woken;
    };
    environment_config config = two_blocks();
    // A sum of 80 * 8: 9000/640 a level, 112.5 a source; decay e^(-1/32): 38 make 4143,
    // or 39 with the scale of the middle of their entry.
    config.synapses.initial_level = 8;
    CHECK(wakes(config, 39));
    CHECK_FALSE(wakes(config, 36));
    config.synapses.initial_level = 15;  // the same
    CHECK(wakes(config, 39));
    CHECK_FALSE(wakes(config, 36));
    config.synapses.initial_level = 1;  // 80 is below least_sum: 30 a source are never enough
    CHECK_FALSE(wakes(config, 80));
    config.synapses.homeostasis = false;
    config.synapses.level_drive = 60;  // 58.2 after a tick: 71 sources
    CHECK(wakes(config, 71));
    CHECK_FALSE(wakes(config, 70));
}

TEST_CASE("environment: scales of columns in 38 entries") {
    const environment_synapse_config synapses;
    const integer_numbers::column_scale table(synapses);
    const real_numbers::column_scale exact(synapses);
    CHECK(table.entries() == 38);
    for (const std::uint32_t sum : {0U, 300U, 500U, 800U, 1200U}) {
        CHECK(table(sum) / 256.0 == Approx(exact(sum)).epsilon(0.05));
    }
}

TEST_CASE("environment: a small field learns, and each part is needed") {
    const auto score = [](environment_config config) {
        const environment_result r = run_environment<real_numbers>(config);
        return r;
    };
    environment_config config = small_config();
    const environment_result intact = score(config);
    const auto of = [](const environment_result& r, recall_condition c) { return r.of(c).score; };
    CHECK(of(intact, recall_condition::long_20) >
          intact.of(recall_condition::long_20).score_of_cues + 0.02);
    CHECK(of(intact, recall_condition::short_term) >
          intact.of(recall_condition::short_term).score_of_cues + 0.02);
    CHECK(intact.learning.column_writes > 0);
    CHECK(intact.recall.column_writes == 0);

    environment_config no_astrocytes = config;
    no_astrocytes.astrocytes.present = false;
    const environment_result without = score(no_astrocytes);
    CHECK(of(without, recall_condition::short_term) <
          of(intact, recall_condition::short_term) - 0.02);
    CHECK(without.learning.column_writes > intact.learning.column_writes);
    environment_config no_plasticity = config;
    no_plasticity.plasticity.present = false;
    CHECK(of(score(no_plasticity), recall_condition::long_20) <
          of(intact, recall_condition::long_20) - 0.02);

    const environment_result integers = run_environment<integer_numbers>(config);
    for (std::size_t c = 0; c < recall_conditions; ++c) {
        CHECK(integers.scores[c].score == Approx(intact.scores[c].score).margin(0.03));
    }
    CHECK(integers.learning.spikes == Approx(intact.learning.spikes).epsilon(0.02));
}

TEST_CASE("environment: damage") {
    environment_config config = small_config();
    config.stream.bouts = 1;
    const auto spikes_of = [](const environment_config& c) {
        const environment_result r = run_environment<real_numbers>(c);
        return r.learning.spikes + r.recall.spikes;
    };
    const std::uint64_t healthy = spikes_of(config);
    environment_config hurt = config;
    hurt.damage.dead_neurons = 1;
    CHECK(spikes_of(hurt) == 0);
    hurt = config;
    hurt.damage.dead_astrocytes = 1;
    const environment_result no_calcium = run_environment<real_numbers>(hurt);
    CHECK(no_calcium.learning.calcium_rises == 0);
    CHECK(no_calcium.learning.column_writes == 0);
    hurt = config;
    hurt.damage.stuck_synapses = 1;
    CHECK(run_environment<real_numbers>(hurt).learning.level_changes == 0);
    hurt = config;
    hurt.damage.spread = 0.2;
    CHECK(spikes_of(hurt) != healthy);
    hurt = config;
    hurt.damage.lost_spikes = 1;
    CHECK(spikes_of(hurt) == 0);
}

TEST_CASE("environment: parts that do not fit together are refused") {
    const auto refused = [](auto change) {
        environment_config config;
        change(config);
        try {
            config.validate();
        } catch (const input_error& e) {
            return e.data.path;
        }
        return std::string();
    };
    CHECK(refused([](auto&) {}).empty());
    CHECK(refused([](auto& c) { c.synapses.initial_level = 16; }) == "synapses.initial_level");
    CHECK(refused([](auto& c) { c.test.images = 7; }) == "test.images");
    CHECK(refused([](auto& c) { c.stream.every_s = 0.1; }) == "stream.every_s");
    CHECK(refused([](auto& c) { c.astrocytes.latency_s = 0.4; }) ==
          "astrocytes.calcium_refractory_s");
    CHECK(refused([](auto& c) { c.stream.bouts = 10'000; }) == "stream.bouts");
    CHECK(refused([](auto& c) {
              c.stream.gap_s = 100;
              c.stream.bouts = 1000;
          }) == "stream.gap_s");
    CHECK(environment_config{}.unused().empty());
}

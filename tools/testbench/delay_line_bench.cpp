#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/random.hpp"
#include "rtl_models/tile/delay_line.hpp"
#include "tools/testbench/benches.hpp"

namespace memglia {

namespace {

enum column : std::size_t { at_tick, at_row, at_delay };

struct random_spikes {
    std::uint32_t ticks = 200;
    double rate = 0.05;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(
            field{.name = "ticks", .unit = "ticks", .doc = "with spikes", .min = 1, .max = 100000},
            self.ticks);
        visit(field{.name = "rate",
                    .unit = "1",
                    .doc = "spikes per row and tick",
                    .min = 0.0001,
                    .max = 1},
              self.rate);
    }
};

struct delay_line_bench_config {
    std::uint32_t rows = 64;
    std::uint32_t longest_ticks = 15;
    random_spikes random;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "rows", .unit = "1", .doc = "that wait", .min = 1, .max = 4096},
              self.rows);
        visit(field{.name = "longest_ticks",
                    .unit = "ticks",
                    .doc = "longest delay",
                    .min = 1,
                    .max = 4095},
              self.longest_ticks);
        visit(field{.name = "random", .doc = "the spikes of a random stimulus"}, self.random);
    }
};

std::vector<stimulus_column> columns_of(const delay_line_bench_config& c) {
    return {{"tick", "of the spike; ascending, 0 to 10000000", 0, 10'000'000},
            {"row", "that waits", 0, std::int64_t{c.rows} - 1},
            {"delay", "ticks until the row is due; no row twice in a tick", 1, c.longest_ticks}};
}

using due_row = std::pair<std::uint64_t, std::size_t>;  ///< tick, row

stimulus random_stimulus(const delay_line_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "spikes");
    std::set<due_row> taken;
    stimulus all;
    for (std::uint32_t tick = 0; tick < c.random.ticks; ++tick) {
        for (std::uint32_t row = 0; row < c.rows; ++row) {
            if (draws.uniform() >= c.random.rate) continue;
            const std::uint32_t delay = 1 + draws.below(c.longest_ticks);
            if (taken.insert({tick + delay, row}).second) all.rows.push_back({tick, row, delay});
        }
    }
    return all;
}

std::set<due_row> expected_of(const stimulus& spikes) {
    std::set<due_row> expected;
    for (std::size_t k = 0; k < spikes.rows.size(); ++k) {
        const auto& s = spikes.rows[k];
        const auto due = static_cast<std::uint64_t>(s[at_tick] + s[at_delay]);
        if (expected.insert({due, static_cast<std::size_t>(s[at_row])}).second) continue;
        refuse_row(spikes, k, "", fmt::format("found row {} due in tick {} twice", s[at_row], due),
                   "a row once in a tick: its source spikes at most once in one");
    }
    return expected;
}

}  // namespace

std::vector<stimulus_column> delay_line_bench_columns() {
    return columns_of(delay_line_bench_config{});
}

bench_outcome run_delay_line_bench(const bench_request& request) {
    const auto config = bench_config<delay_line_bench_config>(request);
    const bool from_file = !request.stimulus.empty();
    const stimulus spikes = from_file ? read_stimulus(request.stimulus, columns_of(config))
                                      : random_stimulus(config, request.seed);
    if (from_file) require_ascending(spikes, at_tick, "tick");
    const std::set<due_row> expected = expected_of(spikes);

    delay_line line(config.rows, config.longest_ticks);
    std::set<due_row> came;
    bool ascending = true;
    std::uint64_t counted = 0;
    std::uint64_t words = 0;
    std::uint64_t most_at_once = 0;
    bench_table ticks{"ticks", {"tick", "rows_due", "words_read"}, {}};
    std::size_t next = 0;
    const std::uint64_t end = expected.empty() ? 0 : expected.rbegin()->first + 1;
    for (std::uint64_t tick = 0; tick < end; ++tick) {
        const std::size_t due = line.due(tick);
        std::size_t before = 0;
        std::size_t rows = 0;
        const std::size_t read = line.take(tick, [&](std::size_t row) {
            ascending = ascending && (rows == 0 || row > before);
            before = row;
            ++rows;
            came.insert({tick, row});
        });
        counted += due;
        words += read;
        most_at_once = std::max<std::uint64_t>(most_at_once, rows);
        if (rows > 0) {
            ticks.rows.push_back({bench_number(tick), bench_number(std::uint64_t{rows}),
                                  bench_number(std::uint64_t{read})});
        }
        for (; next < spikes.rows.size() &&
               static_cast<std::uint64_t>(spikes.rows[next][at_tick]) == tick;
             ++next) {
            const auto& s = spikes.rows[next];
            line.insert(static_cast<std::size_t>(s[at_row]), tick,
                        static_cast<std::uint32_t>(s[at_delay]));
        }
    }
    std::vector<due_row> right;
    std::set_intersection(came.begin(), came.end(), expected.begin(), expected.end(),
                          std::back_inserter(right));

    bench_table summary{"summary", {"quantity", "value"}, {}};
    const auto add = [&summary](const char* name, std::uint64_t value) {
        summary.rows.push_back({name, bench_number(value)});
    };
    add("spikes", spikes.rows.size());
    add("ticks", end);
    add("most_rows_due_in_a_tick", most_at_once);
    add("words_read", words);
    return {{summary, ticks},
            {{"every row is due in the tick of its spike plus its delay, and in no other",
              came == expected,
              fmt::format("{} of {} rows, {} came", right.size(), expected.size(), came.size())},
             {"rows of a tick come in ascending order", ascending, ascending ? "all" : "not all"},
             {"the count of rows that wait is that of rows that come", counted == came.size(),
              fmt::format("{} counted", counted)}}};
}

}  // namespace memglia

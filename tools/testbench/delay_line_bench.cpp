#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/random.hpp"
#include "rtl_models/tile/delay_line.hpp"
#include "tools/testbench/bench_tables.hpp"
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

bench_stimulus random_stimulus(const delay_line_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "spikes");
    std::set<due_row> taken;
    bench_stimulus all;
    for (std::uint32_t tick = 0; tick < c.random.ticks; ++tick) {
        for (std::uint32_t row = 0; row < c.rows; ++row) {
            if (draws.uniform() >= c.random.rate) continue;
            const std::uint32_t delay = 1 + draws.below(c.longest_ticks);
            if (taken.insert({tick + delay, row}).second) all.rows.push_back({tick, row, delay});
        }
    }
    return all;
}

std::set<due_row> expected_of(const bench_stimulus& spikes) {
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

class delay_signals {
  public:
    delay_signals(vcd_file* file, std::uint32_t rows) : file_(file) {
        if (file == nullptr) return;
        waiting_ = file->add("line.waiting", 32, signal_look::analogue);
        for (const char* scope : {"line.spikes.r", "line.due.r"}) {
            for (std::uint32_t r = 0; r < rows; ++r) {
                bits_.push_back(file->add(scope + std::to_string(r), 1));
            }
        }
        for (const char* scope : {"line", "line.spikes", "line.due"}) file->show(scope);
        now_.resize(bits_.size());
    }

    void spike(std::size_t row) {
        if (file_ != nullptr) now_[row] = 1;
    }
    void due(std::size_t row) {
        if (file_ != nullptr) now_[now_.size() / 2 + row] = 1;
    }
    void end_tick(std::uint64_t tick, std::uint64_t waiting) {
        if (file_ == nullptr) return;
        file_->set(tick, waiting_, waiting);
        for (std::size_t k = 0; k < bits_.size(); ++k) {
            file_->set(tick, bits_[k], now_[k]);
            now_[k] = 0;
        }
    }

  private:
    vcd_file* file_;
    std::size_t waiting_ = 0;
    std::vector<std::size_t> bits_;   ///< of spikes, then of rows that are due
    std::vector<unsigned char> now_;  ///< the same, in this tick
};

bench_outcome run_delay_line_bench(const bench_request& request) {
    const auto config = bench_config<delay_line_bench_config>(request);
    const bench_stimulus spikes = stimulus_of(
        request, columns_of(config), [&] { return random_stimulus(config, request.seed); });
    const std::set<due_row> expected = expected_of(spikes);
    const auto trace = open_trace(request, "tick");
    delay_signals signals(trace.get(), config.rows);

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
            signals.due(row);
        });
        counted += due;
        words += read;
        most_at_once = std::max<std::uint64_t>(most_at_once, rows);
        if (rows > 0) {
            ticks.rows.push_back({bench_number(tick), bench_number(rows), bench_number(read)});
        }
        for (; next < spikes.rows.size() &&
               static_cast<std::uint64_t>(spikes.rows[next][at_tick]) == tick;
             ++next) {
            const auto& s = spikes.rows[next];
            line.insert(static_cast<std::size_t>(s[at_row]), tick,
                        static_cast<std::uint32_t>(s[at_delay]));
            signals.spike(static_cast<std::size_t>(s[at_row]));
        }
        signals.end_tick(tick, next - came.size());
    }
    if (trace) trace->finish(end);
    std::vector<due_row> right;
    std::set_intersection(came.begin(), came.end(), expected.begin(), expected.end(),
                          std::back_inserter(right));

    bench_summary summary;
    summary.add("spikes", spikes.rows.size())
        .add("ticks", end)
        .add("most_rows_due_in_a_tick", most_at_once)
        .add("words_read", words);
    return {{summary.table(), ticks},
            {{"every row is due in the tick of its spike plus its delay, and in no other",
              came == expected,
              fmt::format("{} of {} rows, {} came", right.size(), expected.size(), came.size())},
             {"rows of a tick come in ascending order", ascending, ascending ? "all" : "not all"},
             {"the count of rows that wait is that of rows that come", counted == came.size(),
              fmt::format("{} counted", counted)}}};
}

}  // namespace

testbench delay_line_testbench() {
    return {"delay_line", "rows that wait for their tick between a spike and its synapses",
            [] { return columns_of(delay_line_bench_config{}); }, run_delay_line_bench,
            bench_keys<delay_line_bench_config>};
}

}  // namespace memglia

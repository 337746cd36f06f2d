#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/chip/block_bill.hpp"
#include "rtl_models/tile/synapse_array.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/synapse_array_bench_config.hpp"

// The memristive synapses of a core: rows read, levels as they are read beside those that were
// programmed, and the pulses of write-verify.
namespace memglia {

namespace {

enum column : std::size_t { at_row, at_column, at_change };

std::vector<stimulus_column> columns_of(const synapse_array_bench_config& c) {
    return {{"row", "that is read", 0, std::int64_t{c.rows} - 1},
            {"column", "only this synapse of the row, to write it; else empty", 0,
             std::int64_t{c.columns} - 1, true},
            {"change", "of its level, by write-verify", -4095, 4095, true}};
}

core_image image_of(const synapse_array_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "weights");
    core_image image;
    image.weight_levels = c.cells.weight_levels();
    image.column_tag.resize(c.columns);
    image.groups.resize(1);
    image.row_begin = {0};
    for (std::uint32_t row = 0; row < c.rows; ++row) {
        image.rows.push_back({});
        for (std::uint32_t column = 0; column < c.columns; ++column) {
            if (draws.uniform() >= c.density) continue;
            const auto level = static_cast<std::int32_t>(draws.below(image.weight_levels + 1));
            const bool negative = draws.uniform() < c.negative_share;
            image.column.push_back(column);
            image.level.push_back(negative ? -level : level);
        }
        image.row_begin.push_back(static_cast<std::uint32_t>(image.column.size()));
    }
    return image;
}

bench_stimulus random_stimulus(const synapse_array_bench_config& c, const core_image& image,
                               std::uint64_t seed) {
    random_stream draws(seed, "testbench", "accesses");
    bench_stimulus all;
    for (std::uint32_t k = 0; k < c.random.operations; ++k) {
        const std::uint32_t row = draws.below(c.rows);
        const std::uint32_t begin = image.row_begin[row];
        const std::uint32_t synapses = image.row_begin[row + 1] - begin;
        all.rows.push_back({row, bench_stimulus::absent, bench_stimulus::absent});
        if (draws.uniform() >= c.random.write_share || synapses == 0) continue;
        const std::uint32_t synapse = begin + draws.below(synapses);
        const auto size = static_cast<std::int64_t>(1 + draws.below(c.random.largest_change));
        const bool rises = draws.uniform() < 0.5;
        if (image.level[synapse] < 0) continue;
        all.rows.back() = {row, image.column[synapse], rises ? size : -size};
    }
    return all;
}

/// Levels as read, of synapses that should have the same.
struct level_reads {
    std::uint64_t reads = 0;
    std::uint64_t exact = 0;
    double sum = 0;
    double squares = 0;
    std::int32_t least = 0;
    std::int32_t most = 0;

    void add(std::int32_t level, std::int32_t expected) {
        least = reads == 0 ? level : std::min(least, level);
        most = reads == 0 ? level : std::max(most, level);
        ++reads;
        exact += level == expected ? 1U : 0U;
        sum += level;
        squares += double{1} * level * level;
    }
    double mean() const { return sum / static_cast<double>(reads); }
    double deviation() const {
        return std::sqrt(std::max(0.0, squares / static_cast<double>(reads) - mean() * mean()));
    }
};

class array_signals {
  public:
    array_signals(vcd_file* file, const synapse_array_bench_config& c) : file_(file) {
        if (file == nullptr) return;
        state_ = file->add_states("array.state", "idle|read|write");
        row_ = file->add("array.row", 12);
        pulses_ = file->add("array.pulses", 16);
        verifies_ = file->add("array.verifies", 16);
        for (std::uint32_t r = 0; r < c.rows; ++r) {
            rows_.push_back(file->add(fmt::format("array.row_drives.r{}", r), 1));
        }
        for (std::uint32_t k = 0; k < c.columns; ++k) {
            drives_.push_back(file->add(fmt::format("array.column_drives.c{}", k), 1));
        }
        for (std::uint32_t k = 0; k < c.columns; ++k) {
            levels_.push_back(
                file->add(fmt::format("array.weights_as_read.c{}", k), 13, signal_look::analogue));
        }
        for (const char* scope : {"array", "array.row_drives", "array.weights_as_read"}) {
            file->show(scope);
        }
    }

    void begin(std::uint64_t time, bool writes, std::size_t row) {
        if (file_ == nullptr) return;
        file_->set(time, state_, writes ? 2 : 1);
        file_->set(time, row_, row);
        file_->set(time, rows_[row], 1);
    }
    void drive(std::uint64_t time, std::size_t column) {
        if (file_ != nullptr) file_->set(time, drives_[column], 1);
    }
    void read(std::uint64_t time, std::size_t column, std::int32_t level) {
        if (file_ != nullptr) file_->set_signed(time, levels_[column], level);
    }
    void wrote(std::uint64_t time, const synapse_array::work& w) {
        if (file_ == nullptr) return;
        file_->set(time, pulses_, w.pulses);
        file_->set(time, verifies_, w.verifies);
    }
    void end(std::uint64_t time, std::size_t row) {
        if (file_ == nullptr) return;
        file_->set(time, state_, 0);
        file_->set(time, rows_[row], 0);
        for (const std::size_t drive : drives_) file_->set(time, drive, 0);
    }

  private:
    vcd_file* file_;
    std::size_t state_ = 0, row_ = 0, pulses_ = 0, verifies_ = 0;
    std::vector<std::size_t> rows_, drives_, levels_;
};

void add(synapse_array::work& sum, const synapse_array::work& w) {
    sum.row_reads += w.row_reads;
    sum.pair_reads += w.pair_reads;
    sum.sign_reads += w.sign_reads;
    sum.read_cells_j += w.read_cells_j;
    sum.read_lines_j += w.read_lines_j;
    sum.plastic_reads += w.plastic_reads;
    sum.rows_raised += w.rows_raised;
    sum.inspections += w.inspections;
    sum.pulses += w.pulses;
    sum.verifies += w.verifies;
    sum.failures += w.failures;
    sum.write_cells_j += w.write_cells_j;
    sum.verify_cells_j += w.verify_cells_j;
    sum.verify_lines_j += w.verify_lines_j;
    sum.write_lines_j += w.write_lines_j;
    sum.write_s += w.write_s;
}

class array_run {
  public:
    array_run(const synapse_array_bench_config& config, const core_image& image,
              const technology& prices, std::uint64_t seed, vcd_file* trace)
        : config_(config),
          image_(image),
          array_(image, config.cells, config.device, config.crossbar, prices.bit_line_cell_f.value,
                 seed, 0),
          wanted_(image.level),
          model_(config.device),
          signals_(trace, config) {
        loading_ = array_.take_work();
        for (std::size_t s = 0; s < wanted_.size(); ++s) {
            programmed_right_ += array_.level(s) == wanted_[s] ? 1U : 0U;
        }
    }

    void read(std::size_t row) {
        signals_.begin(time_, false, row);
        const std::size_t begin = array_.begin(row);
        std::size_t s = begin;
        array_.read(row, [&](std::uint32_t column, std::int32_t level) {
            signals_.drive(time_, column);
            signals_.read(time_, column, level);
            levels_[wanted_[s]].add(level, wanted_[s]);
            as_held_ += level == array_.level(s) ? 1U : 0U;
            ++reads_;
            ++s;
        });
        ++row_reads_;
        add_codes(begin, s);
        end(row);
    }

    void write(std::size_t operation, std::size_t row, std::size_t s, std::int32_t change) {
        const auto most = static_cast<std::int32_t>(config_.cells.weight_levels());
        const std::int32_t before = array_.level(s);
        signals_.begin(time_, true, row);
        signals_.drive(time_, array_.column(s));
        add(reading_, array_.take_work());
        const double seconds = array_.move(row, s, change);
        const synapse_array::work w = array_.take_work();
        signals_.wrote(time_, w);
        add(writing_, w);
        wanted_[s] = std::clamp(before + change, 0, most);
        writes_right_ += array_.level(s) == wanted_[s] ? 1U : 0U;
        if (before != wanted_[s]) pulses_.push_back(w.pulses);
        writes_.rows.push_back({bench_number(operation), bench_number(row),
                                bench_number(array_.column(s)), bench_number(before),
                                bench_number(wanted_[s]), bench_number(array_.level(s)),
                                bench_number(w.pulses), bench_number(w.verifies),
                                bench_number(w.failures), bench_number(seconds)});
        end(row);
    }

    bench_outcome outcome(const technology& prices);
    std::uint64_t time() const { return time_; }

  private:
    // An operation takes two units of time: what is driven, then nothing.
    void end(std::size_t row) {
        signals_.end(time_ + 1, row);
        time_ += 2;
    }
    // What a read of these synapses conducts, in steps of codes, and so many cells' least.
    void add_codes(std::size_t begin, std::size_t end) {
        const auto base = static_cast<std::int32_t>(config_.cells.levels_per_cell) + 1;
        const double codes = std::floor((config_.device.codes - 1.0) / (base - 1));
        for (std::size_t s = begin; s < end; ++s) {
            std::int32_t level = std::abs(wanted_[s]);
            for (std::uint32_t d = 0; d < config_.cells.slices; ++d, level /= base) {
                codes_read_ += (level % base) * codes;
                ++pairs_;
            }
        }
    }
    std::optional<bench_check> cells_energy() const;
    bench_table summary(const synapse_array::work& all) const;
    bench_table level_table() const;

    const synapse_array_bench_config& config_;
    const core_image& image_;
    synapse_array array_;
    std::vector<std::int32_t> wanted_;  ///< of every synapse
    device_model model_;
    array_signals signals_;
    std::uint64_t time_ = 0;
    synapse_array::work loading_, reading_, writing_;
    std::uint64_t programmed_right_ = 0, writes_right_ = 0, as_held_ = 0;
    std::uint64_t reads_ = 0, row_reads_ = 0, pairs_ = 0;
    double codes_read_ = 0;
    std::map<std::int32_t, level_reads> levels_;
    std::vector<std::uint64_t> pulses_;
    bench_table writes_{"writes",
                        {"operation", "row", "column", "from", "to", "reached", "pulses",
                         "verifies", "failures", "seconds"},
                        {}};
};

bench_table array_run::summary(const synapse_array::work& all) const {
    std::uint64_t exact = 0;
    for (const auto& [level, of] : levels_) exact += of.exact;
    const auto mean = [](double sum, std::uint64_t of) {
        return of > 0 ? sum / static_cast<double>(of) : 0.0;
    };
    double pulses = 0;
    for (const std::uint64_t p : pulses_) pulses += static_cast<double>(p);
    const double read_j = reading_.read_cells_j + reading_.read_lines_j;
    bench_summary table;
    table.add("synapses", wanted_.size())
        .add("levels", config_.cells.weight_levels())
        .add("programming_pulses", loading_.pulses)
        .add("programming_failures", loading_.failures)
        .add("held_as_programmed", programmed_right_)
        .add("programming_s", loading_.write_s)
        .add("rows_read", row_reads_)
        .add("weights_read", reads_)
        .add("weights_read_right", exact)
        .add("read_s", config_.device.t_read_s)
        .add("array_pj_per_row_read", mean(1e12 * read_j, row_reads_))
        .add("writes", writes_.rows.size())
        .add("write_failures", writing_.failures)
        .add("pulses_per_write", mean(pulses, pulses_.size()))
        .add("most_pulses", pulses_.empty() ? 0 : *std::max_element(pulses_.begin(), pulses_.end()))
        .add("verifies", all.verifies - loading_.verifies)
        .add("seconds_per_write", mean(writing_.write_s, pulses_.size()));
    return table.table();
}

bench_table array_run::level_table() const {
    bench_table table{
        "levels", {"programmed", "reads", "exact", "mean", "deviation", "least", "most"}, {}};
    for (const auto& [level, of] : levels_) {
        table.rows.push_back({bench_number(level), bench_number(of.reads), bench_number(of.exact),
                              bench_number(of.mean()), bench_number(of.deviation()),
                              bench_number(of.least), bench_number(of.most)});
    }
    return table;
}

// v^2 t times the conductance, of an ideal device behind ideal lines: each pair is within the
// tolerance of its code.
std::optional<bench_check> array_run::cells_energy() const {
    const device_config& device = config_.device;
    if (!config_.is_ideal() || config_.crossbar.wires != wire_model::ideal ||
        config_.crossbar.passive() || device.stuck_on_fraction + device.stuck_off_fraction > 0) {
        return std::nullopt;
    }
    const bool verified = config_.cells.programming.scheme == programming_scheme::verify;
    const double tolerance = verified ? config_.cells.programming.tolerance_codes : 0;
    const double of_siemens = device.v_read_v * device.v_read_v * device.t_read_s;
    const double least = 2 * model_.g_off_s() * static_cast<double>(pairs_);
    const double expected = of_siemens * (least + model_.g_step_s() * codes_read_);
    const double off =
        of_siemens * model_.g_step_s() * tolerance * static_cast<double>(pairs_) + 1e-9 * expected;
    const double found = reading_.read_cells_j;
    return bench_check{"cells take v^2 g t, g within the tolerance of what was programmed",
                       std::abs(found - expected) <= off,
                       fmt::format("{:.6g} pJ, expected {:.6g} within {:.2g}", found * 1e12,
                                   expected * 1e12, off * 1e12)};
}

bench_outcome array_run::outcome(const technology& prices) {
    add(reading_, array_.take_work());
    synapse_array::work all = loading_;
    add(all, reading_);
    add(all, writing_);
    synapse_array::work run = reading_;
    add(run, writing_);

    bench_outcome out;
    out.tables = {summary(all), level_table()};
    if (!writes_.rows.empty()) out.tables.push_back(writes_);
    out.tables.push_back(energy_table(synapses_bill(run, prices)));
    const std::uint64_t pairs = reads_ * config_.cells.slices;
    out.checks.push_back({"every read of a row is booked", reading_.row_reads == row_reads_,
                          share_text(reading_.row_reads, row_reads_, "rows")});
    out.checks.push_back({"every pair that is read is booked", reading_.pair_reads == pairs,
                          share_text(reading_.pair_reads, pairs, "pairs")});
    if (!config_.has_read_noise()) {
        out.checks.push_back({"a read without noise finds what the cells hold", as_held_ == reads_,
                              share_text(as_held_, reads_, "weights")});
    }
    if (config_.is_ideal()) {
        out.checks.push_back({"an ideal device holds every level that was programmed",
                              programmed_right_ == wanted_.size(),
                              share_text(programmed_right_, wanted_.size(), "synapses")});
        out.checks.push_back({"an ideal device takes every write",
                              writes_right_ == writes_.rows.size(),
                              share_text(writes_right_, writes_.rows.size(), "writes")});
    }
    if (const auto check = cells_energy()) out.checks.push_back(*check);
    return out;
}

// The synapse that a row of the stimulus writes.
std::size_t synapse_of(const bench_stimulus& rows, std::size_t k, const core_image& image) {
    const auto& at = rows.rows[k];
    const auto row = static_cast<std::size_t>(at[at_row]);
    for (std::size_t s = image.row_begin[row]; s < image.row_begin[row + 1]; ++s) {
        if (image.column[s] != at[at_column]) continue;
        if (image.level[s] >= 0) return s;
        refuse_row(rows, k, "column", fmt::format("found {}, a negative weight", at[at_column]),
                   "one that is not: their levels stay (negative_share=0)");
    }
    refuse_row(rows, k, "column", fmt::format("found {}", at[at_column]),
               fmt::format("a column with a synapse in row {} (density=1)", row));
}

bench_outcome run_synapse_array_bench(const bench_request& request) {
    const auto config = bench_config<synapse_array_bench_config>(request);
    const technology prices = load_technology(request, config.technology);
    const core_image image = image_of(config, request.seed);
    const bench_stimulus rows = request.stimulus.empty()
                                    ? random_stimulus(config, image, request.seed)
                                    : read_stimulus(request.stimulus, columns_of(config));
    const auto trace = open_trace(request, "half an operation");
    array_run run(config, image, prices, request.seed, trace.get());
    for (std::size_t k = 0; k < rows.rows.size(); ++k) {
        const auto& at = rows.rows[k];
        const auto row = static_cast<std::size_t>(at[at_row]);
        const bool writes = at[at_column] != bench_stimulus::absent;
        if (writes != (at[at_change] != bench_stimulus::absent)) {
            refuse_row(rows, k, "", "found one of column and change",
                       "both, or none to read a row");
        }
        if (writes) {
            run.write(k, row, synapse_of(rows, k, image), static_cast<std::int32_t>(at[at_change]));
        } else {
            run.read(row);
        }
    }
    if (trace) trace->finish(run.time());
    return run.outcome(prices);
}

}  // namespace

testbench synapse_array_testbench() {
    return {"synapse_array",
            "memristive synapses: rows read, weights as read, pulses of write-verify",
            [] {
                const synapse_array_bench_config defaults;
                return columns_of(defaults);
            },
            run_synapse_array_bench, bench_keys<synapse_array_bench_config>};
}

}  // namespace memglia

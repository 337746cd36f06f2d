#include "rtl_models/tile/synapse_array.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

namespace {

// Halves round up; the ten-thousandth keeps an exact half from falling to the rounding of currents.
constexpr double rounds_up_from = 0.4999;

// Device codes of a level of a cell.
double codes_per_level(const device_config& device, const synapse_array_config& config) {
    return std::floor((device.codes - 1.0) / config.levels_per_cell);
}

}  // namespace

synapse_array::synapse_array(const core_image& image, const synapse_array_config& config,
                             const device_config& device, const access_config& access,
                             double line_cell_f, std::uint64_t seed, std::uint64_t index)
    : config_(config),
      device_(device),
      passive_(access.passive()),
      by_column_(access.passive() || access.wires == wire_model::exact),
      noisy_(device.model != device_kind::ideal && device.sigma_read > 0),
      synapses_(image.level.size()),
      read_(image.columns()),
      negative_(image.level.size()),
      nominal_(image.level.size() * config.slices),
      currents_(nominal_.size()),
      row_cells_j_(image.rows.size()),
      row_lines_j_(image.rows.size()),
      stale_(image.rows.size()),
      level_current_a_(device.v_read_v * device_model(device).g_step_s() *
                       codes_per_level(device, config)),
      noise_(seed, "tile/synapse_array", "read", index) {
    for (std::size_t row = 0; row < image.rows.size(); ++row) {
        const std::uint32_t begin = image.row_begin[row];
        rows_.push_back({begin, static_cast<std::uint16_t>(image.row_begin[row + 1] - begin),
                         image.rows[row].group, 0});
    }
    for (std::size_t s = 0; s < synapses_.size(); ++s) {
        synapses_[s].column = static_cast<std::uint16_t>(image.column[s]);
    }
    build(image, access, line_cell_f, seed, index);
}

void synapse_array::build(const core_image& image, const access_config& access, double line_cell_f,
                          std::uint64_t seed, std::uint64_t index) {
    const device_model device(device_);
    const std::size_t rows = config_.array_rows;
    const std::size_t count = (image.rows.size() + rows - 1) / rows;
    for (std::size_t a = 0; a < count; ++a) {
        std::size_t pairs = by_column_ ? image.columns() : 1;
        for (std::size_t r = a * rows; r < std::min((a + 1) * rows, image.rows.size()); ++r) {
            pairs = std::max<std::size_t>(pairs, rows_[r].count);
        }
        arrays_.emplace_back(rows, 2 * pairs * config_.slices, device, access, line_cell_f,
                             config_.ageing);
        arrays_.back().reset(seed, (index << 16U) + a);
    }
    for (std::size_t row = 0; row < image.rows.size(); ++row) {
        for (std::size_t s = begin(row); s < end(row); ++s) {
            negative_[s] = image.level[s] < 0 ? 1 : 0;
            write(row, s, std::abs(image.level[s]));
        }
    }
    if (config_.age_s > 0) {
        for (cell_array& cells : arrays_) cells.stand(config_.age_s);
    }
    finds_signs_ = compensated_;
    for (std::size_t row = 0; row < image.rows.size(); ++row) look(row);
}

synapse_array::location synapse_array::location_of(std::size_t row, std::size_t synapse) const {
    const std::size_t pair = by_column_ ? column(synapse) : synapse - begin(row);
    return {row / config_.array_rows, row % config_.array_rows, 2 * pair * config_.slices};
}

// Digit by digit, the lowest first.
void synapse_array::write(std::size_t row, std::size_t synapse, std::int32_t level) {
    const location at = location_of(row, synapse);
    const auto base = static_cast<std::int32_t>(config_.levels_per_cell) + 1;
    for (std::size_t d = 0; d < config_.slices; ++d, level /= base) {
        const double target = (level % base) * codes_per_level(device_, config_);
        const auto done = program_pair(arrays_[at.array], at.row, at.column + 2 * d, target,
                                       config_.programming, compensated_);
        compensated_ = compensated_ || done.compensated;
        work_.pulses += done.pulses;
        work_.verifies += done.verifies;
        work_.inspections += done.inspections;
        // A gated row stays up; otherwise the word line carries each pulse and read.
        work_.rows_raised += passive_ ? done.pulses + done.verifies : (d == 0 ? 1 : 0);
        work_.failures += done.failed ? 1 : 0;
        work_.write_cells_j += done.pulse_cells_j;
        work_.verify_cells_j += done.verify_cells_j;
        work_.write_lines_j += done.lines_j;
        work_.write_s += done.pulses * device_.t_pulse_s + done.verifies * device_.t_read_s;
    }
}

// What the reads since the last settlement have cost, at what the row cost until now.
void synapse_array::settle(std::size_t row) {
    row_record& r = rows_[row];
    if (r.reads == 0) return;
    if (stale_[row] != 0) currents_of_row(row);
    const auto times = static_cast<double>(r.reads);
    const std::uint64_t events = std::uint64_t{r.reads} * r.count;
    settled_events_ += events;
    work_.row_reads += r.reads;
    work_.pair_reads += events * config_.slices;
    if (finds_signs_) work_.sign_reads += events * config_.slices;
    work_.read_cells_j += times * row_cells_j_[row];
    work_.read_lines_j += times * row_lines_j_[row];
    r.reads = 0;
}

std::uint64_t synapse_array::worn_out_cells() const {
    std::uint64_t all = 0;
    for (const cell_array& cells : arrays_) all += cells.worn_out();
    return all;
}

std::uint64_t synapse_array::events() const {
    std::uint64_t all = settled_events_;
    for (const row_record& r : rows_) all += std::uint64_t{r.reads} * r.count;
    return all;
}

// What a row delivers without noise; its joules are those of this.
std::vector<double> synapse_array::currents_of_row(std::size_t row) {
    stale_[row] = 0;
    const std::size_t count = end(row) - begin(row);
    const location first = location_of(row, begin(row));
    cell_array& cells = arrays_[first.array];
    const std::size_t from = by_column_ ? 0 : first.column;
    const std::size_t width = by_column_ ? cells.columns() : 2 * count * config_.slices;
    std::vector<double> currents_a(width);
    const auto spent = cells.noiseless_read(first.row, from, currents_a);
    row_cells_j_[row] = spent.cells_j;
    row_lines_j_[row] = spent.lines_j;
    return currents_a;
}

// What a read finds in a synapse, by the currents of its cells.
void synapse_array::see(std::size_t synapse, std::span<const double> currents_a) {
    const auto base = static_cast<std::int32_t>(config_.levels_per_cell) + 1;
    std::int32_t level = 0;
    std::int32_t weight = 1;
    for (std::size_t d = 0; d < config_.slices; ++d, weight *= base) {
        const double plus = currents_a[2 * d] / level_current_a_;
        const double minus = currents_a[2 * d + 1] / level_current_a_;
        const double deviation = device_.sigma_read * std::sqrt(plus * plus + minus * minus);
        const std::size_t k = synapse * config_.slices + d;
        currents_[k] = {static_cast<float>(plus - minus), static_cast<float>(deviation)};
        const std::int32_t levels_seen = nearest(plus - minus);
        const auto cut = [](std::uint64_t draws) {
            return static_cast<std::uint32_t>(std::min<std::uint64_t>(draws, 0xffffffffU));
        };
        nominal_[k] = {cut(draws_below(currents_[k], levels_seen)),
                       cut(draws_below(currents_[k], levels_seen + 1))};
        level += weight * converted(levels_seen);
    }
    synapses_[synapse].level = static_cast<std::int16_t>(negative_[synapse] != 0 ? -level : level);
}

// Takes a row's currents and energies anew.
void synapse_array::look(std::size_t row) {
    settle(row);
    row_cells_j_[row] = 0;
    row_lines_j_[row] = 0;
    if (end(row) == begin(row)) return;
    const std::vector<double> currents_a = currents_of_row(row);
    const std::size_t from = by_column_ ? 0 : location_of(row, begin(row)).column;
    for (std::size_t s = begin(row); s < end(row); ++s) {
        see(s,
            std::span(currents_a).subspan(location_of(row, s).column - from, 2 * config_.slices));
    }
}

// Where cells of a row do not see each other: one pair now, the row's joules when they are asked
// for.
void synapse_array::look_at_pair(std::size_t row, std::size_t synapse) {
    std::array<double, 6> currents_a{};
    const location at = location_of(row, synapse);
    const std::span<double> of_pair(currents_a.data(), 2 * config_.slices);
    arrays_[at.array].noiseless_read(at.row, at.column, of_pair);
    see(synapse, of_pair);
    stale_[row] = 1;
}

// In an array without transistors a write may move other cells, and every cell has its part in
// every read.
void synapse_array::look_after_write(std::size_t row, std::size_t synapse) {
    if (finds_signs_ != compensated_) {
        for (std::size_t r = 0; r < rows(); ++r) settle(r);
        finds_signs_ = compensated_;
        for (std::size_t r = 0; r < rows(); ++r) look(r);
        return;
    }
    if (!by_column_) return look_at_pair(row, synapse);
    if (!passive_) return look(row);
    const std::size_t first = row / config_.array_rows * config_.array_rows;
    const std::size_t end = std::min<std::size_t>(first + config_.array_rows, rows());
    for (std::size_t r = first; r < end; ++r) look(r);
}

std::int32_t synapse_array::nearest(double position) {
    return static_cast<std::int32_t>(std::floor(position + 1 - rounds_up_from));
}

std::int32_t synapse_array::converted(std::int32_t levels) const {
    if (compensated_) levels = std::abs(levels);
    return std::clamp(levels, 0, static_cast<std::int32_t>(config_.levels_per_cell));
}

// Draws, of 2^32, of which the level is below `levels`.
std::uint64_t synapse_array::draws_below(const pair_current& p, std::int32_t levels) {
    const double edge = levels - 1 + rounds_up_from;
    if (p.deviation == 0) return p.position < edge ? std::uint64_t{1} << 32U : 0;
    const double share = normal_share_exact_bits((edge - p.position) / p.deviation);
    return static_cast<std::uint64_t>(share * 0x1p32);
}

// From the nominal level outwards, until the draw is within the share of a level.
std::int32_t synapse_array::drawn(const pair_current& p, std::uint32_t draw) const {
    const auto most = static_cast<std::int32_t>(config_.levels_per_cell) + 1;
    std::int32_t n = nearest(p.position);
    while (draw < draws_below(p, n) && n > -most) --n;
    while (draw >= draws_below(p, n + 1) && n < most) ++n;
    return n;
}

std::int32_t synapse_array::noisy_level(std::size_t synapse) {
    const std::size_t first = synapse * config_.slices;
    const auto base = static_cast<std::int32_t>(config_.levels_per_cell) + 1;
    bool nominal = true;
    std::array<std::uint32_t, 3> draws{};
    for (std::size_t d = 0; d < config_.slices; ++d) {
        has_half_draw_ = !has_half_draw_;
        draw_ = has_half_draw_ ? noise_.bits() : draw_ >> 32U;
        draws[d] = static_cast<std::uint32_t>(draw_);
        nominal =
            nominal && draws[d] >= nominal_[first + d].from && draws[d] < nominal_[first + d].to;
    }
    if (nominal) return synapses_[synapse].level;
    std::int32_t level = 0;
    for (std::size_t d = config_.slices; d-- > 0;) {
        level = level * base + converted(drawn(currents_[first + d], draws[d]));
    }
    return negative_[synapse] != 0 ? -level : level;
}

void synapse_array::read_noisy(const row_record& row) {
    for (std::size_t k = 0; k < row.count; ++k) read_[k] = noisy_level(row.begin + k);
}

// What it costs to read one synapse.
void synapse_array::read_alone(std::size_t row, std::size_t synapse) {
    const location at = location_of(row, synapse);
    std::array<double, 2> currents_a{};
    for (std::size_t d = 0; d < config_.slices; ++d) {
        const auto spent = arrays_[at.array].noiseless_read(at.row, at.column + 2 * d, currents_a);
        work_.verify_cells_j += spent.cells_j;
        work_.verify_lines_j += spent.lines_j;
        ++work_.plastic_reads;
    }
    ++work_.rows_raised;
}

synapse_array::moved synapse_array::move(std::size_t row, std::size_t synapse,
                                         std::int32_t change) {
    const std::int32_t level = noisy_ ? noisy_level(synapse) : this->level(synapse);
    const auto most = static_cast<std::int32_t>(config_.weight_levels());
    const std::int32_t wanted = std::clamp(level + change, 0, most);
    read_alone(row, synapse);
    const double before_s = work_.write_s;
    if (wanted != level) {
        settle(row);
        write(row, synapse, wanted);
        look_after_write(row, synapse);
    }
    return {work_.write_s - before_s + device_.t_read_s, wanted, wanted != level};
}

synapse_array::work synapse_array::take_work() {
    for (std::size_t row = 0; row < rows(); ++row) settle(row);
    const work done = work_;
    work_ = {};
    return done;
}

}  // namespace memglia

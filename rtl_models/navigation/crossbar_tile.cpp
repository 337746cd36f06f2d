#include "rtl_models/navigation/crossbar_tile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/error.hpp"
#include "crossbar/programming/spare_columns.hpp"

namespace memglia {

crossbar_tile::crossbar_tile(const tile_config& config, const device_config& device,
                             const access_config& access, double line_cell_f, ledger& book)
    : config_(config),
      array_(config.rows, config.bit_lines(), device_model(device), access, line_cell_f),
      book_(book),
      level_current_a_(device.v_read_v * array_.device().g_step_s() * config.codes_per_level),
      row_stays_up_(!access.passive()) {}

std::uint32_t crossbar_tile::load(const chip_image& image, std::uint32_t places,
                                  std::uint64_t stream_index) {
    weight_initial_ = image.weight_initial;
    weight_max_ = image.weight_max;
    if (config_.by_states()) {
        if (image.neighbour.size() != image.places) {
            throw error("a tile by states needs an image with a neighbour table");
        }
        neighbour_ = image.neighbour;
    }
    array_.reset(image.seed, stream_index);
    replace_faulty_pairs();
    hopeless_ = 0;
    compensated_ = false;
    std::uint32_t failures = 0;
    for (std::uint32_t address = 0; address < places; ++address) {
        if (gave_up()) return failures + (places - address) * static_cast<std::uint32_t>(actions);
        if (row_stays_up_) book_.count(activity::write_row_drive);
        const location at = locate(address);
        for (std::size_t a = 0; a < actions; ++a)
            failures += program(at, a, weight_initial_).failures;
    }
    return failures;
}

// The test of the cells is taken to be perfect, and to cost nothing.
void crossbar_tile::replace_faulty_pairs() {
    pair_.resize(config_.pairs());
    std::iota(pair_.begin(), pair_.end(), std::size_t{0});
    if (config_.spare_pairs == 0) return;
    const auto stuck = array_.stuck_cells();
    const std::size_t pairs = array_.columns() / 2;
    std::vector<unsigned char> faulty(array_.rows() * pairs);
    for (std::size_t i = 0; i < faulty.size(); ++i) {
        faulty[i] = stuck[2 * i] != 0 || stuck[2 * i + 1] != 0 ? 1 : 0;
    }
    pair_ = map_columns(faulty, array_.rows(), pairs, config_.pairs()).physical;
}

crossbar_tile::location crossbar_tile::locate(std::uint32_t address) const {
    location at;
    if (config_.by_states()) {
        at.row = address;
        for (std::size_t a = 0; a < actions; ++a) {
            const std::int32_t to = neighbour_[address][a];
            at.column[a] =
                2 *
                pair_[to == chip_image::no_destination ? address : static_cast<std::size_t>(to)];
        }
    } else {
        at.row = address % config_.rows;
        for (std::size_t a = 0; a < actions; ++a) {
            at.column[a] = 2 * pair_[address / config_.rows * actions + a];
        }
    }
    for (std::size_t a = 1; a < actions; ++a) {
        at.neighbours = at.neighbours && at.column[a] == at.column[0] + 2 * a;
    }
    return at;
}

std::array<std::int32_t, crossbar_tile::actions> crossbar_tile::sense(const location& at,
                                                                      analogue cells,
                                                                      analogue lines) {
    std::array<double, 2 * actions> current{};
    const std::size_t width = at.neighbours ? current.size() : 2;
    for (std::size_t first = 0; first < current.size(); first += width) {
        const auto spent =
            array_.read(at.row, at.column[first / 2], std::span(current).subspan(first, width));
        book_.add(cells, spent.cells_j);
        book_.add(lines, spent.lines_j);
    }
    std::array<std::int32_t, actions> level{};
    for (std::size_t a = 0; a < actions; ++a) {
        double difference = (current[2 * a] - current[2 * a + 1]) / level_current_a_;
        if (compensated_) difference = std::abs(difference);
        // Halves round up; the millionth keeps an exact half from falling to the rounding of the
        // currents.
        level[a] =
            std::clamp(static_cast<std::int32_t>(std::floor(difference + 0.500001)), 0, level_max);
    }
    return level;
}

crossbar_tile::read_result crossbar_tile::read(std::uint32_t address) {
    book_.count(activity::read_row_drive);
    book_.count(activity::read_integrate, actions);
    book_.count(activity::read_convert, actions);
    if (compensated_) book_.count(activity::read_sign);
    return {sense(locate(address), analogue::read_cells, analogue::read_lines),
            array_.device().config().t_read_s};
}

crossbar_tile::write_result crossbar_tile::program(const location& at, std::size_t action,
                                                   std::int32_t level) {
    if (gave_up()) return {.failures = 1};
    const double target_code = static_cast<double>(level) * config_.codes_per_level;
    const auto done = program_pair(array_, at.row, at.column[action], target_code,
                                   config_.programming, compensated_);
    compensated_ = compensated_ || done.compensated;
    hopeless_ = done.hopeless ? hopeless_ + 1 : 0;
    book_.add(analogue::write_cells, done.pulse_cells_j);
    book_.add(analogue::write_verify_cells, done.verify_cells_j);
    book_.add(analogue::write_lines, done.lines_j);
    // To another voltage for every pulse, and back for every read.
    if (!row_stays_up_) book_.count(activity::write_row_drive, done.pulses + done.verifies);
    book_.count(activity::write_column_drive, done.pulses);
    book_.count(activity::write_integrate, done.verifies);
    book_.count(activity::write_compare, 2 * (done.verifies + done.inspections));
    const auto& device = array_.device().config();
    return {done.pulses, done.failed ? 1U : 0U,
            done.pulses * device.t_pulse_s + done.verifies * device.t_read_s, done.verifies};
}

crossbar_tile::write_result crossbar_tile::reinforce(std::uint32_t address,
                                                     std::uint32_t potentiated,
                                                     std::uint32_t step) {
    const location at = locate(address);
    book_.count(activity::write_row_drive);
    book_.count(activity::write_integrate, actions);
    book_.count(activity::write_convert, actions);
    if (compensated_) book_.count(activity::write_sign);
    const auto level = sense(at, analogue::write_verify_cells, analogue::write_lines);
    write_result total{.time_s = array_.device().config().t_read_s, .reads = 1};
    const auto change = static_cast<std::int32_t>(step);
    for (std::size_t a = 0; a < actions; ++a) {
        const std::int32_t target =
            (potentiated >> a & 1U) != 0
                ? std::min(weight_max_, level[a] + change)
                : std::min(level[a], std::max(weight_initial_, level[a] - change));
        if (target == level[a]) continue;
        const auto done = program(at, a, target);
        total.pulses += done.pulses;
        total.failures += done.failures;
        total.time_s += done.time_s;
        total.reads += done.reads;
    }
    return total;
}

}  // namespace memglia

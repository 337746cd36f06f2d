#include "rtl_models/platform/tile_port.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crossbar/programming/program_pair.hpp"

namespace memglia {

namespace {
constexpr std::uint32_t level_max = constant_of(tile_block, "LEVEL_MAX");
}

tile_port::tile_port(const platform_config& config, std::uint32_t index)
    : config_(config.tile),
      clock_hz_(config.clock_hz),
      index_(index),
      array_(config.tile.rows, std::size_t{2} * config.tile.pairs, device_model(config.device),
             config.crossbar, 0),
      level_current_a_(config.device.v_read_v * array_.device().g_step_s() *
                       config.tile.codes_per_level) {
    for (const stuck_cell& s : config.stuck_cells) {
        if (s.tile == index) stuck_.push_back(s);
    }
    reset();
}

void tile_port::reset() {
    array_.reset(config_.seed, index_);
    for (const stuck_cell& s : stuck_) {
        array_.stick(s.row, s.column, s.at == stuck_at::r_on ? 0 : 1);
    }
    compensated_ = false;
    pulses_ = failures_ = 0;
    now_ = busy_until_ = 0;
}

bus_reply tile_port::read(std::uint32_t offset, std::uint32_t& value) {
    switch (offset) {
        case offset_of(tile_block, "ID"):
            value = constant_of(tile_block, "ID_VALUE");
            break;
        case offset_of(tile_block, "ROWS"):
            value = config_.rows;
            break;
        case offset_of(tile_block, "PAIRS"):
            value = config_.pairs;
            break;
        case offset_of(tile_block, "STATUS"):
            value = busy() ? constant_of(tile_block, "STATUS_BUSY") : 0;
            break;
        case offset_of(tile_block, "PULSES"):
            value = pulses_;
            break;
        default:
            value = failures_;
            break;
    }
    return bus_reply::done;
}

bus_reply tile_port::write(std::uint32_t, std::uint32_t) {
    return bus_reply::fault;  // no register of it takes a store
}

bus_reply tile_port::cell_words::read(std::uint32_t offset, std::uint32_t& value) {
    if (offset / 4 >= tile_.words()) return bus_reply::fault;
    if (tile_.busy()) return bus_reply::again;
    value = tile_.level_of(offset / 4);
    return bus_reply::done;
}

bus_reply tile_port::cell_words::write(std::uint32_t offset, std::uint32_t value) {
    if (offset / 4 >= tile_.words() || value > level_max) return bus_reply::fault;
    if (tile_.busy()) return bus_reply::again;
    tile_.store(offset / 4, value);
    return bus_reply::done;
}

void tile_port::work(double seconds) {
    busy_until_ = now_ + static_cast<std::uint64_t>(std::ceil(seconds * clock_hz_ - 1e-6));
}

std::uint32_t tile_port::level_of(std::uint32_t word) {
    std::array<double, 2> current{};
    array_.read(word / config_.pairs, std::size_t{2} * (word % config_.pairs), current);
    work(array_.device().config().t_read_s);
    double levels = (current[0] - current[1]) / level_current_a_;
    if (compensated_) levels = std::abs(levels);
    // Halves round up, also where the currents are a rounding short of one.
    return static_cast<std::uint32_t>(
        std::clamp(std::floor(levels + 0.500001), 0.0, static_cast<double>(level_max)));
}

void tile_port::store(std::uint32_t word, std::uint32_t level) {
    const auto done = program_pair(
        array_, word / config_.pairs, std::size_t{2} * (word % config_.pairs),
        static_cast<double>(level) * config_.codes_per_level, config_.programming, compensated_);
    compensated_ = compensated_ || done.compensated;
    pulses_ += done.pulses;
    if (done.failed) ++failures_;
    const device_config& device = array_.device().config();
    work(done.pulses * device.t_pulse_s + done.verifies * device.t_read_s);
}

}  // namespace memglia

#include "crossbar/array/cell_array.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "crossbar/device/variation.hpp"

namespace memglia {

namespace {

device_model::polarity opposite(device_model::polarity p) {
    return p == device_model::polarity::set ? device_model::polarity::reset
                                            : device_model::polarity::set;
}

}  // namespace

cell_array::cell_array(std::size_t rows, std::size_t columns, const device_model& device,
                       const access_config& access, double line_cell_f,
                       const std::optional<ageing_config>& ageing)
    : rows_(rows),
      columns_(columns),
      device_(device),
      access_(make_access(access, rows, columns)),
      resistive_(access.wires == wire_model::exact),
      line_cell_f_(line_cell_f),
      x_(rows * columns, 1.0),
      conductance_s_(rows * columns, device.conductance_s(1.0)),
      write_noise_(0, "crossbar/array", "write"),
      read_noise_(0, "crossbar/array", "read"),
      ageing_(ageing),
      telegraph_draws_(0, "crossbar/array", "telegraph") {
    access_->load(conductance_s_);
}

void cell_array::reset(std::uint64_t seed, std::uint64_t index) {
    std::fill(x_.begin(), x_.end(), 1.0);
    std::fill(conductance_s_.begin(), conductance_s_.end(), device_.conductance_s(1.0));
    laws_.reset();
    disturbed_ = 0;
    unmoved_ = 0;
    moved_ = false;
    const device_config& device = device_.config();
    const variation_config& variation = device.variation;
    if (device.stuck_on_fraction > 0 || device.stuck_off_fraction > 0 || variation.any()) {
        random_stream draws(seed, "crossbar/array", "population", index);
        auto population = draw_population(x_.size(), device, draws);
        laws_.emplace(device_.law(), std::move(population.factors));
        for (std::size_t i = 0; i < x_.size(); ++i) {
            if (population.faults[i] == cell_population::fault::stuck_on) x_[i] = 0;
            conductance_s_[i] = conductance_at(i, x_[i]);
        }
    }
    access_->load(conductance_s_);
    if (ageing_) {
        if (!laws_) laws_.emplace(device_.law(), std::vector<cell_factors>(x_.size()));
        random_stream lives(seed, "crossbar/array", "endurance", index);
        wear_.emplace(x_.size(), *ageing_, lives);
        telegraph_draws_ = random_stream(seed, "crossbar/array", "telegraph", index);
        telegraph_.emplace(x_.size(), *ageing_, telegraph_draws_);
        moved_s_.assign(x_.size(), 0);
        time_s_ = 0;
        worn_out_ = 0;
    }
    write_noise_ = random_stream(seed, "crossbar/array", "write", index);
    read_noise_ = random_stream(seed, "crossbar/array", "read", index);
}

void cell_array::stick(std::size_t row, std::size_t column, double x) {
    if (row >= rows_ || column >= columns_) {
        throw internal_error("cell_array::stick outside the array");
    }
    if (!laws_) laws_.emplace(device_.law(), std::vector<cell_factors>(x_.size()));
    move(row, column, x);
    laws_->stick(row * columns_ + column);
}

cell_array::energy cell_array::read(std::size_t row, std::size_t first_column,
                                    std::span<double> currents_a) {
    const energy spent = noiseless_read(row, first_column, currents_a);
    for (double& i : currents_a) i = device_.noisy_read(i, read_noise_);
    return spent;
}

cell_array::energy cell_array::noiseless_read(std::size_t row, std::size_t first_column,
                                              std::span<double> currents_a) const {
    if (row >= rows_ || first_column + currents_a.size() > columns_) {
        throw internal_error("cell_array::read outside the array");
    }
    const double v = device_.config().v_read_v;
    const double power_w = access_->read(row, first_column, v, currents_a);
    return {power_w * device_.config().t_read_s,
            line_cell_f_ * v * v * access_->cells_charged_by_read(currents_a.size())};
}

cell_array::energy cell_array::pulse(std::size_t row, std::size_t column,
                                     device_model::polarity polarity) {
    if (row >= rows_ || column >= columns_) {
        throw internal_error("cell_array::pulse outside the array");
    }
    const std::size_t i = row * columns_ + column;
    const double applied = device_.pulse_voltage_v(polarity);
    const double t = device_.config().t_pulse_s;
    energy spent{0, line_cell_f_ * applied * applied * access_->cells_charged_by_write()};
    const bool disturbs =
        !access_->idle_cells_bounded(applied, device_.threshold_v(polarity),
                                     device_.threshold_v(opposite(polarity))) &&
        !access_->idle_cells_below(row, column, applied, device_.disturb_threshold_v());
    if (disturbs) access_->cell_voltages(row, column, applied, cell_v_);
    double g = conductance_s_[i];
    auto point = access_->write(row, column, applied, g);
    if (stuck(i)) {
        spent.cells_j = point.driver_power_w * t;
    } else {
        if (resistive_) {
            // Lines in series: the cell sees less the more it conducts. The pulse is taken at the
            // voltage of the mean of its conductances.
            g = (g + conductance_at(i, noiseless_state_after(i, point.cell_v))) / 2;
            point = access_->write(row, column, applied, g);
        }
        const auto outcome = pulse_cell(i, point.cell_v);
        spent.cells_j =
            outcome.energy_j + (point.driver_power_w - point.cell_v * point.cell_v * g) * t;
        if (outcome.x == x_[i]) {
            ++unmoved_;
        } else {
            moved_ = true;
        }
        move(row, column, outcome.x);
    }
    if (disturbs) disturb(row * columns_ + column);
    return spent;
}

double cell_array::conductance_at(std::size_t cell, double x) const {
    return laws_ ? laws_->conductance_s(cell, x) : device_.conductance_s(x);
}

double cell_array::noiseless_state_after(std::size_t cell, double voltage_v) const {
    return laws_ ? laws_->state_after(cell, x_[cell], voltage_v, device_.config().t_pulse_s)
                 : device_.noiseless_state_after(x_[cell], voltage_v);
}

device_model::pulse_outcome cell_array::pulse_cell(std::size_t cell, double voltage_v) {
    return laws_ ? device_.pulse(*laws_, cell, x_[cell], voltage_v, write_noise_)
                 : device_.pulse(x_[cell], voltage_v, write_noise_);
}

std::vector<unsigned char> cell_array::stuck_cells() const {
    std::vector<unsigned char> all(x_.size(), 0);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = stuck(i) ? 1 : 0;
    return all;
}

void cell_array::stand(double duration_s) {
    if (!ageing_) throw internal_error("cell_array::stand without ageing");
    time_s_ += duration_s;
    const vteam& nominal = device_.law();
    for (std::size_t i = 0; i < x_.size(); ++i) {
        conductance_s_[i] =
            drifted_conductance_s(conductance_at(i, x_[i]), nominal.g_on_s(), nominal.g_off_s(),
                                  time_s_ - moved_s_[i], *ageing_) *
            telegraph_->factor(i, time_s_, telegraph_draws_);
    }
    access_->load(conductance_s_);
}

// A cell that has just moved from `before`.
void cell_array::age(std::size_t cell, double before) {
    if (x_[cell] == before) return;
    moved_s_[cell] = time_s_;
    if (!wear_->use(cell, x_[cell] - before)) return;
    laws_->stick(cell);
    x_[cell] = 0;
    ++worn_out_;
}

void cell_array::move(std::size_t row, std::size_t column, double x) {
    const std::size_t i = row * columns_ + column;
    const double before = std::exchange(x_[i], x);
    if (ageing_) age(i, before);
    conductance_s_[i] = conductance_at(i, x_[i]);
    access_->set(row, column, conductance_s_[i]);
}

// All cells but the written one, at the voltages in cell_v_.
void cell_array::disturb(std::size_t written) {
    changes_.clear();
    const double set_below_v = -device_.threshold_v(device_model::polarity::set);
    const double reset_above_v = device_.threshold_v(device_model::polarity::reset);
    for (std::size_t i = 0; i < x_.size(); ++i) {
        const double v = cell_v_[i];
        if (v >= set_below_v && v <= reset_above_v) continue;
        if (i == written || stuck(i)) continue;
        const double x = laws_ ? device_.pulse(*laws_, i, x_[i], v, write_noise_).x
                               : device_.state_after(x_[i], v, write_noise_);
        if (x == x_[i]) continue;
        const double before = std::exchange(x_[i], x);
        if (ageing_) age(i, before);
        conductance_s_[i] = conductance_at(i, x_[i]);
        changes_.push_back({i / columns_, i % columns_, conductance_s_[i]});
    }
    disturbed_ += changes_.size();
    moved_ = moved_ || !changes_.empty();
    access_->set(changes_);
}

}  // namespace memglia

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "base/random.hpp"
#include "crossbar/device/variation_config.hpp"
#include "crossbar/device/vteam.hpp"

namespace memglia {

enum class device_kind { vteam, ideal };
constexpr std::string_view choice_words(device_kind) {
    return "vteam|ideal";
}

/// A synaptic device as a preset in configs/devices/ describes it: how it moves, how it is pulsed
/// and read, and how far one pulse or read differs from the next.
struct device_config {
    std::string source = "";
    device_kind model = device_kind::vteam;
    vteam_config vteam;
    std::uint32_t codes = 128;
    double v_set_v = -1.6;
    double v_reset_v = 1.6;
    double t_pulse_s = 50e-9;
    double v_read_v = 0.2;
    double t_read_s = 10e-9;
    double sigma_cycle = 0.037;
    double sigma_read = 0.01;
    variation_config variation;
    double stuck_on_fraction = 0;
    double stuck_off_fraction = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "source", .doc = "where the numbers come from"}, self.source);
        visit(
            field{
                .name = "model",
                .doc =
                    "VTEAM physics, or an ideal device: one pulse moves it by one code, no noise"},
            self.model);
        visit(field{.name = "vteam", .doc = "device equations and their constants"}, self.vteam);
        visit(field{.name = "codes",
                    .unit = "1",
                    .doc = "codes over the conductance range; code 0 is g_off",
                    .min = 2,
                    .max = 65536},
              self.codes);
        visit(field{.name = "v_set_v",
                    .unit = "V",
                    .doc = "potentiating pulse (towards R_on)",
                    .min = -20,
                    .max = 0},
              self.v_set_v);
        visit(field{.name = "v_reset_v",
                    .unit = "V",
                    .doc = "depressing pulse (towards R_off)",
                    .min = 0,
                    .max = 20},
              self.v_reset_v);
        visit(field{.name = "t_pulse_s",
                    .unit = "s",
                    .doc = "length of one write pulse",
                    .min = 1e-12,
                    .max = 1},
              self.t_pulse_s);
        visit(field{.name = "v_read_v", .unit = "V", .doc = "read voltage", .min = 1e-6, .max = 20},
              self.v_read_v);
        visit(field{.name = "t_read_s",
                    .unit = "s",
                    .doc = "length of one read",
                    .min = 1e-12,
                    .max = 1},
              self.t_read_s);
        visit(field{.name = "sigma_cycle",
                    .unit = "1",
                    .doc =
                        "cycle-to-cycle: standard deviation of a nominal pulse, of the conductance "
                        "range; a weaker one has the root of its share of the rate",
                    .min = 0,
                    .max = 1},
              self.sigma_cycle);
        visit(field{.name = "sigma_read",
                    .unit = "1",
                    .doc = "read noise: standard deviation of a read, of the conductance",
                    .min = 0,
                    .max = 1},
              self.sigma_read);
        visit(field{.name = "variation", .doc = "device to device"}, self.variation);
        visit(field{.name = "stuck_on_fraction",
                    .unit = "1",
                    .doc = "share of cells, drawn per array, that stay at R_on whatever is written",
                    .min = 0,
                    .max = 1},
              self.stuck_on_fraction);
        visit(field{.name = "stuck_off_fraction",
                    .unit = "1",
                    .doc = "share of cells that stay at R_off",
                    .min = 0,
                    .max = 1},
              self.stuck_off_fraction);
    }

    void validate() const;
};

class cell_laws;

/// One cell's behaviour, shared by all cells of an array: state transitions with variability. Draws
/// come from the streams it is given; a device without noise draws nothing.
class device_model {
  public:
    explicit device_model(const device_config& config);

    enum class polarity { set, reset };

    struct pulse_outcome {
        double x = 0;
        double energy_j = 0;
    };

    /// One write pulse at the cell voltage `voltage_v` on state `x`.
    pulse_outcome pulse(double x, double voltage_v, random_stream& noise) const;

    /// The same without noise.
    pulse_outcome noiseless_pulse(double x, double voltage_v) const;

    /// Where they take the state, without the energy.
    double state_after(double x, double voltage_v, random_stream& noise) const;
    double noiseless_state_after(double x, double voltage_v) const;

    /// One write pulse on a cell with a law of its own; its energy by the mean of the conductances
    /// before and after.
    pulse_outcome pulse(const cell_laws& laws, std::size_t cell, double x, double voltage_v,
                        random_stream& noise) const;

    /// The law that all cells share where none has its own.
    const vteam& law() const { return vteam_; }

    double conductance_s(double x) const;

    /// Up to this voltage of a polarity, counted positive, no cell moves; infinite if ideal.
    double threshold_v(polarity p) const;

    /// No cell moves up to this of either polarity, V.
    double disturb_threshold_v() const;

    /// A current or conductance as one read sees it.
    double noisy_read(double value, random_stream& noise) const;

    double pulse_voltage_v(polarity p) const {
        return p == polarity::set ? config_.v_set_v : config_.v_reset_v;
    }

    /// Conductance of one code step.
    double g_step_s() const { return g_step_s_; }
    double g_off_s() const { return vteam_.g_off_s(); }
    const device_config& config() const { return config_; }

  private:
    vteam::prepared_pulse prepared(double voltage_v) const;
    double with_cycle_noise(double x, const vteam::prepared_pulse& p, random_stream& noise) const;
    double cycle_noise_s(double voltage_v, double rate_per_s, random_stream& noise) const;

    device_config config_;
    vteam vteam_;
    vteam::prepared_pulse set_;
    vteam::prepared_pulse reset_;
    bool ideal_;
    double g_step_s_;
};

}  // namespace memglia

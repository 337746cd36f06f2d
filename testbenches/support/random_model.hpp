#pragma once

#include "base/random.hpp"
#include "snan/network/network.hpp"

namespace memglia::test {

/// Of what drives neurons of a model: a current of the order of the rheobase, and the weight of a
/// synapse whose spike adds 30 mV in all, or 1 to the potential of LIF neurons.
struct drawn_scale {
    double current = 1;
    double weight = 1;
};

inline drawn_scale draw_model(population& cells, random_stream& draw, double tick_s) {
    const auto between = [&draw](double low, double high) {
        return low + (high - low) * draw.uniform();
    };
    const auto lasts_ticks = [tick_s](const auto& cell) {
        return cell.exponential ? cell.exponential->tau_s / tick_s : 1;
    };
    if (cells.izhikevich) {
        izhikevich_config& cell = *cells.izhikevich;
        cell.a = between(0.01, 0.1);
        cell.b = between(0.18, 0.27);
        cell.c = between(-65, -48);
        cell.d = between(0, 8);
        cell.v_initial = between(-75, 35);
        cell.bias = between(0, 15);
        if (draw.below(2) == 0) cell.exponential.emplace().tau_s = between(1, 30) * tick_s;
        return {10, 30 / (lasts_ticks(cell) * tick_s * 1e3)};
    }
    if (cells.adex) {
        adex_config& cell = *cells.adex;
        cell.tau_w_s = between(10e-3, 200e-3);
        cell.a_siemens = between(-5e-9, 20e-9);
        cell.b_a = between(0, 200e-12);
        cell.v_reset_v = between(-75e-3, -46e-3);
        cell.v_initial = between(-75e-3, -30e-3);
        cell.bias = between(0, 2e-9);
        if (draw.below(2) == 0) cell.exponential.emplace().tau_s = between(1, 30) * tick_s;
        return {1e-9, 30e-3 * cell.c_m_f / (lasts_ticks(cell) * tick_s)};
    }
    lif_config& lif = *cells.lif;
    lif.tau_m_s = between(5, 60) * tick_s;
    lif.refractory_s = draw.below(6) * tick_s;
    lif.v_reset = between(-0.5, 0.2);
    lif.reset = static_cast<lif_reset>(draw.below(3));
    lif.v_initial = between(-0.5, 1.5);
    lif.bias = between(0, 1.6);
    if (draw.below(3) == 0) lif.exponential.emplace().tau_s = between(1, 30) * tick_s;
    if (draw.below(3) == 0) {
        lif.adaptive_threshold = {between(0, 0.5), between(5, 100) * tick_s};
    }
    return {};
}

}  // namespace memglia::test

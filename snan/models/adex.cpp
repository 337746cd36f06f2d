#include "snan/models/adex.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/number_text.hpp"

namespace memglia {

namespace {

[[noreturn]] void refuse(std::string path, std::string found, std::string expected) {
    throw input_error(
        {.path = std::move(path), .found = std::move(found), .expected = std::move(expected)});
}

}  // namespace

// Of a step v' = v + tick M v, M the linear part of the equations: its eigenvalues lie inside the
// unit circle where the tick is within both time constants, a is over -g_leak, and the determinant
// is below 1. Then potentials stay bounded.
void check_model(const adex_config& cell, double tick_s, const std::string& path) {
    if (cell.v_cut_v <= cell.v_t_v) {
        refuse(path + ".v_cut_v", "found " + number_text(cell.v_cut_v) + " V",
               "more than v_t_v, " + number_text(cell.v_t_v) + " V");
    }
    if (cell.v_reset_v >= cell.v_cut_v) {
        refuse(path + ".v_reset_v", "found " + number_text(cell.v_reset_v) + " V",
               "less than v_cut_v, " + number_text(cell.v_cut_v) + " V");
    }
    const double tau_m_s = cell.c_m_f / cell.g_leak_siemens;
    if (tau_m_s < tick_s) {
        refuse(path + ".c_m_f",
               "found a membrane of " + number_text(tau_m_s) + " s, c_m_f over g_leak_siemens",
               "at least a tick, " + number_text(tick_s) + " s");
    }
    if (cell.tau_w_s < tick_s) {
        refuse(path + ".tau_w_s", "found " + number_text(cell.tau_w_s) + " s",
               "at least a tick, " + number_text(tick_s) + " s");
    }
    const double highest =
        (cell.g_leak_siemens * cell.tau_w_s + cell.c_m_f) / tick_s - cell.g_leak_siemens;
    if (cell.a_siemens <= -cell.g_leak_siemens || cell.a_siemens >= highest) {
        refuse(path + ".a_siemens", "found " + number_text(cell.a_siemens) + " S",
               "between -g_leak_siemens, " + number_text(-cell.g_leak_siemens) + " S, and " +
                   number_text(highest) + " S: beyond, potentials of this tick grow without end");
    }
}

std::string model_text(const adex_config& cell, double) {
    std::string text = "adex, tau " + number_text(cell.c_m_f / cell.g_leak_siemens) + " s, a " +
                       number_text(cell.a_siemens) + " S, b " + number_text(cell.b_a) +
                       " A, tau_w " + number_text(cell.tau_w_s) + " s";
    if (cell.exponential) text += ", synapses of " + number_text(cell.exponential->tau_s) + " s";
    return text;
}

}  // namespace memglia

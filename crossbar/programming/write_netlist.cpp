#include "crossbar/programming/write_netlist.hpp"

#include <charconv>
#include <cmath>
#include <functional>

#include "base/elementary.hpp"
#include "base/error.hpp"

namespace memglia {

namespace {

// With as many digits as give the same double back.
std::string number(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

std::string at(const char* what, std::size_t i, std::size_t j) {
    return what + std::to_string(i) + "_" + std::to_string(j);
}

void require_words(const write_plan& plan) {
    const auto refuse = [](const char* path, const char* found, const char* expected) {
        throw input_error({.path = path, .found = found, .expected = expected});
    };
    if (plan.around.iv.law != cell_law::linear) {
        refuse("iv.law", "found a law that the netlist has no words for", "linear");
    }
    if (!(plan.around.lines.r_word_ohm > 0) || !std::isfinite(plan.around.lines.r_word_ohm)) {
        refuse("lines.r_word_ohm", "found a line that is one node or open",
               "a finite resistance above 0 for a netlist");
    }
    if (!(plan.around.lines.r_bit_ohm > 0) || !std::isfinite(plan.around.lines.r_bit_ohm)) {
        refuse("lines.r_bit_ohm", "found a line that is one node or open",
               "a finite resistance above 0 for a netlist");
    }
    if (!(plan.pulse.t_edge_s > 0)) {
        refuse("pulse.t_edge_s", "found edges of no length", "a length above 0 for a netlist");
    }
}

// f(x) of vteam's windows in ngspice's words. X is the state, kept inside its range.
std::string window_text(const vteam_config& d, bool towards_on) {
    const std::string x = "V(c)";
    const std::string p = number(d.window_p);
    if (d.window == window_kind::saturating) {
        const double curvature = towards_on ? d.curvature_on : d.curvature_off;
        const double offset = 1 / expm1_exact_bits(1 / curvature);
        return "((" + (towards_on ? x : "1-" + x) + "+" + number(offset) + ")/" +
               number(curvature) + ")";
    }
    const auto even_power = [&p](const std::string& y) {
        return "pwr((" + y + ")*(" + y + ")," + p + ")";
    };
    if (d.window == window_kind::joglekar) return "(1-" + even_power("2*" + x + "-1") + ")";
    if (d.window == window_kind::biolek) {
        return "(1-" + even_power(towards_on ? "1-" + x : x) + ")";
    }
    if (d.window == window_kind::prodromakis) {
        return "(" + number(d.window_scale) + "*(1-pwr((" + x + "-0.5)*(" + x + "-0.5)+0.75," + p +
               ")))";
    }
    if (d.window == window_kind::team) {
        const std::string beyond =
            towards_on ? number(d.window_a_on) + "-" + x : x + "-" + number(d.window_a_off);
        return "exp(-exp((" + beyond + ")/" + number(d.window_width) + "))";
    }
    return "1";
}

std::string conductance_text(const vteam_config& d) {
    if (d.law == resistance_law::linear_conductance) {
        return "(" + number(1 / d.r_on_ohm) + "-" + number(1 / d.r_on_ohm - 1 / d.r_off_ohm) +
               "*V(c))";
    }
    if (d.law == resistance_law::exponential_resistance) {
        return "(exp(-" + number(log_exact_bits(d.r_off_ohm / d.r_on_ohm)) + "*V(c))/" +
               number(d.r_on_ohm) + ")";
    }
    return "(1/(" + number(d.r_on_ohm) + "+" + number(d.r_off_ohm - d.r_on_ohm) + "*V(c)))";
}

// One cell: terminals and its state x. The state stops where it arrives at an end.
std::string cell_text(const vteam_config& d) {
    const std::string off_rate = number(d.k_off_m_per_s / d.depth_m) + "*pwr(max(V(a,b)/" +
                                 number(d.v_off_v) + "-1,0)," + number(d.alpha_off) + ")*" +
                                 window_text(d, false);
    const std::string on_rate = number(-d.k_on_m_per_s / d.depth_m) + "*pwr(max(V(a,b)/(" +
                                number(d.v_on_v) + ")-1,0)," + number(d.alpha_on) + ")*" +
                                window_text(d, true);
    return ".subckt vteam a b x s0=0.5\n"
           "Bc c 0 V = min(max(V(x),0),1)\n"
           "Bm a b I = V(a,b)*" +
           conductance_text(d) +
           "\n"
           "Bx 0 x I = 1e-7*((V(x)<1 ? " +
           off_rate + " : 0) - (V(x)>0 ? " + on_rate +
           " : 0))\n"
           "Cx x 0 1e-7 IC={s0}\n"
           ".ends\n";
}

// A voltage over time: `value` gives the top of each operation's pulse.
std::string waveform(const write_plan& plan,
                     const std::function<double(const write_operation&)>& value) {
    std::string text = "PWL(0 0";
    const auto corner = [&text](double t, double v) { text += " " + number(t) + " " + number(v); };
    double t = plan.t_start_s;
    for (const write_operation& op : plan.operations) {
        const double v = value(op);
        const double top = t + plan.pulse.t_edge_s;
        const double down = top + plan.pulse.t_width_s;
        if (t > 0) corner(t, 0);
        corner(top, v);
        corner(down, v);
        corner(down + plan.pulse.t_edge_s, 0);
        t += plan.pulse.period_s();
    }
    corner(t + plan.pulse.t_edge_s, 0);
    return text + ")";
}

std::string lines_text(const write_plan& plan) {
    const line_resistances& r = plan.around.lines;
    std::string text;
    std::string power;
    const auto drives = [&plan](const write_operation& op) {
        return drives_of(op, plan.scheme, plan.rows, plan.columns);
    };
    for (std::size_t i = 0; i < plan.rows; ++i) {
        const std::string n = std::to_string(i);
        text += "VW" + n + " sw" + n + " 0 " +
                waveform(plan, [&](const write_operation& op) { return drives(op).word_v[i]; }) +
                "\nRW" + n + " sw" + n + " " + at("w", i, 0) + " " +
                number(r.r_word_driver_ohm + r.r_word_ohm) + "\n";
        power += "-V(sw" + n + ")*I(VW" + n + ")";
        if (plan.scheme == write_scheme::gated) {
            text += "VG" + n + " g" + n + " 0 " +
                    waveform(plan, [&](const write_operation& op) { return op.row == i ? 1 : 0; }) +
                    "\n";
        }
    }
    for (std::size_t j = 0; j < plan.columns; ++j) {
        const std::string n = std::to_string(j);
        text += "VB" + n + " sb" + n + " 0 " +
                waveform(plan, [&](const write_operation& op) { return drives(op).bit_v[j]; }) +
                "\nRB" + n + " sb" + n + " " + at("b", plan.rows - 1, j) + " " +
                number(r.r_bit_driver_ohm + r.r_bit_ohm) + "\n";
        power += "-V(sb" + n + ")*I(VB" + n + ")";
    }
    return text + "Be 0 e I = 1e-3*(" + power + ")\nCe e 0 1e-9 IC=0\n";
}

std::string cells_text(const write_plan& plan, std::span<const double> states) {
    std::string text;
    // A transistor is a conductance that its gate line switches within the first thousandth of the
    // edge.
    const double closed = plan.around.r_access_ohm > 0 ? 1 / plan.around.r_access_ohm : 1e3;
    for (std::size_t i = 0; i < plan.rows; ++i) {
        for (std::size_t j = 0; j < plan.columns; ++j) {
            std::string top = at("w", i, j);
            if (plan.scheme == write_scheme::gated) {
                text += "B" + at("t", i, j) + " " + top + " " + at("d", i, j) + " I = V(" + top +
                        "," + at("d", i, j) + ")*(1e-15+" + number(closed) + "*min(1e3*V(g" +
                        std::to_string(i) + "),1))\n";
                top = at("d", i, j);
            } else if (plan.around.r_access_ohm > 0) {
                text += "R" + at("t", i, j) + " " + top + " " + at("d", i, j) + " " +
                        number(plan.around.r_access_ohm) + "\n";
                top = at("d", i, j);
            }
            text += at("X", i, j) + " " + top + " " + at("b", i, j) + " " + at("x", i, j) +
                    " vteam s0=" + number(states[i * plan.columns + j]) + "\n";
            if (j + 1 < plan.columns) {
                text += at("Rw", i, j) + " " + at("w", i, j) + " " + at("w", i, j + 1) + " " +
                        number(plan.around.lines.r_word_ohm) + "\n";
            }
            if (i + 1 < plan.rows) {
                text += at("Rb", i, j) + " " + at("b", i, j) + " " + at("b", i + 1, j) + " " +
                        number(plan.around.lines.r_bit_ohm) + "\n";
            }
        }
    }
    return text;
}

}  // namespace

std::string write_netlist(const write_plan& plan, std::span<const double> states,
                          const std::string& data_file) {
    require_words(plan);
    std::string vectors = "V(e)";
    for (std::size_t i = 0; i < plan.rows; ++i) {
        for (std::size_t j = 0; j < plan.columns; ++j) vectors += " V(" + at("x", i, j) + ")";
    }
    const double period_s = plan.pulse.period_s();
    const double stop_s = plan.t_start_s + static_cast<double>(plan.operations.size()) * period_s;
    return "* writes of an array of VTEAM cells, by memglia\n" + cell_text(plan.device) +
           lines_text(plan) + cells_text(plan, states) +
           ".options reltol=1e-6 abstol=1e-14 vntol=1e-9 trtol=1 method=gear maxord=3 rshunt=1e18 "
           "itl4=200\n.save " +
           vectors + "\n.control\nset numdgt=14\ntran " + number(period_s) + " " + number(stop_s) +
           " " + number(plan.t_start_s) + " " + number(plan.pulse.t_width_s / 150) +
           " uic\nlinearize " + vectors + "\nset wr_singlescale\nset wr_vecnames\nwrdata " +
           data_file + " " + vectors + "\nquit\n.endc\n.end\n";
}

}  // namespace memglia

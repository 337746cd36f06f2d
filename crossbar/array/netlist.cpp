#include "crossbar/array/netlist.hpp"

#include <cmath>

#include "base/number_text.hpp"
#include "crossbar/array/circuit_checks.hpp"

namespace memglia {

namespace {

// "3_5": the place of a cell in names.
std::string place(std::size_t i, std::size_t j) {
    return std::to_string(i) + '_' + std::to_string(j);
}

class netlist_writer {
  public:
    explicit netlist_writer(const cell_iv_config& cell) : cell_(cell) {}

    void line(const std::string& content) { text_ += content + '\n'; }

    void source(const std::string& name, const std::string& node, double v) {
        line("V" + name + ' ' + node + " 0 DC " + number_text(v));
    }

    void resistor(const std::string& name, const std::string& from, const std::string& to,
                  double r_ohm) {
        if (r_ohm == 0) {
            line("V" + name + ' ' + from + ' ' + to + " DC 0");
        } else if (std::isfinite(r_ohm)) {
            line("R" + name + ' ' + from + ' ' + to + ' ' + number_text(r_ohm));
        }
    }

    void cell(const std::string& at, double conductance_s) {
        if (conductance_s == 0) return;
        const std::string w = "w" + at;
        const std::string b = "b" + at;
        if (cell_.law == cell_law::sinh) {
            const std::string slope = number_text(cell_.sinh_per_v);
            line("Bc" + at + ' ' + w + ' ' + b + " I=" + number_text(conductance_s) + "*sinh(" +
                 slope + "*v(" + w + ',' + b + "))/" + slope);
        } else if (cell_.law == cell_law::selector) {
            const std::string m = "m" + at;
            line("Rc" + at + ' ' + w + ' ' + m + ' ' + number_text(1 / conductance_s));
            line("Bc" + at + ' ' + m + ' ' + b + " I=" + number_text(cell_.selector_current_a) +
                 "*sinh(v(" + m + ',' + b + ")/" + number_text(cell_.selector_voltage_v) + ')');
        } else if (cell_.law == cell_law::rectifying) {
            const double plus = cell_.rectifying_plus_per_v;
            const double minus = cell_.rectifying_minus_per_v;
            const std::string v = "*v(" + w + ',' + b + "))";
            line("Bc" + at + ' ' + w + ' ' + b +
                 " I=" + number_text(conductance_s / (plus + minus)) + "*(exp(" +
                 number_text(plus) + v + "-exp(-" + number_text(minus) + v + ')');
        } else {
            line("Rc" + at + ' ' + w + ' ' + b + ' ' + number_text(1 / conductance_s));
        }
    }

    std::string take() { return std::move(text_); }

  private:
    const cell_iv_config& cell_;
    std::string text_;
};

}  // namespace

std::string ngspice_netlist(std::size_t rows, std::size_t columns, const line_resistances& lines,
                            std::span<const double> conductance_s, const line_drives& drives,
                            const cell_iv_config& cell) {
    check_array_lines(rows, columns, lines);
    check_array_conductances(rows, columns, conductance_s);
    check_driven(rows, columns, lines, conductance_s, drives);
    netlist_writer out(cell);
    out.line("crossbar of " + std::to_string(rows) + " x " + std::to_string(columns) + " cells");
    std::string controls;
    for (std::size_t i = 0; i < rows; ++i) {
        if (std::isnan(drives.word_v[i])) continue;
        const std::string n = std::to_string(i);
        out.source("w" + n, "dw" + n, drives.word_v[i]);
        out.resistor("dw" + n, "dw" + n, "w" + place(i, 0),
                     lines.r_word_driver_ohm + lines.r_word_ohm);
        controls += "let i_word_" + n + " = -i(Vw" + n + ")\n";
    }
    for (std::size_t j = 0; j < columns; ++j) {
        if (std::isnan(drives.bit_v[j])) continue;
        const std::string n = std::to_string(j);
        out.source("b" + n, "db" + n, drives.bit_v[j]);
        out.resistor("db" + n, "b" + place(rows - 1, j), "db" + n,
                     lines.r_bit_ohm + lines.r_bit_driver_ohm);
        controls += "let i_bit_" + n + " = i(Vb" + n + ")\n";
    }
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            const std::string at = place(i, j);
            if (j + 1 < columns) {
                out.resistor("sw" + at, "w" + at, "w" + place(i, j + 1), lines.r_word_ohm);
            }
            if (i + 1 < rows) {
                out.resistor("sb" + at, "b" + at, "b" + place(i + 1, j), lines.r_bit_ohm);
            }
            out.cell(at, conductance_s[i * columns + j]);
        }
    }
    out.line(".options reltol=1e-10 abstol=1e-20 vntol=1e-15 itl1=500");
    out.line(".control");
    out.line("set numdgt=17");
    out.line("op");
    out.line(controls + "print all");
    out.line("quit");
    out.line(".endc");
    out.line(".end");
    return out.take();
}

}  // namespace memglia

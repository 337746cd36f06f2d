#include "tools/device/case_device.hpp"

#include <sstream>
#include <string>

#include "base/choice.hpp"
#include "tools/table/matrix_file.hpp"

namespace memglia {

namespace {

void read_case_window(const case_reader& c, vteam_config& d) {
    const std::string text = c.text("window");
    std::istringstream words(text);
    std::string name;
    words >> name;
    if (name == "none" || name == "clip" || name == "rectangular") {
        d.window = window_kind::rectangular;
        return;
    }
    if (name == "vteam" || name == "team") {
        d.window = window_kind::team;
        d.window_a_on = c.number("window_vteam.e");
        d.window_a_off = 1 - d.window_a_on;
        d.window_width = c.number("window_vteam.wc", 0, false);
        return;
    }
    const auto window = choice_of<window_kind>(name);
    if (!window || *window == window_kind::saturating) {
        c.refuse("window", "found '" + text + "'",
                 "none, rectangular, biolek, joglekar, prodromakis or vteam");
    }
    d.window = *window;
    std::string p;
    words >> p;
    if (c.find("window_p") != nullptr) {
        d.window_p = c.number("window_p", 0, false);
    } else if (!p.starts_with("p=") || !parse_number(std::string_view(p).substr(2), d.window_p) ||
               !(d.window_p > 0)) {
        c.refuse("window", "found '" + text + "'",
                 "the key window_p, or the exponent after the name, as in 'biolek p=2'");
    }
}

}  // namespace

vteam_config read_case_device(const case_reader& c) {
    vteam_config d;
    d.r_on_ohm = c.number("params.r_on", 0, false);
    d.r_off_ohm = c.number("params.r_off", d.r_on_ohm, false);
    d.v_on_v = c.negative("params.v_on", "v_on must be negative: below it the device is SET");
    d.v_off_v = c.number("params.v_off", 0, false);
    d.alpha_on = c.number("params.a_on", 0, true);
    d.alpha_off = c.number("params.a_off", 0, true);
    d.k_on_m_per_s = c.negative("params.k_on", "k_on must be negative: SET moves w towards 0");
    d.k_off_m_per_s = c.number("params.k_off", 0, false);
    d.depth_m = c.number("params.D", 0, false);
    const std::string iv = c.text("iv");
    if (iv == "linear") {
        d.law = resistance_law::linear_resistance;
    } else if (iv == "exp" || iv == "exponential") {
        d.law = resistance_law::exponential_resistance;
    } else {
        c.refuse("iv", "found '" + iv + "'", "linear or exp");
    }
    read_case_window(c, d);
    return d;
}

}  // namespace memglia

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/device/characterise.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/style.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double width_px = 470;
constexpr double height_px = 330;
constexpr double left_px = 58;
constexpr double right_px = 18;
constexpr double top_px = 46;
constexpr double bottom_px = 44;

struct curve {
    std::string name;
    int colour;
    bool dashed;
    std::vector<double> x;
    std::vector<double> y;
};

struct panel {
    std::string title;
    std::string x_name;
    std::string x_unit;
    std::string y_name;
    std::string y_unit;
    bool logarithmic;  // of y
    std::vector<curve> curves;
};

double largest(const panel& p, std::vector<double> curve::*part) {
    double most = 0;
    for (const curve& c : p.curves) {
        for (const double v : c.*part) most = std::max(most, std::abs(v));
    }
    return most;
}

plot_axis axis(const panel& p, std::vector<double> curve::*part, double factor, bool logarithmic) {
    plot_axis a;
    a.low = std::numeric_limits<double>::infinity();
    a.high = -a.low;
    for (const curve& c : p.curves) {
        for (const double v : c.*part) {
            a.low = std::min(a.low, v * factor);
            a.high = std::max(a.high, v * factor);
        }
    }
    a.logarithmic = logarithmic;
    if (logarithmic) {
        a.low /= 1.4;
        a.high *= 1.4;
    } else {
        const double room = a.high > a.low ? 0.05 * (a.high - a.low) : 1;
        a.low -= room;
        a.high += room;
    }
    return a;
}

std::string power_of_ten(double value) {
    if (value >= 0.01 && value < 1e5) return format_trimmed(value);
    return fmt::format("{:.0e}", value);
}

void draw(svg_canvas& svg, const panel& p, double x0, double y0) {
    const scaled_unit x_unit =
        p.x_unit.empty() ? scaled_unit{} : unit_for(largest(p, &curve::x), p.x_unit);
    scaled_unit y_unit = unit_for(largest(p, &curve::y), p.y_unit);
    if (p.logarithmic) y_unit = {1, p.y_unit};
    plot_axis x = axis(p, &curve::x, x_unit.factor, false);
    plot_axis y = axis(p, &curve::y, y_unit.factor, p.logarithmic);
    x.from = x0 + left_px;
    x.to = x0 + width_px - right_px;
    y.from = y0 + height_px - bottom_px;
    y.to = y0 + top_px;
    svg.text({x0 + 12, y0 + 18}, p.title, "class=\"title\"");
    svg.text({x0 + 12, y0 + 36}, fmt::format("{} ({})", p.y_name, y_unit.name), "class=\"tick\"");
    for (const double tick : y.ticks(5)) {
        svg.line({x.from, y.at(tick)}, {x.to, y.at(tick)},
                 tick == 0 ? "class=\"base\"" : "class=\"rule\"");
        svg.text({x.from - 7, y.at(tick) + 4},
                 p.logarithmic ? power_of_ten(tick) : format_trimmed(tick), "class=\"tick far\"");
    }
    for (const double tick : x.ticks(6)) {
        svg.line({x.at(tick), y.from}, {x.at(tick), tick == 0 ? y.to : y.from + 4},
                 "class=\"base\"");
        svg.text({x.at(tick), y.from + 17}, format_trimmed(tick), "class=\"tick middle\"");
    }
    svg.line({x.from, y.from}, {x.to, y.from}, "class=\"base\"");
    svg.text({(x.from + x.to) / 2, y.from + 35},
             p.x_unit.empty() ? p.x_name : fmt::format("{} ({})", p.x_name, x_unit.name),
             "class=\"tick middle\"");
    double legend = x.to;
    for (auto c = p.curves.rbegin(); c != p.curves.rend(); ++c) {
        std::vector<plot_point> points;
        for (std::size_t i = 0; i < c->x.size(); ++i) {
            points.push_back({x.at(c->x[i] * x_unit.factor), y.at(c->y[i] * y_unit.factor)});
        }
        const std::string look = fmt::format("class=\"curve\" stroke=\"var(--c{})\"{}", c->colour,
                                             c->dashed ? " stroke-dasharray=\"6 4\"" : "");
        svg.path(line_through(points), look);
        legend -= 7.0 * static_cast<double>(c->name.size());
        svg.text({legend, y0 + 36}, c->name, "class=\"tick\"");
        svg.line({legend - 28, y0 + 32}, {legend - 6, y0 + 32}, look);
        legend -= 44;
    }
}

std::string frequency_text(double hz) {
    for (const auto& [size, name] : {std::pair{1e9, "GHz"}, {1e6, "MHz"}, {1e3, "kHz"}}) {
        if (hz >= size) return fmt::format("{} {}", format_trimmed(hz / size, 3), name);
    }
    return format_quantity(hz, "Hz");
}

panel hysteresis(const characterisation& c) {
    panel p{fmt::format("Hysteresis at {}, {}", format_quantity(c.amplitude_v, "V"),
                        frequency_text(c.frequency_hz)),
            "source voltage",
            "V",
            "current",
            "A",
            false,
            {}};
    const auto add = [&p](const char* name, int colour, bool dashed, const auto& samples) {
        curve k{name, colour, dashed, {}, {}};
        for (const transient_sample& s : samples) {
            k.x.push_back(s.source_v);
            k.y.push_back(s.current_a);
        }
        p.curves.push_back(std::move(k));
    };
    add("sine", 0, false, c.sine);
    add("triangle", 1, true, c.triangle);
    return p;
}

panel pulses(const characterisation& c) {
    panel p{"Potentiation, then depression", "pulse", "", "conductance", "S", false, {}};
    curve set{
        fmt::format("SET {}", format_quantity(c.pulses.front().voltage_v, "V")), 2, false, {}, {}};
    curve reset{
        fmt::format("RESET {}", format_quantity(c.pulses.back().voltage_v, "V")), 3, true, {}, {}};
    for (std::size_t i = 0; i < c.pulses.size(); ++i) {
        curve& k = c.pulses[i].voltage_v < 0 ? set : reset;
        k.x.push_back(static_cast<double>(i + 1));
        k.y.push_back(c.pulses[i].conductance_s);
    }
    p.curves = {set, reset};
    return p;
}

panel against_voltage(const characterisation& c, const char* title, const char* name,
                      const char* unit, double switching_row::*value) {
    panel p{title, "voltage", "V", name, unit, true, {}};
    const auto add = [&](const char* label, int colour, bool dashed, const auto& rows) {
        curve k{label, colour, dashed, {}, {}};
        for (const switching_row& r : rows) {
            k.x.push_back(r.voltage_v);
            k.y.push_back(r.*value);
        }
        p.curves.push_back(std::move(k));
    };
    add("SET", 2, false, c.set);
    add("RESET", 3, true, c.reset);
    return p;
}

}  // namespace

std::string device_picture(const std::string& name, const characterisation& c) {
    const double width = 2 * width_px;
    const double height = 2 * height_px + 40;
    svg_canvas svg(width, height, "xmlns=\"http://www.w3.org/2000/svg\"",
                   name + ": hysteresis, pulse trains, switching time and energy");
    svg.markup("<style>" + report_colours() + R"css(
text { font: 12px -apple-system, "Segoe UI", Roboto, Arial, "Liberation Sans", sans-serif; fill: var(--ink); }
.paper { fill: var(--paper); } .name { font-size: 17px; font-weight: 650; }
.title { font-size: 13.5px; font-weight: 600; } .tick { fill: var(--muted); }
.far { text-anchor: end; } .middle { text-anchor: middle; }
.rule { stroke: var(--rule); } .base { stroke: var(--line); }
.curve { fill: none; stroke-width: 1.8px; stroke-linejoin: round; }
)css" + "</style>\n");
    svg.rectangle({0, 0}, width, height, "class=\"paper\"");
    svg.text({12, 26}, name, "class=\"name\"");
    draw(svg, hysteresis(c), 0, 40);
    draw(svg, pulses(c), width_px, 40);
    draw(svg,
         against_voltage(c, "Switching time over the range", "time", "s", &switching_row::time_s),
         0, 40 + height_px);
    draw(svg,
         against_voltage(c, "Switching energy over the range", "energy", "J",
                         &switching_row::energy_j),
         width_px, 40 + height_px);
    return std::move(svg).finish();
}

}  // namespace memglia

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/device/fit_output.hpp"
#include "tools/report/plot_axis.hpp"
#include "tools/report/style.hpp"
#include "tools/report/svg.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr double width_px = 480;
constexpr double height_px = 370;
constexpr double left_px = 62;
constexpr double right_px = 16;
constexpr double top_px = 40;
constexpr double bottom_px = 44;
constexpr double head_px = 58;
// More points than that say no more in a picture.
constexpr std::size_t most_points = 1500;

std::string tick_text(double value) {
    if (value == 0 || (std::abs(value) >= 0.01 && std::abs(value) < 1e5)) {
        return format_trimmed(value);
    }
    return fmt::format("{:.0e}", value);
}

class fit_panel {
  public:
    fit_panel(svg_canvas& svg, const measurement& data, double x0, bool logarithmic)
        : svg_(svg), x0_(x0), logarithmic_(logarithmic) {
        const auto [low, high] = std::minmax_element(data.voltage_v.begin(), data.voltage_v.end());
        x_.low = std::min(0.0, *low);
        x_.high = std::max(0.0, *high);
        const double room = 0.04 * (x_.high - x_.low);
        x_.low -= room;
        x_.high += room;
        x_.from = x0 + left_px;
        x_.to = x0 + width_px - right_px;
        double largest = 0;
        for (const double i : data.current_a) largest = std::max(largest, std::abs(i));
        unit_ = logarithmic ? scaled_unit{1, "A"} : unit_for(largest, "A");
        set_current_axis(data, largest);
        y_.from = head_px + height_px - bottom_px;
        y_.to = head_px + top_px;
    }

    void frame(const std::string& title) {
        svg_.text({x0_ + 12, head_px + 16}, title, "class=\"title\"");
        svg_.text({x0_ + 12, head_px + 32},
                  fmt::format("{} ({})", logarithmic_ ? "|current|" : "current", unit_.name),
                  "class=\"tick\"");
        for (const double tick : y_.ticks(6)) {
            svg_.line({x_.from, y_.at(tick)}, {x_.to, y_.at(tick)},
                      tick == 0 ? "class=\"base\"" : "class=\"rule\"");
            svg_.text({x_.from - 7, y_.at(tick) + 4}, tick_text(tick), "class=\"tick far\"");
        }
        for (const double tick : x_.ticks(6)) {
            svg_.line({x_.at(tick), y_.from}, {x_.at(tick), tick == 0 ? y_.to : y_.from + 4},
                      "class=\"base\"");
            svg_.text({x_.at(tick), y_.from + 17}, tick_text(tick), "class=\"tick middle\"");
        }
        svg_.line({x_.from, y_.from}, {x_.to, y_.from}, "class=\"base\"");
        svg_.text({(x_.from + x_.to) / 2, y_.from + 35}, "voltage (V)", "class=\"tick middle\"");
    }

    bool shows(double current_a) const { return !logarithmic_ || std::abs(current_a) >= y_.low; }

    plot_point at(double voltage_v, double current_a) const {
        return {x_.at(voltage_v),
                y_.at((logarithmic_ ? std::abs(current_a) : current_a) * unit_.factor)};
    }

  private:
    void set_current_axis(const measurement& data, double largest) {
        y_.logarithmic = logarithmic_;
        if (!logarithmic_) {
            const auto [low, high] =
                std::minmax_element(data.current_a.begin(), data.current_a.end());
            y_.low = std::min(0.0, *low) * unit_.factor;
            y_.high = std::max(0.0, *high) * unit_.factor;
            const double room = 0.05 * (y_.high - y_.low);
            y_.low -= room;
            y_.high += room;
            return;
        }
        std::vector<double> sizes;
        for (const double i : data.current_a) {
            if (i != 0) sizes.push_back(std::abs(i));
        }
        std::sort(sizes.begin(), sizes.end());
        // A row or two next to 0 V would take half of the picture.
        y_.low = sizes.empty() ? 1e-12 : sizes[sizes.size() / 100] / 2;
        y_.low = std::max(y_.low, 1e-14 * largest);
        y_.high = largest > 0 ? 2 * largest : 1;
    }

    svg_canvas& svg_;
    double x0_;
    bool logarithmic_;
    plot_axis x_;
    plot_axis y_;
    scaled_unit unit_;
};

void draw(svg_canvas& svg, const fit_result& fit, const measurement& data, double x0,
          bool logarithmic) {
    fit_panel panel(svg, data, x0, logarithmic);
    panel.frame(logarithmic ? "The same on a logarithmic scale" : "Current against voltage");
    const std::size_t stride = 1 + data.voltage_v.size() / most_points;
    for (std::size_t i = 0; i < data.voltage_v.size(); i += stride) {
        if (!panel.shows(data.current_a[i])) continue;
        const bool far = std::abs(fit.residual[i]) > 4;
        svg.circle(panel.at(data.voltage_v[i], data.current_a[i]), far ? 2.6 : 1.7,
                   far ? "class=\"far-off\"" : "class=\"row\"");
    }
    // Where the model leaves the picture the line has a gap.
    std::string path;
    std::vector<plot_point> line;
    for (std::size_t i = 0; i <= data.voltage_v.size(); ++i) {
        if (i < data.voltage_v.size() && panel.shows(fit.model_a[i])) {
            line.push_back(panel.at(data.voltage_v[i], fit.model_a[i]));
        } else if (!line.empty()) {
            path += line_through(line);
            line.clear();
        }
    }
    svg.path(path, "class=\"model\"");
}

}  // namespace

std::string fit_picture(const fit_result& fit, const measurement& data, const std::string& name) {
    const double width = 2 * width_px;
    const double height = head_px + height_px;
    svg_canvas svg(width, height, "xmlns=\"http://www.w3.org/2000/svg\"",
                   name + ": measured currents and the fitted model against voltage");
    svg.markup("<style>" + report_colours() + R"css(
text { font: 12px -apple-system, "Segoe UI", Roboto, Arial, "Liberation Sans", sans-serif; fill: var(--ink); }
.paper { fill: var(--paper); } .name { font-size: 16px; font-weight: 650; }
.title { font-size: 13.5px; font-weight: 600; } .tick { fill: var(--muted); }
.far { text-anchor: end; } .middle { text-anchor: middle; }
.rule { stroke: var(--rule); } .base { stroke: var(--line); }
.row { fill: var(--muted); fill-opacity: 0.55; } .far-off { fill: none; stroke: var(--c3); }
.model { fill: none; stroke: var(--c0); stroke-width: 1.8px; stroke-linejoin: round; }
)css" + "</style>\n");
    svg.rectangle({0, 0}, width, height, "class=\"paper\"");
    svg.text({12, 24}, name, "class=\"name\"");
    double x = 12;
    const auto entry = [&](const std::string& text) {
        svg.text({x + 28, 45}, text, "class=\"tick\"");
        x += 46 + 6.4 * static_cast<double>(text.size());
    };
    svg.circle({x + 12, 41}, 2.5, "class=\"row\"");
    entry("measured");
    if (fit.outliers > 0) {
        svg.circle({x + 12, 41}, 2.6, "class=\"far-off\"");
        entry(fmt::format("more than 4 standard deviations off: {}", fit.outliers));
    }
    svg.line({x + 2, 41}, {x + 22, 41}, "class=\"model\"");
    entry(fmt::format("{}{}", fit.shape.name(),
                      fit.described() ? "" : ": does not describe this device"));
    draw(svg, fit, data, 0, false);
    draw(svg, fit, data, width_px, true);
    return std::move(svg).finish();
}

}  // namespace memglia

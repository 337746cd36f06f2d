#include "tools/network/probe_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/choice.hpp"
#include "snan/network/wiring.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/heat_panel.hpp"
#include "tools/report/raster_panel.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::size_t most_traces = 6;  // more are a map
constexpr double map_height_px = 240;

std::vector<std::size_t> probes_of(const network& net, std::size_t probes, probe_kind kind) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < probes; ++i) {
        if (net.probes[i].record == kind) all.push_back(i);
    }
    return all;
}

double seconds(const network& net, double ticks) {
    return ticks * net.tick_s;
}

void add_raster(report_page& page, const network_simulation& run, std::size_t probes) {
    const network& net = run.description();
    raster_panel raster{.width = 0,
                        .title = "spikes, by neuron",
                        .from = 0,
                        .to = seconds(net, static_cast<double>(run.ticks())),
                        .groups = {}};
    std::size_t spikes = 0;
    for (const std::size_t i : probes_of(net, probes, probe_kind::spikes)) {
        const recording seen = run.recorded(i);
        const population& of = net.populations[index_of(net.populations, net.probes[i].of)];
        raster_group group{.name = of.name, .rows = of.size, .points = {}};
        for (const spike_event& s : seen.spikes) {
            group.points.push_back({seconds(net, static_cast<double>(s.tick)), s.neuron});
        }
        spikes += group.points.size();
        raster.groups.push_back(std::move(group));
    }
    if (raster.groups.empty()) return;
    page.begin_section("Spikes");
    page.add_figure(
        "spikes",
        [&raster](figure_width width) {
            raster.width = width_of(width);
            return draw_raster(raster);
        },
        fmt::format("Spikes of the probed populations, {} in all.", format_count(spikes)));
}

std::vector<double> times_of(const network& net, const recording& seen) {
    std::vector<double> times;
    for (const std::uint64_t ticks : seen.after_ticks) {
        times.push_back(seconds(net, static_cast<double>(ticks)));
    }
    return times;
}

drawing traces(const std::vector<double>& times, const recording& seen, const std::string& title,
               double width) {
    condition_panel panel{.width = width,
                          .title = title,
                          .x_axis = {.name = "time", .unit = "s"},
                          .from_zero = false,
                          .lines = {}};
    for (std::size_t j = 0; j < seen.width; ++j) {
        condition_line line{.label = fmt::format("{}", j), .x = times, .y = {}};
        for (std::size_t row = 0; row < times.size(); ++row) {
            line.y.push_back(seen.values[row * seen.width + j]);
        }
        panel.lines.push_back(std::move(line));
    }
    return draw_traces(std::move(panel));
}

drawing value_map(const std::vector<double>& times, const recording& seen, const std::string& title,
                  const std::string& of, double width) {
    heat_panel panel{.width = width,
                     .height = map_height_px,
                     .title = title,
                     .rows = seen.width,
                     .columns = times.size(),
                     .values = std::vector<double>(seen.values.size()),
                     .row_0_below = true,
                     .x = {.name = "time", .unit = "s", .from = times.front(), .to = times.back()},
                     .y = {.name = of}};
    for (std::size_t row = 0; row < times.size(); ++row) {
        for (std::size_t j = 0; j < seen.width; ++j) {
            panel.values[j * times.size() + row] = seen.values[row * seen.width + j];
        }
    }
    return draw_heat(panel);
}

// The one sample of a probe at the end: a value for each.
drawing last_values(const recording& seen, const std::string& title, const std::string& of,
                    double width) {
    condition_panel panel{
        .width = width, .title = title, .x_axis = {.name = of}, .from_zero = false, .lines = {}};
    condition_line line{.label = title, .x = {}, .y = seen.values};
    for (std::size_t j = 0; j < seen.width; ++j) line.x.push_back(static_cast<double>(j));
    panel.lines = {line};
    return draw_traces(std::move(panel));
}

// Membranes or calcium.
void add_values(report_page& page, const network_simulation& run, std::size_t probes,
                probe_kind kind, const char* section, const char* of) {
    const network& net = run.description();
    bool begun = false;
    for (const std::size_t i : probes_of(net, probes, kind)) {
        const probe& p = net.probes[i];
        const recording seen = run.recorded(i);
        if (!begun) page.begin_section(section);
        begun = true;
        if (seen.after_ticks.empty() || seen.width == 0) {
            page.add_text(
                fmt::format("Probe {} has no sample yet: the run is shorter than its "
                            "every_ticks.",
                            p.name));
            continue;
        }
        const std::vector<double> times = times_of(net, seen);
        const std::string title = fmt::format("{} of {}", word_of(kind), p.of);
        page.add_figure(
            p.name,
            [&](figure_width width) {
                if (times.size() == 1) return last_values(seen, title, of, width_of(width));
                return seen.width <= most_traces
                           ? traces(times, seen, title, width_of(width))
                           : value_map(times, seen, title, of, width_of(width));
            },
            times.size() == 1
                ? fmt::format("{} of {} at the end, by {}.", section, p.of, of)
                : fmt::format(
                      "{} of {}, sampled {} times{}.", section, p.of, format_count(times.size()),
                      seen.width <= most_traces ? fmt::format(", a line for each of {}", seen.width)
                                                : ""));
    }
}

/// Weights of a projection's synapses at one time.
struct weight_sample {
    std::string label;
    std::vector<double> values;
};

// Before the first tick, as written down, and the last sample of the probe.
std::vector<weight_sample> first_and_last(const network_simulation& run, std::size_t of,
                                          const recording& seen) {
    std::vector<weight_sample> samples{{"first", {}}};
    for_each_synapse(run.description(), of,
                     [&](const synapse& s) { samples[0].values.push_back(s.weight); });
    const std::size_t rows = seen.after_ticks.size();
    if (rows == 0 || seen.width == 0) return samples;
    const auto last = seen.values.begin() + static_cast<std::ptrdiff_t>((rows - 1) * seen.width);
    samples.push_back({"last", {last, last + static_cast<std::ptrdiff_t>(seen.width)}});
    return samples;
}

drawing histogram(const std::vector<weight_sample>& samples, double width) {
    constexpr std::size_t bins = 40;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const weight_sample& s : samples) {
        for (const double w : s.values) {
            low = std::min(low, w);
            high = std::max(high, w);
        }
    }
    if (!(high > low)) high = low + 1;
    condition_panel panel{.width = width,
                          .height = 260,
                          .title = "synapses",
                          .x_axis = {.name = "weight"},
                          .lines = {}};
    for (const weight_sample& s : samples) {
        std::vector<double> counts(bins, 0);
        for (const double w : s.values) {
            const double share = (w - low) / (high - low);
            const auto bin = static_cast<std::size_t>(share * static_cast<double>(bins));
            ++counts[std::min(bin, bins - 1)];
        }
        condition_line line{.label = s.label, .x = {}, .y = {}, .dashed = s.label == "first"};
        for (std::size_t b = 0; b < bins; ++b) {
            const double bin = (high - low) / static_cast<double>(bins);
            line.x.insert(line.x.end(), {low + bin * static_cast<double>(b),
                                         low + bin * static_cast<double>(b + 1)});
            line.y.insert(line.y.end(), {counts[b], counts[b]});
        }
        panel.lines.push_back(std::move(line));
    }
    return draw_traces(std::move(panel));
}

// Mean over the synapses of a pair; blank where there is none.
heat_panel weight_map(const network& net, std::size_t of, const weight_sample& sample,
                      double width) {
    const projection& p = net.projections[of];
    const std::size_t sources = net.populations[index_of(net.populations, p.source)].size;
    const std::size_t targets = net.populations[index_of(net.populations, p.target)].size;
    // Sums of blocks at once: all pairs of a large projection would be too many.
    constexpr std::size_t most = 128;
    const std::size_t rows = std::min(sources, most);
    const std::size_t columns = std::min(targets, most);
    std::vector<double> sums(rows * columns, 0);
    std::vector<std::size_t> counts(rows * columns, 0);
    std::size_t k = 0;
    for_each_synapse(net, of, [&](const synapse& s) {
        const std::size_t cell = s.source * rows / sources * columns + s.target * columns / targets;
        sums[cell] += sample.values[k++];
        ++counts[cell];
    });
    for (std::size_t c = 0; c < sums.size(); ++c) {
        sums[c] = counts[c] > 0 ? sums[c] / static_cast<double>(counts[c])
                                : std::numeric_limits<double>::quiet_NaN();
    }
    const auto axis = [](const std::string& name, std::size_t all, std::size_t shown) {
        heat_axis a{.name = name};
        if (shown < all) a.to = static_cast<double>(all);
        return a;
    };
    return {.width = width,
            .title = fmt::format("{} weights, {} to {}", sample.label, p.source, p.target),
            .rows = rows,
            .columns = columns,
            .values = std::move(sums),
            .x = axis("target", targets, columns),
            .y = axis("source", sources, rows),
            .most_height = 300};
}

void add_weights(report_page& page, const network_simulation& run, std::size_t probes) {
    const network& net = run.description();
    bool begun = false;
    for (const std::size_t i : probes_of(net, probes, probe_kind::weights)) {
        const probe& p = net.probes[i];
        const std::size_t of = index_of(net.projections, p.of);
        const auto samples = first_and_last(run, of, run.recorded(i));
        if (!begun) page.begin_section("Weights");
        begun = true;
        if (samples.front().values.empty()) {
            page.add_text(fmt::format("Projection {} has no synapses.", p.of));
            continue;
        }
        page.add_figure(
            p.name + "-histogram",
            [&](figure_width width) { return histogram(samples, width_of(width)); },
            fmt::format("Weights of {}, {} synapses: as written down, and {}.", p.of,
                        format_count(samples.front().values.size()),
                        samples.size() > 1 ? "at the last sample"
                                           : "nothing later, for the probe has no sample yet"));
        for (const weight_sample& sample : samples) {
            page.add_figure(
                fmt::format("{}-{}", p.name, sample.label),
                [&](figure_width width) {
                    return draw_heat(weight_map(net, of, sample, width_of(width)));
                },
                fmt::format("The {} weights of {}: mean of the synapses of each pair, or of each "
                            "block of pairs; blank where there is none.",
                            sample.label, p.of));
        }
    }
}

}  // namespace

void add_probe_figures(report_page& page, const network_simulation& run, std::size_t probes) {
    add_raster(page, run, probes);
    add_values(page, run, probes, probe_kind::membrane, "Membranes", "neuron");
    add_values(page, run, probes, probe_kind::calcium, "Calcium", "unit");
    add_weights(page, run, probes);
}

}  // namespace memglia

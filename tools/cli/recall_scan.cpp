#include "tools/cli/recall_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "tools/cli/config_places.hpp"
#include "tools/config/load_config.hpp"
#include "tools/report/condition_panel.hpp"
#include "tools/report/text.hpp"
#include "tools/table/matrix_file.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

struct scanned_key {
    std::string key;
    std::vector<std::string> values;
};

scanned_key read_scan(const std::string& text) {
    const auto equals = text.find('=');
    scanned_key scan{text.substr(0, equals), {}};
    for (std::size_t at = equals; at != std::string::npos;) {
        const auto comma = text.find(',', at + 1);
        scan.values.push_back(text.substr(at + 1, comma - at - 1));
        at = comma;
    }
    const bool has_gap = std::count(scan.values.begin(), scan.values.end(), "") != 0;
    if (scan.key.empty() || scan.values.empty() || has_gap) {
        throw usage_error("memglia recall: --scan " + text +
                          "; expected KEY=V1,V2,... as in delays=5,11,21");
    }
    return scan;
}

}  // namespace

recall_scan make_recall_scan(const std::filesystem::path& memory,
                             const std::vector<std::string>& sets,
                             const std::vector<std::string>& scans) {
    constexpr std::size_t most_rows = 10'000;
    recall_scan all;
    std::vector<std::vector<std::string>> combinations{{}};
    for (const std::string& text : scans) {
        const scanned_key scan = read_scan(text);
        if (std::count(all.keys.begin(), all.keys.end(), scan.key) != 0) {
            throw usage_error("memglia recall: --scan " + scan.key + " is given twice");
        }
        if (combinations.size() * scan.values.size() > most_rows) {
            throw usage_error(
                fmt::format("memglia recall: --scan asks for more than {} rows; "
                            "expected fewer values",
                            most_rows));
        }
        all.keys.push_back(scan.key);
        std::vector<std::vector<std::string>> longer;
        for (const auto& values : combinations) {
            for (const std::string& value : scan.values) {
                longer.push_back(values);
                longer.back().push_back(value);
            }
        }
        combinations = std::move(longer);
    }
    for (auto& values : combinations) {
        std::vector<std::string> changes = sets;
        for (std::size_t k = 0; k < values.size(); ++k) {
            changes.push_back(all.keys[k] + "=" + values[k]);
        }
        all.rows.push_back({std::move(values), load_config<recall_config>(memory, config_root(),
                                                                          changes, "memories")});
    }
    return all;
}

std::string scan_header(const recall_scan& scan) {
    std::string line;
    for (const std::string& key : scan.keys) line += key + ',';
    return line + "f1,precision,recall,spikes,synapses,synaptic_operations\n";
}

report_page scan_page(const recall_scan& scan, const std::vector<double>& f1,
                      const std::string& command) {
    condition_panel panel{
        .width = 0, .title = "F1", .x_axis = {.name = scan.keys.front()}, .lines = {}};
    panel.ceiling = 1.0;
    std::vector<std::string> places;  // of the first key
    bool numbers = true;
    double number = 0;
    for (const recall_scan_row& row : scan.rows) {
        const std::string& value = row.values.front();
        if (std::count(places.begin(), places.end(), value) == 0) places.push_back(value);
        numbers = numbers && parse_number(value, number);
    }
    if (!numbers) panel.x_axis.categories = places;
    for (std::size_t r = 0; r < scan.rows.size(); ++r) {
        const auto& values = scan.rows[r].values;
        std::string label;
        for (std::size_t k = 1; k < values.size(); ++k) {
            label += fmt::format("{}{} {}", k > 1 ? ", " : "", scan.keys[k], values[k]);
        }
        auto line = std::find_if(panel.lines.begin(), panel.lines.end(),
                                 [&](const condition_line& l) { return l.label == label; });
        if (line == panel.lines.end()) {
            line = panel.lines.insert(line, {.label = label, .x = {}, .y = {}});
        }
        const auto place = std::find(places.begin(), places.end(), values.front());
        if (numbers) parse_number(values.front(), number);
        line->x.push_back(numbers ? number : static_cast<double>(place - places.begin()) + 1);
        line->y.push_back(f1[r]);
    }
    const auto [least, most] = std::minmax_element(f1.begin(), f1.end());
    report_page page("Scan of recall",
                     fmt::format("{} runs in double precision: F1 from {} to {}.", f1.size(),
                                 format_significant(*least), format_significant(*most)));
    page.begin_section("F1");
    page.add_figure(
        "f1",
        [&panel](figure_width width) {
            panel.width = width_of(width);
            return draw_conditions(panel);
        },
        fmt::format("F1 of all patterns against {}; scan.csv has the numbers.",
                    escape_markup(scan.keys.front())));
    page.begin_section("Provenance");
    page.add_provenance({{"command", command}, {"memglia", version_text()}},
                        to_yaml(effective_json(scan.rows.front().config)));
    return page;
}

std::string scan_line(const recall_scan_row& row, const recall_result& result) {
    std::string line;
    for (const std::string& value : row.values) line += value + ',';
    return line + fmt::format("{},{},{},{},{},{}\n", number_text(result.score.f1()),
                              number_text(result.score.precision()),
                              number_text(result.score.recall()), result.spikes, result.synapses,
                              result.synaptic_operations);
}

}  // namespace memglia

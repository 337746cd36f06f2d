#include "tools/cli/recall_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "tools/cli/config_places.hpp"
#include "tools/config/load_config.hpp"

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

std::string scan_line(const recall_scan_row& row, const recall_result& result) {
    std::string line;
    for (const std::string& value : row.values) line += value + ',';
    return line + fmt::format("{},{},{},{},{},{}\n", number_text(result.score.f1()),
                              number_text(result.score.precision()),
                              number_text(result.score.recall()), result.spikes, result.synapses,
                              result.synaptic_operations);
}

}  // namespace memglia

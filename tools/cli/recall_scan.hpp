#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "snan/tasks/recall/recall.hpp"
#include "tools/report/page.hpp"

// memglia recall --scan: one memory, many values of its keys.
namespace memglia {

/// Recall with one value of every scanned key.
struct recall_scan_row {
    std::vector<std::string> values;
    recall_config config;
};

struct recall_scan {
    std::vector<std::string> keys;
    std::vector<recall_scan_row> rows;
};

/// All combinations of "KEY=V1,V2,..." texts over the memory with `sets`; the last key runs
/// fastest. Every configuration is checked. Throws usage_error and input_error.
recall_scan make_recall_scan(const std::filesystem::path& memory,
                             const std::vector<std::string>& sets,
                             const std::vector<std::string>& scans);

/// Lines of CSV.
std::string scan_header(const recall_scan& scan);
/// F1 against the first key, a line for each combination of the others. `f1`: by row.
report_page scan_page(const recall_scan& scan, const std::vector<double>& f1,
                      const std::string& command);

std::string scan_line(const recall_scan_row& row, const recall_result& result);

}  // namespace memglia

#include "tools/testbench/bench_tables.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "tools/config/library.hpp"

namespace memglia {

void refuse_seed(const bench_request& request) {
    if (!request.has_seed) return;
    throw usage_error("memglia testbench run: --seed has no effect beside --stimulus");
}

technology load_technology(const bench_request& request, const std::string& name) {
    return load_config<technology>(
        library_file(request.config_root / "technologies", name, "technology"), request.config_root,
        {}, "technologies");
}

bench_table energy_table(const block_bill& bill) {
    bench_table table{"energy", {"part", "events", "each_pj", "pj"}, {}};
    for (const bill_line& line : bill.lines) {
        const double pj = line.j * 1e12;
        table.rows.push_back(
            {fmt::format("{}.{}", name_of(line.part), line.event),
             line.count > 0 ? bench_number(line.count) : "",
             line.count > 0 ? bench_number(pj / static_cast<double>(line.count)) : "",
             bench_number(pj)});
    }
    table.rows.push_back({"total", "", "", bench_number(bill.total_j() * 1e12)});
    return table;
}

std::unique_ptr<vcd_file> open_trace(const bench_request& request, const char* unit) {
    if (request.trace.empty()) return nullptr;
    return std::make_unique<vcd_file>(request.trace, unit);
}

std::string share_text(std::uint64_t some, std::uint64_t all, const char* what) {
    return fmt::format("{} of {} {}", some, all, what);
}

}  // namespace memglia

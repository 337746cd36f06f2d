#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "rtl_models/cost/bill.hpp"
#include "rtl_models/cost/technology.hpp"
#include "tools/testbench/testbench.hpp"
#include "tools/testbench/vcd_file.hpp"

// What several benches need.
namespace memglia {

/// Quantities and their values.
class bench_summary {
  public:
    template <class Value>
    bench_summary& add(std::string name, Value value) {
        table_.rows.push_back({std::move(name), bench_number(value)});
        return *this;
    }
    bench_table table() const { return table_; }

  private:
    bench_table table_{"summary", {"quantity", "value"}, {}};
};

/// Of configs/technologies.
technology load_technology(const bench_request& request, const std::string& name);

/// A row for each kind of event, "part.event", and their sum.
bench_table energy_table(const block_bill& bill);

/// None where no trace is asked for.
std::unique_ptr<vcd_file> open_trace(const bench_request& request, const char* unit);

/// The stimulus of a file, in the order of its first column, or what the bench makes.
template <class Random>
bench_stimulus stimulus_of(const bench_request& request,
                           const std::vector<stimulus_column>& columns, Random&& random) {
    if (request.stimulus.empty()) return random();
    bench_stimulus all = read_stimulus(request.stimulus, columns);
    require_ascending(all, 0, columns.front().name);
    return all;
}

/// Of a check that holds for some of all: "12 of 13 rows".
std::string share_text(std::uint64_t some, std::uint64_t all, const char* what);

}  // namespace memglia

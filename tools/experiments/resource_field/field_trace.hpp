#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace memglia {

/// Values of a field over place and time, as they are recorded.
class field_trace {
  public:
    field_trace(std::vector<double> places, std::vector<std::string> names);

    /// One row of each name's values.
    void add(double time, const std::vector<std::vector<double>>& rows);

    /// For a page: six digits.
    nlohmann::ordered_json shown() const;

    /// CSV: time, x, then the names.
    std::string table() const;

  private:
    std::vector<double> places_;
    std::vector<std::string> names_;
    std::vector<double> times_;
    std::vector<std::vector<double>> values_;  ///< by name
};

}  // namespace memglia

#include "tools/experiments/resource_field/field_trace.hpp"

#include <cmath>
#include <utility>

#include "base/number_text.hpp"

namespace memglia {

namespace {

double six_digits(double value) {
    return std::round(value * 1e6) / 1e6;
}

}  // namespace

field_trace::field_trace(std::vector<double> places, std::vector<std::string> names)
    : places_(std::move(places)), names_(std::move(names)), values_(names_.size()) {}

void field_trace::add(double time, const std::vector<std::vector<double>>& rows) {
    times_.push_back(time);
    for (std::size_t i = 0; i < values_.size(); ++i) {
        values_[i].insert(values_[i].end(), rows[i].begin(), rows[i].end());
    }
}

nlohmann::ordered_json field_trace::shown() const {
    nlohmann::ordered_json json;
    json["first_place"] = six_digits(places_.front());
    json["last_place"] = six_digits(places_.back());
    json["places"] = places_.size();
    json["first_time"] = six_digits(times_.front());
    json["last_time"] = six_digits(times_.back());
    for (std::size_t i = 0; i < names_.size(); ++i) {
        auto& values = json["values"][names_[i]] = nlohmann::ordered_json::array();
        for (const double value : values_[i]) values.push_back(six_digits(value));
    }
    return json;
}

std::string field_trace::table() const {
    std::string text = "time,x";
    for (const std::string& name : names_) text += "," + name;
    text += "\n";
    for (std::size_t t = 0; t < times_.size(); ++t) {
        for (std::size_t x = 0; x < places_.size(); ++x) {
            text += number_text(times_[t]) + "," + number_text(places_[x]);
            for (const auto& values : values_) {
                text += "," + number_text(values[t * places_.size() + x]);
            }
            text += "\n";
        }
    }
    return text;
}

}  // namespace memglia

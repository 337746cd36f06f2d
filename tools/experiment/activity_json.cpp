#include "tools/experiment/activity_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/error.hpp"

namespace memglia {

namespace {

using nlohmann::ordered_json;

ordered_json record_json(const activity_record& record) {
    return ordered_json::parse(activity_text(record));
}

std::size_t analogue_called(const std::string& name) {
    for (std::size_t i = 0; i < analogue_count; ++i) {
        if (name == name_of(static_cast<analogue>(i))) return i;
    }
    throw input_error({.path = "activity.analogue_j",
                       .found = "found '" + name + "'",
                       .expected = "a part of the analogue energy that this memglia knows"});
}

std::uint64_t whole_number(const std::string& name, const ordered_json& value) {
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    throw input_error({.path = "activity." + name,
                       .found = "found " + value.dump(),
                       .expected = "a whole number that is not negative"});
}

std::size_t activity_called(const std::string& name) {
    const auto& prices = activity_prices();
    const auto found = std::find_if(prices.begin(), prices.end(),
                                    [&name](const activity_price& p) { return p.name == name; });
    if (found != prices.end()) return static_cast<std::size_t>(found->what);
    throw input_error({.path = "activity.counts",
                       .found = "found '" + name + "'",
                       .expected = "an activity that this memglia prices"});
}

}  // namespace

std::string_view name_of(analogue a) {
    constexpr std::array<std::string_view, analogue_count> names{
        "read_cells", "read_lines", "write_cells", "write_verify_cells", "write_lines"};
    return names[static_cast<std::size_t>(a)];
}

std::string activity_text(const activity_record& record) {
    std::string text = "{\"counts\":{";
    auto out = std::back_inserter(text);
    const char* comma = "";
    for (const auto& p : activity_prices()) {
        const std::uint64_t count = record.counts[static_cast<std::size_t>(p.what)];
        if (count == 0) continue;
        fmt::format_to(out, "{}\"{}\":{}", comma, p.name, count);
        comma = ",";
    }
    text += "},\"analogue_j\":{";
    comma = "";
    for (std::size_t i = 0; i < analogue_count; ++i) {
        if (record.analogue_j[i] == 0) continue;
        fmt::format_to(out, "{}\"{}\":{}", comma, name_of(static_cast<analogue>(i)),
                       record.analogue_j[i]);
        comma = ",";
    }
    fmt::format_to(out, "}},\"elapsed_ps\":{}}}", record.elapsed_ps);
    return text;
}

ordered_json activity_json(const chip_outcome& spent) {
    ordered_json out;
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        ordered_json phase{{"decisions", spent.phases[p].decisions}};
        phase.update(record_json(spent.phases[p].activity));
        out[std::string(name_of(static_cast<decision_phase>(p)))] = phase;
    }
    out["setup"] = record_json(spent.setup);
    return out;
}

activity_record activity_from(const ordered_json& document) {
    activity_record record;
    for (const auto& [name, count] : document.at("counts").items()) {
        record.counts[activity_called(name)] = whole_number(name, count);
    }
    for (const auto& [name, joules] : document.at("analogue_j").items()) {
        record.analogue_j[analogue_called(name)] = joules.get<double>();
    }
    record.elapsed_ps = whole_number("elapsed_ps", document.at("elapsed_ps"));
    return record;
}

chip_outcome outcome_from(const ordered_json& activity) {
    chip_outcome outcome;
    for (std::size_t p = 0; p < decision_phase_count; ++p) {
        const auto& phase = activity.at(std::string(name_of(static_cast<decision_phase>(p))));
        outcome.phases[p] = {whole_number("decisions", phase.at("decisions")),
                             activity_from(phase)};
    }
    outcome.setup = activity_from(activity.at("setup"));
    return outcome;
}

ordered_json json_of(const energy_bill& bill) {
    const bool processor = bill.processor_j() > 0;
    ordered_json parts;
    for (std::size_t c = 0; c < component_count; ++c) {
        const auto part = static_cast<component>(c);
        if (part != component::processor || processor) {
            parts[std::string(name_of(part))] = bill.j[c];
        }
    }
    ordered_json out{{"dynamic", bill.dynamic_j()}, {"controller", bill.controller_j()}};
    if (processor) out["processor"] = bill.processor_j();
    out.update(ordered_json{{"static", bill.static_j()},
                            {"rest", bill.rest_j()},
                            {"total", bill.total_j()},
                            {"by_component", parts}});
    return out;
}

}  // namespace memglia

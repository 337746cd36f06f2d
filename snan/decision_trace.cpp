#include "snan/decision_trace.hpp"

namespace memglia {

std::optional<trace_difference> first_difference(const decision_trace& expected,
                                                 const decision_trace& found) {
    std::optional<trace_difference> result;
    const auto check = [&result](const char* block, const std::string& signal, std::int64_t want,
                                 std::int64_t got) {
        if (!result && want != got) {
            result = {block, signal, std::to_string(want), std::to_string(got)};
        }
    };
    const auto check_each = [&check](const char* block, const char* signal, const auto& want,
                                     const auto& got) {
        for (std::size_t a = 0; a < want.size(); ++a) {
            check(block, std::string(signal) + "[" + std::to_string(a) + "]", want[a], got[a]);
        }
    };
    check("session", "cell", expected.seen.cell, found.seen.cell);
    check("session", "contacts", expected.seen.contacts, found.seen.contacts);
    check_each("astrocyte_unit", "gate_level", expected.gate_level, found.gate_level);
    check_each("crossbar_tile", "weight_level", expected.weight_level, found.weight_level);
    check_each("neuron_bank", "membrane", expected.membrane, found.membrane);
    check("neuron_bank", "spikes", expected.spikes, found.spikes);
    check("navigation_controller", "action", static_cast<int>(expected.action),
          static_cast<int>(found.action));
    const char* teacher = expected.learns_by_waves ? "astrocyte_unit" : "learning_engine";
    check(teacher, "rows_requested", expected.rows_requested, found.rows_requested);
    check(teacher, "request_sum", static_cast<std::int64_t>(expected.request_sum),
          static_cast<std::int64_t>(found.request_sum));
    check("core", "rows_written", expected.rows_written, found.rows_written);
    check("crossbar_tile", "write_pulses", expected.write_pulses, found.write_pulses);
    return result;
}

}  // namespace memglia

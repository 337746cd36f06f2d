#include "tools/validate/account.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <string>

namespace memglia {

std::optional<trace_difference> check_account(const decision_trace& expected, bool opens,
                                              const chip_decision& found, const chip& hardware) {
    constexpr std::uint64_t actions = 4;
    std::optional<trace_difference> first;
    const auto check = [&first](const std::string& block, const std::string& signal,
                                std::uint64_t want, std::uint64_t got) {
        if (first || want == got) return;
        first = {block, signal, std::to_string(want), std::to_string(got)};
    };
    const auto booked = [&](activity what, std::uint64_t want) {
        const auto i = static_cast<std::size_t>(what);
        check("ledger", std::string(activity_prices()[i].name), want, found.activity.counts[i]);
    };
    const auto ones = [](contact_bits bits) {
        return static_cast<std::uint64_t>(std::popcount(bits));
    };
    booked(activity::neuron_add, actions + ones(expected.seen.contacts));
    booked(activity::neuron_spike, ones(expected.spikes));
    booked(activity::read_convert, actions);
    booked(activity::read_sign, 0);
    booked(activity::write_convert, actions * expected.rows_written);

    // What these events cost, by the table's entries one by one.
    const technology& t = hardware.config().tech;
    const energy_bill bill = price(found.activity, hardware.prices());
    const auto costs = [&](component part, double want_j) {
        const double got_j = bill.of(part);
        if (first || std::abs(got_j - want_j) <= 1e-9 * want_j) return;
        first = {"ledger", fmt::format("{} energy", name_of(part)), fmt::format("{:.6g} J", want_j),
                 fmt::format("{:.6g} J", got_j)};
    };
    const auto integrated = [&](analogue what) {
        return found.activity.analogue_j[static_cast<std::size_t>(what)];
    };
    constexpr auto columns = static_cast<double>(actions);
    costs(component::neurons,
          static_cast<double>(actions + ones(expected.seen.contacts)) * t.add_16b_j.value +
              columns * t.comparator_j.value +
              static_cast<double>(ones(expected.spikes)) * t.neuron_spike_j.value);
    costs(component::crossbar_read,
          t.row_driver_j.value +
              columns * (t.column_integrator_j.value + t.column_adc_j.value +
                         t.multiply_8b_j.value + t.table_read_j.value) +
              integrated(analogue::read_cells) + integrated(analogue::read_lines));

    const clock_domain& clock = hardware.clock();
    check("clock", "elapsed_ps", found.elapsed_cycles * clock.period_ps, found.activity.elapsed_ps);
    check("clock", "cycles beyond whole ticks", 0, found.elapsed_cycles % clock.cycles_per_tick);
    const std::uint64_t ticks = found.elapsed_cycles / clock.cycles_per_tick;
    const std::uint64_t least =
        hardware.config().ticks_per_decision + hardware.controller().controller().late_ticks();
    const bool more = opens || expected.rows_requested > 0;
    if (!more || ticks < least) check("clock", "ticks", least, ticks);
    return first;
}

}  // namespace memglia

#include "tools/validate/account.hpp"

#include <bit>
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
    booked(activity::write_convert, actions * expected.rows_written);

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

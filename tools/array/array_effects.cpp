#include "tools/array/array_effects.hpp"

#include <fmt/format.h>

#include <utility>

#include "tools/report/text.hpp"

namespace memglia {

namespace {

array_effect measure(const array_reading& reading, non_ideality kind, std::string name,
                     std::string magnitude) {
    return {measure_effect(reading, kind), std::move(name), std::move(magnitude)};
}

std::string percent(double share) {
    return fmt::format("{:.3g} %", 100 * share);
}

}  // namespace

std::vector<array_effect> measure_effects(const array_reading& r) {
    const array_effects_config& e = r.config.effects;
    const line_resistances& lines = r.config.lines;
    return {
        measure(r, non_ideality::wires, "wire resistance",
                fmt::format("{:.3g} and {:.3g} ohm per cell", lines.r_word_ohm, lines.r_bit_ohm)),
        measure(r, non_ideality::programming, "programming variation",
                percent(e.sigma_program) + " of the range"),
        measure(r, non_ideality::read_noise, "read noise", percent(e.sigma_read) + " of G"),
        measure(r, non_ideality::telegraph_noise, "telegraph noise",
                percent(e.telegraph_depth) + " of G in " + percent(e.telegraph_fraction) +
                    " of the cells"),
        measure(r, non_ideality::stuck_cells, "stuck cells",
                percent(e.stuck_on_fraction) + " on, " + percent(e.stuck_off_fraction) + " off"),
        measure(r, non_ideality::levels, "limited levels", fmt::format("{} levels", e.levels)),
        measure(r, non_ideality::all, "all together", ""),
    };
}

std::string effects_csv(const std::vector<array_effect>& effects) {
    std::string text = "effect,magnitude,mean,rms,worst,trials\n";
    for (const array_effect& e : effects) {
        text += fmt::format("{},\"{}\",{},{},{},{}\n", e.name, e.magnitude, e.mean, e.rms, e.worst,
                            e.trials);
    }
    return text;
}

std::string effects_text(const std::vector<array_effect>& effects) {
    std::string text =
        fmt::format("{:<60}{:>10}{:>10}{:>10}\n", "output error, % of the largest ideal output",
                    "mean", "rms", "worst");
    for (const array_effect& e : effects) {
        text += fmt::format("{:<24}{:<36}{:>10.3f}{:>10.3f}{:>10.3f}\n", e.name, e.magnitude,
                            100 * e.mean, 100 * e.rms, 100 * e.worst);
    }
    return text;
}

}  // namespace memglia

#include "tools/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace memglia {

namespace {

constexpr std::string_view no_number = "–";

}  // namespace

std::string escape_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                // HTML forbids the other control characters even when escaped.
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
                    out += c;
                } else {
                    out += "\uFFFD";
                }
        }
    }
    return out;
}

std::string format_significant(double value, int digits) {
    if (!std::isfinite(value)) return std::string(no_number);
    if (value == 0) return "0";
    // The exponent after rounding: 9.996 has three digits as "10.0".
    const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
    const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
    if (exponent < -4 || exponent > 9) return scientific;
    return fmt::format("{:.{}f}", value, std::max(0, digits - 1 - exponent));
}

std::string format_trimmed(double value, int digits) {
    std::string text = format_significant(value, digits);
    if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string grouped(std::string number) {
    const std::size_t first = number.find_first_not_of('-');
    const std::size_t end = std::min(number.find_first_not_of("0123456789", first), number.size());
    if (end < first + 5) return number;
    for (std::size_t at = end - 3; at > first; at -= std::min(at, std::size_t{3})) {
        number.insert(at, "\u202F");  // narrow no-break space
    }
    return number;
}

std::string format_count(std::uint64_t count) {
    return grouped(fmt::format("{}", count));
}

std::string format_percent(double fraction) {
    const double percent = fraction < 1 ? std::min(100 * fraction, 99.99) : 100 * fraction;
    return format_trimmed(percent);
}

std::string format_steps(double steps, std::uint32_t limit) {
    if (limit > 0 && steps > limit) return fmt::format("> {}", limit);
    return format_trimmed(steps);
}

std::string format_interval(const interval& range, double factor) {
    return fmt::format("[{}, {}]", format_trimmed(factor * range.low),
                       format_trimmed(factor * range.high));
}

scaled_unit unit_for(double largest, std::string_view base_unit) {
    struct prefix {
        double size;
        std::string_view name;
    };
    static constexpr std::array<prefix, 7> prefixes{
        {{1, ""}, {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}, {1e-12, "p"}, {1e-15, "f"}, {1e-18, "a"}}};
    // A value just below a prefix (999.96 pJ) would print as 1000 of the smaller one.
    const double reach = 1.0005 * std::abs(largest);
    const auto fits = [&](const prefix& p) { return reach >= p.size; };
    const auto found = std::find_if(prefixes.begin(), prefixes.end(), fits);
    const bool usable = std::isfinite(largest) && found != prefixes.end();
    const prefix& chosen = usable ? *found : prefixes.front();
    return {1 / chosen.size, fmt::format("{}{}", chosen.name, base_unit)};
}

std::string format_quantity(double value, std::string_view base_unit) {
    const scaled_unit unit = unit_for(value, base_unit);
    return fmt::format("{} {}", format_trimmed(value * unit.factor, 3), unit.name);
}

std::string agent_label(std::string_view name) {
    if (name == "snan_chip") return "SNAN on the chip";
    if (name == "snan_reference") return "SNAN, double precision";
    if (name == "snan_local") return "SNAN, local";
    if (name == "snan_eligibility") return "SNAN, eligibility";
    if (name == "stdp_only") return "STDP alone";
    if (name == "astro_only") return "astrocytes alone";
    if (name == "q_lambda") return "Q(λ)";
    if (name == "q_lambda_blind") return "Q(λ), blind";
    if (name == "q_lambda_grid") return "Q(λ), grid and counts";
    if (name == "dyna_q") return "Dyna-Q";
    if (name == "frontier") return "nearest frontier";
    if (name == "depth_first") return "depth first";
    if (name == "node_counting") return "node counting";
    if (name == "random_bump") return "random, bumps";
    if (name == "random_free") return "random, free sides";
    return std::string(name);
}

std::string component_label(std::string_view name) {
    std::string label(name);
    std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

}  // namespace memglia

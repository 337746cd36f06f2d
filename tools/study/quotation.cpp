#include "tools/study/quotation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "tools/config/near_miss.hpp"
#include "tools/config/quantity.hpp"
#include "tools/report/text.hpp"

namespace memglia {

namespace {

constexpr std::string_view ratio_word = " over ";

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool is_digits(const std::string& format) {
    return format.size() == 1 && format[0] >= '1' && format[0] <= '9';
}

// "mazes-10/agents/..." by the longest run that it begins with.
study_number split_reference(std::string_view text, const std::vector<std::string>& ids,
                             const config_tree::origin& at, const std::string& path) {
    const std::string* best = nullptr;
    for (const std::string& id : ids) {
        if (!text.starts_with(id + "/")) continue;
        if (best == nullptr || id.size() > best->size()) best = &id;
    }
    if (best == nullptr) {
        const std::string run(text.substr(0, text.find('/')));
        throw config_tree::error_at(at, path, fmt::format("found '{}'", text),
                                    "RUN/POINTER with a run of this study", did_you_mean(run, ids));
    }
    study_number number{*best, std::string(text.substr(best->size()))};
    try {
        nlohmann::json::json_pointer pointer(number.path);
    } catch (const nlohmann::json::exception&) {
        throw config_tree::error_at(at, path, fmt::format("found '{}'", number.path),
                                    "a JSON pointer", "'~' stands only in ~0 and ~1");
    }
    return number;
}

// How much one of a unit with a prefix is; nothing if the format names none.
std::optional<double> size_of_unit(const std::string& format) {
    const auto one = parse_quantity("1 " + format);
    return one && !one->unit.empty() ? to_double(one->decimal) : std::nullopt;
}

double value_of(const study_results& results, const study_number& number) {
    const study_entry* entry = results.find(number.run);
    const auto value = entry != nullptr ? entry->number(number.path) : std::nullopt;
    return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

void check_format(const std::string& format, const config_tree::origin& at,
                  const std::string& path) {
    if (format.empty() || format == "percent" || format == "steps" || is_digits(format) ||
        size_of_unit(format)) {
        return;
    }
    throw config_tree::error_at(at, path, fmt::format("found the format '{}'", format),
                                "digits (1 to 9), percent, steps, or a unit");
}

quotation parse_quotation(std::string_view text, const std::vector<std::string>& ids,
                          const config_tree::origin& at, const std::string& path) {
    quotation parsed;
    while (true) {
        const std::size_t open = text.find('{');
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) {
            throw config_tree::error_at(at, path, "found a '{' that is never closed", "'}'");
        }
        std::string_view inside = text.substr(open + 1, close - open - 1);
        quoted_number number{std::string(text.substr(0, open)), {}, {}, ""};
        if (const std::size_t bar = inside.find('|'); bar != std::string_view::npos) {
            number.format = trim(inside.substr(bar + 1));
            inside = inside.substr(0, bar);
        }
        check_format(number.format, at, path);
        if (const std::size_t word = inside.find(ratio_word); word != std::string_view::npos) {
            number.over =
                split_reference(trim(inside.substr(word + ratio_word.size())), ids, at, path);
            inside = inside.substr(0, word);
        }
        number.number = split_reference(trim(inside), ids, at, path);
        parsed.numbers.push_back(std::move(number));
        text.remove_prefix(close + 1);
    }
    parsed.after = text;
    return parsed;
}

std::string format_number(double value, const std::string& format, std::uint32_t limit) {
    if (!std::isfinite(value)) return "–";
    if (format == "percent") return format_percent(value) + " %";
    if (format == "steps") return format_steps(value, limit);
    if (is_digits(format)) return format_trimmed(value, format[0] - '0');
    if (format.empty()) return format_trimmed(value);
    if (is_base_unit(format)) return format_quantity(value, format);
    return fmt::format("{} {}", format_trimmed(value / size_of_unit(format).value_or(1), 3),
                       format);
}

std::string quote(const quotation& text, const study_results& results) {
    std::string out;
    for (const quoted_number& q : text.numbers) {
        double value = value_of(results, q.number);
        if (!q.over.path.empty()) value /= value_of(results, q.over);
        const study_entry* entry = results.find(q.number.run);
        out += q.before;
        out += format_number(value, q.format, entry != nullptr ? entry->step_limit() : 0);
    }
    return out + text.after;
}

}  // namespace memglia

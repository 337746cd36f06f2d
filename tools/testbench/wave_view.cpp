#include "tools/testbench/wave_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "tools/table/files.hpp"

namespace memglia {

namespace {

// Flags of traces, in hexadecimal, all with TR_RJUSTIFY.
constexpr const char* binary = "28";
constexpr const char* hexadecimal = "22";
constexpr const char* decimal = "24";
constexpr const char* signed_decimal = "424";
constexpr const char* curve = "88424";    // TR_ANALOG_FULLSCALE, TR_ANALOG_STEP
constexpr const char* filtered = "2024";  // TR_FTRANSLATED
constexpr const char* taller = "20000";   // TR_ANALOG_BLANK_STRETCH
constexpr const char* open_group = "800200";
constexpr const char* shut_group = "c00200";
constexpr const char* end_of_group = "1000200";
constexpr int more_lines_of_curve = 3;
constexpr std::size_t open_groups = 4;

const char* flags_of(unsigned bits, signal_look look) {
    if (look == signal_look::states) return filtered;
    if (bits == 1) return binary;
    switch (look) {
        case signal_look::signed_number:
            return signed_decimal;
        case signal_look::hexadecimal:
            return hexadecimal;
        case signal_look::analogue:
            return curve;
        default:
            return decimal;
    }
}

std::string filter_text(std::string_view words) {
    std::string text;
    for (std::size_t value = 0;; ++value) {
        const auto bar = words.find('|');
        text += fmt::format("{} {}\n", value, words.substr(0, bar));
        if (bar == std::string_view::npos) return text;
        words.remove_prefix(bar + 1);
    }
}

}  // namespace

wave_view::wave_view(const std::filesystem::path& wave) : wave_(std::filesystem::absolute(wave)) {}

std::filesystem::path wave_view::file() const {
    return std::filesystem::path(wave_).replace_extension(".gtkw");
}

void wave_view::add(const std::string& name, unsigned bits, signal_look look,
                    std::string_view words) {
    const auto dot = name.rfind('.');
    trace t{dot == std::string::npos ? "" : name.substr(0, dot), "", flags_of(bits, look),
            bits > 1 && look == signal_look::analogue};
    if (look == signal_look::states) {
        auto at = std::find_if(filters_.begin(), filters_.end(),
                               [&words](const auto& f) { return f.first == words; });
        if (at == filters_.end()) {
            const std::string ending =
                fmt::format(".{}.txt", dot == std::string::npos ? name : name.substr(dot + 1));
            filters_.emplace_back(words, std::filesystem::path(wave_).replace_extension(ending));
            at = filters_.end() - 1;
        }
        t.text = fmt::format("^{} {}\n", at - filters_.begin() + 1, at->second.string());
    }
    t.text += bits == 1 ? name + '\n' : fmt::format("{}[{}:0]\n", name, bits - 1);
    traces_.push_back(std::move(t));
}

bool wave_view::is_open(const std::string& scope, std::size_t group) const {
    if (open_.empty()) return group < open_groups;
    return std::find(open_.begin(), open_.end(), scope) != open_.end();
}

void wave_view::write(std::uint64_t end) const {
    constexpr unsigned log2_pixels = 9;
    // The zoom is minus the logarithm of the time that a pixel takes.
    const auto log2_end = static_cast<unsigned>(std::bit_width(end));
    std::string text = fmt::format(
        "[*] made by memglia beside its waveform\n[dumpfile] \"{}\"\n[savefile] \"{}\"\n"
        "[timestart] 0\n*-{}.000000 -1\n",
        wave_.string(), file().string(), log2_end > log2_pixels ? log2_end - log2_pixels : 0);
    std::size_t group = 0;
    for (std::size_t k = 0; k < traces_.size(); ++group) {
        const std::string& scope = traces_[k].scope;
        if (!scope.empty()) {
            text +=
                fmt::format("@{}\n-{}\n", is_open(scope, group) ? open_group : shut_group, scope);
        }
        for (; k < traces_.size() && traces_[k].scope == scope; ++k) {
            text += fmt::format("@{}\n{}", traces_[k].flags, traces_[k].text);
            if (!traces_[k].is_tall) continue;
            text += fmt::format("@{}\n", taller);
            for (int line = 0; line < more_lines_of_curve; ++line) text += "-\n";
        }
        if (!scope.empty()) text += fmt::format("@{}\n-{}\n", end_of_group, scope);
    }
    for (const auto& [words, file] : filters_) write_text(file, filter_text(words));
    write_text(file(), text);
}

}  // namespace memglia

#include "tools/testbench/vcd_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/error.hpp"

namespace memglia {

vcd_file::vcd_file(const std::filesystem::path& file, std::string unit)
    : file_(file), unit_(std::move(unit)), view_(file) {}

std::size_t vcd_file::add(const std::string& name, unsigned bits, signal_look look) {
    view_.add(name, bits, look);
    signals_.push_back({name, bits, 0});
    return signals_.size() - 1;
}

std::size_t vcd_file::add_states(const std::string& name, std::string_view words) {
    const auto last = static_cast<std::size_t>(std::count(words.begin(), words.end(), '|'));
    const auto bits = std::max(2U, static_cast<unsigned>(std::bit_width(last)));
    view_.add(name, bits, signal_look::states, words);
    signals_.push_back({name, bits, 0});
    return signals_.size() - 1;
}

// Printable characters from ! to ~, as digits.
std::string vcd_file::code_of(std::size_t signal) {
    constexpr std::size_t first = '!';
    constexpr std::size_t digits = '~' - '!' + 1;
    std::string code;
    for (; code.empty() || signal > 0; signal /= digits) {
        code += static_cast<char>(first + signal % digits);
    }
    return code;
}

std::string vcd_file::value_text(std::size_t at) const {
    const signal& s = signals_[at];
    if (s.bits == 1) return fmt::format("{}{}\n", s.value & 1U, code_of(at));
    return fmt::format("b{:b} {}\n", s.value, code_of(at));
}

void vcd_file::write_header() {
    text_ = fmt::format("$comment one unit of time is a {} $end\n$timescale 1 ns $end\n", unit_);
    std::vector<std::string> open;
    for (std::size_t k = 0; k < signals_.size(); ++k) {
        std::vector<std::string> scopes;
        std::string rest = signals_[k].name;
        for (auto dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
            scopes.push_back(rest.substr(0, dot));
            rest = rest.substr(dot + 1);
        }
        std::size_t same = 0;
        while (same < open.size() && same < scopes.size() && open[same] == scopes[same]) ++same;
        for (; open.size() > same; open.pop_back()) text_ += "$upscope $end\n";
        for (; open.size() < scopes.size(); open.push_back(scopes[open.size()])) {
            text_ += fmt::format("$scope module {} $end\n", scopes[open.size()]);
        }
        text_ += fmt::format("$var wire {} {} {} $end\n", signals_[k].bits, code_of(k), rest);
    }
    for (; !open.empty(); open.pop_back()) text_ += "$upscope $end\n";
    text_ += "$enddefinitions $end\n#0\n$dumpvars\n";
    for (std::size_t k = 0; k < signals_.size(); ++k) text_ += value_text(k);
    text_ += "$end\n";
    has_begun_ = true;
}

void vcd_file::set(std::uint64_t time, std::size_t index, std::uint64_t value) {
    if (!has_begun_) write_header();
    const unsigned bits = signals_[index].bits;
    if (bits < 64) value &= (std::uint64_t{1} << bits) - 1;
    if (signals_[index].value == value) return;
    signals_[index].value = value;
    has_changed_ = true;
    if (time != time_) text_ += fmt::format("#{}\n", time);
    time_ = time;
    text_ += value_text(index);
    constexpr std::size_t piece = std::size_t{1} << 16U;
    if (text_.size() < piece) return;
    file_.write(text_);
    text_.clear();
}

void vcd_file::finish(std::uint64_t end) {
    if (!has_changed_) {
        throw error("the trace would hold nothing: no signal changes under this stimulus");
    }
    file_.write(text_ + fmt::format("#{}\n", end));
    file_.commit();
    view_.write(end);
}

}  // namespace memglia

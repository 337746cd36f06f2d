#pragma once

#include <array>
#include <charconv>
#include <string>

namespace memglia {

/// The shortest text that reads back as the same double; "nan", "inf", "-inf".
inline std::string number_text(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

}  // namespace memglia

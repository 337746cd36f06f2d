#pragma once

#include <string_view>

namespace memglia {

/// What the lines that are not selected hold during a write of V.
enum class write_scheme {
    half,   ///< all V/2
    third,  ///< word lines V/3 and bit lines 2V/3 (RESET; SET the other way round)
    gated   ///< only the selected row's transistors conduct; bit lines follow its word line
};
constexpr std::string_view choice_words(write_scheme) { return "half|third|gated"; }

}  // namespace memglia

#include "tools/report/text_width.hpp"

#include <array>
#include <cstdint>

namespace memglia {

namespace {

// Thousandths of the font size, from the space on.
constexpr std::array<std::uint16_t, 95> advance{
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // to /
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // to O
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // to _
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // to o
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
constexpr double other_letter = 620;
constexpr double relatives = 1.04;  // Roboto and Segoe UI are a little wider
constexpr double bold_share = 1.08;
constexpr std::string_view ellipsis = "…";

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

double text_width(std::string_view text, double font_px, bool bold) {
    double sum = 0;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && code < 0x20 + advance.size()) {
            sum += advance[code - 0x20U];
        } else if (!continues(c)) {
            sum += other_letter;
        }
    }
    return sum / 1000 * font_px * relatives * (bold ? bold_share : 1);
}

std::string shortened(std::string_view text, double room_px, double font_px, bool bold) {
    if (text_width(text, font_px, bold) <= room_px) return std::string(text);
    const double room = room_px - text_width(ellipsis, font_px, bold);
    while (!text.empty() && text_width(text, font_px, bold) > room) {
        while (!text.empty() && continues(text.back())) text.remove_suffix(1);
        if (!text.empty()) text.remove_suffix(1);
    }
    while (text.ends_with(' ')) text.remove_suffix(1);
    return std::string(text) + std::string(ellipsis);
}

}  // namespace memglia

#pragma once

#include <string>
#include <string_view>

namespace memglia {

/// Pixels that a line of text takes at most in the pages' fonts: Helvetica's advance widths (Adobe
/// core 14 font metrics) with a margin for its relatives. Letters beyond ASCII count as wide ones.
double text_width(std::string_view text, double font_px, bool bold = false);

/// `text`, or as much of it as `room_px` holds with an ellipsis behind.
std::string shortened(std::string_view text, double room_px, double font_px, bool bold = false);

}  // namespace memglia

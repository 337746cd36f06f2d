#pragma once

#include <string>
#include <string_view>

namespace memglia {

/// The colours alone, as CSS variables for light and dark.
std::string report_colours();

/// CSS of a picture in a file of its own: colours and the classes of the drawings.
std::string picture_file_style();

/// CSS of the report: light, dark, phone and print.
std::string report_style();

/// Moves a marker along each drawn path. Contains no "<" and no "&".
std::string_view replay_script();

}  // namespace memglia

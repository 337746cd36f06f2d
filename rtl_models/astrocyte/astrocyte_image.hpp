#pragma once

#include <memory>
#include <variant>

#include "rtl_models/astrocyte/calcium_tile.hpp"
#include "rtl_models/astrocyte/coincidence_tile.hpp"
#include "rtl_models/astrocyte/transient_tile.hpp"

namespace memglia {

/// A tile of any model.
using astrocyte_image = std::variant<calcium_image, coincidence_image, transient_image>;

inline tile_image& part_of_all(astrocyte_image& image) {
    return std::visit([](auto& is) -> tile_image& { return is; }, image);
}
inline const tile_image& part_of_all(const astrocyte_image& image) {
    return std::visit([](const auto& is) -> const tile_image& { return is; }, image);
}

inline std::unique_ptr<astrocyte_tile> make_tile(const calcium_image& image) {
    return std::make_unique<calcium_tile>(image);
}
inline std::unique_ptr<astrocyte_tile> make_tile(const coincidence_image& image) {
    return std::make_unique<coincidence_tile>(image);
}
inline std::unique_ptr<astrocyte_tile> make_tile(const transient_image& image) {
    return std::make_unique<transient_tile>(image);
}
inline std::unique_ptr<astrocyte_tile> make_tile(const astrocyte_image& image) {
    return std::visit([](const auto& is) { return make_tile(is); }, image);
}

}  // namespace memglia

#include "tools/experiments/packed_image.hpp"

#include <algorithm>

namespace memglia {

std::string packed_image(const binary_image& image) {
    std::string text;
    for (std::uint32_t y = 0; y < image.side; ++y) {
        if (y > 0) text += '/';
        for (std::uint32_t x = 0; x < image.side; ++x) text += image.at(x, y) ? '1' : '0';
    }
    return text;
}

binary_image above(const std::vector<std::uint32_t>& spikes, std::uint32_t threshold,
                   std::uint32_t side) {
    binary_image image{side, std::vector<std::uint8_t>(spikes.size())};
    for (std::size_t j = 0; j < spikes.size(); ++j) {
        image.pixels[j] = spikes[j] > threshold ? 1 : 0;
    }
    return image;
}

grid_image image_to_draw(const std::string& packed, const std::string& caption) {
    grid_image image;
    image.rows = static_cast<std::size_t>(std::count(packed.begin(), packed.end(), '/')) + 1;
    for (const char c : packed) {
        if (c != '/') image.values.push_back(c == '1' ? 0 : 1);
    }
    image.columns = image.values.size() / image.rows;
    image.caption = caption;
    return image;
}

}  // namespace memglia

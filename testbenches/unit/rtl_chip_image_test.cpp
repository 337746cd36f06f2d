#include <catch2/catch.hpp>
#include <utility>

#include "base/error.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "rtl_models/navigation/chip_image.hpp"

using namespace memglia;

namespace {

chip_image two_places() {
    chip_image image;
    image.places = 2;
    image.astrocytes = 2;
    image.astrocyte_of_place = {0, 1};
    image.destination = {
        {chip_image::no_destination, 1, chip_image::no_destination, chip_image::no_destination},
        {chip_image::no_destination, chip_image::no_destination, chip_image::no_destination, 0}};
    return image;
}

}  // namespace

TEST_CASE("rtl: chip_image: a whole image passes its check") {
    CHECK_NOTHROW(two_places().check());
    CHECK_NOTHROW(chip_image{}.check());
}

TEST_CASE("rtl: chip_image: tables that are short or point outside are refused") {
    const auto broken = [](const auto& change) {
        chip_image image = two_places();
        change(image);
        CHECK_THROWS_AS(image.check(), error);
    };
    broken([](chip_image& i) { i.astrocyte_of_place.pop_back(); });
    broken([](chip_image& i) { i.destination.pop_back(); });
    broken([](chip_image& i) { i.astrocyte_of_place[1] = 2; });
    broken([](chip_image& i) { i.destination[1][3] = 2; });
    broken([](chip_image& i) { i.destination[0][1] = -2; });
    broken([](chip_image& i) { i.leak.clear(); });
    broken([](chip_image& i) { i.leak = {{1, 128}, {2, 0}}; });
}

TEST_CASE("rtl: chip_image: four destinations take as many words as their addresses need") {
    CHECK(destination_words(100) == 1);  // 101 values, 7 bits each
    CHECK(destination_words(255) == 1);
    CHECK(destination_words(256) == 2);  // none is the 257th
    CHECK(destination_words(65535) == 2);
    CHECK(destination_words(65536) == 3);
    CHECK(destination_words(1U << 18U) == 3);
    chip_image image;
    for (const auto& [places, bits] :
         {std::pair{1U, 0U}, {2U, 1U}, {100U, 7U}, {128U, 7U}, {129U, 8U}}) {
        image.places = places;
        CHECK(image.place_bits() == bits);
    }
}

TEST_CASE("rtl: plan_floor: a chip has between one and 2^18 places and rows in its tiles") {
    const chip_config config;
    CHECK_THROWS_AS(plan_floor(config, 0), input_error);
    CHECK_THROWS_AS(plan_floor(config, (1U << 18U) + 1), input_error);
    CHECK_NOTHROW(plan_floor(config, 1U << 18U));
}

#include "tools/experiment/firmware_images.hpp"

#include <fmt/format.h>

#include <string>

#include "base/error.hpp"
#include "tools/processor/elf_program.hpp"

namespace memglia {

namespace {

std::string file_of(const search_path& folders, const std::string& name) {
    if (const auto file = folders.find(name)) return file->string();
    throw input_error(
        {.found = fmt::format("the firmware is not here: looked for {}", folders.places_of(name)),
         .expected = "it in one of these folders",
         .hint = "set MEMGLIA_FIRMWARE to where it is; firmware/build makes it"});
}

program_image read_image(const search_path& folders, const std::string& name,
                         const processor_config& config) {
    const std::string file = file_of(folders, name);
    const std::string text = read_bytes(file);
    const elf_program program = parse_elf(text, file);
    processor_system tried(config, nullptr);
    try {
        load_program(program, file, tried);
    } catch (const input_error& e) {
        input_error::details at = e.data;
        at.hint = fmt::format("chip.processor.sram_kib is {}", config.sram_kib);
        throw input_error(at);
    }
    program_image image{.pieces = {}, .entry = program.entry};
    for (const elf_segment& segment : program.segments) {
        std::vector<std::uint8_t> bytes(segment.memory_bytes);
        tried.read_memory(segment.address, bytes);
        image.pieces.push_back({segment.address, std::move(bytes)});
    }
    return image;
}

}  // namespace

firmware_images find_firmware(const run_config& config, const search_path& folders) {
    firmware_images images;
    if (config.experiment.has_chip() && config.chip.has_processor()) {
        images.nav = read_image(folders, "nav.elf", config.chip.processor);
    }
    if (config.experiment.has(agent_chip)) {
        images.nav_soft = read_image(folders, "nav_soft.elf", {});
    }
    return images;
}

}  // namespace memglia

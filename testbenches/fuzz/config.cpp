#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.hpp"
#include "rtl_models/chip/network_chip_config.hpp"
#include "rtl_models/navigation/chip_config.hpp"
#include "snan/navigation_experiment.hpp"
#include "snan/snan_rule.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/array/write_config.hpp"
#include "tools/config/dump.hpp"
#include "tools/config/load_config.hpp"

// Any text as a configuration file of several kinds. What is accepted must be written down so that
// it reads back as the same.
using namespace memglia;

namespace {

template <has_fields T>
void load(const std::filesystem::path& file, std::string_view library) {
    T value;
    try {
        value =
            load_config<T>(file, std::filesystem::path(MEMGLIA_SOURCE_DIR "/configs"), {}, library);
    } catch (const input_error&) {
        return;
    }
    const auto effective = dump(value);
    const auto again = bind<T>(config_tree::parse_document(to_yaml(effective), "dump"));
    if (dump(again) != effective) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::scratch_file scratch(".yaml");
    const auto& file = scratch.hold(fuzz::text_of(data, size));
    load<chip_config>(file, "chips");
    load<rule_config>(file, "rules");
    load<experiment_config>(file, "experiments");
    load<write_config>(file, "writes");
    load<network_chip_config>(file, "network_chips");
    try {
        config_tree::parse_value(std::string(fuzz::text_of(data, size)), "chip.device");
    } catch (const input_error&) {
    }
    return 0;
}

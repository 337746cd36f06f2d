#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "snan/moving_ai.hpp"
#include "testbenches/fuzz/scratch_file.hpp"

// Any text as a Moving AI map or scenario. A map that is accepted reads back as the same; a row
// that is accepted has a way from start to goal.
using namespace memglia;

namespace {

constexpr std::uint32_t largest_side = 64;  // of a map made for a scenario's rows

void read_map(std::string_view text) {
    const std::string written = format_map(parse_map(text, "fuzz"));
    if (format_map(parse_map(written, "again")) != written) std::abort();
}

void read_scenarios(std::string_view text) {
    for (const scenario& row : parse_scenarios(text, "fuzz")) {
        if (row.width > largest_side || row.height > largest_side) continue;
        try {
            const maze task = scenario_maze(grid_map(row.width, row.height), row, "fuzz");
            if (task.map.shortest_path(task.start, task.goal) != task.shortest) std::abort();
        } catch (const input_error&) {
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    try {
        text.starts_with("version") ? read_scenarios(text) : read_map(text);
    } catch (const input_error&) {
    }
    return 0;
}

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/array/write_case.hpp"

// Any text as a case of writes into an array of 2 x 2, or as the schedule of one. Every operation
// that is accepted is inside the array.
using namespace memglia;

namespace {

void check(const std::vector<write_operation>& operations) {
    for (const write_operation& op : operations) {
        if (op.row >= 2 || op.column >= 2 || !std::isfinite(op.voltage_v)) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::scratch_file states(".csv");
    static const auto states_path = states.hold("0,1\n1,0\n");
    static fuzz::scratch_file scratch(".json");
    const std::string_view text = fuzz::text_of(data, size);
    const auto& file = scratch.hold(text);
    try {
        if (text.starts_with('{')) {
            check(read_write_case(file, states_path).operations);
        } else {
            check(read_schedule(file, 2, 2, {}));
        }
    } catch (const input_error&) {
    }
    return 0;
}

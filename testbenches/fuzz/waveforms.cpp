#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "testbenches/fuzz/scratch_file.hpp"
#include "tools/device/transient_case.hpp"

// Any text as a waveform's table or as the case of a transient. A waveform that is accepted has a
// finite voltage wherever it is asked.
using namespace memglia;

namespace {

void check(const waveform& wave) {
    double end_s = 0;
    for (const auto& piece : wave.pieces()) {
        if (!(piece.end_s >= piece.start_s)) std::abort();
        if (!std::isfinite(wave.at((piece.start_s + piece.end_s) / 2))) std::abort();
        end_s = piece.end_s;
    }
    if (wave.duration_s() != end_s || !std::isfinite(wave.at(2 * end_s))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    try {
        check(text.starts_with('{') ? parse_transient_case(text, "fuzz").wave
                                    : parse_waveform(text, "fuzz"));
    } catch (const input_error&) {
    }
    return 0;
}

#include "base/random.hpp"

#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

#include "base/elementary.hpp"

namespace memglia {

namespace {
// FNV-1a over the text, then the splitmix64 finaliser: spreads one changed bit over the whole seed.
std::uint64_t mix(std::uint64_t h) {
    h += 0x9e3779b97f4a7c15ULL;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
    return h ^ (h >> 31);
}

std::uint64_t hash(std::uint64_t h, std::string_view text) {
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mix(h);
}
}  // namespace

random_stream::random_stream(std::uint64_t seed, std::string_view block, std::string_view purpose,
                             std::uint64_t index)
    : engine_(mix(hash(hash(mix(seed), block), purpose) ^ index)) {}

std::uint32_t random_stream::below(std::uint32_t n) {
    return boost::random::uniform_int_distribution<std::uint32_t>(0, n - 1)(engine_);
}

double random_stream::uniform() {
    return static_cast<double>(engine_() >> 11) * 0x1p-53;
}

double random_stream::normal() {
    if (has_spare_) {
        has_spare_ = false;
        return spare_;
    }
    double u = 0;
    double v = 0;
    double s = 0;
    do {
        u = 2 * uniform() - 1;
        v = 2 * uniform() - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const double scale = std::sqrt(-2 * log_exact_bits(s) / s);
    spare_ = v * scale;
    has_spare_ = true;
    return u * scale;
}

}  // namespace memglia

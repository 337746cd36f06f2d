#include "base/random.hpp"

#include <array>
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

namespace {

// Marsaglia and Tsang, The Ziggurat Method for Generating Random Variables, J. Stat. Software 5(8),
// 2000, with 256 layers of equal area under exp(-x^2/2) and, as in Doornik 2005, with layer and
// value from different bits of one draw.
class ziggurat {
  public:
    static constexpr std::size_t layers = 256;
    static constexpr double tail = 3.6541528853610088;      ///< where the lowest layer ends
    static constexpr double area = 0.00492867323399141625;  ///< of a layer

    std::array<double, layers + 1> x;  ///< right ends of the layers, lowest first; the last is 0
    std::array<double, layers + 1> y;  ///< density there

    ziggurat() {
        x[0] = area / density(tail);
        x[1] = tail;
        for (std::size_t i = 1; i + 1 < layers; ++i) {
            x[i + 1] = std::sqrt(-2 * log_exact_bits(density(x[i]) + area / x[i]));
        }
        x[layers] = 0;
        for (std::size_t i = 0; i <= layers; ++i) y[i] = density(x[i]);
    }

    static double density(double at) { return exp_exact_bits(-0.5 * at * at); }
};

const ziggurat& the_ziggurat() {
    static const ziggurat one;
    return one;
}

}  // namespace

double random_stream::normal() {
    const ziggurat& z = the_ziggurat();
    for (;;) {
        const std::uint64_t bits = engine_();
        const std::size_t layer = bits & 0xFFU;
        const double sign = (bits & 0x100U) != 0 ? -1.0 : 1.0;
        const double x = static_cast<double>(bits >> 11U) * 0x1p-53 * z.x[layer];
        if (x < z.x[layer + 1]) return sign * x;
        if (layer == 0) return sign * beyond_the_tail();
        const double height = z.y[layer] + uniform() * (z.y[layer + 1] - z.y[layer]);
        if (height < ziggurat::density(x)) return sign * x;
    }
}

// Marsaglia 1964.
double random_stream::beyond_the_tail() {
    for (;;) {
        const double a = -log_exact_bits(1 - uniform()) / ziggurat::tail;
        const double b = -log_exact_bits(1 - uniform());
        if (b + b > a * a) return ziggurat::tail + a;
    }
}

}  // namespace memglia

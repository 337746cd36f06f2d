#include "snan/network/quantise_resource.hpp"

#include <cmath>
#include <cstdint>

#include "base/error.hpp"
#include "base/number_text.hpp"
#include "snan/network/coupling.hpp"

namespace memglia {

namespace {

std::int32_t factor_of(double value, unsigned bits, const std::string& path) {
    const double scaled = std::floor(std::ldexp(value, static_cast<int>(bits)) + 0.5);
    if (value > 0 && scaled == 0) {
        throw input_error({.path = path,
                           .found = "found " + number_text(value),
                           .expected = "0 or at least " +
                                       number_text(std::ldexp(0.5, -static_cast<int>(bits))) +
                                       ", the resolution in fixed point"});
    }
    return static_cast<std::int32_t>(scaled);
}

}  // namespace

fixed_resource_model quantised_resource(const network& net, const astrocyte_field& a,
                                        const std::string& path) {
    const resource_config& r = *a.resource;
    const std::uint32_t units = unit_count(net, a);
    fixed_resource_model fixed;
    fixed.bits = r.quanta_bits;
    fixed.depletion =
        factor_of(r.depletion, fixed_resource_model::depletion_bits, path + ".depletion");
    fixed.replenishment = factor_of(r.replenishment_hz * net.tick_s,
                                    fixed_resource_model::factor_bits, path + ".replenishment_hz");
    if (a.coupling) {
        fixed.conductance = factor_of(a.coupling->conductance, fixed_resource_model::factor_bits,
                                      path + ".coupling.conductance");
        fixed.exchanges = r.exchanges;
        fixed.edges = coupling_edges(net, a);
    }
    const auto field = static_cast<std::uint32_t>(index_of(net.astrocytes, a.name));
    fixed.tag = 0x5e50'0000U + (field << 24U) + static_cast<std::uint32_t>(net.seed * 0x9e3779b1U);
    const double one = std::ldexp(1.0, static_cast<int>(r.quanta_bits));
    double all = 0;
    for (std::uint32_t u = 0; u < units; ++u) {
        const double q = r.synaptic_of_unit.empty() ? r.synaptic : r.synaptic_of_unit[u];
        const double own = r.astrocytic_of_unit.empty() ? r.astrocytic : r.astrocytic_of_unit[u];
        fixed.synaptic.push_back(static_cast<std::int32_t>(std::floor(q * one + 0.5)));
        fixed.astrocytic.push_back(static_cast<std::int32_t>(std::floor(own * one + 0.5)));
        all += fixed.synaptic.back() + fixed.astrocytic.back();
    }
    // Products stay within 63 bits: a (one - q) replenishment, with a at most all quanta.
    const double product = all * one * fixed.replenishment;
    constexpr int most_bits = 26;
    if (all > std::ldexp(1.0, most_bits) || product > std::ldexp(1.0, 62)) {
        throw input_error({.path = path + ".quanta_bits",
                           .found = "found " + std::to_string(r.quanta_bits) + " bits, " +
                                    number_text(all) + " quanta in all",
                           .expected = "at most 2^26 quanta, and with a full synapse and the "
                                       "replenishment of a tick of 2^-20 at most 2^62"});
    }
    return fixed;
}

}  // namespace memglia

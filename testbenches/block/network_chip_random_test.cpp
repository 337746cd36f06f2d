#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "snan/mapping/network_on_chip.hpp"
#include "snan/network/first_difference.hpp"
#include "snan/reference/fixed_engine.hpp"
#include "testbenches/support/ideal_network_chip.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/random_actions.hpp"
#include "testbenches/support/random_fixed_network.hpp"
#include "testbenches/support/shrink_network.hpp"

using namespace memglia;
using namespace memglia::test;

namespace {

// Where chip and engine part, as text; empty where they do not. In a process of its own, for
// SystemC allows one simulation in each.
std::string difference_on_chip(const network_case& of, const number_format& format,
                               std::uint32_t neurons_per_core) {
    const auto told = in_own_process([&]() -> std::vector<std::uint64_t> {
        const network net = with_all_probes(of.net);
        std::string text;
        try {
            fixed_engine engine(net, format);
            run_with_actions(engine, net.seed, of.ticks);
            network_on_chip chip(net, ideal_network_chip(format, neurons_per_core));
            run_with_actions(chip, net.seed, of.ticks);
            if (const auto found = first_difference(engine, chip)) text = found->text();
            for (std::size_t r = 0; r < net.readouts.size(); ++r) {
                if (text.empty() && engine.read(r) != chip.read(r)) text = net.readouts[r].name;
            }
            if (text.empty() && engine.deliveries() != chip.deliveries()) text = "deliveries";
        } catch (const input_error& e) {
            text = std::string("refused: ") + e.what();
        } catch (const std::exception& e) {
            text = e.what();
        }
        return {text.begin(), text.end()};
    });
    std::string text;
    for (const std::uint64_t c : told) text += static_cast<char>(c);
    return text;
}

}  // namespace

TEST_CASE("network chip: random networks, bit for bit with the engine in fixed point") {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const network net = random_chip_network(seed);
        const number_format format = random_format(seed, net);
        random_stream draw(seed, "test", "core size");
        const std::uint32_t neurons_per_core = 1 + draw.below(16);
        INFO("seed " << seed << ", " << format.weight_levels << " levels, " << format.state_bits
                     << " bits, " << neurons_per_core << " neurons a core");
        const std::string found = difference_on_chip({net, 1'000}, format, neurons_per_core);
        if (found.empty()) continue;
        const auto differs = [&](const network_case& c) {
            const std::string text = difference_on_chip(c, format, neurons_per_core);
            return !text.empty() && text.rfind("refused", 0) != 0;
        };
        std::string least = "refused by the chip";
        if (found.rfind("refused", 0) != 0) {
            const network_case smallest = shrink({net, 1'000}, differs);
            least = std::to_string(smallest.net.populations.size()) + " populations, " +
                    std::to_string(smallest.net.projections.size()) + " projections, " +
                    std::to_string(smallest.ticks) +
                    " ticks: " + difference_on_chip(smallest, format, neurons_per_core);
        }
        FAIL(found << "; smallest: " << least);
    }
}

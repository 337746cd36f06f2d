#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "testbenches/support/spiking_oracle.hpp"

using namespace memglia;

// Spike for spike against Brian2, and its final weights.

namespace {

std::filesystem::path folder_or_skip() {
    const auto folder = test::spiking_folder();
    if (folder.empty()) WARN("MEMGLIA_SHARED is not set: networks of other programs not tested");
    return folder;
}

void same_spikes(const test::spike_list& found, const test::spike_list& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
        INFO("spike " << k << ": neuron " << found[k].second << " in step " << found[k].first
                      << ", expected neuron " << expected[k].second << " in step "
                      << expected[k].first);
        REQUIRE(found[k] == expected[k]);
    }
}

}  // namespace

TEST_CASE("network oracle: inputs onto a recurrent network, fixed weights") {
    const auto folder = folder_or_skip();
    if (folder.empty()) return;
    network_engine engine(test::recurrent_oracle(folder, false));
    engine.run(20'000);
    same_spikes(test::spikes_of(engine.recorded(0)), test::spikes_in(folder / "R0_lif_spikes.csv"));
}

TEST_CASE("network oracle: the same with plastic inputs, spikes and final weights") {
    const auto folder = folder_or_skip();
    if (folder.empty()) return;
    network_engine engine(test::recurrent_oracle(folder, true));
    engine.run(20'000);
    same_spikes(test::spikes_of(engine.recorded(0)),
                test::spikes_in(folder / "R1_stdp_spikes.csv.gz"));
    const matrix expected = read_matrix(folder / "R1_stdp_W_in_final.csv.gz");
    double furthest = 0;
    engine.for_each_synapse_now(0, [&](const synapse& s) {
        furthest = std::max(furthest, std::abs(s.weight - expected.at(s.source, s.target)));
    });
    CHECK(furthest < 1e-11);  // the file has twelve digits
}

TEST_CASE("network oracle: 1000 neurons, static and plastic, 500 ms") {
    const auto folder = folder_or_skip();
    if (folder.empty()) return;
    for (const bool plastic : {false, true}) {
        INFO(plastic);
        network_engine engine(test::speed_oracle(folder, plastic));
        engine.run(5'000);
        const std::string name = plastic ? "stdp" : "static";
        same_spikes(test::spikes_of(engine.recorded(0)),
                    test::spikes_in(folder / "speed" / ("N1000_" + name + "_500ms_spikes.csv.gz")));
    }
}

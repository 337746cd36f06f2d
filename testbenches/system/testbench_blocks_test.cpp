#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "testbenches/support/bench_values.hpp"
#include "testbenches/support/command.hpp"
#include "testbenches/support/refusal.hpp"

// memglia testbench: the benches of neurons, synapses, astrocytes, learning and a whole chip.
using namespace memglia::test;

namespace {

command_result run_bench(const scratch_folder& here, const std::vector<std::string>& arguments,
                         const std::vector<std::string>& sets = {}) {
    std::vector<std::string> all{"testbench", "run"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    for (const std::string& set : sets) all.insert(all.end(), {"--set", set});
    return run_memglia(all, here.path());
}

void passes(const scratch_folder& here, const std::string& bench,
            const std::vector<std::string>& sets, const std::string& check) {
    std::string text = bench;
    for (const std::string& set : sets) text += ' ' + set;
    INFO(text);
    const command_result run = run_bench(here, {bench}, sets);
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    CHECK(run.out.find("FAILED") == std::string::npos);
    CHECK_THAT(run.out, Catch::Contains("passed  " + check));
}

double number(const std::map<std::string, std::string>& values, const std::string& key) {
    INFO(key);
    REQUIRE(values.count(key) == 1);
    return std::stod(values.at(key));
}

}  // namespace

TEST_CASE("testbench: neurons of every model are those of the reference, bit for bit") {
    const scratch_folder here;
    const std::string check = "potentials are those of the fixed-point reference";
    for (const std::vector<std::string>& sets : std::vector<std::vector<std::string>>{
             {},
             {"lif.reset=subtract"},
             {"lif.reset=none", "lif.refractory_s=0"},
             {"lif.exponential.tau_s=0.005", "lif.adaptive_threshold.increment=0.2"},
             {"lif.noise=0.3", "lif.v_floor=-0.2"},
             {"lif.homeostasis.rise=0.1"},
             {"model=izhikevich"},
             {"model=izhikevich", "izhikevich.exponential.tau_s=0.005"},
             {"model=adex"},
             {"state_bits=16", "neurons=70", "random.ticks=300"},
             {"random.current=40", "random.arrival=20"}}) {
        passes(here, "neurons", sets, check);
    }
    const auto values = values_of(run_bench(here, {"neurons", "--csv"}).out);
    CHECK(number(values, "summary,spikes,value") > 20);
    CHECK(number(values, "energy,neurons.update,events") ==
          8 * number(values, "summary,ticks,value"));
}

TEST_CASE("testbench: a LIF neuron on its bench spikes when the closed form says") {
    const scratch_folder here;
    // 2 (1 - exp(-t / 20 ms)) is 1 after 13.9 ms, in the 139th tick of 0.1 ms, then from rest again
    // after the refractory 2 ms and the tick that ends them.
    here.write("s.csv", "tick,neuron,current\n0,1,2000\n300,1,0\n");
    const auto run = run_bench(here, {"neurons", "-s", "s.csv", "--csv"}, {"neurons=2"});
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    CHECK(values.at("neurons,1,first_tick") == "138");
    CHECK(values.at("neurons,1,spikes") == "2");
    CHECK(values.at("neurons,0,spikes") == "0");
    CHECK(values.at("neurons,0,most_potential") == "0");
    CHECK(number(values, "neurons,1,most_potential") ==
          Approx(2 * (1 - std::exp(-138 * 0.005))).margin(0.01));
}

TEST_CASE("testbench: keys of another model, a seed that nothing reads and rows are refused") {
    const scratch_folder here;
    here.write("s.csv", "tick,neuron,current\n0,1,2000\n");
    refuses(here, 3, {"testbench", "run", "neurons", "--set", "adex.b_a=0"},
            {"adex.b_a", "model is 'lif'", "model adex"});
    refuses(here, 3, {"testbench", "run", "astrocyte", "--set", "coincidence.weak=4"},
            {"coincidence", "model is 'calcium'"});
    refuses(here, 3, {"testbench", "run", "neurons", "-s", "s.csv", "--set", "random.ticks=9"},
            {"random", "--stimulus"});
    refuses(here, 2, {"testbench", "run", "neurons", "-s", "s.csv", "--seed", "3"}, {"--seed"});
    const auto noisy =
        run_bench(here, {"neurons", "-s", "s.csv", "--seed", "3"}, {"lif.noise=0.1"});
    CHECK(noisy.exit_code == 0);
    refuses(here, 3, {"testbench", "run", "neurons", "-s", "s.csv", "--set", "neurons=1"},
            {"s.csv:2", "'1' in column 2 (neuron)", "from 0 to 0"});
    refuses(here, 3, {"testbench", "run", "neurons", "--set", "lif.threshold=-1"}, {"lif"});
    refuses(here, 3, {"testbench", "run", "synapse_array", "--set", "cells.slices=4"}, {"slices"});
    refuses(here, 3,
            {"testbench", "run", "synapse_array", "--set", "cells.programming.tolerance_codes=9"},
            {"cells.programming.tolerance_codes", "half a level"});
    refuses(here, 3, {"testbench", "run", "synapse_array", "--set", "cells.arrays=9"},
            {"cells.arrays"});
    refuses(here, 3, {"testbench", "run", "learning", "--set", "stdp.reward.by=x"}, {"reward"});
    refuses(here, 3, {"testbench", "run", "chip", "--set", "network=none"}, {"none"});
}

TEST_CASE("testbench: an ideal array gives back what was programmed, a real one nearly") {
    const scratch_folder here;
    const std::string check = "every pair that is read is booked";
    passes(here, "synapse_array", {}, check);
    for (const char* set :
         {"density=0.3", "negative_share=0", "cells.slices=2", "cells.levels_per_cell=3",
          "cells.programming.scheme=open_loop", "random.write_share=1", "columns=40"}) {
        passes(here, "synapse_array", {"device=ideal", set},
               "cells take v^2 g t, g within the tolerance");
    }
    passes(here, "synapse_array", {"crossbar.wires=exact", "rows=8"}, check);
    passes(here, "synapse_array", {"device.sigma_read=0"}, "a read without noise finds");
    const auto real = values_of(run_bench(here, {"synapse_array", "--csv"}).out);
    const double all = number(real, "summary,weights_read,value");
    const double right = number(real, "summary,weights_read_right,value");
    CHECK(right < all);
    CHECK(right > 0.9 * all);
    CHECK(number(real, "summary,pulses_per_write,value") > 1);
    // Each has its devices.
    const auto other = values_of(run_bench(here, {"synapse_array", "--csv", "--seed", "2"}).out);
    CHECK(other.at("summary,programming_pulses,value") !=
          real.at("summary,programming_pulses,value"));
}

TEST_CASE("testbench: a write of an ideal array by a file takes as many pulses as codes") {
    const scratch_folder here;
    // 127 codes for 15 levels: 8 a level, one pulse a code.
    here.write("s.csv", "row,column,change\n0,,\n0,3,15\n0,3,-15\n0,3,4\n0,,\n");
    const auto run =
        run_bench(here, {"synapse_array", "-s", "s.csv", "--csv"},
                  {"device=ideal", "negative_share=0", "cells.programming.tolerance_codes=0"});
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    CHECK(values.at("writes,1,to") == "15");
    CHECK(values.at("writes,2,reached") == "0");
    CHECK(values.at("writes,2,pulses") == "120");
    CHECK(values.at("writes,3,pulses") == "32");
    CHECK(values.at("writes,3,verifies") == "33");
    CHECK(values.at("energy,crossbar_read.row_drive,events") == "2");
    CHECK(values.at("energy,crossbar_read.convert,events") == "32");

    here.write("half.csv", "row,column,change\n0,3,\n");
    refuses(here, 3, {"testbench", "run", "synapse_array", "-s", "half.csv"},
            {"half.csv:2", "one of column and change"});
    here.write("nowhere.csv", "row,column,change\n0,,\n31,15,1\n");
    refuses(here, 3,
            {"testbench", "run", "synapse_array", "-s", "nowhere.csv", "--set", "density=0.001"},
            {"nowhere.csv:3", "a column with a synapse in row 31"});
}

TEST_CASE("testbench: astrocyte units are those of the reference and decay exactly") {
    const scratch_folder here;
    const std::string check = "gates are those of the fixed-point reference in every tick";
    for (const std::vector<std::string>& sets :
         std::vector<std::vector<std::string>>{{},
                                               {"calcium.shape=linear", "calcium.cap=0.8"},
                                               {"calcium.decay=euler"},
                                               {"state_bits=14", "units=40", "neurons_per_unit=1"},
                                               {"coupling.graph=ring", "coupling.conductance=0.1"},
                                               {"model=coincidence", "random.rate=0.2"}}) {
        passes(here, "astrocyte", sets, check);
    }
    const auto values = values_of(run_bench(here, {"astrocyte", "--csv"}).out);
    CHECK(number(values, "summary,gate_updates,value") > 50);
    CHECK(number(values, "units,0,most_gate") > 0.5);

    // Six spikes in one tick; the gate follows in the next, 0.1 * 6 at theta is half open.
    std::string text = "tick,neuron\n";
    for (int j = 0; j < 6; ++j) text += "5," + std::to_string(j) + "\n";
    here.write("s.csv", text);
    const auto run =
        run_bench(here, {"astrocyte", "-s", "s.csv", "--csv"}, {"units=2", "neurons_per_unit=8"});
    INFO(run.out << run.err);
    const auto six = values_of(run.out);
    CHECK(number(six, "units,0,most_calcium") == Approx(0.6).epsilon(1e-4));
    CHECK(number(six, "units,0,most_gate") == Approx(0.5).margin(0.02));
    CHECK(six.at("units,1,spikes") == "0");
    here.write("twice.csv", "tick,neuron\n5,1\n5,1\n");
    refuses(here, 3, {"testbench", "run", "astrocyte", "-s", "twice.csv"},
            {"twice.csv:3", "1 a second time in tick 5"});
}

TEST_CASE("testbench: learning is that of the reference and of the closed form") {
    const scratch_folder here;
    for (const std::vector<std::string>& sets : std::vector<std::vector<std::string>>{
             {},
             {"delay_ticks=7", "stdp.tau_plus_s=0.005"},
             {"random.rate=0.2", "stdp.a_minus=0"},
             {"pre=40", "post=20", "random.ticks=300", "stdp.a_plus=0.05"}}) {
        passes(here, "learning", sets,
               "levels are those of the fixed-point reference in every tick");
    }
    // The arrival of tick 11 before the spike of tick 20: a_plus exp(-9 ms / 20 ms) of a weight.
    here.write("s.csv", "tick,pre,post\n10,1,\n20,,2\n");
    const auto run = run_bench(here, {"learning", "-s", "s.csv", "--csv"}, {"weight_spread=0"});
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    const double from = number(values, "weights,pre1_post2,from");
    CHECK(number(values, "weights,pre1_post2,closed_form") - from ==
          Approx(255 * 0.004 * std::exp(-9.0 / 20)).margin(1e-3));
    CHECK(values.at("weights,pre2_post1,closed_form") == values.at("weights,pre2_post1,from"));
    CHECK(values.at("summary,changes,value") == "1");
    here.write("none.csv", "tick,pre,post\n10,,\n");
    refuses(here, 3, {"testbench", "run", "learning", "-s", "none.csv"},
            {"none.csv:2", "neither pre nor post"});
}

TEST_CASE("testbench: a network on its chip is the reference, and its energy adds up") {
    const scratch_folder here;
    const auto run = run_bench(here, {"chip", "--csv"}, {"ticks=400"});
    INFO(run.out << run.err);
    CHECK(run.exit_code == 0);
    const auto values = values_of(run.out);
    CHECK(number(values, "summary,spikes,value") > 0);
    CHECK_THAT(run.out, Catch::Contains("spikes are those of the fixed-point reference"));
    double sum = 0;
    for (const auto& [key, value] : values) {
        if (key.starts_with("energy,") && key.ends_with(",nj") && key != "energy,total,nj") {
            sum += std::stod(value);
        }
    }
    CHECK(sum == Approx(number(values, "energy,total,nj")).epsilon(1e-4));

    // Nothing spikes where no input does but one, whose weights are small.
    here.write("s.csv", "tick,input,neuron\n3,0,0\n");
    const auto quiet = run_bench(here, {"chip", "-s", "s.csv", "--csv"}, {"ticks=50"});
    INFO(quiet.err);
    CHECK(quiet.exit_code == 0);
    CHECK(values_of(quiet.out).at("summary,synaptic_events,value") == "100");
    CHECK(values_of(quiet.out).at("populations,cells,spikes") == "0");
    here.write("far.csv", "tick,input,neuron\n3,1,0\n");
    refuses(here, 3, {"testbench", "run", "chip", "-s", "far.csv"},
            {"far.csv:2", "found 1 in column input", "one of 1"});
    here.write("late.csv", "tick,input,neuron\n50,0,0\n");
    refuses(here, 3, {"testbench", "run", "chip", "-s", "late.csv", "--set", "ticks=50"},
            {"late.csv:2", "'50' in column 1 (tick)"});
}

// Speed of fully accounted chip decisions, learning on, default device, one core: decisions per
// second and kernel activations per decision, for mazes from 10 x 10 to 64 x 64. Loading the chip
// is not counted.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "snan/mapping/chip_decider.hpp"
#include "snan/maze_generator.hpp"
#include "tools/cli/options.hpp"
#include "tools/config/load_config.hpp"
#include "tools/experiment/run_config.hpp"

namespace {

using namespace memglia;

class counting_sink : public chip_decision_sink {
  public:
    void on_decision(const chip_decision& decision) override {
        ++decisions;
        activity += decision.activity;
    }
    std::uint64_t decisions = 0;
    activity_record activity;
};

// Arguments change the configuration, as in chip=passive. SystemC allows one chip per process: the
// largest serves all sizes.
constexpr std::uint32_t largest_side = 64;

std::vector<std::string> changes;

struct bench_chip {
    run_config config =
        load_config<run_config>(experiment_file("navigation"), config_root(), changes);
    chip hardware{"chip", config.chip, largest_side* largest_side, false};
};

bench_chip& the_chip() {
    static bench_chip one;
    return one;
}

void decide(benchmark::State& state) {
    const auto side = static_cast<std::uint32_t>(state.range(0));
    bench_chip& bench = the_chip();
    counting_sink sink;
    const std::uint64_t before = bench.hardware.context().activations;
    std::uint64_t seed = 1;
    for (auto _ : state) {
        state.PauseTiming();
        const maze task = generate_maze(side, side, 0.2, seed);
        chip_decider agent(bench.hardware, bench.config.rule, task.map, seed, &sink);
        ++seed;
        state.ResumeTiming();
        for (int episode = 0; episode < 10; ++episode) {
            run_episode(task, step_limit(task.map), agent);
        }
    }
    const auto n = static_cast<double>(sink.decisions);
    state.counters["decisions/s"] = benchmark::Counter(n, benchmark::Counter::kIsRate);
    state.counters["activations/decision"] =
        static_cast<double>(bench.hardware.context().activations - before) / n;
    const auto bill = price(sink.activity, bench.hardware.prices());
    state.counters["dynamic pJ"] = 1e12 * bill.dynamic_j() / n;
}

BENCHMARK(decide)->Arg(10)->Arg(20)->Arg(32)->Arg(64)->MinTime(2)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int count, char* values[]) {
    ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
    benchmark::Initialize(&count, values);
    changes.assign(values + 1, values + count);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

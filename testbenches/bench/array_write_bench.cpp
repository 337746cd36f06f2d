// One V/2 write of an N x N array with IR drop, cells of 100 ohm to 10 kohm on 2 ohm segments:
// 1 ns edges, 30 ns pulse. `solves` are nodal solutions per write. At 0.7 V only the written cell
// moves; at 0.9 V its row and column do, too.
#include <benchmark/benchmark.h>

#include <vector>

#include "base/random.hpp"
#include "crossbar/programming/pulse_schedule.hpp"

namespace {

using namespace memglia;

void array_write(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const double voltage_v = static_cast<double>(state.range(1)) * 1e-3;
    vteam_config device;
    device.law = resistance_law::linear_resistance;
    device.window = window_kind::biolek;
    device.k_on_m_per_s = -0.2;
    device.k_off_m_per_s = 0.2;
    device.alpha_on = 1;
    device.alpha_off = 1;
    device.v_on_v = -0.27;
    device.v_off_v = 0.37;
    device.r_on_ohm = 100;
    device.r_off_ohm = 1e4;
    device.depth_m = 1e-8;
    array_surroundings around;
    around.lines = {.r_word_ohm = 2, .r_bit_ohm = 2};
    array_transient array(n, n, cell_laws(n * n, vteam(device)), around);
    random_stream draws(1, "bench", "states");
    std::vector<double> states(n * n);
    for (double& x : states) x = 0.05 + 0.9 * draws.uniform();
    for (auto _ : state) {
        array.set_states(states);
        const auto done =
            write(array, {3, 5, write_operation::kind::reset, voltage_v}, write_scheme::half, {});
        benchmark::DoNotOptimize(done.energy_j);
    }
    state.counters["solves"] = benchmark::Counter(static_cast<double>(array.work().solves),
                                                  benchmark::Counter::kAvgIterations);
    state.counters["steps"] = benchmark::Counter(static_cast<double>(array.work().steps),
                                                 benchmark::Counter::kAvgIterations);
}

}  // namespace

BENCHMARK(array_write)
    ->ArgNames({"n", "mV"})
    ->Args({8, 700})
    ->Args({32, 700})
    ->Args({32, 900})
    ->Args({128, 700})
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();

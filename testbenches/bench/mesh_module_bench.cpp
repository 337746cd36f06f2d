// Simulated cycles per CPU second of a mesh as one SystemC process with a process at every node,
// energy booked: bench_mesh_module [CYCLES].
#include <fmt/core.h>

#include <cstdlib>
#include <ctime>

#include "testbenches/support/mesh_endpoint_modules.hpp"
#include "testbenches/support/own_process.hpp"

using namespace memglia;

namespace {

double cpu_s() {
    std::timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void measure(const char* name, const mesh_config& c, double rate, std::uint64_t cycles) {
    for (const bool ahead : {true, false}) {
        const auto found = in_own_process([&]() -> std::vector<std::uint64_t> {
            setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
            test::random_mesh m(8, 8, c, rate, 8);
            m.run(2000, ahead);
            m.mesh.book();
            m.context.book.open(0);
            const double start = cpu_s();
            m.run(cycles, ahead);
            m.mesh.book();
            const activity_record done = m.context.book.close(cycles * m.context.clock.period_ps);
            const double took = cpu_s() - start;
            return {static_cast<std::uint64_t>(static_cast<double>(cycles) / took),
                    m.context.activations, m.hash() % 1000000007,
                    done.counts[static_cast<std::size_t>(activity::router_hop)]};
        });
        fmt::print("{:14} 8x8 {:5.3f} {:11} {:12} cycles/s {:10} mesh calls {:10} hops, hash {}\n",
                   name, rate, ahead ? "runs ahead" : "every cycle", found[0], found[1], found[3],
                   found[2]);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t cycles = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    mesh_config noxim;
    use_noxim_timing(noxim);
    measure("noxim timing", noxim, .001, cycles);
    measure("noxim timing", noxim, .01, cycles);
    measure("1 channel x 4", {}, .001, cycles);
    measure("1 channel x 4", {}, .01, cycles);
    return 0;
}

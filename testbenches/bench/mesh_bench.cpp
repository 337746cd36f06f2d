// Simulated cycles per CPU second of a mesh alone: bench_mesh [SECONDS].
#include <fmt/core.h>

#include <cstdlib>
#include <ctime>

#include "rtl_models/fabric/event_mesh.hpp"
#include "rtl_models/fabric/traffic.hpp"

using namespace memglia;

namespace {

double cpu_s() {
    std::timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct setting {
    const char* name;
    std::uint32_t side;
    double rate;
    mesh_config mesh;
    mesh_routing_rule routing = mesh_routing_rule::xy;
    traffic_pattern pattern = traffic_pattern::uniform;
    std::uint32_t flits = 8;
};

void measure(const setting& s, double seconds) {
    mesh_config config = s.mesh;
    config.routing = s.routing;
    wormhole_mesh mesh(s.side, s.side, config);
    traffic_source traffic(s.side, s.side,
                           {.pattern = s.pattern, .rate = s.rate, .flits = s.flits});
    std::uint64_t hash = 0;
    std::uint64_t tails = 0;
    const auto note = [&](std::uint64_t cycle, const wormhole_mesh& m) {
        for (const mesh_arrival& a : m.arrivals()) {
            tails += a.tail ? 1 : 0;
            hash = (hash ^ (a.tail ? cycle * 64 + a.node : 0)) * 0x100000001b3ULL;
        }
    };
    traffic.drive(mesh, 2000, note);
    const std::uint64_t hops_before = mesh.activity().hops + mesh.activity().injected;
    const std::uint64_t flits_before = mesh.activity().ejected;
    const std::uint64_t first = mesh.cycle();
    const double start = cpu_s();
    std::uint64_t stretch = 1000;
    double took = 0;
    while (took < seconds) {
        traffic.drive(mesh, mesh.cycle() + stretch, note);
        stretch *= 2;
        took = cpu_s() - start;
    }
    const auto cycles = static_cast<double>(mesh.cycle() - first);
    const mesh_activity a = mesh.activity();
    fmt::print("{:28} {:2}x{:<2} {:5.3f} {:10.4g} {:8.1f} {:8.2f} {:10}\n", s.name, s.side, s.side,
               s.rate, cycles / took,
               took * 1e9 / static_cast<double>(a.hops + a.injected - hops_before),
               static_cast<double>(a.ejected - flits_before) / cycles, hash % 1000000007);
}

// Packets whose times are computed without cycles.
void measure_events(double rate, std::uint32_t flits, double seconds) {
    traffic_source traffic(8, 8, {.rate = rate, .flits = flits});
    std::vector<traffic_event> list;
    for (int n = 0; n < 100'000; ++n, traffic.pop()) list.push_back(traffic.next());
    event_mesh mesh(8, 8, {});
    std::uint64_t packets = 0;
    std::uint64_t offset = 0;
    std::uint64_t hash = 0;
    const double start = cpu_s();
    double took = 0;
    while (took < seconds) {
        for (const traffic_event& e : list) {
            const auto t =
                mesh.send(offset + e.cycle, e.packet.source, e.packet.destination, flits);
            hash = (hash ^ t.tail) * 0x100000001b3ULL;
        }
        packets += list.size();
        offset += list.back().cycle + 1000;
        took = cpu_s() - start;
    }
    fmt::print(
        "without cycles, {} flits      8x8  {:5.3f} {:10.4g} packets/s, {:.1f} ns a packet and "
        "router, hash {}\n",
        flits, rate, static_cast<double>(packets) / took,
        took * 1e9 * flits / static_cast<double>(mesh.hops()), hash % 1000000007);
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
    mesh_config noxim;
    use_noxim_timing(noxim);
    const mesh_config own;
    const mesh_config two{.channels = 2};
    const mesh_config four{.channels = 4};
    const mesh_config deep{.channels = 4, .buffer_flits = 8, .pipeline = 3};
    const auto wf = mesh_routing_rule::west_first;
    const auto oe = mesh_routing_rule::odd_even;
    const auto transpose = traffic_pattern::transpose;
    fmt::print("{:28} mesh   rate   cycles/s   ns/hop  flits/cycle  hash\n", "");
    for (const setting& s :
         {setting{"noxim timing", 8, .001, noxim},
          setting{"noxim timing", 8, .01, noxim},
          setting{"noxim timing", 8, .05, noxim},
          setting{"noxim timing", 16, .001, noxim},
          setting{"noxim timing", 16, .005, noxim},
          setting{"noxim timing", 16, .01, noxim},
          setting{"1 channel x 4", 8, .001, own},
          setting{"1 channel x 4", 8, .01, own},
          setting{"1 channel x 4", 8, .06, own},
          setting{"1 channel x 4", 16, .001, own},
          setting{"1 channel x 4", 16, .01, own},
          setting{"1 channel x 4", 16, .03, own},
          setting{"2 channels x 4", 8, .001, two},
          setting{"2 channels x 4", 8, .01, two},
          setting{"2 channels x 4", 8, .06, two},
          setting{"2 channels x 4", 16, .01, two},
          setting{"4 channels x 4", 8, .001, four},
          setting{"4 channels x 4", 8, .01, four},
          setting{"4 channels x 4", 8, .06, four},
          setting{"4 channels x 4", 16, .01, four},
          setting{"4 channels x 8, pipeline 3", 8, .01, deep},
          setting{"4 channels x 8, pipeline 3", 8, .06, deep},
          setting{"west first", 8, .06, own, wf},
          setting{"odd even", 8, .06, own, oe},
          setting{"transpose, xy", 8, .06, own, mesh_routing_rule::xy, transpose},
          setting{"transpose, west first", 8, .06, own, wf, transpose},
          setting{"transpose, odd even", 8, .06, own, oe, transpose},
          setting{"one flit", 8, .02, own, mesh_routing_rule::xy, traffic_pattern::uniform, 1},
          setting{"one flit", 8, .1, own, mesh_routing_rule::xy, traffic_pattern::uniform, 1}}) {
        measure(s, seconds);
    }
    for (const double rate : {0.001, 0.01, 0.02}) measure_events(rate, 8, seconds);
    for (const double rate : {0.02, 0.1}) measure_events(rate, 1, seconds);
    return 0;
}

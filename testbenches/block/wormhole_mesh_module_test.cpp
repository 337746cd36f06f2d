#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

#include "testbenches/support/command.hpp"
#include "testbenches/support/mesh_endpoint_modules.hpp"
#include "testbenches/support/own_process.hpp"
#include "testbenches/support/quiet_kernel.hpp"

using namespace memglia;

namespace {

constexpr std::uint64_t cycles = 20'000;

/// Hash of every tail, tails, activations of the mesh's process.
std::vector<std::uint64_t> outcome(const mesh_config& c, double rate, bool ahead, bool pins) {
    return in_own_process([&]() -> std::vector<std::uint64_t> {
        quiet_kernel quiet;
        const test::scratch_folder here;
        test::random_mesh m(4, 4, c, rate, 5);
        sc_core::sc_trace_file* file = nullptr;
        if (pins) {
            file = sc_core::sc_create_vcd_trace_file((here.path() / "wave").c_str());
            m.mesh.trace(file);
        }
        // In parts, of which the last is short: no part runs beyond its end.
        m.run(cycles / 2, ahead);
        m.run(cycles / 2 - 777, ahead);
        m.run(777, ahead);
        if (file != nullptr) sc_core::sc_close_vcd_trace_file(file);
        std::uint64_t woken = 0;
        for (const auto& e : m.endpoints) woken += e->woken();
        return {m.hash(), m.received(), m.context.packets_sent, m.context.activations, woken};
    });
}

}  // namespace

TEST_CASE("wormhole mesh module: the same tails with and without running ahead, and with pins") {
    for (const double rate : {0.0005, 0.02}) {
        for (const std::uint32_t channels : {1U, 2U}) {
            const mesh_config c{.channels = channels, .pipeline = channels, .link_cycles = 2};
            const auto plain = outcome(c, rate, false, false);
            const auto ahead = outcome(c, rate, true, false);
            const auto pins = outcome(c, rate, true, true);
            REQUIRE(plain.size() == 5);
            CHECK(plain[1] > 100);
            for (std::size_t k = 0; k < 3; ++k) {
                CHECK(plain[k] == ahead[k]);
                CHECK(plain[k] == pins[k]);
            }
            CHECK(ahead[3] < plain[3]);  // fewer calls by the kernel
            CHECK(plain[4] == ahead[4]);
        }
    }
}

TEST_CASE("wormhole mesh module: the same tails as the core alone, cycle by cycle") {
    // One packet a block, handed over in the cycle of its number.
    class sender : public sc_core::sc_module, public mesh_receiver {
      public:
        SC_HAS_PROCESS(sender);
        sender(const sc_core::sc_module_name& name, std::uint32_t node, wormhole_mesh_module& mesh,
               chip_context& context)
            : sc_module(name), node_(node), mesh_(mesh) {
            mesh.attach(node, *this);
            SC_METHOD(run);
            sensitive << wake_;
            dont_initialize();
            wake_.notify(context.clock.until(node));
        }
        void receive(const mesh_arrival& a, std::uint64_t cycle) override {
            seen.emplace(cycle, a.tag, a.node, a.tail);
        }
        std::set<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t, bool>> seen;

      private:
        void run() {
            mesh_.inject(
                {.source = node_, .destination = 11 - node_, .flits = 6, .tag = 100 + node_});
        }
        std::uint32_t node_;
        wormhole_mesh_module& mesh_;
        sc_core::sc_event wake_;
    };
    quiet_kernel quiet;
    chip_context context;
    wormhole_mesh_module module("mesh", 4, 3, {}, context);
    std::vector<std::unique_ptr<sender>> senders;
    for (std::uint32_t node = 0; node < 12; ++node) {
        senders.push_back(
            std::make_unique<sender>(("s" + std::to_string(node)).c_str(), node, module, context));
    }
    sc_core::sc_start(sc_core::sc_time::from_value(200 * context.clock.period_ps));
    wormhole_mesh core(4, 3, {});
    std::size_t flits = 0;
    while (core.cycle() < 200) {
        if (core.cycle() < 12) {
            const auto node = static_cast<std::uint32_t>(core.cycle());
            core.inject({.source = node, .destination = 11 - node, .flits = 6, .tag = 100 + node});
        }
        core.step();
        for (const mesh_arrival& a : core.arrivals()) {
            CHECK(senders[a.node]->seen.count({core.cycle() - 1, a.tag, a.node, a.tail}) == 1);
            ++flits;
        }
    }
    CHECK(flits == 72);
    CHECK(context.packets_received == 12);

    // Booked once, priced by hops, links and their bits.
    context.book.open(0);
    module.book();
    module.book();
    const activity_record record = context.book.close(1);
    const auto count = [&](activity a) { return record.counts[static_cast<std::size_t>(a)]; };
    const mesh_activity a = core.activity();
    CHECK(a.hops > 72);
    CHECK(a.router_cycles > 0);
    CHECK(a.router_cycles <= a.hops);
    const activity_record before = context.book.open(2);
    CHECK(before.elapsed_ps == 0);
    CHECK(count(activity::router_hop) == a.hops);
    CHECK(count(activity::router_hop_bit) == a.hops * context.format.flit_bits());
    CHECK(count(activity::router_link_bit) == a.links * context.format.flit_bits());
    CHECK(count(activity::clock_node) == a.router_cycles);
}

TEST_CASE("wormhole mesh module: pins show a flit that meets no other") {
    quiet_kernel quiet;
    const test::scratch_folder here;
    chip_context context;
    wormhole_mesh_module module("mesh", 3, 1, {}, context);
    sc_core::sc_trace_file* file =
        sc_core::sc_create_vcd_trace_file((here.path() / "wave").c_str());
    module.trace(file);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    module.inject({.source = 0, .destination = 2, .tag = 5});
    sc_core::sc_start(sc_core::sc_time::from_value(50 * context.clock.period_ps));
    sc_core::sc_close_vcd_trace_file(file);
    std::ifstream in(here.path() / "wave.vcd");
    std::stringstream text;
    text << in.rdbuf();
    const std::string wave = text.str();
    // The code of a signal, and how often it takes a value.
    const auto changes = [&](const std::string& signal) {
        std::istringstream lines(wave);
        std::string code;
        std::string scope;
        std::size_t n = 0;
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string kind, type, bits, id, name;
            words >> kind >> type >> bits >> id >> name;
            if (kind == "$scope") scope = bits;
            if (kind == "$var" && (scope + "." + name).find(signal) == 0) code = id;
            if (code.empty() || line[0] == '$') continue;
            if (line == "1" + code || line == "0" + code) ++n;
            if (line[0] == 'b' && line.substr(line.find(' ') + 1) == code) ++n;
        }
        return n;
    };
    // The first value, then one flit.
    CHECK(changes("x0_y0.out_east_toggle") == 2);
    CHECK(changes("x1_y0.out_east_tag") == 2);
    CHECK(changes("x1_y0.out_local_toggle") == 1);
    CHECK(changes("x2_y0.out_local_tag") == 2);
    CHECK(changes("x0_y0.in_local_occupancy") == 3);
    CHECK(changes("x1_y0.in_west_occupancy") == 3);
    CHECK(changes("x1_y0.in_east_occupancy") == 1);
}

TEST_CASE("wormhole mesh module: to touch a mesh that has run ahead is a bug, and said so") {
    quiet_kernel quiet;
    chip_context context;
    wormhole_mesh_module module("mesh", 3, 1, {}, context);
    module.run_ahead_to(1000);
    module.inject({.source = 0, .destination = 2, .flits = 1, .tag = 5});
    sc_core::sc_start(sc_core::sc_time::from_value(2 * context.clock.period_ps));
    CHECK(module.mesh().cycle() > 2);
    CHECK_THROWS_AS(module.inject({.source = 0, .destination = 2}), internal_error);
}

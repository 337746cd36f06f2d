#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "testbenches/block/chip_bench.hpp"
#include "testbenches/support/sample_rule.hpp"

// What decisions of the default 10 x 10 chip book, counted by hand; learning by eligibility.
using namespace memglia;

namespace {

constexpr double pj = 1e-12;

double conductance(int code) {
    return 1e-6 + code * 9e-6 / 127;
}

double read_j(double conductances_s) {
    return 0.2 * 0.2 * conductances_s * 10e-9;
}

constexpr double line_f = 128 * 0.192e-15;  // 128 rows

class collector : public chip_decision_sink {
  public:
    void on_decision(const chip_decision& d) override { decisions.push_back(d); }
    std::vector<chip_decision> decisions;
};

struct bench {
    explicit bench(const chip_config& config = ideal_chip())
        : hardware("chip", config, 100, false) {}
    energy_bill bill(const activity_record& record) const {
        return price(record, hardware.prices());
    }
    quiet_kernel quiet;
    chip hardware;
    collector sink;
    rule_config rule = test::rule();
    grid_map map{10, 10};
};

void expect(const activity_record& r, activity what, std::uint64_t times) {
    INFO(activity_prices()[static_cast<std::size_t>(what)].name);
    CHECK(count_of(r, what) == times);
}

}  // namespace

TEST_CASE("block: energy of a decision in the middle of the map") {
    bench b;
    chip_decider agent(b.hardware, b.rule, b.map, 1, &b.sink);
    agent.decide({55, 0});
    agent.outcome(false);
    REQUIRE(b.sink.decisions.size() == 1);
    const chip_decision& d = b.sink.decisions[0];
    const activity_record& r = d.activity;
    using a = activity;

    // place: 1 link, visit: 2, gate: 1, spike: 1, tag: 1; a router more than links each.
    // 4 nodes, 16 kinds, 7 bits of address.
    constexpr std::uint64_t place = 2 + 4 + 7 + 4;
    constexpr std::uint64_t gate = 2 + 4 + 20;
    constexpr std::uint64_t spike = 2 + 4 + 4;
    constexpr std::uint64_t tag = 2 + 4 + 7 + 2;
    expect(r, a::router_link_bit, place + 2 * place + gate + spike + tag);
    expect(r, a::router_hop, 11);
    expect(r, a::router_hop_bit, 2 * place + 3 * place + 2 * gate + 2 * spike + 2 * tag);
    expect(r, a::read_row_drive, 1);
    expect(r, a::read_integrate, 4);
    expect(r, a::read_convert, 4);
    expect(r, a::read_gain, 4);
    expect(r, a::read_table, 4);
    expect(r, a::neuron_add, 4);
    expect(r, a::neuron_compare, 4);
    expect(r, a::neuron_spike, 4);  // all equal
    // Own calcium word and four destinations read, a word of pointers; each of five is decayed.
    expect(r, a::astrocyte_sram_read, 6);
    expect(r, a::astrocyte_sram_write, 1);
    expect(r, a::astrocyte_multiply, 10);
    expect(r, a::astrocyte_table, 10 + 4);  // decays, gate levels
    expect(r, a::astrocyte_add, 16);
    expect(r, a::astrocyte_flip_flop, 32);
    expect(r, a::learning_sram_read, 0);
    expect(r, a::learning_sram_write, 2);
    expect(r, a::learning_add, 2);
    expect(r, a::learning_flip_flop, 26);
    expect(r, a::write_row_drive, 0);
    expect(r, a::write_integrate, 0);
    expect(r, a::write_convert, 0);
    expect(r, a::write_compare, 0);
    expect(r, a::controller_flip_flop, 3 * 64 + 32);  // place, visit, decide; a tie

    const energy_bill bill = b.bill(r);
    CHECK(bill.of(component::router) ==
          Approx((11 * 0.1 * 1.75 + (5 * place + 2 * gate + 2 * spike + 2 * tag) * 0.9 * 1.75 / 32 +
                  (3 * place + gate + spike + tag) * 0.448 / 32) *
                 pj));
    const double cells = read_j(4 * conductance(30) + 4 * conductance(0));
    const double lines = 8 * line_f * 0.2 * 0.2;
    CHECK(joules_of(r, analogue::read_cells) == Approx(cells));
    CHECK(joules_of(r, analogue::read_lines) == Approx(lines));
    CHECK(bill.of(component::crossbar_read) ==
          Approx((0.6 + 4 * 0.028 + 4 * 0.177 + 4 * 0.2 + 4 * 0.2) * pj + cells + lines));
    CHECK(bill.of(component::neurons) == Approx((4 * 0.05 + 4 * 0.017 + 4 * 0.01) * pj));
    CHECK(bill.of(component::astrocytes) ==
          Approx((6 * 1.32 + 2.07 + 10 * 0.2 + 14 * 0.2 + 16 * 0.03 + 32 * 0.009) * pj));
    CHECK(bill.of(component::learning) == Approx((2 * 2.07 + 2 * 0.05 + 26 * 0.009) * pj));
    CHECK(bill.of(component::crossbar_write) == 0);
    CHECK(bill.of(component::controller) == Approx(224 * 0.009 * pj));
    CHECK(r.elapsed_ps == 2'000'000);
    CHECK(d.elapsed_cycles == 1000);
    CHECK(d.latency_cycles == 504);
    // Four banks; the sample table has no areas.
    CHECK(bill.static_j() == Approx(4 * 21e-9 * 2e-6));
    expect(r, a::clock_divider, 2 * 1000);
    // Controller: two packets out, the spike in and the tag out; core: place in and visit past it,
    // gates in, the read's result, spike out; astrocytes: visit, nine cycles, gates; learning: the
    // tag. Each time one more to start.
    expect(r, a::clock_node,
           (3 + 1) + (3 + 1) + (2 + 1) + (2 + 1) + (1 + 1) + (2 + 1) + (11 + 1) + (2 + 1));
    CHECK(bill.of(component::clock) ==
          Approx(static_cast<double>(count_of(r, a::clock_node)) * 2 * 0.3e-3 * 162e-12 +
                 1000 * 2 * 0.009 * pj));
    CHECK(d.phase == decision_phase::exploring);
}

TEST_CASE("block: energy: contacts cost a charge each, an edge saves a read") {
    bench b;
    chip_decider agent(b.hardware, b.rule, b.map, 1, &b.sink);
    agent.decide({0, 0b1001});  // the corner: two walls, two neighbours
    agent.outcome(false);
    const activity_record& r = b.sink.decisions[0].activity;
    using a = activity;
    expect(r, a::router_hop, 11);
    expect(r, a::neuron_add, 6);
    expect(r, a::neuron_compare, 4);
    expect(r, a::neuron_spike, 2);
    expect(r, a::astrocyte_sram_read, 4);
    expect(r, a::astrocyte_multiply, 6);
    expect(r, a::astrocyte_add, 10);
    expect(r, a::controller_flip_flop, 3 * 64 + 32);
}

TEST_CASE("block: energy of a rewarded decision: reward, pulses, verify, report") {
    bench b;
    chip_decider agent(b.hardware, b.rule, b.map, 1, &b.sink);
    agent.decide({55, 0});
    agent.outcome(true);
    const chip_decision& d = b.sink.decisions[0];
    const activity_record& r = d.activity;
    using a = activity;
    // On top of the decision: reward 1 link, reinforce 2 (learning is below the controller, the
    // core diagonal), sync 2, synced 2, learned 1.
    expect(r, a::router_hop, 11 + 13);
    expect(r, a::learning_sram_read, 2);
    expect(r, a::learning_add, 2 + 2);
    // Level 4 (code 30) to 6 (48 within 2.5: code 46): 16 pulses, 17 verify reads.
    expect(r, a::write_row_drive, 1);
    expect(r, a::write_column_drive, 16);
    expect(r, a::write_integrate, 4 + 17);
    expect(r, a::write_convert, 4);
    expect(r, a::write_compare, 34);
    expect(r, a::controller_flip_flop, 3 * 64 + 32 + 2 * 64);
    CHECK(d.trace.write_pulses == 16);
    double pulses = 0;
    double verifies = read_j(4 * conductance(30) + 4 * conductance(0));
    for (int code = 30; code <= 46; ++code) {
        if (code < 46) pulses += 1.6 * 1.6 * conductance(code) * 50e-9;
        verifies += read_j(conductance(code) + conductance(0));
    }
    const double lines = line_f * (16 * 1.6 * 1.6 + (8 + 2 * 17) * 0.2 * 0.2);
    CHECK(joules_of(r, analogue::write_cells) == Approx(pulses));
    CHECK(joules_of(r, analogue::write_verify_cells) == Approx(verifies));
    CHECK(joules_of(r, analogue::write_lines) == Approx(lines));
    CHECK(b.bill(r).of(component::crossbar_write) ==
          Approx((0.6 + 16 * 0.6 + 21 * 0.028 + 4 * 0.177 + 34 * 0.017) * pj + pulses + verifies +
                 lines));
    CHECK(d.phase == decision_phase::rewarded);
    // 980 ns of writing and the way there and back: it is over within a tick.
    CHECK(r.elapsed_ps == 3'000'000 + 1'000'000);
}

TEST_CASE("block: energy: decisions add up, nothing is booked between them or twice") {
    bench b;
    chip_decider agent(b.hardware, b.rule, b.map, 1, &b.sink);
    CHECK(count_of(agent.setup(), activity::write_row_drive) == 100);
    CHECK(count_of(agent.setup(), activity::write_integrate) == 400 * 31);
    CHECK(agent.setup().elapsed_ps == 0);
    const maze task = make_maze(b.map, 0, 99);
    const auto result = run_episode(task, 400, agent);
    REQUIRE(b.sink.decisions.size() >= 18);
    CHECK(b.sink.decisions.size() == (result.reached ? result.steps : 400));
    std::uint64_t elapsed = 0;
    for (const chip_decision& d : b.sink.decisions) {
        elapsed += d.activity.elapsed_ps;
        CHECK(d.activity.elapsed_ps == d.elapsed_cycles * 2000);
        expect(d.activity, activity::read_row_drive, 1);
        expect(d.activity, activity::learning_sram_write, 2);
        expect(d.activity, activity::astrocyte_sram_write, 1);
        const energy_bill bill = b.bill(d.activity);
        double sum = 0;
        for (const double part : bill.j) sum += part;
        CHECK(sum == Approx(bill.total_j()).epsilon(1e-12));
    }
    // The episode's packets belong to the first decision; no time is lost between decisions.
    expect(
        b.sink.decisions[0].activity, activity::controller_flip_flop,
        2 * 64 + count_of(b.sink.decisions[1].activity, activity::controller_flip_flop) / 32 * 32);
    CHECK(elapsed == sc_core::sc_time_stamp().value());
    CHECK(b.sink.decisions[0].elapsed_cycles == 1500);
    CHECK(b.sink.decisions[1].elapsed_cycles == 1000);
}

#include <catch2/catch.hpp>
#include <cstdint>
#include <numeric>
#include <set>
#include <string>
#include <string_view>

#include "rtl_models/cost/ledger.hpp"
#include "testbenches/support/rtl_samples.hpp"

using namespace memglia;

namespace {

constexpr double leakage = 3e-6;

/// Something of everything, no two alike.
activity_record busy_record() {
    activity_record r;
    for (std::size_t i = 0; i < activity_count; ++i) r.counts[i] = 10 + 7 * i;
    for (std::size_t i = 0; i < analogue_count; ++i) {
        r.analogue_j[i] = 1e-12 * (1 + static_cast<double>(i));
    }
    r.elapsed_ps = 2'000'000;
    return r;
}

double sum(const energy_bill& bill) {
    return std::accumulate(bill.j.begin(), bill.j.end(), 0.0);
}

component billed_to(analogue a) {
    return a == analogue::read_cells || a == analogue::read_lines ? component::crossbar_read
                                                                  : component::crossbar_write;
}

}  // namespace

TEST_CASE("rtl: ledger: every activity has one price, in order, under a name of its component") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < activity_count; ++i) {
        const auto& p = activity_prices()[i];
        CHECK(static_cast<std::size_t>(p.what) == i);
        // Three are shares of a flit's entry, two take the size of the chip, too, and the
        // processor's its configuration (rtl_processor_prices_test.cpp).
        const bool shares = p.what == activity::router_hop || p.what == activity::router_hop_bit ||
                            p.what == activity::router_link_bit;
        const bool by_size = p.what == activity::clock_node || p.what == activity::rest_decision;
        const bool of_processor = p.billed_to == component::processor;
        CHECK((p.entry == nullptr) == (shares || by_size || of_processor));
        names.insert(p.name);
        const std::string prefix = std::string(name_of(p.billed_to)) + ".";
        CHECK_THAT(std::string(p.name), Catch::Matchers::StartsWith(prefix));
    }
    CHECK(names.size() == activity_count);
    CHECK(is_dynamic("router"));
    CHECK(is_dynamic("clock"));
    for (const char* apart : {"controller", "processor", "static", "rest", "sum"})
        CHECK_FALSE(is_dynamic(apart));
    std::set<std::string_view> components;
    for (std::size_t i = 0; i < component_count; ++i) {
        components.insert(name_of(static_cast<component>(i)));
    }
    CHECK(components == std::set<std::string_view>{"router", "crossbar_read", "neurons",
                                                   "astrocytes", "learning", "crossbar_write",
                                                   "clock", "controller", "processor", "static",
                                                   "rest"});
}

TEST_CASE("rtl: ledger: each activity costs its table entry in its own component") {
    const technology t = samples::cmos_45nm();
    struct line {
        activity what;
        component part;
        double joules;
    };
    using a = activity;
    using c = component;
    const line lines[] = {{a::router_hop, c::router, 0.1 * 1.75e-12},
                          {a::router_hop_bit, c::router, 0.9 * 1.75e-12 / 32},
                          {a::router_link_bit, c::router, 0.448e-12 / 32},
                          {a::read_row_drive, c::crossbar_read, 0.6e-12},
                          {a::read_integrate, c::crossbar_read, 0.028e-12},
                          {a::read_convert, c::crossbar_read, 0.177e-12},
                          {a::read_sign, c::crossbar_read, 0.177e-12},
                          {a::read_gain, c::crossbar_read, 0.2e-12},
                          {a::read_table, c::crossbar_read, 0.2e-12},
                          {a::neuron_add, c::neurons, 0.05e-12},
                          {a::neuron_compare, c::neurons, 0.017e-12},
                          {a::neuron_spike, c::neurons, 10e-15},
                          {a::astrocyte_sram_read, c::astrocytes, 1.32e-12},
                          {a::astrocyte_sram_write, c::astrocytes, 2.07e-12},
                          {a::astrocyte_multiply, c::astrocytes, 0.2e-12},
                          {a::astrocyte_add, c::astrocytes, 0.03e-12},
                          {a::astrocyte_flip_flop, c::astrocytes, 9e-15},
                          {a::astrocyte_table, c::astrocytes, 0.2e-12},
                          {a::learning_sram_read, c::learning, 1.32e-12},
                          {a::learning_sram_write, c::learning, 2.07e-12},
                          {a::learning_add, c::learning, 0.05e-12},
                          {a::learning_flip_flop, c::learning, 9e-15},
                          {a::write_row_drive, c::crossbar_write, 0.6e-12},
                          {a::write_column_drive, c::crossbar_write, 0.6e-12},
                          {a::write_integrate, c::crossbar_write, 0.028e-12},
                          {a::write_convert, c::crossbar_write, 0.177e-12},
                          {a::write_sign, c::crossbar_write, 0.177e-12},
                          {a::write_compare, c::crossbar_write, 0.017e-12},
                          {a::clock_divider, c::clock, 9e-15},
                          {a::controller_flip_flop, c::controller, 9e-15}};
    constexpr std::size_t of_processor = 20;
    CHECK(std::size(lines) == activity_count - 2 - of_processor);
    for (const line& l : lines) {
        activity_record r;
        r.counts[static_cast<std::size_t>(l.what)] = 1000;
        const energy_bill bill = price(r, {t, leakage});
        CHECK(bill.of(l.part) == Approx(1000 * l.joules).epsilon(1e-12));
        CHECK(sum(bill) == Approx(bill.of(l.part)).epsilon(1e-12));
    }
    for (std::size_t i = 0; i < analogue_count; ++i) {
        activity_record r;
        r.analogue_j[i] = 5e-12;
        const energy_bill bill = price(r, {t, leakage});
        CHECK(bill.of(billed_to(static_cast<analogue>(i))) == 5e-12);
        CHECK(sum(bill) == 5e-12);
    }
}

TEST_CASE("rtl: ledger: the parts of a bill add up to its total") {
    price_list prices(samples::cmos_45nm(), leakage);
    prices.each_j[static_cast<std::size_t>(activity::rest_decision)] = 3e-15;
    prices.each_j[static_cast<std::size_t>(activity::processor_load)] = 14e-12;
    const energy_bill bill = price(busy_record(), prices);
    for (const double part : bill.j) CHECK(part > 0);
    CHECK(bill.rest_j() == bill.of(component::rest));
    CHECK(bill.over(4).total_j() == Approx(bill.total_j() / 4).epsilon(1e-14));
    CHECK(bill.total_j() == Approx(sum(bill)).epsilon(1e-14));
    CHECK(bill.controller_j() == bill.of(component::controller));
    CHECK(bill.static_j() == bill.of(component::leakage));
    CHECK(bill.static_j() == Approx(leakage * 2e-6).epsilon(1e-14));
    CHECK(bill.dynamic_j() == Approx(sum(bill) - bill.controller_j() - bill.processor_j() -
                                     bill.static_j() - bill.rest_j()));
    CHECK(bill.processor_j() == bill.of(component::processor));
    CHECK(bill.total_j() == Approx(bill.dynamic_j() + bill.controller_j() + bill.processor_j() +
                                   bill.static_j() + bill.rest_j())
                                .epsilon(1e-14));
}

TEST_CASE("rtl: ledger: doubling one coefficient doubles exactly its part and changes no other") {
    const activity_record record = busy_record();
    const technology table = samples::cmos_45nm();
    const energy_bill before = price(record, {table, leakage});
    for (const auto& chosen : activity_prices()) {
        if (chosen.entry == nullptr) continue;
        technology doubled = table;
        (doubled.*chosen.entry).value *= 2;
        const energy_bill after = price(record, {doubled, leakage});
        energy_bill extra;  // all activities that share this entry
        for (const auto& p : activity_prices()) {
            if (p.entry != chosen.entry) continue;
            extra.j[static_cast<std::size_t>(p.billed_to)] +=
                static_cast<double>(count_of(record, p.what)) * (table.*p.entry).value;
        }
        for (std::size_t i = 0; i < component_count; ++i) {
            if (extra.j[i] == 0) {
                CHECK(after.j[i] == before.j[i]);
            } else {
                CHECK(after.j[i] - before.j[i] == Approx(extra.j[i]).epsilon(1e-9));
            }
        }
    }
    for (std::size_t i = 0; i < analogue_count; ++i) {
        activity_record more = record;
        more.analogue_j[i] *= 2;
        const energy_bill after = price(more, {table, leakage});
        const auto part = static_cast<std::size_t>(billed_to(static_cast<analogue>(i)));
        for (std::size_t c = 0; c < component_count; ++c) {
            const double expected = before.j[c] + (c == part ? record.analogue_j[i] : 0);
            CHECK(after.j[c] == Approx(expected).epsilon(1e-12));
        }
    }
    const energy_bill leakier = price(record, {table, 2 * leakage});
    CHECK(leakier.static_j() == 2 * before.static_j());
    CHECK(leakier.dynamic_j() == before.dynamic_j());
    CHECK(leakier.controller_j() == before.controller_j());
}

TEST_CASE("rtl: ledger: every priced coefficient appears in the bill") {
    // A table entry that no activity uses would be a number that a user changes in vain.
    const technology table = samples::cmos_45nm();
    const energy_bill before = price(busy_record(), {table, leakage});
    for (const auto entry :
         {&technology::router_hop_j, &technology::link_j, &technology::row_driver_j,
          &technology::router_control, &technology::column_integrator_j, &technology::column_adc_j,
          &technology::comparator_j, &technology::multiply_8b_j, &technology::add_8b_j,
          &technology::add_16b_j, &technology::flip_flop_j, &technology::sram_read_j,
          &technology::sram_write_j, &technology::neuron_spike_j, &technology::table_read_j,
          &technology::write_supply}) {
        technology doubled = table;
        (doubled.*entry).value *= 2;
        CHECK(price(busy_record(), {doubled, leakage}).total_j() > before.total_j());
    }
}

TEST_CASE("rtl: ledger: a pulse draws more than it delivers, a verify read does not") {
    technology t = samples::cmos_45nm();
    t.write_supply.value = 2.5;
    activity_record r;
    r.analogue_j[static_cast<std::size_t>(analogue::write_cells)] = 3e-12;
    r.analogue_j[static_cast<std::size_t>(analogue::write_lines)] = 1e-12;
    r.analogue_j[static_cast<std::size_t>(analogue::write_verify_cells)] = 0.5e-12;
    CHECK(price(r, {t, 0}).of(component::crossbar_write) == Approx(10.5e-12).epsilon(1e-12));
}

TEST_CASE("rtl: ledger: an idle stretch is leakage only, linear in time") {
    const technology t = samples::cmos_45nm();
    ledger book;
    book.open(5'000'000);
    const activity_record idle = book.close(8'000'000);
    CHECK(idle.elapsed_ps == 3'000'000);
    const energy_bill bill = price(idle, {t, 41e-6});
    CHECK(bill.dynamic_j() == 0);
    CHECK(bill.controller_j() == 0);
    CHECK(bill.static_j() == Approx(41e-6 * 3e-6).epsilon(1e-14));
    CHECK(bill.total_j() == bill.static_j());
    activity_record longer;
    longer.elapsed_ps = 7 * idle.elapsed_ps;
    CHECK(price(longer, {t, 41e-6}).total_j() == Approx(7 * bill.total_j()).epsilon(1e-14));
}

TEST_CASE("rtl: ledger: nothing booked costs nothing") {
    const energy_bill bill = price({}, {samples::cmos_45nm(), leakage});
    for (const double part : bill.j) CHECK(part == 0);
    CHECK(bill.total_j() == 0);
}

TEST_CASE("rtl: ledger: what is booked outside a stretch is not billed to it") {
    ledger book;
    book.count(activity::write_row_drive, 5);
    book.add(analogue::write_cells, 2e-12);
    const activity_record outside = book.open(100);
    CHECK(count_of(outside, activity::write_row_drive) == 5);
    CHECK(joules_of(outside, analogue::write_cells) == 2e-12);

    book.count(activity::router_hop);
    book.count(activity::router_hop, 2);
    book.add(analogue::read_cells, 1e-15);
    book.add(analogue::read_cells, 2e-15);
    const activity_record first = book.close(350);
    CHECK(count_of(first, activity::router_hop) == 3);
    CHECK(count_of(first, activity::write_row_drive) == 0);
    CHECK(joules_of(first, analogue::read_cells) == Approx(3e-15).epsilon(1e-14));
    CHECK(joules_of(first, analogue::write_cells) == 0);
    CHECK(first.elapsed_ps == 250);

    book.count(activity::router_link_bit, 9);
    CHECK(count_of(book.open(400), activity::router_link_bit) == 9);
    const activity_record empty = book.close(450);
    for (const std::uint64_t n : empty.counts) CHECK(n == 0);
    for (const double j : empty.analogue_j) CHECK(j == 0);
    CHECK(empty.elapsed_ps == 50);
}

TEST_CASE("rtl: ledger: records add up element by element") {
    activity_record total = busy_record();
    activity_record more = busy_record();
    more.counts[3] = 1;
    more.analogue_j[1] = 4e-12;
    more.elapsed_ps = 17;
    total += more;
    const activity_record one = busy_record();
    for (std::size_t i = 0; i < activity_count; ++i) {
        CHECK(total.counts[i] == one.counts[i] + more.counts[i]);
    }
    for (std::size_t i = 0; i < analogue_count; ++i) {
        CHECK(total.analogue_j[i] == one.analogue_j[i] + more.analogue_j[i]);
    }
    CHECK(total.elapsed_ps == 2'000'017);
}

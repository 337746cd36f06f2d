#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "rtl_models/cost/ledger.hpp"
#include "rtl_models/fabric/zero_load.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/mesh_bench_config.hpp"
#include "tools/testbench/mesh_run.hpp"

namespace memglia {

namespace {

enum column : std::size_t { at_cycle, at_source, at_target, at_flits, at_latency };

constexpr std::int64_t latest_cycle = 1'000'000'000'000;

std::vector<stimulus_column> columns_of(const mesh_bench_config& config) {
    const std::int64_t last_node = std::int64_t{config.width} * config.height - 1;
    return {{"cycle", "in which the packet is handed to its source; ascending", 0, latest_cycle},
            {"source", "node y * width + x", 0, last_node},
            {"target", "node y * width + x", 0, last_node},
            {"flits", "length of the packet", 1, wormhole_mesh::longest_packet},
            {"latency",
             "cycles from there to its tail's leaving the last router, which are checked; may be "
             "left out",
             0, latest_cycle, true}};
}

std::uint32_t distance(const mesh_bench_config& c, std::uint32_t a, std::uint32_t b) {
    const auto apart = [](std::uint32_t u, std::uint32_t v) { return u > v ? u - v : v - u; };
    return apart(a % c.width, b % c.width) + apart(a / c.width, b / c.width);
}

// Cycles after a tail until no trace of its packet is left in credits, links and turns.
std::uint64_t aftermath(const mesh_config& m) {
    return m.credit_cycles + m.interface_credit_cycles + m.inject_cycles + m.link_cycles +
           m.link_period + m.pipeline;
}

bench_stimulus random_stimulus(const mesh_bench_config& c, std::uint64_t seed) {
    random_stream draws(seed, "testbench", "packets");
    const std::uint32_t nodes = c.width * c.height;
    const random_packets& r = c.random;
    bench_stimulus all;
    std::int64_t cycle = 0;
    const auto add = [&](std::uint32_t source) {
        const std::uint32_t other = draws.below(std::max(nodes - 1, 1U));
        const std::uint32_t target = nodes == 1 ? 0 : other + (other >= source ? 1 : 0);
        const std::uint32_t flits = 1 + draws.below(r.longest_flits);
        all.rows.push_back({cycle, source, target, flits, bench_stimulus::absent});
    };
    const std::uint64_t apart =
        zero_load_cycles(c.mesh, c.width + c.height, r.longest_flits) + aftermath(c.mesh) + 1;
    for (std::uint32_t k = 0; k < r.alone; ++k, cycle += static_cast<std::int64_t>(apart)) {
        add(draws.below(nodes));
    }
    for (std::size_t end = all.rows.size() + r.packets; all.rows.size() < end; ++cycle) {
        for (std::uint32_t node = 0; node < nodes && all.rows.size() < end; ++node) {
            if (draws.uniform() < r.rate) add(node);
        }
    }
    return all;
}

std::vector<bench_packet> packets_of(const bench_stimulus& rows, const wormhole_mesh& mesh) {
    std::vector<bench_packet> packets;
    for (std::size_t k = 0; k < rows.rows.size(); ++k) {
        const auto& row = rows.rows[k];
        const auto tag = static_cast<std::uint32_t>(k);
        const mesh_packet p{
            static_cast<std::uint32_t>(row[at_source]), static_cast<std::uint32_t>(row[at_target]),
            static_cast<std::uint32_t>(row[at_flits]), tag, tag % mesh.config().channels};
        const bool works = mesh.routing().is_alive(p.source) || mesh.nodes() == 1;
        if (!works || !mesh.routing().reaches(p.source, p.destination)) {
            const std::string found =
                fmt::format("found a packet from {} to {}", node_name(mesh, p.source),
                            node_name(mesh, p.destination));
            const std::string expected =
                "one for which mesh.failed_links and failed_routers leave a way";
            if (!rows.file.empty()) refuse_row(rows, k, "", found, expected);
            continue;
        }
        packets.push_back({p, static_cast<std::uint64_t>(row[at_cycle])});
        packets.back().packet.tag = static_cast<std::uint32_t>(packets.size() - 1);
    }
    return packets;
}

std::uint64_t latency_of(const bench_packet& p) {
    return p.tail == wormhole_mesh::never ? 0 : p.tail - p.cycle;
}

// Which packets had the mesh for themselves from the cycle in which they were handed over.
std::vector<bool> alone(const std::vector<bench_packet>& packets, std::uint64_t gap) {
    std::vector<bool> is_alone(packets.size());
    std::uint64_t free_from = 0;
    for (std::size_t k = 0; k < packets.size(); ++k) {
        const bool before = packets[k].cycle >= free_from;
        const bool after = k + 1 == packets.size() || packets[k + 1].cycle > packets[k].tail;
        is_alone[k] = before && after;
        const std::uint64_t done =
            packets[k].tail == wormhole_mesh::never ? packets[k].tail : packets[k].tail + gap;
        free_from = std::max(free_from, done);
    }
    return is_alone;
}

// Flits that XY sends over each output of each router, by walking every packet's way.
std::vector<std::uint64_t> flits_by_xy(const mesh_bench_config& c,
                                       const std::vector<bench_packet>& packets) {
    std::vector<std::uint64_t> flits(std::size_t{c.width} * c.height * mesh_sides);
    const auto cross = [&](std::uint32_t x, std::uint32_t y, mesh_side side, std::uint64_t n) {
        flits[(std::size_t{y} * c.width + x) * mesh_sides + static_cast<std::size_t>(side)] += n;
    };
    for (const bench_packet& p : packets) {
        std::uint32_t x = p.packet.source % c.width;
        std::uint32_t y = p.packet.source / c.width;
        const std::uint32_t to_x = p.packet.destination % c.width;
        const std::uint32_t to_y = p.packet.destination / c.width;
        for (; x < to_x; ++x) cross(x, y, mesh_side::east, p.packet.flits);
        for (; x > to_x; --x) cross(x, y, mesh_side::west, p.packet.flits);
        for (; y < to_y; ++y) cross(x, y, mesh_side::south, p.packet.flits);
        for (; y > to_y; --y) cross(x, y, mesh_side::north, p.packet.flits);
        cross(x, y, mesh_side::local, p.packet.flits);
    }
    return flits;
}

class mesh_report {
  public:
    mesh_report(const mesh_bench_config& config, const wormhole_mesh& mesh,
                const std::vector<bench_packet>& packets, const mesh_run& run)
        : config_(config), mesh_(mesh), packets_(packets), run_(run) {}

    bench_table summary() const;
    bench_table packet_table() const;
    bench_table link_table() const;
    bench_table energy_table(const technology& table) const;
    bench_table port_table(const mesh_pins& pins, std::uint32_t node) const;

    bench_check all_arrived() const;
    bench_check flits_kept() const;
    bench_check empty_at_the_end() const;
    bench_check not_below_closed_form() const;
    std::optional<bench_check> closed_form_alone() const;
    std::optional<bench_check> links_by_xy() const;
    bench_check router_kept(std::uint32_t node) const;

    std::uint64_t zero_load(const bench_packet& p) const {
        return zero_load_cycles(config_.mesh, links(p), p.packet.flits);
    }

  private:
    std::uint32_t links(const bench_packet& p) const {
        return distance(config_, p.packet.source, p.packet.destination);
    }
    std::uint64_t flits_in(std::uint32_t node, mesh_side side) const;

    const mesh_bench_config& config_;
    const wormhole_mesh& mesh_;
    const std::vector<bench_packet>& packets_;
    const mesh_run& run_;
};

bench_table mesh_report::summary() const {
    std::vector<std::uint64_t> latencies;
    std::uint64_t flits = 0;
    double sum = 0;
    for (const bench_packet& p : packets_) {
        flits += p.packet.flits;
        if (p.tail == wormhole_mesh::never) continue;
        latencies.push_back(latency_of(p));
        sum += static_cast<double>(latencies.back());
    }
    std::sort(latencies.begin(), latencies.end());
    bench_table table{"summary", {"quantity", "value"}, {}};
    const auto add = [&table](const char* name, auto value) {
        table.rows.push_back({name, bench_number(value)});
    };
    const mesh_activity done = mesh_.activity();
    const auto cycles = static_cast<double>(std::max<std::uint64_t>(run_.cycles, 1));
    add("packets", std::uint64_t{packets_.size()});
    add("flits", flits);
    add("cycles", run_.cycles);
    add("cycles_at_work", run_.cycles_at_work);
    if (!latencies.empty()) {
        const std::size_t n = latencies.size();
        add("latency_least_cycles", latencies.front());
        add("latency_mean_cycles", sum / static_cast<double>(n));
        add("latency_median_cycles", latencies[(n - 1) / 2]);
        add("latency_95_percent_cycles", latencies[(95 * n + 99) / 100 - 1]);
        add("latency_most_cycles", latencies.back());
    }
    add("throughput_flits_per_cycle", static_cast<double>(done.ejected) / cycles);
    add("hops_flits", done.hops);
    return table;
}

bench_table mesh_report::packet_table() const {
    bench_table table{"packets",
                      {"packet", "cycle", "source", "target", "flits", "links",
                       "head_latency_cycles", "latency_cycles", "zero_load_cycles"},
                      {}};
    for (std::size_t k = 0; k < packets_.size(); ++k) {
        const bench_packet& p = packets_[k];
        const auto since = [&p](std::uint64_t cycle) {
            return cycle == wormhole_mesh::never ? "none" : bench_number(cycle - p.cycle);
        };
        table.rows.push_back(
            {bench_number(k), bench_number(p.cycle), node_name(mesh_, p.packet.source),
             node_name(mesh_, p.packet.destination), bench_number(p.packet.flits),
             bench_number(links(p)), since(p.head), since(p.tail), bench_number(zero_load(p))});
    }
    return table;
}

bench_table mesh_report::link_table() const {
    bench_table table{"links", {"link", "flits", "flits_per_cycle"}, {}};
    const auto cycles = static_cast<double>(std::max<std::uint64_t>(run_.cycles, 1));
    for (std::uint32_t node = 0; node < mesh_.nodes(); ++node) {
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            const auto side = static_cast<mesh_side>(s);
            if (side != mesh_side::local && !mesh_.routing().has_link(node, side)) continue;
            const std::uint64_t flits = mesh_.sent(node, side);
            table.rows.push_back({node_name(mesh_, node) + "." + word_of(side), bench_number(flits),
                                  bench_number(static_cast<double>(flits) / cycles)});
        }
    }
    return table;
}

// As wormhole_mesh_module books; the clock of a router takes the size of a chip and is not here.
bench_table mesh_report::energy_table(const technology& prices_from) const {
    const price_list prices(prices_from, 0);
    const mesh_activity done = mesh_.activity();
    bench_table table{"energy", {"part", "events", "each_pj", "pj"}, {}};
    double total_pj = 0;
    const auto add = [&](activity what, std::uint64_t events) {
        const double each_pj = prices.each_j[static_cast<std::size_t>(what)] * 1e12;
        const double pj = each_pj * static_cast<double>(events);
        total_pj += pj;
        std::string name;
        for (const auto& p : activity_prices()) {
            if (p.what == what) name = p.name;
        }
        table.rows.push_back({name, bench_number(events), bench_number(each_pj), bench_number(pj)});
    };
    add(activity::router_hop, done.hops);
    add(activity::router_hop_bit, done.hops * config_.flit_bits);
    add(activity::router_link_bit, done.links * config_.flit_bits);
    table.rows.push_back({"total", "", "", bench_number(total_pj)});
    return table;
}

std::uint64_t mesh_report::flits_in(std::uint32_t node, mesh_side side) const {
    if (side == mesh_side::local) return mesh_.injected(node);
    if (!mesh_.routing().has_link(node, side)) return 0;
    const auto opposite = static_cast<mesh_side>((static_cast<std::uint32_t>(side) + 2) % 4);
    return mesh_.sent(mesh_.routing().neighbour(node, side), opposite);
}

bench_table mesh_report::port_table(const mesh_pins& pins, std::uint32_t node) const {
    bench_table table{"ports of " + node_name(mesh_, node),
                      {"port", "flits_in", "most_in_fifo", "flits_out"},
                      {}};
    for (std::uint32_t s = 0; s < mesh_sides; ++s) {
        const auto side = static_cast<mesh_side>(s);
        if (side != mesh_side::local && !mesh_.routing().has_link(node, side)) continue;
        table.rows.push_back({word_of(side), bench_number(flits_in(node, side)),
                              bench_number(pins.most_waiting(node, side)),
                              bench_number(mesh_.sent(node, side))});
    }
    return table;
}

bench_check mesh_report::all_arrived() const {
    const auto whole = std::count_if(packets_.begin(), packets_.end(), [](const bench_packet& p) {
        return !p.astray && p.flits == p.packet.flits;
    });
    return {"every packet arrives once, whole and in order of its flits, at its target",
            static_cast<std::size_t>(whole) == packets_.size(),
            fmt::format("{} of {} packets", whole, packets_.size())};
}

bench_check mesh_report::flits_kept() const {
    return {"in every cycle flits in are flits out and flits inside", run_.cycles_not_kept == 0,
            fmt::format("broken in {} of {} cycles", run_.cycles_not_kept, run_.cycles_at_work)};
}

bench_check mesh_report::empty_at_the_end() const {
    return {"at the end the mesh is empty and every credit is home",
            mesh_.empty() && mesh_.credits_are_home(),
            fmt::format("{} flits inside, {} packets waiting", mesh_.flits_inside(),
                        mesh_.packets_waiting())};
}

bench_check mesh_report::not_below_closed_form() const {
    std::size_t below = 0;
    for (const bench_packet& p : packets_) below += latency_of(p) < zero_load(p) ? 1U : 0U;
    return {"no packet is faster than the zero-load closed form", below == 0,
            fmt::format("{} of {} packets are", below, packets_.size())};
}

std::optional<bench_check> mesh_report::closed_form_alone() const {
    const mesh_config& m = config_.mesh;
    if (!covers_credits(m) || !m.failed_links.empty() || !m.failed_routers.empty()) {
        return std::nullopt;
    }
    const std::vector<bool> is_alone = alone(packets_, aftermath(m));
    std::size_t all = 0;
    std::size_t exact = 0;
    for (std::size_t k = 0; k < packets_.size(); ++k) {
        if (!is_alone[k]) continue;
        ++all;
        exact += latency_of(packets_[k]) == zero_load(packets_[k]) ? 1U : 0U;
    }
    if (all == 0) return std::nullopt;
    return bench_check{"a packet alone in the mesh takes the zero-load closed form", exact == all,
                       fmt::format("{} of {} packets that were alone", exact, all)};
}

std::optional<bench_check> mesh_report::links_by_xy() const {
    const mesh_config& m = config_.mesh;
    if (m.routing != mesh_routing_rule::xy || !m.failed_links.empty() ||
        !m.failed_routers.empty()) {
        return std::nullopt;
    }
    const auto expected = flits_by_xy(config_, packets_);
    std::size_t right = 0;
    for (std::uint32_t node = 0; node < mesh_.nodes(); ++node) {
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            const std::uint64_t sent = mesh_.sent(node, static_cast<mesh_side>(s));
            right += sent == expected[node * mesh_sides + s] ? 1U : 0U;
        }
    }
    return bench_check{"every link has carried the flits that XY sends over it",
                       right == expected.size(),
                       fmt::format("{} of {} outputs", right, expected.size())};
}

bench_check mesh_report::router_kept(std::uint32_t node) const {
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    for (std::uint32_t s = 0; s < mesh_sides; ++s) {
        in += flits_in(node, static_cast<mesh_side>(s));
        out += mesh_.sent(node, static_cast<mesh_side>(s));
    }
    return {"flits into the router are flits out of it", in == out,
            fmt::format("{} in, {} out", in, out)};
}

// Of rows that say how long their packet takes.
std::optional<bench_check> latencies_as_given(const bench_stimulus& rows,
                                              const std::vector<bench_packet>& packets) {
    std::size_t given = 0;
    std::size_t right = 0;
    std::string first;
    for (std::size_t k = 0; k < packets.size() && !rows.file.empty(); ++k) {
        const std::int64_t expected = rows.rows[k][at_latency];
        if (expected == bench_stimulus::absent) continue;
        ++given;
        const auto found = static_cast<std::int64_t>(latency_of(packets[k]));
        if (found == expected) {
            ++right;
        } else if (first.empty()) {
            first = fmt::format("; first in line {}: {} cycles, expected {}", rows.lines[k], found,
                                expected);
        }
    }
    if (given == 0) return std::nullopt;
    return bench_check{"latencies are those of the stimulus", right == given,
                       fmt::format("{} of {} packets{}", right, given, first)};
}

bench_outcome run_bench(const mesh_bench_config& config, const bench_request& request,
                        std::optional<std::uint32_t> router) {
    const technology prices = load_technology(request, config.technology);
    wormhole_mesh mesh(config.width, config.height, config.mesh);
    const bool from_file = !request.stimulus.empty();
    const bench_stimulus rows = from_file ? read_stimulus(request.stimulus, columns_of(config))
                                          : random_stimulus(config, request.seed);
    if (from_file) require_ascending(rows, at_cycle, "cycle");
    std::vector<bench_packet> packets = packets_of(rows, mesh);

    std::optional<vcd_file> trace;
    if (!request.trace.empty()) trace.emplace(request.trace, "cycle");
    if (trace && router) trace->show("mesh." + node_name(mesh, *router));
    mesh_pins pins(mesh, trace ? &*trace : nullptr);
    const mesh_run run = run_packets(mesh, packets, pins);
    if (trace) trace->finish(run.cycles + 1);

    const mesh_report report(config, mesh, packets, run);
    bench_outcome out;
    out.tables.push_back(report.summary());
    if (router) out.tables.push_back(report.port_table(pins, *router));
    out.tables.push_back(report.packet_table());
    out.tables.push_back(report.link_table());
    out.tables.push_back(report.energy_table(prices));
    out.checks = {report.all_arrived(), report.flits_kept(), report.empty_at_the_end(),
                  report.not_below_closed_form()};
    if (router) out.checks.push_back(report.router_kept(*router));
    for (auto& check :
         {report.closed_form_alone(), report.links_by_xy(), latencies_as_given(rows, packets)}) {
        if (check) out.checks.push_back(*check);
    }
    return out;
}

bench_outcome run_mesh_bench(const bench_request& request) {
    return run_bench(bench_config<mesh_bench_config>(request), request, std::nullopt);
}

bench_outcome run_router_bench(const bench_request& request) {
    const auto config = bench_config<router_bench_config>(request);
    return run_bench(config, request, config.y * config.width + config.x);
}

}  // namespace

testbench mesh_testbench() {
    return {"mesh", "the wormhole mesh: latency, throughput, load of every link",
            [] { return columns_of(mesh_bench_config{}); }, run_mesh_bench,
            bench_keys<mesh_bench_config>};
}

testbench router_testbench() {
    return {"router", "one router of a mesh: its ports, its FIFOs, packets through them",
            [] { return columns_of(router_bench_config{}); }, run_router_bench,
            bench_keys<router_bench_config>};
}

}  // namespace memglia

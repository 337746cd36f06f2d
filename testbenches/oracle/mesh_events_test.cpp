#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "rtl_models/fabric/traffic.hpp"
#include "testbenches/support/array_oracle.hpp"
#include "tools/table/files.hpp"

using namespace memglia;

// Every head and tail of every packet in the cycle in which Noxim has it.

namespace {

/// Source, destination, cycle of injection and of arrival, whether it is a head.
using flit_record = std::tuple<std::uint32_t, std::uint32_t, std::uint64_t, std::uint64_t, bool>;

std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file) {
    const std::string text = read_text(file);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t at = text.find('\n') + 1; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::vector<std::string>& row = rows.emplace_back(1);
        for (; at < end; ++at) {
            if (text[at] == ',') {
                row.emplace_back();
            } else {
                row.back() += text[at];
            }
        }
        at = end + 1;
    }
    return rows;
}

std::uint32_t node(const std::string& text) {
    return static_cast<std::uint32_t>(std::stoul(text));
}

void check(const std::filesystem::path& injections, const std::filesystem::path& events,
           std::uint32_t side) {
    std::vector<traffic_event> list;
    for (const auto& row : rows_of(injections)) {
        list.push_back({std::stoull(row[0]),
                        {.source = node(row[1]), .destination = node(row[2]), .flits = 8}});
    }
    std::vector<flit_record> expected;
    std::uint64_t last = 0;
    for (const auto& row : rows_of(events)) {
        expected.emplace_back(node(row[0]), node(row[1]), std::stoull(row[2]), std::stoull(row[3]),
                              row[4] == "head");
        last = std::max<std::uint64_t>(last, std::stoull(row[3]));
    }
    mesh_config config;
    use_noxim_timing(config);
    wormhole_mesh mesh(side, side, config);
    std::vector<flit_record> found;
    traffic_source(list).drive(mesh, last + 1, [&](std::uint64_t cycle, const wormhole_mesh& m) {
        for (const mesh_arrival& a : m.arrivals()) {
            if (!a.head && !a.tail) continue;
            const traffic_event& from = list[a.tag];
            CHECK(a.node == from.packet.destination);
            found.emplace_back(from.packet.source, a.node, from.cycle, cycle, a.head);
        }
    });
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) REQUIRE(found[k] == expected[k]);
}

}  // namespace

TEST_CASE("mesh oracle: the beginnings of two runs, one of them saturated") {
    const std::filesystem::path folder = MEMGLIA_SOURCE_DIR "/testbenches/oracle/mesh";
    check(folder / "4x4_injections.csv", folder / "4x4_events.csv", 4);
    check(folder / "8x8_injections.csv", folder / "8x8_events.csv", 8);
}

TEST_CASE("mesh oracle: every run, to its end") {
    const auto folder = test::oracle_folder();
    if (folder.empty()) {
        WARN("MEMGLIA_SHARED is not set: whole runs of Noxim not tested");
        return;
    }
    std::size_t cases = 0;
    for (const auto& run : test::cases_in(folder / "mesh")) {
        INFO(run);
        check(run / "injections.csv.gz", run / "events.csv.gz", node(run.filename().string()));
        ++cases;
    }
    CHECK(cases >= 3);
}

#include <catch2/catch.hpp>
#include <string>

#include "tools/report/cost_table.hpp"

using namespace memglia;

TEST_CASE("report: what a decision costs elsewhere, row by row") {
    report_data data;
    data.costs = {{"the chip", 57e-12, 98e-12, 1, 1, "emulated"},
                  {"a <core>", 1.09e-9, {}, 19.1, 7.03, "derived"},
                  {"a frugal core", 100e-12, {}, 1.75, 0.645, "derived"}};
    const std::string html = render_cost_table(data, "Table 3");
    for (const char* part : {"Table 3", ">57.0</td>", ">98.0</td>", ">1090</td>", ">–</td>",
                             ">19.1</td>", ">7.03</td>", ">derived</td>", "a &lt;core&gt;",
                             "Cheaper than the chip in dynamic energy: nothing here; cheaper in "
                             "all that is counted: a frugal core."}) {
        INFO(part);
        CHECK(html.find(part) != std::string::npos);
    }
}

TEST_CASE("report: the loop in hardware beside the one in software") {
    report_data data;
    data.loops = {{.name = "hardware",
                   .network_j = 130e-12,
                   .controller_j = 2e-12,
                   .processor_j = {},
                   .static_j = 9e-12,
                   .rest_j = 38e-12,
                   .total_j = 179e-12,
                   .cycles = 872.5,
                   .instructions = {}},
                  {.name = "a <program>",
                   .network_j = {},
                   .controller_j = {},
                   .processor_j = 19.7e-9,
                   .static_j = 10e-12,
                   .rest_j = 530e-12,
                   .total_j = 20.24e-9,
                   .cycles = 2449.3,
                   .instructions = 1636}};
    const std::string html = render_loop_table(data, "Table 3");
    for (const char* part :
         {"Table 3", "hardware", "a &lt;program&gt;", ">0.130</td>", ">0.179</td>", ">19.7</td>",
          ">20.2</td>", ">–</td>", ">873</td>", ">2449</td>", ">1636</td>"}) {
        INFO(part);
        CHECK(html.find(part) != std::string::npos);
    }
    CHECK(render_loop_table({}, "Table 3").find("No loop was measured") != std::string::npos);
}

TEST_CASE("report: area by component with its densities") {
    report_data data;
    data.area = {.components = {{"router", 4, 41080e-12}, {"line_driver", 256, 13568e-12}},
                 .total_m2 = 54648e-12,
                 .place_neurons_per_mm2 = 1829.9,
                 .full_place_neurons_per_mm2 = 7403.1,
                 .decisions_per_s_per_mm2 = 5186345.6,
                 .processor_decisions_per_s_per_mm2 = 3065908.3};
    const std::string html = render_area_table(data, "Table 4");
    for (const char* part :
         {"line driver", ">256</td>", ">41080.0</td>", ">75.2</td>", ">24.8</td>", ">54648.0</td>",
          "1830 place neurons", "5\u202F186\u202F346"}) {
        INFO(part);
        CHECK(html.find(part) != std::string::npos);
    }
}

TEST_CASE("report: without a chip nothing is compared") {
    CHECK(render_cost_table({}, "Table 3").find("Nothing was compared") != std::string::npos);
    CHECK(render_area_table({}, "Table 4").find("No area") != std::string::npos);
}

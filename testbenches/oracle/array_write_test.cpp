#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/choice.hpp"
#include "base/random.hpp"
#include "crossbar/programming/write_netlist.hpp"
#include "testbenches/support/command.hpp"
#include "tools/array/write_case.hpp"
#include "tools/table/files.hpp"

using namespace memglia;

namespace {

struct written {
    std::vector<std::vector<double>> states;  ///< after each operation
    std::vector<double> energy_j;             ///< up to and including it
};

written by_memglia(const write_plan& plan, std::span<const double> states) {
    array_transient array(plan.rows, plan.columns,
                          cell_laws(plan.rows * plan.columns, vteam(plan.device)), plan.around);
    array.set_states(states);
    written done;
    double total_j = 0;
    for (const write_operation& op : plan.operations) {
        total_j += write(array, op, plan.scheme, plan.pulse).energy_j;
        done.energy_j.push_back(total_j);
        done.states.emplace_back(array.states().begin(), array.states().end());
    }
    return done;
}

bool ngspice_is_there() {
    if (std::system("command -v ngspice > /dev/null 2>&1") == 0) return true;
    WARN("ngspice is not installed: its writes are not compared");
    return false;
}

written by_ngspice(const write_plan& plan, std::span<const double> states) {
    const test::scratch_folder folder;
    folder.write("write.cir", write_netlist(plan, states, "write.dat"));
    const std::string command =
        "cd '" + folder.path().string() + "' && ngspice -b write.cir > write.log 2>&1";
    static_cast<void>(std::system(command.c_str()));  // the data tell whether it ran
    std::ifstream data(folder.path() / "write.dat");
    REQUIRE(data.is_open());
    written done;
    std::string line;
    std::getline(data, line);  // names
    std::getline(data, line);  // the start
    while (std::getline(data, line)) {
        std::istringstream numbers(line);
        double time_s = 0;
        double microjoule = 0;
        numbers >> time_s >> microjoule;
        done.energy_j.push_back(microjoule * 1e-6);
        auto& x = done.states.emplace_back();
        for (double one = 0; numbers >> one;) x.push_back(one);
    }
    return done;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[k]));
    return most;
}

void compare(const write_plan& plan, std::span<const double> states) {
    const written ours = by_memglia(plan, states);
    const written theirs = by_ngspice(plan, states);
    REQUIRE(theirs.states.size() == plan.operations.size());
    for (std::size_t k = 0; k < plan.operations.size(); ++k) {
        CAPTURE(k);
        CHECK(largest_difference(ours.states[k], theirs.states[k]) < 1e-4);
        CHECK(ours.energy_j[k] == Approx(theirs.energy_j[k]).epsilon(3e-4));
    }
}

write_plan plan_of(std::size_t rows, std::size_t columns) {
    write_plan plan;
    plan.rows = rows;
    plan.columns = columns;
    plan.device.law = resistance_law::linear_resistance;
    plan.device.window = window_kind::biolek;
    plan.device.window_p = 2;
    plan.device.k_on_m_per_s = -0.2;
    plan.device.k_off_m_per_s = 0.2;
    plan.device.alpha_on = 1;
    plan.device.alpha_off = 1;
    plan.device.v_on_v = -0.27;
    plan.device.v_off_v = 0.37;
    plan.device.r_on_ohm = 100;
    plan.device.r_off_ohm = 1e4;
    plan.device.depth_m = 1e-8;
    plan.around.lines = {.r_word_ohm = 2, .r_bit_ohm = 3, .r_word_driver_ohm = 5};
    plan.t_start_s = 2e-9;
    return plan;
}

std::vector<double> random_states(std::size_t cells) {
    random_stream draws(8, "test/oracle", "states");
    std::vector<double> x(cells);
    for (double& one : x) one = 0.05 + 0.9 * draws.uniform();
    return x;
}

constexpr auto reset = write_operation::kind::reset;
constexpr auto set = write_operation::kind::set;

}  // namespace

TEST_CASE("oracle: a passive 8 x 8 write with disturbed half-selected cells, by ngspice") {
    if (!ngspice_is_there()) return;
    write_plan plan = plan_of(8, 8);
    plan.operations = {{1, 6, reset, 0.9}, {5, 2, set, 0.7}, {7, 7, reset, 0.8}};
    const auto x0 = random_states(64);
    compare(plan, x0);
    const written ours = by_memglia(plan, x0);
    CHECK(std::abs(ours.states[0][8] - x0[8]) > 1e-3);  // (1, 0) shares the first one's row
}

TEST_CASE("oracle: a 1T1R write, by ngspice") {
    if (!ngspice_is_there()) return;
    write_plan plan = plan_of(6, 5);
    plan.scheme = write_scheme::gated;
    plan.around.r_access_ohm = 200;
    plan.operations = {{0, 4, reset, 0.9}, {5, 1, set, 0.7}, {3, 3, reset, 1.1}};
    const auto x0 = random_states(30);
    compare(plan, x0);
    const written ours = by_memglia(plan, x0);
    for (const std::size_t c : {4U, 26U, 18U}) CHECK(ours.states[2][c] != x0[c]);
    CHECK(ours.states[2][9] == x0[9]);
}

TEST_CASE("oracle: other windows and laws, by ngspice") {
    if (!ngspice_is_there()) return;
    const auto x0 = random_states(9);
    for (const window_kind window :
         {window_kind::rectangular, window_kind::joglekar, window_kind::prodromakis}) {
        for (const resistance_law law :
             {resistance_law::linear_conductance, resistance_law::exponential_resistance}) {
            write_plan plan = plan_of(3, 3);
            plan.device.window = window;
            plan.device.law = law;
            plan.device.alpha_on = 2;
            plan.scheme = write_scheme::third;
            plan.operations = {{0, 2, reset, 0.75}, {1, 1, set, 0.6}};
            CAPTURE(word_of(window), word_of(law));
            compare(plan, x0);
        }
    }
}

TEST_CASE("oracle: recorded writes hold against both of their references") {
    const char* shared = std::getenv("MEMGLIA_SHARED");
    if (shared == nullptr) {
        WARN("MEMGLIA_SHARED is not set: recorded writes not tested");
        return;
    }
    std::size_t cases = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(shared) / "data/oracle/write")) {
        if (entry.path().extension() != ".json") continue;
        ++cases;
        const write_task task = read_write_case(entry.path(), {});
        write_plan plan;
        plan.rows = task.states.rows;
        plan.columns = task.states.columns;
        plan.device = task.config.device.vteam;
        plan.around.lines = task.config.lines;
        plan.pulse = task.config.pulse;
        plan.pulse.t_width_s = task.config.device.t_pulse_s;
        plan.operations = task.operations;
        const written ours = by_memglia(plan, task.states.values);
        const auto recorded = nlohmann::json::parse(read_text(entry.path()));
        CAPTURE(entry.path().string());
        const std::string stem = (entry.path().parent_path() / entry.path().stem()).string();
        for (const std::string reference : {"ngspice", "rk4"}) {
            CAPTURE(reference);
            const auto final = read_matrix(stem + "_s_final_" + reference + ".csv");
            CHECK(largest_difference(ours.states.back(), final.values) < 1e-4);
            const double total_j = recorded["E_total_" + reference + "_J"];
            CHECK(ours.energy_j.back() == Approx(total_j).epsilon(3e-4));
        }
        // Of the samples after each operation some stand one edge into the next pulse.
        for (std::size_t k = 0; k < plan.operations.size(); ++k) {
            array_transient array(plan.rows, plan.columns,
                                  cell_laws(task.states.values.size(), vteam(plan.device)),
                                  plan.around);
            array.set_states(ours.states[k]);
            double energy_j = ours.energy_j[k];
            std::vector<double> seen;
            for (const auto& row : recorded["s_after_each_op_ngspice"][k]) {
                for (const double x : row) seen.push_back(x);
            }
            const double seen_j = recorded["E_after_each_op_ngspice_J"][k];
            bool holds = largest_difference(ours.states[k], seen) < 1e-4 &&
                         std::abs(energy_j / seen_j - 1) < 3e-4;
            if (!holds && k + 1 < plan.operations.size()) {
                const line_drives rest{std::vector<double>(plan.rows, 0.0),
                                       std::vector<double>(plan.columns, 0.0)};
                const line_drives top =
                    drives_of(plan.operations[k + 1], plan.scheme, plan.rows, plan.columns);
                energy_j += array.ramp(rest, top, plan.pulse.t_edge_s);
                const std::vector<double> x(array.states().begin(), array.states().end());
                holds =
                    largest_difference(x, seen) < 1e-4 && std::abs(energy_j / seen_j - 1) < 3e-4;
            }
            CAPTURE(k);
            CHECK(holds);
        }
    }
    CHECK(cases > 0);
}

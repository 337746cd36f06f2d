#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "crossbar/array/array_solver.hpp"
#include "crossbar/array/direct_solver.hpp"
#include "crossbar/array/transfer_operator.hpp"

// How long exact operating points of crossbars take, on one core: cold, with new conductances, and
// warm. Arguments: the largest size (default 512).
using namespace memglia;

namespace {

struct load {
    std::string name;
    double r_low_ohm;
    double r_high_ohm;
};

std::vector<double> conductances(std::size_t cells, const load& kind) {
    random_stream draw(1, "bench", "array");
    std::vector<double> g(cells);
    for (double& x : g) {
        const double u = draw.uniform();
        x = 1 / (kind.r_low_ohm * std::pow(kind.r_high_ohm / kind.r_low_ohm, u));
    }
    return g;
}

line_drives read_drives(std::size_t n) {
    random_stream draw(2, "bench", "array");
    line_drives drives{std::vector<double>(n), std::vector<double>(n, 0.0)};
    for (double& v : drives.word_v) v = 0.3 * draw.uniform();
    return drives;
}

struct timing {
    double best_s = 0;
    double median_s = 0;
};

timing time_of(std::size_t repeats, const std::function<void()>& run) {
    std::vector<double> seconds(repeats);
    for (double& one : seconds) {
        const auto start = std::chrono::steady_clock::now();
        run();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        one = took.count();
    }
    std::sort(seconds.begin(), seconds.end());
    return {seconds.front(), seconds[repeats / 2]};
}

double best_time(std::size_t repeats, const std::function<void()>& run) {
    return time_of(repeats, run).best_s;
}

// What the memory of this machine allows just now: a = b + s c over so many bytes, s.
double triad_time(std::size_t bytes) {
    const std::size_t cells = bytes / (3 * sizeof(double));
    std::vector<double> a(cells, 1);
    std::vector<double> b(cells, 2);
    const std::vector<double> c(cells, 3);
    const double taken = best_time(30, [&] {
        for (std::size_t k = 0; k < cells; ++k) a[k] = b[k] + 1e-9 * c[k];
        std::swap(a, b);
    });
    return a[cells / 2] > 0 ? taken : 0;
}

double current_error(const array_solution& found, const array_solution& exact) {
    double most = 0;
    double gap = 0;
    for (std::size_t j = 0; j < exact.bit_current_a.size(); ++j) {
        most = std::max(most, std::abs(exact.bit_current_a[j]));
        gap = std::max(gap, std::abs(exact.bit_current_a[j] - found.bit_current_a[j]));
    }
    return gap / most;
}

void print(std::size_t n, const load& kind, const std::string& method, double residual,
           double error, std::size_t iterations, double seconds) {
    fmt::print("{:>9} {:<2} {:<34} {:>9.1e} {:>9.1e} {:>6} {:>12.4f}\n", fmt::format("{0}x{0}", n),
               kind.name, method, residual, error, iterations, 1e3 * seconds);
}

void bench_size(std::size_t n, const load& kind) {
    const auto g = conductances(n * n, kind);
    const auto drives = read_drives(n);
    const std::size_t repeats = n <= 64 ? 200 : n <= 128 ? 50 : n <= 256 ? 20 : 9;
    const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    array_solver solver(n, n, {});
    const std::size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
    array_solution exact;
    const double tight = best_time(1, [&] {
        solver.set_conductances(g);
        exact = solver.solve(drives);
    });
    array_solver loose(n, n, {}, {.tolerance = 1e-10});
    array_solution found;
    const timing measured = time_of(repeats, [&] {
        loose.set_conductances(g);
        found = loose.solve(drives);
    });
    const double cold = measured.best_s;
    print(n, kind, "Schur, cold, to 1e-10", found.residual, current_error(found, exact),
          found.iterations, cold);
    fmt::print("{:>46} {:.4f} ms; best: {:.0f} times a = b + s c over as much memory\n",
               "median:", 1e3 * measured.median_s, cold / triad_time(after - before));
    const double again = best_time(repeats, [&] { found = loose.solve(drives); });
    print(n, kind, "Schur, factors kept", found.residual, current_error(found, exact),
          found.iterations, again);
    print(n, kind, "Schur, cold, to 1e-12 (first run)", exact.residual, 0, exact.iterations, tight);
    fmt::print("{:>46} {} bytes per cell\n", "memory of the solver:", (after - before) / (n * n));
    if (n <= 256) {
        direct_solver sparse(n, n, {});
        array_solution second;
        const double direct = best_time(1, [&] {
            sparse.set_conductances(g);
            second = sparse.solve(drives);
        });
        print(n, kind, "sparse Cholesky (Eigen), cold", second.residual,
              current_error(second, exact), 0, direct);
        fmt::print("{:>46} {:.0f} times the Schur solve\n", "", direct / cold);
        const cell_iv sinh({.law = cell_law::sinh, .sinh_per_v = 4});
        const double newton = best_time(std::max<std::size_t>(1, repeats / 10), [&] {
            loose.set_conductances(g);
            found = loose.solve(drives, sinh);
        });
        print(n, kind, fmt::format("sinh cells, {} Newton steps", found.newton_steps),
              found.residual, 0, found.iterations, newton);
        fmt::print("{:>46} {:.1f} linear solves\n", "", newton / cold);
    }
    if (n <= 128) {
        transfer_operator held(n, n, {}, false);
        held.load(g);
        std::vector<double> current(n);
        held.read(drives.word_v, current);
        found = exact;
        const double warm = best_time(1000, [&] { held.read(drives.word_v, current); });
        found.bit_current_a = current;
        print(n, kind, "transfer operator, warm read", 0, current_error(found, exact), 0, warm);
        std::size_t turn = 0;
        const double write = best_time(50, [&] {
            const std::size_t k = ++turn * 7919 % (n * n);
            held.set(k / n, k % n, g[k] * 1.1);
            held.read(drives.word_v, current);
        });
        print(n, kind, "transfer operator, a write and a read", 0, 0, 0, write);
    }
}

}  // namespace

int main(int count, char** values) {
    const std::size_t largest = count > 1 ? std::strtoul(values[1], nullptr, 10) : 512;
    fmt::print("1 ohm per segment; A: 10 kohm to 1 Mohm, B: 100 ohm to 10 kohm, log-uniform\n");
    fmt::print("{:>9} {:<2} {:<34} {:>9} {:>9} {:>6} {:>12}\n", "size", "", "method", "residual",
               "error", "iter.", "time, ms");
    for (const load& kind : {load{"A", 1e4, 1e6}, load{"B", 100, 1e4}}) {
        for (std::size_t n = 64; n <= largest; n *= 2) bench_size(n, kind);
    }
}

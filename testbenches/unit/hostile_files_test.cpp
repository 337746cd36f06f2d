#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/command.hpp"
#include "tools/config/config_tree.hpp"
#include "tools/table/files.hpp"
#include "tools/table/matrix_file.hpp"

using namespace memglia;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

#ifdef MEMGLIA_SANITIZED  // ten times slower
constexpr unsigned most_seconds = 100;
#else
constexpr unsigned most_seconds = 20;
#endif
constexpr rlim_t most_memory = rlim_t{600} << 20;

// What `work` threw, in a process that may take little memory and little time.
std::string refusal(const std::function<void()>& work) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
#ifndef __SANITIZE_ADDRESS__  // which reserves terabytes
        const rlimit memory{most_memory, most_memory};
        ::setrlimit(RLIMIT_AS, &memory);
#endif
        ::alarm(most_seconds);
        std::string said = "nothing was thrown";
        try {
            work();
        } catch (const input_error& problem) {
            said = problem.what();
        } catch (const std::exception& problem) {
            said = std::string("not an input_error: ") + problem.what();
        }
        const ssize_t written = ::write(ends[1], said.data(), said.size());
        ::_exit(written > 0 ? 0 : 1);
    }
    ::close(ends[1]);
    std::string said(4096, '\0');
    const ssize_t got = ::read(ends[0], said.data(), said.size());
    ::close(ends[0]);
    said.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) said = "ended by signal " + std::to_string(WTERMSIG(status));
    return said;
}

std::string matrix_refusal(const fs::path& file) {
    return refusal([&] { read_matrix(file); });
}

// `start`, then `piece` again and again, packed.
fs::path bomb(const fs::path& file, const std::string& start, const std::string& piece,
              std::size_t times) {
    const gzFile out = gzopen(file.c_str(), "wb1");
    gzwrite(out, start.data(), static_cast<unsigned>(start.size()));
    for (std::size_t k = 0; k < times; ++k) {
        gzwrite(out, piece.data(), static_cast<unsigned>(piece.size()));
    }
    gzclose(out);
    return file;
}

std::string npy_start(const std::string& type, const std::string& shape) {
    const std::string header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    std::string bytes = "\x93NUMPY\x01";
    bytes += '\0';
    bytes += static_cast<char>(header.size());
    bytes += '\0';
    return bytes + header;
}

std::string document_refusal(const std::string& text) {
    return refusal([&] { config_tree::parse_document(text, "c.yaml"); });
}

}  // namespace

TEST_CASE("hostile files: a packed table is read as far as its header or its limit goes") {
    const test::scratch_folder here;
    const std::string megabyte(1 << 20, '\0');
    const fs::path small =
        bomb(here.path() / "a.npy.gz", npy_start("<f8", "(4, 4)"), megabyte, 620);
    CHECK(fs::file_size(small) < (8 << 20));
    CHECK_THAT(matrix_refusal(small), Contains("a.npy.gz") &&
                                          Contains("found more than 128 bytes of numbers") &&
                                          Contains("128 for 4 x 4"));
    std::string rows;
    while (rows.size() < (1 << 20)) rows += "0,0,0,0,0,0,0,0\n";
    CHECK_THAT(matrix_refusal(bomb(here.path() / "b.csv.gz", "", rows, 40)),
               Contains("b.csv.gz:2097153") && Contains("found more than 16777216 numbers"));
    CHECK_THAT(matrix_refusal(bomb(here.path() / "c.csv.gz", "1,", megabyte, 8)),
               Contains("found a line of more than 4194304 bytes"));
    CHECK_THAT(matrix_refusal(bomb(here.path() / "d.csv.gz", "", std::string(1 << 20, '\n'), 520)),
               Contains("found more than 536870912 bytes"));
    CHECK_THAT(refusal([&] { read_text(bomb(here.path() / "e.map.gz", "", megabyte, 70)); }),
               Contains("e.map.gz") && Contains("found more than 67108864 bytes"));
}

TEST_CASE("hostile files: what never ends is refused, a pipe with a writer is read") {
    const test::scratch_folder here;
    for (const char* device : {"/dev/zero", "/dev/urandom", "/dev/full"}) {
        CHECK_THAT(matrix_refusal(device), Contains(device) && Contains("found a device"));
        CHECK_THAT(refusal([&] { read_text(device); }), Contains("found a device"));
    }
    CHECK_THAT(matrix_refusal(here.path()), Contains("found a folder"));
    CHECK_THAT(matrix_refusal(here.path() / "none"), Contains("no such file"));
    // A file of a terabyte without contents.
    const fs::path hollow = here.write("hollow.csv", "1,2\n");
    fs::resize_file(hollow, std::uintmax_t{1} << 40);
    CHECK_THAT(matrix_refusal(hollow), Contains("found a line of more than"));
    const fs::path pipe = here.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK_THAT(matrix_refusal(pipe), Contains("a pipe into which nobody writes"));
    const pid_t writer = ::fork();
    if (writer == 0) {
        ::usleep(200'000);
        FILE* out = std::fopen(pipe.c_str(), "w");
        ::usleep(200'000);
        std::fputs("1,2\n3,4\n", out);
        std::fclose(out);
        ::_exit(0);
    }
    CHECK(read_matrix(pipe).values == std::vector<double>{1, 2, 3, 4});
    int status = 0;
    ::waitpid(writer, &status, 0);
}

TEST_CASE("hostile files: an .npy header promises what it likes") {
    const test::scratch_folder here;
    const auto refused = [&](const std::string& type, const std::string& shape) {
        return matrix_refusal(here.write("x.npy", npy_start(type, shape) + std::string(64, '\1')));
    };
    for (const char* shape : {"(4611686018427387904, 4)", "(4, 4611686018427387904)",
                              "(99999999999999999999, 4)", "(5000, 5000)"}) {
        CHECK_THAT(refused("<f8", shape), Contains(std::string("found an array of ") + shape) &&
                                              Contains("at most 16777216"));
    }
    CHECK_THAT(refused("<f8", "(4096, 4096)"), Contains("found 64 bytes of numbers"));
    CHECK_THAT(refused("<f8", "(-4, 4)"), Contains("'shape': (-4, 4)"));
    CHECK_THAT(refused("<f8", "(0, 4)"), Contains("empty"));
    CHECK_THAT(refused(">f8", "(2, 4)"), Contains("big-endian") && Contains("astype('<f8')"));
    CHECK_THAT(refused("|O", "(2, 4)"), Contains("Python objects"));
    std::string long_header = "\x93NUMPY\x02";
    long_header += std::string("\0\xff\xff\xff\xff", 5);
    CHECK_THAT(matrix_refusal(here.write("y.npy", long_header)),
               Contains("found a header of 4294967295 bytes"));
}

TEST_CASE("hostile files: aliases count as what they stand for, nesting ends") {
    std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name <= 'j'; ++name) {
        const std::string before = "*" + std::string(1, static_cast<char>(name - 1));
        laughs += std::string(1, name) + ": &" + name + " [" + before;
        for (int k = 0; k < 8; ++k) laughs += "," + before;
        laughs += "]\n";
    }
    CHECK_THAT(document_refusal(laughs),
               Contains("c.yaml:") && Contains("more than 20000 values") && Contains("alias"));
    std::string chain = "k0: &k0 [x]\n";
    for (int k = 1; k < 2000; ++k) {
        const std::string name = "k" + std::to_string(k);
        chain += name + ": &" + name + " [*k" + std::to_string(k - 1) + "]\n";
    }
    CHECK_THAT(document_refusal(chain), Contains("c.yaml:64") && Contains("more than 64 levels"));
    std::string texts = "a: &a " + std::string(100'000, 'x') + "\nb: [*a";
    for (int k = 0; k < 10'000; ++k) texts += ",*a";
    CHECK_THAT(document_refusal(texts + "]\n"), Contains("bytes of text"));
    for (const char* bracket : {"[", "{a: ", "- ", "? "}) {
        std::string deep = "a: ";
        if (*bracket == '-' || *bracket == '?') deep = "a:\n ";
        for (int k = 0; k < 100'000; ++k) deep += bracket;
        CHECK_THAT(document_refusal(deep), Contains("more than 64 levels"));
    }
    std::string wide;
    for (int k = 0; k < 30'000; ++k) wide += "k" + std::to_string(k) + ": 1\n";
    CHECK_THAT(document_refusal(wide), Contains("more than 20000 values"));
    CHECK_THAT(
        refusal([&] { config_tree::parse_value(std::string(100'000, '['), "lines.r_word_ohm"); }),
        Contains("--set") && Contains("more than 64 levels"));
}

TEST_CASE("hostile files: JSON is nested as deeply as people write it") {
    const test::scratch_folder here;
    const auto read = [&](const std::string& text) {
        const fs::path file = here.write("case.json", text);
        return refusal([&] { read_json_text(file); });
    };
    CHECK_THAT(read("{\n\"m\": " + std::string(1'000'000, '[')),
               Contains("case.json:2") && Contains("more than 64 levels"));
    CHECK(read("{\"a\": \"" + std::string(100, '[') + "\\\"[\"}") == "nothing was thrown");
    CHECK_THAT(read(std::string(std::size_t{17} << 20, ' ')), Contains("more than 16777216 bytes"));
}

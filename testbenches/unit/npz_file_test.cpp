#include "tools/table/npz_file.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/command.hpp"
#include "tools/table/npy_file.hpp"

using namespace memglia;

namespace {

std::string little(std::uint64_t value, std::size_t bytes) {
    std::string text;
    for (std::size_t b = 0; b < bytes; ++b) text += static_cast<char>(value >> (8 * b) & 0xff);
    return text;
}

std::string deflated(const std::string& bytes) {
    z_stream s{};
    deflateInit2(&s, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    std::string in = bytes;
    std::string out(bytes.size() + 100, '\0');
    s.next_in = reinterpret_cast<Bytef*>(in.data());
    s.avail_in = static_cast<uInt>(in.size());
    s.next_out = reinterpret_cast<Bytef*>(out.data());
    s.avail_out = static_cast<uInt>(out.size());
    deflate(&s, Z_FINISH);
    out.resize(s.total_out);
    deflateEnd(&s);
    return out;
}

// As numpy.savez (or savez_compressed) writes it.
std::string archive(const std::vector<std::pair<std::string, matrix>>& arrays, bool packed) {
    std::string all;
    std::string directory;
    for (const auto& [name, table] : arrays) {
        const std::string bytes = format_npy(table);
        const std::string body = packed ? deflated(bytes) : bytes;
        const auto crc =
            crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
        const std::string common = little(20, 2) + little(0, 2) + little(packed ? 8 : 0, 2) +
                                   little(0, 4) + little(crc, 4) + little(body.size(), 4) +
                                   little(bytes.size(), 4) + little(name.size() + 4, 2);
        directory += "PK\x01\x02" + little(20, 2) + common + little(0, 12) + little(all.size(), 4) +
                     name + ".npy";
        all += "PK\x03\x04" + common + little(4, 2) + name + ".npy" + "more" + body;
    }
    const std::size_t at = all.size();
    all += directory + "PK\x05\x06" + little(0, 6) + little(arrays.size(), 2) +
           little(directory.size(), 4) + little(at, 4) + little(0, 2);
    return all;
}

std::string refusal(const std::string& bytes, const std::string& name = "w") {
    const test::scratch_folder here;
    try {
        npz_file(here.write("t.npz", bytes)).read(name);
    } catch (const input_error& e) {
        return e.data.found;
    }
    return "accepted";
}

}  // namespace

TEST_CASE("npz: arrays come back, packed or not") {
    const matrix w{2, 3, {1, 2, 3, 4, 5, 6.5}};
    const matrix row{1, 2, {7, 8}};
    for (const bool packed : {false, true}) {
        const test::scratch_folder here;
        const npz_file file(here.write("t.npz", archive({{"w", w}, {"row", row}}, packed)));
        CHECK(file.names() == std::vector<std::string>{"w", "row"});
        CHECK(file.has("row"));
        CHECK_FALSE(file.has("r"));
        CHECK(file.read("w").values == w.values);
        CHECK(file.read("w").columns == 3);
        CHECK(file.read("row").values == row.values);
    }
}

TEST_CASE("npz: damaged archives are refused at every length") {
    for (const bool packed : {false, true}) {
        const std::string whole = archive({{"w", {1, 2, {1, 2}}}}, packed);
        CHECK(refusal(whole) == "accepted");
        CHECK(refusal(whole, "x") == "found no array 'x'");
        for (std::size_t n = 0; n < whole.size(); ++n) {
            INFO(n);
            CHECK(refusal(whole.substr(0, n)) != "accepted");
        }
        std::string damaged = whole;
        damaged[whole.find("PK\x01\x02") - 3] ^= 0x10;
        CHECK(refusal(damaged) != "accepted");
        std::string far = whole;
        far.replace(far.size() - 6, 4, little(0xfffffff0, 4));
        CHECK(refusal(far) == "found no entry 1 in the archive's directory");
    }
    CHECK(refusal("neuron,step\n") == "found no zip archive");
}

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "base/error.hpp"
#include "testbenches/support/riscv_assembler.hpp"
#include "testbenches/support/small_computer.hpp"
#include "tools/processor/gdb_server.hpp"
#include "tools/processor/gdb_session.hpp"

// The GDB remote protocol, by what a debugger sends and gets.
using namespace memglia;

namespace {

constexpr std::uint32_t base = 0x80000000U;
constexpr std::uint32_t a0 = 10, a1 = 11;

struct target {
    explicit target(const std::vector<std::uint32_t>& program) : system(config(), nullptr) {
        system.write_memory(base, test::small_computer::bytes_of(program));
        system.reset(base);
    }
    static processor_config config() {
        processor_config small;
        small.sram_kib = 16;
        return small;
    }
    // The data of the one packet that answers, behind the acknowledgement.
    std::string ask(const std::string& command) {
        return data_of(session.receive(gdb_packet(command)));
    }
    static std::string data_of(const std::string& reply) {
        REQUIRE(reply.size() >= 5);
        REQUIRE(reply.substr(0, 2) == "+$");
        const std::string data = reply.substr(2, reply.size() - 5);
        REQUIRE(reply.substr(1) == gdb_packet(data));
        return data;
    }
    // Goes on and says why it stopped.
    std::string go(const std::string& command, std::uint64_t steps = 1000) {
        REQUIRE(session.receive(gdb_packet(command)) == "+");
        const std::string reply = session.advance(steps);
        return reply.empty() ? "" : data_of("+" + reply);
    }
    processor_system system;
    gdb_session session{system};
};

// a0 counts up; a word behind the program is stored and loaded in every round.
std::vector<std::uint32_t> counting() {
    return {rv::lui(a1, 0x80001), rv::addi(a0, a0, 1), rv::sw(a0, 16, a1), rv::lw(12, 16, a1),
            rv::jal(0, -12)};
}

}  // namespace

TEST_CASE("gdb: checksums, acknowledgements and broken packets") {
    CHECK(gdb_packet("OK") == "$OK#9a");
    target t(counting());
    CHECK(t.session.receive("+") == "");
    CHECK(t.session.receive("$?#00") == "-");
    CHECK(t.session.receive("$?#zz") == "-");
    CHECK(t.session.receive("noise$?#3") == "");
    CHECK(t.session.receive("f") == "+$S05#b8");
    CHECK(t.ask("unknown") == "");
    CHECK(t.session.receive("$" + std::string(20000, 'm') + "#00") == "-");
    CHECK(t.session.receive("\x03") == "");  // it stands already
}

TEST_CASE("gdb: registers and memory are read and written") {
    target t(counting());
    CHECK(t.ask("g").size() == 33 * 8);
    CHECK(t.ask("Pa=78563412") == "OK");
    CHECK(t.system.core().reg(a0) == 0x12345678U);
    CHECK(t.ask("pa") == "78563412");
    CHECK(t.ask("p20") == "00000080");
    CHECK(t.ask("P0=ffffffff") == "OK");
    CHECK(t.ask("p0") == "00000000");
    CHECK(t.ask("p342") == "04110040");  // misa: 65 + 0x301
    CHECK(t.ask("P346=00010080") == "OK");
    std::uint32_t mtvec = 0;
    t.system.core().read_csr(0x305, mtvec);
    CHECK(mtvec == 0x80000100U);
    CHECK(t.ask("pfff") == "E02");
    CHECK(t.ask("p") == "E01");
    std::string all = t.ask("g");
    all.replace(8, 8, "01020304");
    CHECK(t.ask("G" + all) == "OK");
    CHECK(t.system.core().reg(1) == 0x04030201U);
    CHECK(t.ask("G00") == "E01");

    CHECK(t.ask("m80000004,4") == "13051500");
    CHECK(t.ask("M80000004,2:abcd") == "OK");
    CHECK(t.ask("m80000004,4") == "abcd1500");
    CHECK(t.ask("m80003ffe,4") == "E02");
    CHECK(t.ask("m0,4") == "E02");
    CHECK(t.ask("m80000000,ffffffff") == "E01");
    CHECK(t.ask("mffffffffff,4") == "E01");
    CHECK(t.ask("M80000004,3:abcd") == "E01");
    CHECK(t.ask("M80000004,1:zz") == "E01");
}

TEST_CASE("gdb: steps, breakpoints and an interrupt") {
    target t(counting());
    CHECK(t.go("s") == "S05");
    CHECK(t.system.core().pc() == base + 4);
    CHECK(t.ask("Z0,8000000c,4") == "OK");
    CHECK(t.go("c") == "S05");
    CHECK(t.system.core().pc() == base + 12);
    CHECK(t.system.core().reg(a0) == 1);
    CHECK(t.go("vCont;c") == "S05");  // not at the same place without a round
    CHECK(t.system.core().reg(a0) == 2);
    CHECK(t.ask("?") == "S05");
    CHECK(t.ask("z0,8000000c,4") == "OK");
    CHECK(t.go("c") == "");
    CHECK(t.session.receive(gdb_packet("g")) == "+");
    CHECK(t.session.receive("\x03") == gdb_packet("S02"));
    CHECK(t.system.core().reg(a0) > 100);
}

TEST_CASE("gdb: watchpoints stop behind the access that touches them") {
    for (const auto& [kind, name, pc] : {std::tuple{"2", "watch", base + 12},
                                         {"3", "rwatch", base + 16},
                                         {"4", "awatch", base + 12}}) {
        CAPTURE(name);
        target t(counting());
        CHECK(t.ask(std::string("Z") + kind + ",80001013,1") == "OK");  // the last byte of the word
        CHECK(t.go("c") == std::string("T05") + name + ":80001013;");
        CHECK(t.system.core().pc() == pc);
        CHECK(t.ask(std::string("z") + kind + ",80001013,1") == "OK");
        CHECK(t.ask("Z4,80001014,4") == "OK");  // the word behind
        CHECK(t.go("c") == "");
    }
}

TEST_CASE("gdb: how a program ends") {
    std::vector<std::uint32_t> exits = rv::li(a1, 0x00100004U);
    exits.push_back(rv::addi(a0, 0, 7));
    exits.push_back(rv::sw(a0, 0, a1));
    target good(exits);
    CHECK(good.go("c") == "W07");
    CHECK(good.session.current() == gdb_session::state::exited);

    target illegal({0xffffffffU});
    CHECK(illegal.go("c") == "S04");
    CHECK(illegal.ask("p384") == "ffffffff");  // and can still be looked at
    target fault({rv::lw(a0, 0, 0)});
    CHECK(fault.go("c") == "S0b");
    target ebreak({rv::ebreak});
    CHECK(ebreak.go("c") == "S05");
    target sleeps({rv::wfi});
    CHECK(sleeps.go("c") == "S02");
    target killed({rv::nop()});
    CHECK(killed.session.receive(gdb_packet("k")) == "+");
    CHECK(killed.session.current() == gdb_session::state::killed);
    target killed_politely({rv::nop()});
    CHECK(killed_politely.ask("vKill;1") == "OK");  // as gdb 13 ends a program
    CHECK(killed_politely.session.current() == gdb_session::state::killed);
    target detached({rv::nop()});
    CHECK(detached.ask("D") == "OK");
    CHECK(detached.session.current() == gdb_session::state::detached);
}

TEST_CASE("gdb: the description of the target comes in parts") {
    target t(counting());
    CHECK_THAT(t.ask("qSupported:swbreak+"), Catch::Contains("qXfer:features:read+"));
    std::string all;
    for (;;) {
        char at[16];
        std::snprintf(at, sizeof at, "%zx", all.size());
        const std::string part =
            t.ask("qXfer:features:read:target.xml:" + std::string(at) + ",100");
        all += part.substr(1);
        if (part[0] == 'l') break;
    }
    CHECK_THAT(all, Catch::StartsWith("<?xml"));
    CHECK_THAT(all, Catch::EndsWith("</target>"));
    CHECK_THAT(all, Catch::Contains("name=\"a0\" bitsize=\"32\" regnum=\"10\""));
    CHECK(t.ask("qXfer:features:read:target.xml:ffffff,100") == "l");
    CHECK(t.ask("qXfer:features:read:target.xml:x") == "E01");
}

namespace {

// A server on a free port with one debugger, who talks through exchange().
struct served {
    served()
        : serving([this] {
              try {
                  server.serve(t.system);
              } catch (const error& e) {
                  problem = e.what();
              }
          }) {
        address.sin_family = AF_INET;
        address.sin_port = htons(server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    std::string exchange(const std::string& text, std::size_t bytes) const {
        REQUIRE(::send(client, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
        std::string got;
        char c = 0;
        while (got.size() < bytes && ::recv(client, &c, 1, 0) == 1) got += c;
        return got;
    }
    // What the server had to say in the end.
    std::string leave() {
        ::close(client);
        serving.join();
        return problem;
    }
    gdb_server server{0};
    target t{counting()};
    std::string problem;
    int client = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    std::thread serving;
};

}  // namespace

TEST_CASE("gdb: over a socket of the loopback alone, until the debugger leaves") {
    served s;
    CHECK(s.exchange(gdb_packet("?"), 8) == "+$S05#b8");
    CHECK(s.exchange(gdb_packet("c"), 1) == "+");
    CHECK(s.exchange("\x03", 7) == gdb_packet("S02"));
    CHECK_THAT(s.leave(), Catch::Contains("the debugger is gone"));

    // Another address of this machine is not answered.
    const int elsewhere = ::socket(AF_INET, SOCK_STREAM, 0);
    s.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    CHECK(::connect(elsewhere, reinterpret_cast<sockaddr*>(&s.address), sizeof s.address) != 0);
    ::close(elsewhere);
    CHECK_THROWS_AS(gdb_server(s.server.port()), error);
}

TEST_CASE("gdb: a debugger that ends the program is answered before the connection closes") {
    served s;
    CHECK(s.exchange(gdb_packet("vKill;1"), 100) == "+$OK#9a");
    CHECK_THAT(s.leave(), Catch::Contains("the debugger ended the program"));
}

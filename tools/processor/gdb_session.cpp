#include "tools/processor/gdb_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace memglia {

namespace {

// Signals of the protocol.
constexpr int sigint = 2, sigill = 4, sigtrap = 5, sigabrt = 6, sigsegv = 11;
constexpr std::uint32_t pc_number = 32;
constexpr std::uint32_t first_csr = 65;  // as gdb numbers them
constexpr std::uint32_t csr_count = 4096;

std::string little_endian(std::uint32_t value) {
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        bytes += static_cast<char>(value >> shift & 0xffU);
    }
    return to_hex(bytes);
}

std::optional<std::uint32_t> from_little_endian(std::string_view digits) {
    const auto bytes = from_hex(digits);
    if (!bytes || bytes->size() != 4) return std::nullopt;
    std::uint32_t value = 0;
    for (unsigned i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>((*bytes)[i]);
    return value;
}

struct named_csr {
    std::string_view name;
    std::uint32_t number;
};
constexpr std::array described_csrs{
    named_csr{"mstatus", 0x300}, named_csr{"misa", 0x301},     named_csr{"mie", 0x304},
    named_csr{"mtvec", 0x305},   named_csr{"mscratch", 0x340}, named_csr{"mepc", 0x341},
    named_csr{"mcause", 0x342},  named_csr{"mtval", 0x343},    named_csr{"mip", 0x344},
    named_csr{"mcycle", 0xb00},  named_csr{"minstret", 0xb02}, named_csr{"mhartid", 0xf14}};

std::string target_description() {
    std::string text =
        "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target>"
        "<architecture>riscv:rv32</architecture><feature name=\"org.gnu.gdb.riscv.cpu\">";
    for (std::uint32_t r = 0; r < pc_number; ++r) {
        text += fmt::format("<reg name=\"{}\" bitsize=\"32\" regnum=\"{}\"/>", abi_name(r), r);
    }
    text +=
        "<reg name=\"pc\" bitsize=\"32\" type=\"code_ptr\" regnum=\"32\"/></feature>"
        "<feature name=\"org.gnu.gdb.riscv.csr\">";
    for (const named_csr& c : described_csrs) {
        text += fmt::format("<reg name=\"{}\" bitsize=\"32\" regnum=\"{}\"/>", c.name,
                            first_csr + c.number);
    }
    return text + "</feature></target>";
}

bool skip(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

bool skip(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

int signal_of(trap_cause cause) {
    if (cause == trap_cause::illegal_instruction) return sigill;
    return cause == trap_cause::breakpoint ? sigtrap : sigsegv;
}

constexpr const char* malformed = "E01";
constexpr const char* unreachable = "E02";

}  // namespace

std::string gdb_session::receive(std::string_view bytes) {
    std::string reply;
    for (const gdb_input& input : packets_.feed(bytes)) {
        switch (input.what) {
            case gdb_input::kind::broken:
                reply += '-';
                break;
            case gdb_input::kind::interrupt:
                if (state_ == state::running) reply += gdb_packet(stopped(sigint));
                break;
            case gdb_input::kind::packet:
                reply += '+';
                if (state_ != state::stopped) break;  // what runs answers to nothing but ^C
                const std::string text = answer(input.data);
                // What makes it run is answered when it stops, and `k` never.
                if (state_ != state::running && !(state_ == state::killed && text.empty())) {
                    reply += gdb_packet(text);
                }
                break;
        }
    }
    return reply;
}

std::string gdb_session::answer(std::string_view command) {
    std::string_view rest = command;
    if (skip(rest, '?')) return last_stop_;
    if (skip(rest, 'g')) return read_all();
    if (skip(rest, 'G')) return write_all(rest);
    if (skip(rest, 'p')) return read_register(rest);
    if (skip(rest, 'P')) return write_register(rest);
    if (skip(rest, 'm')) return read_memory(rest);
    if (skip(rest, 'M')) return write_memory(rest);
    if (skip(rest, 'Z')) return point(rest, true);
    if (skip(rest, 'z')) return point(rest, false);
    if (skip(rest, 'c')) return go(rest, false);
    if (skip(rest, 's')) return go(rest, true);
    if (skip(rest, "vCont?")) return "vCont;c;C;s;S";
    if (skip(rest, "vCont;c") || skip(rest, "vCont;C")) return go("", false);
    if (skip(rest, "vCont;s") || skip(rest, "vCont;S")) return go("", true);
    if (skip(rest, 'q')) return query(rest);
    if (skip(rest, 'H')) return "OK";
    if (skip(rest, 'D')) {
        state_ = state::detached;
        return "OK";
    }
    if (skip(rest, "vKill")) {
        state_ = state::killed;
        return "OK";
    }
    if (skip(rest, 'k')) state_ = state::killed;
    return "";  // not supported
}

bool gdb_session::get(std::uint32_t number, std::uint32_t& value) const {
    if (number < pc_number) {
        value = system_.core().reg(number);
        return true;
    }
    if (number == pc_number) {
        value = system_.core().pc();
        return true;
    }
    if (number < first_csr || number >= first_csr + csr_count) return false;
    return system_.core().read_csr(number - first_csr, value);
}

bool gdb_session::set(std::uint32_t number, std::uint32_t value) {
    if (number < pc_number) {
        system_.core().set_reg(number, value);
        return true;
    }
    if (number == pc_number) {
        system_.core().set_pc(value);
        return true;
    }
    if (number < first_csr || number >= first_csr + csr_count) return false;
    return system_.core().write_csr(number - first_csr, value);
}

std::string gdb_session::read_all() const {
    std::string digits;
    for (std::uint32_t number = 0; number <= pc_number; ++number) {
        std::uint32_t value = 0;
        get(number, value);
        digits += little_endian(value);
    }
    return digits;
}

std::string gdb_session::write_all(std::string_view digits) {
    constexpr std::size_t register_digits = 8;
    if (digits.size() != register_digits * (pc_number + 1)) return malformed;
    std::vector<std::uint32_t> values;
    for (std::uint32_t number = 0; number <= pc_number; ++number) {
        const auto value =
            from_little_endian(digits.substr(number * register_digits, register_digits));
        if (!value) return malformed;
        values.push_back(*value);
    }
    for (std::uint32_t number = 0; number <= pc_number; ++number) set(number, values[number]);
    return "OK";
}

std::string gdb_session::read_register(std::string_view number) const {
    const auto which = take_hex(number);
    std::uint32_t value = 0;
    if (!which || !number.empty()) return malformed;
    return get(*which, value) ? little_endian(value) : unreachable;
}

std::string gdb_session::write_register(std::string_view text) {
    const auto which = take_hex(text);
    if (!which || !skip(text, '=')) return malformed;
    const auto value = from_little_endian(text);
    if (!value) return malformed;
    return set(*which, *value) ? "OK" : unreachable;
}

std::string gdb_session::read_memory(std::string_view text) const {
    const auto address = take_hex(text);
    if (!address || !skip(text, ',')) return malformed;
    const auto bytes = take_hex(text);
    if (!bytes || !text.empty() || *bytes > gdb_packets::most_bytes / 2) return malformed;
    std::vector<std::uint8_t> memory(*bytes);
    if (!system_.read_memory(*address, memory)) return unreachable;
    return to_hex({reinterpret_cast<const char*>(memory.data()), memory.size()});
}

std::string gdb_session::write_memory(std::string_view text) {
    const auto address = take_hex(text);
    if (!address || !skip(text, ',')) return malformed;
    const auto bytes = take_hex(text);
    if (!bytes || !skip(text, ':')) return malformed;
    const auto data = from_hex(text);
    if (!data || data->size() != *bytes) return malformed;
    const auto* begin = reinterpret_cast<const std::uint8_t*>(data->data());
    return system_.write_memory(*address, {begin, data->size()}) ? "OK" : unreachable;
}

// Z0 and Z1 are breakpoints, Z2 to Z4 watch stores, loads and both.
std::string gdb_session::point(std::string_view text, bool insert) {
    const auto kind = take_hex(text);
    if (!kind || !skip(text, ',')) return malformed;
    const auto address = take_hex(text);
    if (!address || !skip(text, ',')) return malformed;
    const auto bytes = take_hex(text);
    if (!bytes || !text.empty()) return malformed;
    if (*kind > 4) return "";
    if (insert && breakpoints_.size() + watchpoints_.size() >= most_points) return unreachable;
    if (*kind < 2) {
        if (insert) {
            breakpoints_.insert(*address);
        } else {
            breakpoints_.erase(*address);
        }
        return "OK";
    }
    const watchpoint wanted{static_cast<access>(*kind), *address, *bytes};
    std::erase(watchpoints_, wanted);
    if (insert) watchpoints_.push_back(wanted);
    return "OK";
}

std::string gdb_session::query(std::string_view text) const {
    if (text.starts_with("Supported")) {
        return fmt::format("PacketSize={:x};qXfer:features:read+", gdb_packets::most_bytes / 2);
    }
    if (text == "Attached") return "1";
    if (text == "C") return "QC1";
    if (text == "fThreadInfo") return "m1";
    if (text == "sThreadInfo") return "l";
    if (!skip(text, "Xfer:features:read:target.xml:")) return "";
    const auto offset = take_hex(text);
    if (!offset || !skip(text, ',')) return malformed;
    const auto bytes = take_hex(text);
    if (!bytes || !text.empty()) return malformed;
    const std::string description = target_description();
    if (*offset >= description.size()) return "l";
    const std::string part = description.substr(*offset, std::min<std::size_t>(*bytes, 4096));
    return (*offset + part.size() < description.size() ? "m" : "l") + part;
}

std::string gdb_session::go(std::string_view address, bool one_step) {
    if (!address.empty()) {
        const auto pc = take_hex(address);
        if (!pc || !address.empty()) return malformed;
        system_.core().set_pc(*pc);
    }
    state_ = state::running;
    one_step_ = one_step;
    resumed_ = true;
    return "";
}

const gdb_session::watchpoint* gdb_session::watched() const {
    std::array<std::uint8_t, 4> bytes{};
    const std::uint32_t pc = system_.core().pc();
    if (!system_.read_memory(pc, {bytes.data(), 2})) return nullptr;
    system_.read_memory(pc, bytes);  // the first two alone at the end of memory
    const instruction i = decode(bytes[0] | std::uint32_t{bytes[1]} << 8 |
                                 std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 24);
    const bool loads = i.op >= operation::lb && i.op <= operation::lhu;
    const bool stores = i.op >= operation::sb && i.op <= operation::sw;
    if (!loads && !stores) return nullptr;
    const bool word = i.op == operation::lw || i.op == operation::sw;
    const bool byte = i.op == operation::lb || i.op == operation::lbu || i.op == operation::sb;
    const std::uint32_t width = word ? 4 : byte ? 1 : 2;
    const std::uint32_t at = system_.core().reg(i.rs1) + static_cast<std::uint32_t>(i.immediate);
    for (const watchpoint& w : watchpoints_) {
        const bool kind = w.kind == access::both || (w.kind == access::write) == stores;
        // Circular distances: both may lie at the end of the address space.
        if (kind && (at - w.address < w.bytes || w.address - at < width)) return &w;
    }
    return nullptr;
}

std::string gdb_session::stopped(int signal, const std::string& more) {
    state_ = state::stopped;
    last_stop_ =
        more.empty() ? fmt::format("S{:02x}", signal) : fmt::format("T{:02x}{};", signal, more);
    return last_stop_;
}

std::string gdb_session::stop_reply(program_stop why) {
    switch (why) {
        case program_stop::exited:
            state_ = state::exited;
            return fmt::format("W{:02x}", std::min<std::uint32_t>(system_.exit_code(), 255));
        case program_stop::lockup:
            return stopped(signal_of(system_.core().last_trap().cause));
        case program_stop::watchdog:
            return stopped(sigabrt);
        default:
            return stopped(sigint);  // it sleeps, and nothing will wake it
    }
}

std::string gdb_session::advance(std::uint64_t steps) {
    if (state_ != state::running) return "";
    const bool closely = one_step_ || !breakpoints_.empty() || !watchpoints_.empty();
    if (!closely) {
        const program_stop why = system_.run(riscv_core::no_limit, steps);
        if (why == program_stop::limit) return "";
        return gdb_packet(stop_reply(why));
    }
    for (std::uint64_t step = 0; step < steps; ++step) {
        const std::uint32_t pc = system_.core().pc();
        if (!resumed_ && breakpoints_.count(pc) != 0) {
            return gdb_packet(stopped(sigtrap));
        }
        resumed_ = false;
        const watchpoint* touched = watched();
        const std::uint64_t before = system_.core().instructions();
        const program_stop why = system_.run(riscv_core::no_limit, 1);
        if (why != program_stop::limit) return gdb_packet(stop_reply(why));
        if (touched != nullptr && system_.core().instructions() > before) {
            constexpr std::array names{"watch", "rwatch", "awatch"};
            return gdb_packet(stopped(
                sigtrap, fmt::format("{}:{:x}", names[static_cast<std::size_t>(touched->kind) - 2],
                                     touched->address)));
        }
        if (one_step_) return gdb_packet(stopped(sigtrap));
    }
    return "";
}

}  // namespace memglia

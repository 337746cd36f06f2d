#include "testbenches/support/literal_riscv.hpp"

#include <algorithm>

namespace memglia::test {

namespace {

// "12|10:5|4:1|11": which bit of the immediate the i's of a pattern are, from the left.
std::vector<unsigned> bit_list(std::string_view text) {
    std::vector<unsigned> bits;
    while (!text.empty()) {
        const auto item = text.substr(0, text.find('|'));
        text.remove_prefix(std::min(text.size(), item.size() + 1));
        const auto colon = item.find(':');
        const unsigned first =
            static_cast<unsigned>(std::stoul(std::string(item.substr(0, colon))));
        const unsigned last =
            colon == std::string_view::npos
                ? first
                : static_cast<unsigned>(std::stoul(std::string(item.substr(colon + 1))));
        for (unsigned bit = first + 1; bit-- > last;) bits.push_back(bit);
    }
    return bits;
}

std::uint32_t extend(std::uint32_t value, unsigned from_bit) {
    if ((value >> from_bit & 1U) != 0) {
        for (unsigned bit = from_bit + 1; bit < 32; ++bit) value |= 1U << bit;
    }
    return value;
}

std::int64_t as_signed(std::uint32_t v) {
    return v >= 0x80000000U ? std::int64_t{v} - (std::int64_t{1} << 32) : std::int64_t{v};
}

}  // namespace

literal_riscv::operands literal_riscv::match(std::uint32_t word, unsigned width) {
    for (const form& f : forms()) {
        if (f.pattern.size() != width) continue;
        operands o;
        o.length = width / 8;
        std::uint32_t d3 = 0, r3 = 0, s3 = 0, both = 0, both3 = 0;
        const std::vector<unsigned> places = bit_list(f.immediate);
        std::size_t place = 0;
        bool fits = true;
        for (unsigned at = 0; at < width && fits; ++at) {
            const std::uint32_t bit = word >> (width - 1 - at) & 1U;
            const auto shift_in = [bit](std::uint32_t& v) { v = v * 2 + bit; };
            switch (f.pattern[at]) {
                case '0':
                case '1':
                    fits = bit == static_cast<std::uint32_t>(f.pattern[at] - '0');
                    break;
                case 'd':
                    shift_in(o.rd);
                    break;
                case 'r':
                    shift_in(o.rs1);
                    break;
                case 's':
                    shift_in(o.rs2);
                    break;
                case 'D':
                    shift_in(d3);
                    break;
                case 'R':
                    shift_in(r3);
                    break;
                case 'S':
                    shift_in(s3);
                    break;
                case 'b':
                    shift_in(both);
                    break;
                case 'B':
                    shift_in(both3);
                    break;
                case 'i':
                    o.imm |= bit << places.at(place++);
                    break;
                default:
                    break;
            }
        }
        if (!fits) continue;
        const auto has = [&f](char letter) { return f.pattern.find(letter) != f.pattern.npos; };
        if (has('D')) o.rd = d3 + 8;
        if (has('R')) o.rs1 = r3 + 8;
        if (has('S')) o.rs2 = s3 + 8;
        if (has('b')) o.rd = o.rs1 = both;
        if (has('B')) o.rd = o.rs1 = both3 + 8;
        if (f.is_signed) o.imm = extend(o.imm, places.front());
        o.name = f.expansion.empty() ? f.name : f.expansion.substr(0, f.expansion.find(' '));
        if (f.expansion.find("rd=1") != f.expansion.npos) o.rd = 1;
        if (f.expansion.find("rd=2") != f.expansion.npos) o.rd = 2;
        if (f.expansion.find("rs1=2") != f.expansion.npos) o.rs1 = 2;
        return o;
    }
    operands unknown;
    unknown.name = "reserved";
    unknown.length = width / 8;
    return unknown;
}

std::uint32_t literal_riscv::fetch(std::uint32_t at) const {
    if (!in_ram(at)) throw trap{1, at};
    return ram[at - ram_base] + 256U * ram[at - ram_base + 1];
}

void literal_riscv::check_device(std::uint32_t at, unsigned bytes, bool write) const {
    if (at < device_base || at >= device_base + device_bytes) throw trap{write ? 7U : 5U, at};
    if (at % bytes != 0) throw trap{write ? 6U : 4U, at};
    if (bytes != 4) throw trap{write ? 7U : 5U, at};
}

std::uint32_t literal_riscv::load(std::uint32_t at, unsigned bytes) const {
    if (!in_ram(at) || !in_ram(at + bytes - 1)) {
        check_device(at, bytes, false);
        return device[(at - device_base) / 4];
    }
    std::uint32_t value = 0;
    for (unsigned i = bytes; i-- > 0;) value = value * 256 + ram[at - ram_base + i];
    return value;
}

void literal_riscv::store(std::uint32_t at, unsigned bytes, std::uint32_t value) {
    if (!in_ram(at) || !in_ram(at + bytes - 1)) {
        check_device(at, bytes, true);
        device[(at - device_base) / 4] = value;
        return;
    }
    for (unsigned i = 0; i < bytes; ++i) {
        ram[at - ram_base + i] = static_cast<std::uint8_t>(value);
        value /= 256;
    }
}

std::uint32_t literal_riscv::read_csr(std::uint32_t number) const {
    switch (number) {
        case 0x300:
            return 0x1800U + (mstatus_mie ? 0x8U : 0U) + (mstatus_mpie ? 0x80U : 0U);
        case 0x301:
            return 0x40001104;
        case 0x304:
            return mie;
        case 0x305:
            return mtvec;
        case 0x340:
            return mscratch;
        case 0x341:
            return mepc;
        case 0x342:
            return mcause;
        case 0x343:
            return mtval;
        case 0x344:
            return mip;
        case 0xb00:
        case 0xc00:
            return static_cast<std::uint32_t>(mcycle);
        case 0xb80:
        case 0xc80:
            return static_cast<std::uint32_t>(mcycle >> 32);
        case 0xb02:
        case 0xc02:
            return static_cast<std::uint32_t>(minstret);
        case 0xb82:
        case 0xc82:
            return static_cast<std::uint32_t>(minstret >> 32);
        case 0x310:
        case 0x320:
        case 0xf11:
        case 0xf12:
        case 0xf13:
        case 0xf14:
        case 0xf15:
            return 0;
        default:
            break;
    }
    const std::uint32_t low = number & 0x1f;
    const std::uint32_t group = number & ~0x1fU;
    if ((group == 0xb00 || group == 0xb80 || group == 0x320) && low >= 3) return 0;
    throw trap{2, 0};
}

void literal_riscv::write_csr(std::uint32_t number, std::uint32_t value) {
    constexpr std::uint64_t half = std::uint64_t{1} << 32;
    switch (number) {
        case 0x300:
            mstatus_mie = (value & 0x8) != 0;
            mstatus_mpie = (value & 0x80) != 0;
            break;
        case 0x304:
            mie = value & 0x888;
            break;
        case 0x305:
            mtvec = value & 0xfffffffd;
            break;
        case 0x340:
            mscratch = value;
            break;
        case 0x341:
            mepc = value & 0xfffffffe;
            break;
        case 0x342:
            mcause = value & 0x8000001f;
            break;
        case 0x343:
            mtval = value;
            break;
        case 0xb00:
            mcycle = mcycle / half * half + value;
            cycle_written_ = true;
            break;
        case 0xb80:
            mcycle = mcycle % half + half * value;
            cycle_written_ = true;
            break;
        case 0xb02:
            minstret = minstret / half * half + value;
            retired_written_ = true;
            break;
        case 0xb82:
            minstret = minstret % half + half * value;
            retired_written_ = true;
            break;
        default:
            if (number >= 0xc00) throw trap{2, 0};
    }
}

void literal_riscv::enter(std::uint32_t cause, std::uint32_t value, std::uint32_t target) {
    mepc = pc;
    mcause = cause;
    mtval = value;
    mstatus_mpie = mstatus_mie;
    mstatus_mie = false;
    pc = target;
    mcycle += 3;
}

bool literal_riscv::step() {
    if (locked_up) return false;
    if (asleep) {
        if ((mip & mie) == 0) return false;
        asleep = false;
    }
    if (mstatus_mie) {
        for (const std::uint32_t number : {11U, 3U, 7U}) {
            if (((mip & mie) >> number & 1U) == 0) continue;
            const bool vectored = (mtvec & 3U) == 1;
            enter(0x80000000U + number, 0, (mtvec & ~3U) + (vectored ? 4 * number : 0));
            return true;
        }
    }
    std::uint32_t word = 0;
    try {
        word = fetch(pc);
        const bool compressed = (word & 3U) != 3U;
        if (!compressed) word += fetch(pc + 2) << 16;
        cycle_written_ = retired_written_ = false;
        execute(match(word, compressed ? 16 : 32), word);
        just_trapped_ = false;
        if (!retired_written_) ++minstret;
        if (!cycle_written_) mcycle += cost_;
    } catch (const trap& t) {
        if (just_trapped_) {
            locked_up = true;
            return false;
        }
        just_trapped_ = true;
        enter(t.cause, t.cause == 2 ? word : t.value, mtvec & ~3U);
    }
    return true;
}

void literal_riscv::execute(const operands& o, std::uint32_t) {
    const std::string_view name = o.name;
    const std::uint32_t a = x[o.rs1];
    const std::uint32_t b = x[o.rs2];
    std::uint32_t next = pc + o.length;
    std::uint32_t result = 0;
    bool writes = true;
    cost_ = 1;
    const auto is = [name](std::string_view other) { return name == other; };
    const auto branch = [&](bool taken) {
        writes = false;
        if (!taken) return;
        next = pc + o.imm;
        cost_ = 3;
    };
    const auto access = [&](unsigned bytes) {
        const std::uint32_t at = a + o.imm;
        cost_ = 2;
        if (in_ram(at) && in_ram(at + bytes - 1) && at % 4 + bytes > 4) cost_ = 3;
        return at;
    };
    const std::uint32_t shift = b % 32;
    if (is("reserved")) throw trap{2, 0};
    if (is("lui"))
        result = o.imm;
    else if (is("auipc"))
        result = pc + o.imm;
    else if (is("jal")) {
        result = next;
        next = pc + o.imm;
        cost_ = 2;
    } else if (is("jalr")) {
        result = next;
        next = (a + o.imm) / 2 * 2;
        cost_ = 2;
    } else if (is("beq"))
        branch(a == b);
    else if (is("bne"))
        branch(a != b);
    else if (is("blt"))
        branch(as_signed(a) < as_signed(b));
    else if (is("bge"))
        branch(as_signed(a) >= as_signed(b));
    else if (is("bltu"))
        branch(a < b);
    else if (is("bgeu"))
        branch(a >= b);
    else if (is("lb"))
        result = extend(load(access(1), 1), 7);
    else if (is("lh"))
        result = extend(load(access(2), 2), 15);
    else if (is("lw"))
        result = load(access(4), 4);
    else if (is("lbu"))
        result = load(access(1), 1);
    else if (is("lhu"))
        result = load(access(2), 2);
    else if (is("sb")) {
        store(access(1), 1, b);
        writes = false;
    } else if (is("sh")) {
        store(access(2), 2, b);
        writes = false;
    } else if (is("sw")) {
        store(access(4), 4, b);
        writes = false;
    } else if (is("addi"))
        result = a + o.imm;
    else if (is("slti"))
        result = as_signed(a) < as_signed(o.imm);
    else if (is("sltiu"))
        result = a < o.imm;
    else if (is("xori"))
        result = a ^ o.imm;
    else if (is("ori"))
        result = a | o.imm;
    else if (is("andi"))
        result = a & o.imm;
    else if (is("slli"))
        result = a << o.imm;
    else if (is("srli"))
        result = a >> o.imm;
    else if (is("srai"))
        result = extend(a >> o.imm, 31 - o.imm);
    else if (is("add"))
        result = a + b;
    else if (is("sub"))
        result = a - b;
    else if (is("sll"))
        result = a << shift;
    else if (is("slt"))
        result = as_signed(a) < as_signed(b);
    else if (is("sltu"))
        result = a < b;
    else if (is("xor"))
        result = a ^ b;
    else if (is("srl"))
        result = a >> shift;
    else if (is("sra"))
        result = extend(a >> shift, 31 - shift);
    else if (is("or"))
        result = a | b;
    else if (is("and"))
        result = a & b;
    else if (is("mul"))
        result = a * b;
    else if (is("mulh") || is("mulhsu") || is("mulhu")) {
        // Signed factors as unsigned ones minus 2^32 where negative.
        std::uint64_t product = std::uint64_t{a} * b;
        result = static_cast<std::uint32_t>(product >> 32);
        if (!is("mulhu") && a >= 0x80000000U) result -= b;
        if (is("mulh") && b >= 0x80000000U) result -= a;
        cost_ = 2;
    } else if (is("div")) {
        result = b == 0 ? 0xffffffffU : static_cast<std::uint32_t>(as_signed(a) / as_signed(b));
        cost_ = 38;
    } else if (is("divu")) {
        result = b == 0 ? 0xffffffffU : a / b;
        cost_ = 38;
    } else if (is("rem")) {
        result = b == 0 ? a : static_cast<std::uint32_t>(as_signed(a) % as_signed(b));
        cost_ = 38;
    } else if (is("remu")) {
        result = b == 0 ? a : a % b;
        cost_ = 38;
    } else if (is("fence"))
        writes = false;
    else if (is("fence.i")) {
        writes = false;
        cost_ = 2;
    } else if (is("ecall"))
        throw trap{11, 0};
    else if (is("ebreak"))
        throw trap{3, 0};
    else if (is("mret")) {
        writes = false;
        next = mepc;
        mstatus_mie = mstatus_mpie;
        mstatus_mpie = true;
        cost_ = 2;
    } else if (is("wfi")) {
        writes = false;
        asleep = (mip & mie) == 0;
        cost_ = 2;
    } else {
        const bool immediate = name.back() == 'i';
        const std::uint32_t operand = immediate ? o.rs1 : a;
        result = read_csr(o.imm);
        const char what = name[4];
        if (what == 'w') write_csr(o.imm, operand);
        if (what == 's' && o.rs1 != 0) write_csr(o.imm, result | operand);
        if (what == 'c' && o.rs1 != 0) write_csr(o.imm, result & ~operand);
    }
    if (writes && o.rd != 0) x[o.rd] = result;
    pc = next;
}

}  // namespace memglia::test

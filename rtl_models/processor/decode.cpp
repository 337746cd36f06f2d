#include "rtl_models/processor/instruction.hpp"

namespace memglia {

namespace {

constexpr std::uint32_t bits(std::uint32_t word, unsigned high, unsigned low) {
    return (word >> low) & ((1U << (high - low + 1)) - 1);
}

constexpr std::int32_t sign_extend(std::uint32_t value, unsigned width) {
    const std::uint32_t sign = 1U << (width - 1);
    return static_cast<std::int32_t>((value ^ sign) - sign);
}

constexpr std::uint8_t destination(std::uint32_t number) {
    return number == 0 ? no_register : static_cast<std::uint8_t>(number);
}

instruction illegal(std::uint32_t word, std::uint8_t bytes) {
    return {.op = operation::illegal, .immediate = static_cast<std::int32_t>(word), .bytes = bytes};
}

instruction make(operation op, std::uint32_t rd, std::uint32_t rs1, std::uint32_t rs2,
                 std::int32_t immediate, std::uint8_t bytes = 4) {
    return {.op = op,
            .rd = destination(rd),
            .rs1 = static_cast<std::uint8_t>(rs1),
            .rs2 = static_cast<std::uint8_t>(rs2),
            .immediate = immediate,
            .bytes = bytes};
}

std::int32_t immediate_i(std::uint32_t w) {
    return sign_extend(bits(w, 31, 20), 12);
}
std::int32_t immediate_s(std::uint32_t w) {
    return sign_extend(bits(w, 31, 25) << 5 | bits(w, 11, 7), 12);
}
std::int32_t immediate_b(std::uint32_t w) {
    return sign_extend(
        bits(w, 31, 31) << 12 | bits(w, 7, 7) << 11 | bits(w, 30, 25) << 5 | bits(w, 11, 8) << 1,
        13);
}
std::int32_t immediate_u(std::uint32_t w) {
    return static_cast<std::int32_t>(w & 0xfffff000U);
}
std::int32_t immediate_j(std::uint32_t w) {
    return sign_extend(bits(w, 31, 31) << 20 | bits(w, 19, 12) << 12 | bits(w, 20, 20) << 11 |
                           bits(w, 30, 21) << 1,
                       21);
}

constexpr auto none = operation::illegal;

// By funct3.
constexpr std::array<operation, 8> branches{
    operation::beq, operation::bne,  none,           none, operation::blt,
    operation::bge, operation::bltu, operation::bgeu};
constexpr std::array<operation, 8> loads{operation::lb,  operation::lh,  operation::lw, none,
                                         operation::lbu, operation::lhu, none,          none};
constexpr std::array<operation, 8> stores{operation::sb, operation::sh, operation::sw, none,
                                          none,          none,          none,          none};
constexpr std::array<operation, 8> with_immediate{
    operation::addi, operation::slli, operation::slti, operation::sltiu,
    operation::xori, operation::srli, operation::ori,  operation::andi};
constexpr std::array<operation, 8> with_register{operation::add,  operation::sll,  operation::slt,
                                                 operation::sltu, operation::xor_, operation::srl,
                                                 operation::or_,  operation::and_};
constexpr std::array<operation, 8> of_m{operation::mul,   operation::mulh, operation::mulhsu,
                                        operation::mulhu, operation::div,  operation::divu,
                                        operation::rem,   operation::remu};
constexpr std::array<operation, 8> csr_accesses{
    none, operation::csrrw,  operation::csrrs,  operation::csrrc,
    none, operation::csrrwi, operation::csrrsi, operation::csrrci};

instruction decode_arithmetic_immediate(std::uint32_t w) {
    const std::uint32_t funct3 = bits(w, 14, 12);
    const std::uint32_t rd = bits(w, 11, 7);
    const std::uint32_t rs1 = bits(w, 19, 15);
    if (funct3 != 1 && funct3 != 5) return make(with_immediate[funct3], rd, rs1, 0, immediate_i(w));
    const auto amount = static_cast<std::int32_t>(bits(w, 24, 20));
    const std::uint32_t funct7 = bits(w, 31, 25);
    if (funct7 == 0) return make(with_immediate[funct3], rd, rs1, 0, amount);
    if (funct3 == 5 && funct7 == 0x20) return make(operation::srai, rd, rs1, 0, amount);
    return illegal(w, 4);
}

instruction decode_arithmetic(std::uint32_t w) {
    const std::uint32_t funct3 = bits(w, 14, 12);
    const std::uint32_t funct7 = bits(w, 31, 25);
    operation op = none;
    if (funct7 == 0) op = with_register[funct3];
    if (funct7 == 1) op = of_m[funct3];
    if (funct7 == 0x20 && funct3 == 0) op = operation::sub;
    if (funct7 == 0x20 && funct3 == 5) op = operation::sra;
    if (op == none) return illegal(w, 4);
    return make(op, bits(w, 11, 7), bits(w, 19, 15), bits(w, 24, 20), 0);
}

instruction decode_system(std::uint32_t w) {
    switch (w) {
        case 0x00000073:
            return make(operation::ecall, 0, 0, 0, 0);
        case 0x00100073:
            return make(operation::ebreak, 0, 0, 0, 0);
        case 0x30200073:
            return make(operation::mret, 0, 0, 0, 0);
        case 0x10500073:
            return make(operation::wfi, 0, 0, 0, 0);
        default:
            break;
    }
    const operation op = csr_accesses[bits(w, 14, 12)];
    if (op == none) return illegal(w, 4);
    return make(op, bits(w, 11, 7), bits(w, 19, 15), 0, static_cast<std::int32_t>(bits(w, 31, 20)));
}

instruction decode_word(std::uint32_t w) {
    const std::uint32_t funct3 = bits(w, 14, 12);
    const std::uint32_t rd = bits(w, 11, 7);
    const std::uint32_t rs1 = bits(w, 19, 15);
    const std::uint32_t rs2 = bits(w, 24, 20);
    switch (w & 0x7fU) {
        case 0x37:
            return make(operation::lui, rd, 0, 0, immediate_u(w));
        case 0x17:
            return make(operation::auipc, rd, 0, 0, immediate_u(w));
        case 0x6f:
            return make(operation::jal, rd, 0, 0, immediate_j(w));
        case 0x67:
            if (funct3 != 0) break;
            return make(operation::jalr, rd, rs1, 0, immediate_i(w));
        case 0x63:
            if (branches[funct3] == none) break;
            return make(branches[funct3], 0, rs1, rs2, immediate_b(w));
        case 0x03:
            if (loads[funct3] == none) break;
            return make(loads[funct3], rd, rs1, 0, immediate_i(w));
        case 0x23:
            if (stores[funct3] == none) break;
            return make(stores[funct3], 0, rs1, rs2, immediate_s(w));
        case 0x13:
            return decode_arithmetic_immediate(w);
        case 0x33:
            return decode_arithmetic(w);
        case 0x0f:
            if (funct3 == 0) return make(operation::fence, 0, 0, 0, 0);
            if (funct3 == 1) return make(operation::fence_i, 0, 0, 0, 0);
            break;
        case 0x73:
            return decode_system(w);
        default:
            break;
    }
    return illegal(w, 4);
}

constexpr std::uint32_t ra = 1;
constexpr std::uint32_t sp = 2;

std::int32_t unsigned_immediate(std::uint32_t value) {
    return static_cast<std::int32_t>(value);
}

instruction decode_quadrant_0(std::uint32_t h) {
    const std::uint32_t low = 8 + bits(h, 4, 2);
    const std::uint32_t high = 8 + bits(h, 9, 7);
    const auto word_offset =
        unsigned_immediate(bits(h, 5, 5) << 6 | bits(h, 12, 10) << 3 | bits(h, 6, 6) << 2);
    switch (bits(h, 15, 13)) {
        case 0: {
            const std::uint32_t offset = bits(h, 10, 7) << 6 | bits(h, 12, 11) << 4 |
                                         bits(h, 5, 5) << 3 | bits(h, 6, 6) << 2;
            if (offset == 0) break;
            return make(operation::addi, low, sp, 0, unsigned_immediate(offset), 2);
        }
        case 2:
            return make(operation::lw, low, high, 0, word_offset, 2);
        case 6:
            return make(operation::sw, 0, high, low, word_offset, 2);
        default:
            break;
    }
    return illegal(h, 2);
}

instruction decode_compressed_arithmetic(std::uint32_t h, std::int32_t immediate) {
    constexpr std::array<operation, 4> of_registers{operation::sub, operation::xor_, operation::or_,
                                                    operation::and_};
    const std::uint32_t rd = 8 + bits(h, 9, 7);
    const std::uint32_t wide = bits(h, 12, 12);  // bit 5 of a shift, RV64 of registers
    switch (bits(h, 11, 10)) {
        case 0:
            if (wide != 0) break;
            return make(operation::srli, rd, rd, 0, immediate, 2);
        case 1:
            if (wide != 0) break;
            return make(operation::srai, rd, rd, 0, immediate, 2);
        case 2:
            return make(operation::andi, rd, rd, 0, immediate, 2);
        default:
            if (wide != 0) break;
            return make(of_registers[bits(h, 6, 5)], rd, rd, 8 + bits(h, 4, 2), 0, 2);
    }
    return illegal(h, 2);
}

instruction decode_quadrant_1(std::uint32_t h) {
    const std::uint32_t rd = bits(h, 11, 7);
    const std::int32_t immediate = sign_extend(bits(h, 12, 12) << 5 | bits(h, 6, 2), 6);
    const std::int32_t jump = sign_extend(
        bits(h, 12, 12) << 11 | bits(h, 8, 8) << 10 | bits(h, 10, 9) << 8 | bits(h, 6, 6) << 7 |
            bits(h, 7, 7) << 6 | bits(h, 2, 2) << 5 | bits(h, 11, 11) << 4 | bits(h, 5, 3) << 1,
        12);
    const std::int32_t branch =
        sign_extend(bits(h, 12, 12) << 8 | bits(h, 6, 5) << 6 | bits(h, 2, 2) << 5 |
                        bits(h, 11, 10) << 3 | bits(h, 4, 3) << 1,
                    9);
    const std::uint32_t compared = 8 + bits(h, 9, 7);
    switch (bits(h, 15, 13)) {
        case 0:
            return make(operation::addi, rd, rd, 0, immediate, 2);
        case 1:
            return make(operation::jal, ra, 0, 0, jump, 2);
        case 2:
            return make(operation::addi, rd, 0, 0, immediate, 2);
        case 3:
            if (immediate == 0) break;
            if (rd == sp) {
                const std::int32_t step =
                    sign_extend(bits(h, 12, 12) << 9 | bits(h, 4, 3) << 7 | bits(h, 5, 5) << 6 |
                                    bits(h, 2, 2) << 5 | bits(h, 6, 6) << 4,
                                10);
                return make(operation::addi, sp, sp, 0, step, 2);
            }
            return make(operation::lui, rd, 0, 0, immediate * 4096, 2);
        case 4:
            return decode_compressed_arithmetic(h, immediate);
        case 5:
            return make(operation::jal, 0, 0, 0, jump, 2);
        case 6:
            return make(operation::beq, 0, compared, 0, branch, 2);
        default:
            return make(operation::bne, 0, compared, 0, branch, 2);
    }
    return illegal(h, 2);
}

instruction decode_quadrant_2(std::uint32_t h) {
    const std::uint32_t rd = bits(h, 11, 7);
    const std::uint32_t rs2 = bits(h, 6, 2);
    const bool upper = bits(h, 12, 12) != 0;
    switch (bits(h, 15, 13)) {
        case 0:
            if (upper) break;
            return make(operation::slli, rd, rd, 0, unsigned_immediate(rs2), 2);
        case 2:
            if (rd == 0) break;
            return make(
                operation::lw, rd, sp, 0,
                unsigned_immediate(bits(h, 3, 2) << 6 | bits(h, 12, 12) << 5 | bits(h, 6, 4) << 2),
                2);
        case 4:
            if (rs2 != 0) return make(operation::add, rd, upper ? rd : 0, rs2, 0, 2);
            if (rd == 0) {
                if (!upper) break;
                return make(operation::ebreak, 0, 0, 0, 0, 2);
            }
            return make(operation::jalr, upper ? ra : 0, rd, 0, 0, 2);
        case 6:
            return make(operation::sw, 0, sp, rs2,
                        unsigned_immediate(bits(h, 8, 7) << 6 | bits(h, 12, 9) << 2), 2);
        default:
            break;
    }
    return illegal(h, 2);
}

}  // namespace

instruction decode(std::uint32_t word) {
    const std::uint32_t half = word & 0xffffU;
    switch (word & 3U) {
        case 0:
            return decode_quadrant_0(half);
        case 1:
            return decode_quadrant_1(half);
        case 2:
            return decode_quadrant_2(half);
        default:
            return decode_word(word);
    }
}

}  // namespace memglia

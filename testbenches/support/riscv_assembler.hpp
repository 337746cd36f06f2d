#pragma once

#include <cstdint>
#include <vector>

// Instruction words for tests, by the formats of "The RISC-V Instruction Set Manual", volume I,
// chapter 2.2; shares no code with the decoder.
namespace memglia::rv {

using word = std::uint32_t;

constexpr word r_type(word funct7, word rs2, word rs1, word funct3, word rd, word opcode) {
    return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}
constexpr word i_type(std::int32_t imm, word rs1, word funct3, word rd, word opcode) {
    return (static_cast<word>(imm) & 0xfffU) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}
constexpr word s_type(std::int32_t imm, word rs2, word rs1, word funct3, word opcode) {
    const auto u = static_cast<word>(imm);
    return (u >> 5 & 0x7fU) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (u & 0x1fU) << 7 |
           opcode;
}
constexpr word b_type(std::int32_t imm, word rs2, word rs1, word funct3) {
    const auto u = static_cast<word>(imm);
    return (u >> 12 & 1U) << 31 | (u >> 5 & 0x3fU) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 |
           (u >> 1 & 0xfU) << 8 | (u >> 11 & 1U) << 7 | 0x63U;
}

constexpr word lui(word rd, word upper) {
    return upper << 12 | rd << 7 | 0x37U;
}
constexpr word auipc(word rd, word upper) {
    return upper << 12 | rd << 7 | 0x17U;
}
constexpr word jal(word rd, std::int32_t imm) {
    const auto u = static_cast<word>(imm);
    return (u >> 20 & 1U) << 31 | (u >> 1 & 0x3ffU) << 21 | (u >> 11 & 1U) << 20 |
           (u >> 12 & 0xffU) << 12 | rd << 7 | 0x6fU;
}
constexpr word jalr(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 0, rd, 0x67);
}

constexpr word beq(word rs1, word rs2, std::int32_t to) {
    return b_type(to, rs2, rs1, 0);
}
constexpr word bne(word rs1, word rs2, std::int32_t to) {
    return b_type(to, rs2, rs1, 1);
}
constexpr word blt(word rs1, word rs2, std::int32_t to) {
    return b_type(to, rs2, rs1, 4);
}
constexpr word bge(word rs1, word rs2, std::int32_t to) {
    return b_type(to, rs2, rs1, 5);
}
constexpr word bltu(word rs1, word rs2, std::int32_t to) {
    return b_type(to, rs2, rs1, 6);
}
constexpr word bgeu(word rs1, word rs2, std::int32_t to) {
    return b_type(to, rs2, rs1, 7);
}

constexpr word lb(word rd, std::int32_t at, word rs1) {
    return i_type(at, rs1, 0, rd, 0x03);
}
constexpr word lh(word rd, std::int32_t at, word rs1) {
    return i_type(at, rs1, 1, rd, 0x03);
}
constexpr word lw(word rd, std::int32_t at, word rs1) {
    return i_type(at, rs1, 2, rd, 0x03);
}
constexpr word lbu(word rd, std::int32_t at, word rs1) {
    return i_type(at, rs1, 4, rd, 0x03);
}
constexpr word lhu(word rd, std::int32_t at, word rs1) {
    return i_type(at, rs1, 5, rd, 0x03);
}
constexpr word sb(word rs2, std::int32_t at, word rs1) {
    return s_type(at, rs2, rs1, 0, 0x23);
}
constexpr word sh(word rs2, std::int32_t at, word rs1) {
    return s_type(at, rs2, rs1, 1, 0x23);
}
constexpr word sw(word rs2, std::int32_t at, word rs1) {
    return s_type(at, rs2, rs1, 2, 0x23);
}

constexpr word addi(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 0, rd, 0x13);
}
constexpr word slli(word rd, word rs1, std::int32_t by) {
    return i_type(by, rs1, 1, rd, 0x13);
}
constexpr word slti(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 2, rd, 0x13);
}
constexpr word sltiu(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 3, rd, 0x13);
}
constexpr word xori(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 4, rd, 0x13);
}
constexpr word srli(word rd, word rs1, std::int32_t by) {
    return i_type(by, rs1, 5, rd, 0x13);
}
constexpr word srai(word rd, word rs1, std::int32_t by) {
    return i_type(by | 0x400, rs1, 5, rd, 0x13);
}
constexpr word ori(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 6, rd, 0x13);
}
constexpr word andi(word rd, word rs1, std::int32_t imm) {
    return i_type(imm, rs1, 7, rd, 0x13);
}
constexpr word nop() {
    return addi(0, 0, 0);
}

/// funct3 and funct7 as in the table of chapter 24.
constexpr word arithmetic(word funct7, word funct3, word rd, word rs1, word rs2) {
    return r_type(funct7, rs2, rs1, funct3, rd, 0x33);
}
constexpr word add(word rd, word rs1, word rs2) {
    return arithmetic(0, 0, rd, rs1, rs2);
}

constexpr word csrrw(word rd, word csr, word rs1) {
    return i_type(static_cast<std::int32_t>(csr), rs1, 1, rd, 0x73);
}
constexpr word csrrs(word rd, word csr, word rs1) {
    return i_type(static_cast<std::int32_t>(csr), rs1, 2, rd, 0x73);
}
constexpr word csrrc(word rd, word csr, word rs1) {
    return i_type(static_cast<std::int32_t>(csr), rs1, 3, rd, 0x73);
}
constexpr word csrrwi(word rd, word csr, word bits) {
    return i_type(static_cast<std::int32_t>(csr), bits, 5, rd, 0x73);
}
constexpr word csrrsi(word rd, word csr, word bits) {
    return i_type(static_cast<std::int32_t>(csr), bits, 6, rd, 0x73);
}
constexpr word csrrci(word rd, word csr, word bits) {
    return i_type(static_cast<std::int32_t>(csr), bits, 7, rd, 0x73);
}
inline constexpr word ecall = 0x00000073;
inline constexpr word ebreak = 0x00100073;
inline constexpr word mret = 0x30200073;
inline constexpr word wfi = 0x10500073;
inline constexpr word fence = 0x0ff0000f;
inline constexpr word fence_i = 0x0000100f;

/// Any 32-bit constant, in two instructions.
inline std::vector<word> li(word rd, word value) {
    const auto low = static_cast<std::int32_t>(value << 20) >> 20;
    return {lui(rd, (value - static_cast<word>(low)) >> 12 & 0xfffffU), addi(rd, rd, low)};
}

}  // namespace memglia::rv

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Instructions of RV32IMC with Zicsr and Zifencei, as "The RISC-V Instruction Set Manual", volume I
// (20191213) lays them out. A compressed instruction is decoded to the one it stands for.
namespace memglia {

enum class operation : std::uint8_t {
    none,  ///< not decoded yet
    illegal,
    lui,
    auipc,
    jal,
    jalr,
    beq,
    bne,
    blt,
    bge,
    bltu,
    bgeu,
    lb,
    lh,
    lw,
    lbu,
    lhu,
    sb,
    sh,
    sw,
    addi,
    slti,
    sltiu,
    xori,
    ori,
    andi,
    slli,
    srli,
    srai,
    add,
    sub,
    sll,
    slt,
    sltu,
    xor_,
    srl,
    sra,
    or_,
    and_,
    mul,
    mulh,
    mulhsu,
    mulhu,
    div,
    divu,
    rem,
    remu,
    fence,
    fence_i,
    ecall,
    ebreak,
    mret,
    wfi,
    csrrw,
    csrrs,
    csrrc,
    csrrwi,
    csrrsi,
    csrrci
};

/// What an instruction costs depends on its class alone; see core_timing.
enum class instruction_class : std::uint8_t {
    integer,        ///< additions, shifts, logic, moves, fences
    multiply,       ///< low word
    multiply_high,  ///< high word
    divide,         ///< quotient or remainder
    load,
    store,
    branch,  ///< not taken
    branch_taken,
    jump,
    csr,
    system,  ///< mret, wfi, fence.i
    trap     ///< an exception or interrupt is entered: not an instruction, but it costs
};
inline constexpr std::size_t instruction_class_count = 12;
std::string_view name_of(instruction_class c);

/// Register that swallows what is written to x0.
inline constexpr std::uint8_t no_register = 32;

struct instruction {
    operation op = operation::none;
    std::uint8_t rd = no_register;  ///< no_register for x0
    std::uint8_t rs1 = 0;           ///< or the five immediate bits of csrr?i
    std::uint8_t rs2 = 0;
    std::int32_t immediate = 0;  ///< of a CSR access its number, of an illegal one its word
    std::uint8_t bytes = 4;      ///< 2 or 4
};

/// True if `halfword` is a whole instruction.
constexpr bool is_compressed(std::uint32_t halfword) {
    return (halfword & 3U) != 3U;
}

/// Any word; of a compressed instruction only its low half is looked at. Reserved and unknown
/// encodings become operation::illegal.
instruction decode(std::uint32_t word);

/// The assembler's words for it, "addi a0, a0, -1"; targets as addresses, for which it takes its
/// own.
std::string disassemble(std::uint32_t word, std::uint32_t address);

/// "zero", "ra", "sp", ...
std::string_view abi_name(std::uint32_t register_number);

}  // namespace memglia

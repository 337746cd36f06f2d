#include <array>

#include "rtl_models/processor/instruction.hpp"

namespace memglia {

namespace {

constexpr std::array<std::string_view, 33> register_names{
    "zero", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
    "a1",   "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
    "s6",   "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6", "zero"};

// In the order of operation.
constexpr std::array<std::string_view, 59> mnemonics{
    "none",   "illegal", "lui",   "auipc", "jal",   "jalr",  "beq",    "bne",    "blt",     "bge",
    "bltu",   "bgeu",    "lb",    "lh",    "lw",    "lbu",   "lhu",    "sb",     "sh",      "sw",
    "addi",   "slti",    "sltiu", "xori",  "ori",   "andi",  "slli",   "srli",   "srai",    "add",
    "sub",    "sll",     "slt",   "sltu",  "xor",   "srl",   "sra",    "or",     "and",     "mul",
    "mulh",   "mulhsu",  "mulhu", "div",   "divu",  "rem",   "remu",   "fence",  "fence.i", "ecall",
    "ebreak", "mret",    "wfi",   "csrrw", "csrrs", "csrrc", "csrrwi", "csrrsi", "csrrci"};

std::string hexadecimal(std::uint32_t value, int digits = 0) {
    constexpr std::string_view letters = "0123456789abcdef";
    std::string text;
    do {
        text.insert(text.begin(), letters[value & 15U]);
        value >>= 4;
        --digits;
    } while (value != 0 || digits > 0);
    return "0x" + text;
}

}  // namespace

std::string_view abi_name(std::uint32_t register_number) {
    return register_names.at(register_number);
}

std::string disassemble(std::uint32_t word, std::uint32_t address) {
    const instruction i = decode(word);

    const std::string name(mnemonics.at(static_cast<std::size_t>(i.op)));
    const std::string rd(abi_name(i.rd));
    const std::string rs1(abi_name(i.rs1));
    const std::string rs2(abi_name(i.rs2));
    const std::string immediate = std::to_string(i.immediate);
    const auto target = [&] {
        return hexadecimal(address + static_cast<std::uint32_t>(i.immediate));
    };
    if (i.op == operation::illegal)
        return "illegal " + hexadecimal(i.bytes == 2 ? word & 0xffffU : word);
    if (i.op == operation::lui || i.op == operation::auipc) {
        return name + " " + rd + ", " + hexadecimal(static_cast<std::uint32_t>(i.immediate) >> 12);
    }
    if (i.op == operation::jal) return name + " " + rd + ", " + target();
    if (i.op == operation::jalr || (i.op >= operation::lb && i.op <= operation::lhu)) {
        return name + " " + rd + ", " + immediate + "(" + rs1 + ")";
    }
    if (i.op >= operation::beq && i.op <= operation::bgeu) {
        return name + " " + rs1 + ", " + rs2 + ", " + target();
    }
    if (i.op >= operation::sb && i.op <= operation::sw) {
        return name + " " + rs2 + ", " + immediate + "(" + rs1 + ")";
    }
    if (i.op >= operation::addi && i.op <= operation::srai) {
        return name + " " + rd + ", " + rs1 + ", " + immediate;
    }
    if (i.op >= operation::add && i.op <= operation::remu) {
        return name + " " + rd + ", " + rs1 + ", " + rs2;
    }
    if (i.op >= operation::csrrw) {
        const std::string source = i.op >= operation::csrrwi ? std::to_string(i.rs1) : rs1;
        return name + " " + rd + ", " + hexadecimal(static_cast<std::uint32_t>(i.immediate), 3) +
               ", " + source;
    }
    return name;
}

std::string_view name_of(instruction_class c) {
    constexpr std::array<std::string_view, instruction_class_count> names{
        "integer", "multiply",     "multiply_high", "divide", "load",   "store",
        "branch",  "branch_taken", "jump",          "csr",    "system", "trap"};
    return names[static_cast<std::size_t>(c)];
}

}  // namespace memglia

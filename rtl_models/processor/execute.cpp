#include "rtl_models/processor/code_page.hpp"
#include "rtl_models/processor/riscv_core.hpp"

namespace memglia {

namespace {

std::uint32_t from_signed(std::int32_t value) {
    return static_cast<std::uint32_t>(value);
}
std::int32_t to_signed(std::uint32_t value) {
    return static_cast<std::int32_t>(value);
}

std::uint32_t high_product(std::int64_t a, std::int64_t b) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(a * b) >> 32);
}

std::uint32_t high_unsigned_product(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::uint32_t>((std::uint64_t{a} * b) >> 32);
}

constexpr std::uint32_t most_negative = 0x80000000U;

std::uint32_t quotient(std::uint32_t a, std::uint32_t b) {
    if (b == 0) return ~0U;
    if (a == most_negative && b == ~0U) return a;
    return from_signed(to_signed(a) / to_signed(b));
}

std::uint32_t remainder(std::uint32_t a, std::uint32_t b) {
    if (b == 0) return a;
    if (a == most_negative && b == ~0U) return 0;
    return from_signed(to_signed(a) % to_signed(b));
}

std::uint32_t sign_extended(std::uint32_t value, unsigned bytes) {
    const unsigned shift = 32 - 8 * bytes;
    return from_signed(to_signed(value << shift) >> shift);
}

}  // namespace

template <unsigned bytes>
bus_reply riscv_core::load(std::uint32_t address, std::uint32_t& value) {
    const std::uint32_t offset = address - main_.base;
    if (offset > main_.size - bytes) {
        return load_from_bus(address, bytes, value);
    }
    if constexpr (bytes > 1) {
        if ((address & 3U) + bytes > 4) {
            ++splits_;
            cycle_ += split_cycles_;
        }
    }
    const std::uint8_t* at = main_.bytes + offset;
    value = at[0];
    if constexpr (bytes > 1) value |= std::uint32_t{at[1]} << 8;
    if constexpr (bytes > 2) value |= std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
    return bus_reply::done;
}

template <unsigned bytes>
bus_reply riscv_core::store(std::uint32_t address, std::uint32_t value) {
    const std::uint32_t offset = address - main_.base;
    if (offset > main_.size - bytes) {
        return store_to_bus(address, bytes, value);
    }
    if constexpr (bytes > 1) {
        if ((address & 3U) + bytes > 4) {
            ++splits_;
            cycle_ += split_cycles_;
        }
    }
    std::uint8_t* at = main_.bytes + offset;
    at[0] = static_cast<std::uint8_t>(value);
    if constexpr (bytes > 1) at[1] = static_cast<std::uint8_t>(value >> 8);
    if constexpr (bytes > 2) {
        at[2] = static_cast<std::uint8_t>(value >> 16);
        at[3] = static_cast<std::uint8_t>(value >> 24);
    }
    const auto& pages = windows_.front().pages;
    if (pages[offset >> page_bits] || pages[(offset + bytes - 1) >> page_bits]) {
        forget(0, offset, bytes);
    }
    return bus_reply::done;
}

core_stop riscv_core::run(std::uint64_t until_cycle, std::uint64_t most_steps) {
    if (locked_up_) return core_stop::lockup;
    if (waiting_) {
        if (pending() == 0) return core_stop::waiting;
        waiting_ = false;
    }
    attention_ = true;
    asked_ = false;
    return observer_ != nullptr ? run_loop<true>(until_cycle, most_steps)
                                : run_loop<false>(until_cycle, most_steps);
}

template <bool observed>
core_stop riscv_core::run_loop(std::uint64_t until_cycle, std::uint64_t most_steps) {
    instruction outside;
    std::uint32_t missing = 0;
    for (std::uint64_t steps = 0;; ++steps) {
        if (attention_) {
            attention_ = false;
            if (asked_) return core_stop::asked;
            if (locked_up_) return core_stop::lockup;
            if (waiting_) {
                if (pending() == 0) return core_stop::waiting;
                waiting_ = false;
            }
            if (cycle_ < until_cycle && steps < most_steps) {
                if (const std::uint32_t cause = next_interrupt(); cause != 0) {
                    enter_trap(cause, 0);
                    continue;
                }
            }
        }
        if (cycle_ >= until_cycle || steps >= most_steps) return core_stop::limit;

        const std::uint32_t pc = pc_;
        if (pc - page_base_ >= page_bytes) enter_page(pc);
        const instruction* decoded =
            page_ != nullptr ? &page_->slots[(pc & (page_bytes - 1)) >> 1] : &outside;
        if (page_ == nullptr || decoded->op == operation::none) {
            decoded = decode_at(pc, outside, missing);
            if (decoded == nullptr) {
                exception(trap_cause::fetch_fault, missing);
                continue;
            }
        }
        // A copy: a store may wipe the slot.
        const instruction i = *decoded;
        const std::uint32_t a = x_[i.rs1];
        const std::uint32_t b = x_[i.rs2];
        const std::uint32_t immediate = from_signed(i.immediate);
        std::uint32_t next = pc + i.bytes;
        auto kind = instruction_class::integer;
        bus_reply reply = bus_reply::done;
        std::uint32_t value = 0;

        const auto branch_if = [&](bool taken) {
            kind = taken ? instruction_class::branch_taken : instruction_class::branch;
            if (taken) next = pc + immediate;
        };
        const auto loaded = [&](std::uint32_t result) {
            kind = instruction_class::load;
            if (reply == bus_reply::done) x_[i.rd] = result;
        };

        switch (i.op) {
            case operation::lui:
                x_[i.rd] = immediate;
                break;
            case operation::auipc:
                x_[i.rd] = pc + immediate;
                break;
            case operation::jal:
                x_[i.rd] = next;
                next = pc + immediate;
                kind = instruction_class::jump;
                break;
            case operation::jalr:
                x_[i.rd] = next;
                next = (a + immediate) & ~1U;
                kind = instruction_class::jump;
                break;
            case operation::beq:
                branch_if(a == b);
                break;
            case operation::bne:
                branch_if(a != b);
                break;
            case operation::blt:
                branch_if(to_signed(a) < to_signed(b));
                break;
            case operation::bge:
                branch_if(to_signed(a) >= to_signed(b));
                break;
            case operation::bltu:
                branch_if(a < b);
                break;
            case operation::bgeu:
                branch_if(a >= b);
                break;
            case operation::lb:
                reply = load<1>(a + immediate, value);
                loaded(sign_extended(value, 1));
                break;
            case operation::lh:
                reply = load<2>(a + immediate, value);
                loaded(sign_extended(value, 2));
                break;
            case operation::lw:
                reply = load<4>(a + immediate, value);
                loaded(value);
                break;
            case operation::lbu:
                reply = load<1>(a + immediate, value);
                loaded(value);
                break;
            case operation::lhu:
                reply = load<2>(a + immediate, value);
                loaded(value);
                break;
            case operation::sb:
                kind = instruction_class::store;
                reply = store<1>(a + immediate, b);
                break;
            case operation::sh:
                kind = instruction_class::store;
                reply = store<2>(a + immediate, b);
                break;
            case operation::sw:
                kind = instruction_class::store;
                reply = store<4>(a + immediate, b);
                break;
            case operation::addi:
                x_[i.rd] = a + immediate;
                break;
            case operation::slti:
                x_[i.rd] = to_signed(a) < i.immediate ? 1 : 0;
                break;
            case operation::sltiu:
                x_[i.rd] = a < immediate ? 1 : 0;
                break;
            case operation::xori:
                x_[i.rd] = a ^ immediate;
                break;
            case operation::ori:
                x_[i.rd] = a | immediate;
                break;
            case operation::andi:
                x_[i.rd] = a & immediate;
                break;
            case operation::slli:
                x_[i.rd] = a << immediate;
                break;
            case operation::srli:
                x_[i.rd] = a >> immediate;
                break;
            case operation::srai:
                x_[i.rd] = from_signed(to_signed(a) >> immediate);
                break;
            case operation::add:
                x_[i.rd] = a + b;
                break;
            case operation::sub:
                x_[i.rd] = a - b;
                break;
            case operation::sll:
                x_[i.rd] = a << (b & 31U);
                break;
            case operation::slt:
                x_[i.rd] = to_signed(a) < to_signed(b) ? 1 : 0;
                break;
            case operation::sltu:
                x_[i.rd] = a < b ? 1 : 0;
                break;
            case operation::xor_:
                x_[i.rd] = a ^ b;
                break;
            case operation::srl:
                x_[i.rd] = a >> (b & 31U);
                break;
            case operation::sra:
                x_[i.rd] = from_signed(to_signed(a) >> (b & 31U));
                break;
            case operation::or_:
                x_[i.rd] = a | b;
                break;
            case operation::and_:
                x_[i.rd] = a & b;
                break;
            case operation::mul:
                x_[i.rd] = a * b;
                kind = instruction_class::multiply;
                break;
            case operation::mulh:
                x_[i.rd] = high_product(to_signed(a), to_signed(b));
                kind = instruction_class::multiply_high;
                break;
            case operation::mulhsu:
                x_[i.rd] = high_product(to_signed(a), b);
                kind = instruction_class::multiply_high;
                break;
            case operation::mulhu:
                x_[i.rd] = high_unsigned_product(a, b);
                kind = instruction_class::multiply_high;
                break;
            case operation::div:
                x_[i.rd] = quotient(a, b);
                kind = instruction_class::divide;
                break;
            case operation::divu:
                x_[i.rd] = b == 0 ? ~0U : a / b;
                kind = instruction_class::divide;
                break;
            case operation::rem:
                x_[i.rd] = remainder(a, b);
                kind = instruction_class::divide;
                break;
            case operation::remu:
                x_[i.rd] = b == 0 ? a : a % b;
                kind = instruction_class::divide;
                break;
            case operation::fence:
                break;
            case operation::fence_i:  // stores are seen at once
                kind = instruction_class::system;
                break;
            case operation::mret:
                kind = instruction_class::system;
                next = trap_pc_;
                return_from_trap();
                break;
            case operation::wfi:
                kind = instruction_class::system;
                waiting_ = attention_ = true;
                break;
            case operation::csrrw:
            case operation::csrrs:
            case operation::csrrc:
            case operation::csrrwi:
            case operation::csrrsi:
            case operation::csrrci:
                kind = instruction_class::csr;
                if (!access_csr(i, value)) {
                    exception(trap_cause::illegal_instruction, fetched_word(pc));
                    continue;
                }
                x_[i.rd] = value;
                break;
            case operation::ecall:
                exception(trap_cause::environment_call, 0);
                continue;
            case operation::ebreak:
                exception(trap_cause::breakpoint, 0);
                continue;
            case operation::illegal:
            case operation::none:
                exception(trap_cause::illegal_instruction, immediate);
                continue;
        }

        if (reply != bus_reply::done) {
            if (reply == bus_reply::again) return core_stop::asked;
            const bool reads = kind == instruction_class::load;
            if (reply == bus_reply::fault) {
                exception(reads ? trap_cause::load_fault : trap_cause::store_fault, a + immediate);
            } else {
                exception(reads ? trap_cause::load_misaligned : trap_cause::store_misaligned,
                          a + immediate);
            }
            continue;
        }
        pc_ = next;
        ++instructions_;
        fetched_bytes_ += i.bytes;
        ++counts_[static_cast<std::size_t>(kind)];
        cycle_ += cycles_of_[static_cast<std::size_t>(kind)];
        if constexpr (observed) {
            observer_->on_retired({pc, fetched_word(pc), i.rd, x_[i.rd]});
        }
    }
}

}  // namespace memglia

#include "tools/testbench/random_program.hpp"

#include "base/random.hpp"

namespace memglia {

namespace {

constexpr std::uint32_t pointer = 4;  ///< register that holds the address of the scratch memory
constexpr std::uint32_t first_register = 5;
constexpr std::uint32_t registers = 11;

std::int32_t as_signed(std::uint32_t value) {
    return static_cast<std::int32_t>(value);
}

std::uint32_t high_word(std::int64_t product) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(product) >> 32U);
}

// Of two registers, by funct3 (manual, volume I, chapter 24).
std::uint32_t sum_or_logic(std::uint32_t funct3, bool alternate, std::uint32_t a, std::uint32_t b) {
    switch (funct3) {
        case 0:
            return alternate ? a - b : a + b;
        case 1:
            return a << (b & 31U);
        case 2:
            return as_signed(a) < as_signed(b) ? 1 : 0;
        case 3:
            return a < b ? 1 : 0;
        case 4:
            return a ^ b;
        case 5:
            return alternate ? static_cast<std::uint32_t>(as_signed(a) >> (b & 31U))
                             : a >> (b & 31U);
        case 6:
            return a | b;
        default:
            return a & b;
    }
}

std::uint32_t product_or_quotient(std::uint32_t funct3, std::uint32_t a, std::uint32_t b) {
    const std::int64_t wide_a = as_signed(a);
    const std::int64_t wide_b = as_signed(b);
    const bool overflows = a == 0x80000000U && b == 0xffffffffU;
    switch (funct3) {
        case 0:
            return a * b;
        case 1:
            return high_word(wide_a * wide_b);
        case 2:
            return high_word(wide_a * static_cast<std::int64_t>(b));
        case 3:
            return static_cast<std::uint32_t>(std::uint64_t{a} * b >> 32U);
        case 4:
            if (b == 0) return 0xffffffffU;
            return overflows ? a : static_cast<std::uint32_t>(as_signed(a) / as_signed(b));
        case 5:
            return b == 0 ? 0xffffffffU : a / b;
        case 6:
            if (b == 0) return a;
            return overflows ? 0 : static_cast<std::uint32_t>(as_signed(a) % as_signed(b));
        default:
            return b == 0 ? a : a % b;
    }
}

bool is_taken(std::uint32_t funct3, std::uint32_t a, std::uint32_t b) {
    bool holds = a == b;
    if (funct3 >= 4) holds = funct3 < 6 ? as_signed(a) < as_signed(b) : a < b;
    return holds != ((funct3 & 1U) != 0);
}

class program_maker {
  public:
    program_maker(random_program& program, const core_timing& timing, std::uint64_t seed)
        : made_(program), timing_(timing), draws_(seed, "testbench", "program") {}

    /// Registers with something in them.
    void begin() {
        add_upper(pointer, random_program::scratch >> 12U);
        for (std::uint32_t r = first_register; r < first_register + registers; ++r) {
            add_upper(r, draws_.below(1U << 20U));
            add_immediate(0, r, r, draws_.below(1U << 12U));
        }
    }

    /// An instruction, by chance.
    void add() {
        const std::uint32_t kind = draws_.below(100);
        const std::uint32_t funct3 = draws_.below(8);
        const std::uint32_t a = some_register();
        const std::uint32_t b = some_register();
        // One in a few goes to x0, which stays 0.
        const std::uint32_t rd = draws_.below(16) == 0 ? 0 : some_register();
        if (kind < 25) {
            // Or little would be left in the registers but zeros.
            add_upper(rd, draws_.below(1U << 20U));
        } else if (kind < 48) {
            const bool alternate = (funct3 == 0 || funct3 == 5) && draws_.below(2) == 0;
            emit((alternate ? 0x20U : 0U) << 25U | b << 20U | a << 15U | funct3 << 12U | rd << 7U |
                     0x33U,
                 timing_.integer);
            set(rd, sum_or_logic(funct3, alternate, made_.x[a], made_.x[b]));
        } else if (kind < 62) {
            add_immediate(funct3, rd, a, draws_.below(1U << 12U));
        } else if (kind < 72) {
            const std::uint32_t cycles = funct3 == 0  ? timing_.multiply
                                         : funct3 < 4 ? timing_.multiply_high
                                                      : timing_.divide;
            emit(1U << 25U | b << 20U | a << 15U | funct3 << 12U | rd << 7U | 0x33U, cycles);
            set(rd, product_or_quotient(funct3, made_.x[a], made_.x[b]));
        } else if (kind < 82) {
            const std::uint32_t offset = some_offset();
            emit(offset << 20U | pointer << 15U | 2U << 12U | rd << 7U | 0x03U,
                 timing_.load + split_cycles(offset));
            std::uint32_t value = 0;
            for (std::uint32_t k = 4; k-- > 0;) value = value << 8U | made_.memory[offset + k];
            set(rd, value);
        } else if (kind < 92) {
            const std::uint32_t offset = some_offset();
            emit((offset >> 5U) << 25U | b << 20U | pointer << 15U | 2U << 12U |
                     (offset & 31U) << 7U | 0x23U,
                 timing_.store + split_cycles(offset));
            for (std::uint32_t k = 0; !is_skipped_ && k < 4; ++k) {
                made_.memory[offset + k] = static_cast<std::uint8_t>(made_.x[b] >> 8U * k);
            }
        } else {
            add_branch(funct3, a, b);
        }
    }

    bool is_skipping() const { return skip_ > 0; }

  private:
    std::uint32_t some_register() { return first_register + draws_.below(registers); }

    // Of a word, one in four across the end of one.
    std::uint32_t some_offset() {
        const std::uint32_t offset = draws_.below(random_program::scratch_bytes - 3);
        return draws_.below(4) == 0 ? offset : offset & ~3U;
    }
    std::uint32_t split_cycles(std::uint32_t offset) const {
        return offset % 4 != 0 ? timing_.split : 0;
    }

    // An instruction that a taken branch jumps over does nothing.
    void emit(std::uint32_t word, std::uint32_t cycles) {
        made_.words.push_back(word);
        is_skipped_ = skip_ > 0;
        if (is_skipped_) {
            --skip_;
            return;
        }
        ++made_.instructions;
        made_.cycles += cycles;
    }
    void set(std::uint32_t rd, std::uint32_t value) {
        if (rd != 0 && !is_skipped_) made_.x[rd] = value;
    }

    void add_upper(std::uint32_t rd, std::uint32_t upper) {
        emit(upper << 12U | rd << 7U | 0x37U, timing_.integer);
        set(rd, upper << 12U);
    }

    void add_immediate(std::uint32_t funct3, std::uint32_t rd, std::uint32_t a,
                       std::uint32_t bits) {
        const bool shifts = funct3 == 1 || funct3 == 5;
        const bool alternate = funct3 == 5 && (bits & 0x400U) != 0;
        if (shifts) bits = (bits & 31U) | (alternate ? 0x400U : 0U);
        emit(bits << 20U | a << 15U | funct3 << 12U | rd << 7U | 0x13U, timing_.integer);
        const std::uint32_t value =
            !shifts && (bits & 0x800U) != 0 ? bits | 0xfffff000U : bits & 0xfffU;
        set(rd, sum_or_logic(funct3, alternate, made_.x[a], shifts ? bits & 31U : value));
    }

    // Over one to three instructions ahead, on any condition.
    void add_branch(std::uint32_t funct3, std::uint32_t a, std::uint32_t b) {
        if (funct3 == 2 || funct3 == 3) funct3 -= 2;
        const std::uint32_t over = 1 + draws_.below(3);
        const std::uint32_t offset = 4 * (over + 1);
        const bool taken = is_taken(funct3, made_.x[a], made_.x[b]);
        emit(b << 20U | a << 15U | funct3 << 12U | (offset & 0x1eU) << 7U | 0x63U,
             taken ? timing_.branch_taken : timing_.branch);
        if (taken && !is_skipped_) skip_ = over;
    }

    random_program& made_;
    const core_timing& timing_;
    random_stream draws_;
    std::uint32_t skip_ = 0;
    bool is_skipped_ = false;
};

}  // namespace

random_program::random_program(std::uint32_t size, const core_timing& timing, std::uint64_t seed) {
    program_maker maker(*this, timing, seed);
    maker.begin();
    for (std::uint32_t k = 0; k < size || maker.is_skipping(); ++k) maker.add();
}

}  // namespace memglia

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "rtl_models/processor/processor_system.hpp"
#include "tools/processor/elf_program.hpp"
#include "tools/testbench/bench_tables.hpp"
#include "tools/testbench/benches.hpp"
#include "tools/testbench/processor_bench_config.hpp"
#include "tools/testbench/random_program.hpp"

// The chip's processor with its memory and peripherals: a program in, instructions and cycles by
// class out, beside what a program by chance leaves when it is computed as it is made.
namespace memglia {

namespace {

enum column : std::size_t { at_word, at_value };

constexpr std::int64_t most_word = 0xffffffffLL;
constexpr std::uint32_t wait_for_interrupt = 0x10500073U;

std::vector<stimulus_column> processor_columns() {
    return {{"word", "an instruction, from the start of memory on", 0, most_word},
            {"value",
             "what its register must hold when it has been carried out, which is checked; may be "
             "left out",
             0, most_word, true}};
}

class uart_text final : public character_sink {
  public:
    void on_character(char character) override { text += character; }
    std::string text;
};

std::string class_words() {
    std::string words = "none";
    for (std::size_t c = 0; c < instruction_class_count; ++c) {
        words += fmt::format("|{}", name_of(static_cast<instruction_class>(c)));
    }
    return words;
}

class core_signals {
  public:
    explicit core_signals(vcd_file* file) : file_(file) {
        if (file == nullptr) return;
        pc_ = file->add("core.pc", 32, signal_look::hexadecimal);
        class_ = file->add_states("core.class", class_words());
        rd_ = file->add("core.rd", 6);
        value_ = file->add("core.rd_value", 32, signal_look::hexadecimal);
        asleep_ = file->add("core.asleep", 1);
        for (std::uint32_t r = 1; r < 32; ++r) {
            registers_.push_back(file->add(fmt::format("core.registers.{}", abi_name(r)), 32,
                                           signal_look::hexadecimal));
        }
        file->show("core");
    }

    /// From this cycle on, the instruction that begins there.
    void step(std::uint64_t cycle, std::uint32_t pc, std::size_t kind,
              const retired_instruction* done, const riscv_core& core) {
        if (file_ == nullptr) return;
        file_->set(cycle, pc_, pc);
        file_->set(cycle, class_, kind);
        if (done != nullptr && done->rd != no_register) {
            file_->set(cycle, rd_, done->rd);
            file_->set(cycle, value_, done->value);
        }
        for (std::uint32_t r = 1; r < 32; ++r) file_->set(cycle, registers_[r - 1], core.reg(r));
    }
    void sleep(std::uint64_t cycle) {
        if (file_ != nullptr) file_->set(cycle, asleep_, 1);
    }

  private:
    vcd_file* file_;
    std::size_t pc_ = 0, class_ = 0, rd_ = 0, value_ = 0, asleep_ = 0;
    std::vector<std::size_t> registers_;
};

/// Instruction by instruction, so that each is seen with the cycles that it took.
class processor_run final : private core_observer {
  public:
    processor_run(const processor_bench_config& config, vcd_file* trace)
        : config_(config), system_(config, &uart_), signals_(trace) {
        system_.core().observe(this);
    }

    void load(const std::vector<std::uint32_t>& words) {
        std::vector<std::uint8_t> bytes;
        for (const std::uint32_t word : words) {
            for (unsigned shift = 0; shift < 32; shift += 8) {
                bytes.push_back(static_cast<std::uint8_t>(word >> shift));
            }
        }
        if (!system_.write_memory(random_program::memory_base, bytes)) {
            throw input_error({.path = "sram_kib",
                               .found = fmt::format("found {} words of program", words.size()),
                               .expected = "fewer, or more memory"});
        }
        system_.reset(random_program::memory_base);
    }
    processor_system& system() { return system_; }

    void run(const bench_stimulus& rows) {
        const riscv_core& core = system_.core();
        while (core.instructions() < config_.most_instructions) {
            const std::uint64_t cycle = core.cycle();
            const std::uint32_t pc = core.pc();
            const auto counts = counts_now();
            retired_.reset();
            stop_ = system_.run(riscv_core::no_limit, 1);
            const auto after = counts_now();
            for (std::size_t c = 0; c < counts.size(); ++c) {
                if (after[c] != counts[c]) signals_.step(cycle, pc, c + 1, done(), core);
            }
            if (retired_) check_value(rows);
            if (stop_ != program_stop::limit) break;
        }
        if (core.waiting()) signals_.sleep(core.cycle());
    }

    std::uint64_t cycles() const { return system_.core().cycle(); }
    bench_outcome outcome() const;
    void compare(const random_program& expected, bench_outcome& out) const;

  private:
    void on_retired(const retired_instruction& instruction) override {
        retired_ = instruction;
        ++seen_;
    }
    void on_trap(std::uint32_t, std::uint32_t, std::uint32_t) override {}
    const retired_instruction* done() const { return retired_ ? &*retired_ : nullptr; }

    std::array<std::uint64_t, instruction_class_count> counts_now() const {
        std::array<std::uint64_t, instruction_class_count> all{};
        for (std::size_t c = 0; c < all.size(); ++c) {
            all[c] = system_.core().count(static_cast<instruction_class>(c));
        }
        return all;
    }

    void check_value(const bench_stimulus& rows) {
        const std::uint64_t row = (retired_->pc - random_program::memory_base) / 4;
        if (rows.file.empty() || row >= rows.rows.size()) return;
        const std::int64_t expected = rows.rows[row][at_value];
        if (expected == bench_stimulus::absent) return;
        ++values_;
        if (retired_->rd != no_register && retired_->value == expected) {
            ++values_right_;
        } else if (first_wrong_.empty()) {
            first_wrong_ = fmt::format("; first in line {}: {:#x}, expected {:#x}", rows.lines[row],
                                       retired_->value, expected);
        }
    }

    std::string end_text() const;

    const processor_bench_config& config_;
    uart_text uart_;
    processor_system system_;
    core_signals signals_;
    program_stop stop_ = program_stop::limit;
    std::optional<retired_instruction> retired_;
    std::uint64_t seen_ = 0, values_ = 0, values_right_ = 0;
    std::string first_wrong_;
};

std::string processor_run::end_text() const {
    const riscv_core& core = system_.core();
    switch (stop_) {
        case program_stop::exited:
            return fmt::format("exit code {}", system_.exit_code());
        case program_stop::asleep:
            return fmt::format("asleep at {:#010x}", core.pc());
        case program_stop::lockup:
            return fmt::format("{} at {:#010x}, and its handler traps, too",
                               name_of(core.last_trap().cause), core.last_trap().pc);
        case program_stop::watchdog:
            return "its watchdog ran out";
        default:
            return fmt::format("still at {:#010x} after {} instructions", core.pc(),
                               core.instructions());
    }
}

bench_outcome processor_run::outcome() const {
    const riscv_core& core = system_.core();
    const auto each = config_.cycles.by_class();
    const auto counts = counts_now();
    bench_table classes{"classes", {"class", "instructions", "cycles_each", "cycles"}, {}};
    std::uint64_t cycles =
        core.splits() * config_.cycles.split + core.sleep_cycles() + core.stall_cycles();
    std::uint64_t instructions = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        const auto kind = static_cast<instruction_class>(c);
        cycles += counts[c] * each[c];
        if (kind != instruction_class::trap) instructions += counts[c];
        classes.rows.push_back({std::string(name_of(kind)), bench_number(counts[c]),
                                bench_number(each[c]), bench_number(counts[c] * each[c])});
    }
    bench_table registers{"registers", {"register", "value"}, {}};
    for (std::uint32_t r = 0; r < 32; ++r) {
        registers.rows.push_back({std::string(abi_name(r)), fmt::format("{:#010x}", core.reg(r))});
    }
    const double per_instruction = static_cast<double>(core.cycle()) /
                                   static_cast<double>(std::max<std::uint64_t>(instructions, 1));
    bench_summary summary;
    summary.add("instructions", core.instructions())
        .add("cycles", core.cycle())
        .add("cycles_per_instruction", per_instruction)
        .add("split_accesses", core.splits())
        .add("sleep_cycles", core.sleep_cycles())
        .add("traps", core.count(instruction_class::trap))
        .add("uart_characters", uart_.text.size());
    bench_outcome out;
    out.tables = {summary.table(), classes, registers};
    const bool ended = stop_ == program_stop::exited || stop_ == program_stop::asleep;
    out.checks = {{"the program ends by itself", ended, end_text()},
                  {"every cycle is one of an instruction's class, of a trap or of sleep",
                   cycles == core.cycle(), fmt::format("{} of {}", cycles, core.cycle())},
                  {"every instruction is of one class and seen once",
                   instructions == core.instructions() && seen_ == instructions,
                   fmt::format("{} of classes, {} seen, {} counted", instructions, seen_,
                               core.instructions())}};
    if (values_ > 0) {
        out.checks.push_back({"registers are those of the stimulus", values_right_ == values_,
                              share_text(values_right_, values_, "values") + first_wrong_});
    }
    return out;
}

// The wfi behind the program is an instruction more.
void processor_run::compare(const random_program& expected, bench_outcome& out) const {
    const riscv_core& core = system_.core();
    std::uint64_t registers = 0;
    for (std::uint32_t r = 0; r < 32; ++r) registers += core.reg(r) == expected.x[r] ? 1U : 0U;
    std::array<std::uint8_t, random_program::scratch_bytes> found{};
    system_.read_memory(random_program::scratch, found);
    std::uint64_t bytes = 0;
    for (std::size_t k = 0; k < found.size(); ++k)
        bytes += found[k] == expected.memory[k] ? 1U : 0U;
    const std::uint64_t cycles = expected.cycles + config_.cycles.system;
    out.checks.push_back({"registers are those that the program leaves", registers == 32,
                          share_text(registers, 32, "registers")});
    out.checks.push_back({"memory is that which the program leaves", bytes == found.size(),
                          share_text(bytes, found.size(), "bytes")});
    out.checks.push_back(
        {"cycles are those of the classes of what is carried out",
         core.cycle() == cycles && core.instructions() == expected.instructions + 1,
         fmt::format("{}, expected {}", core.cycle(), cycles)});
}

void require_scratch(const processor_bench_config& config) {
    constexpr std::uint32_t needed_kib =
        (random_program::scratch - random_program::memory_base) / 1024 + 1;
    if (config.sram_kib >= needed_kib) return;
    throw input_error({.path = "sram_kib",
                       .found = fmt::format("found {} KiB", config.sram_kib),
                       .expected = fmt::format("{} for a random program", needed_kib)});
}

bench_outcome run_processor_bench(const bench_request& request) {
    const auto config = bench_config<processor_bench_config>(request);
    const auto trace = open_trace(request, "cycle");
    processor_run run(config, trace.get());
    bench_stimulus rows;
    std::optional<random_program> made;
    if (!config.program.empty()) {
        if (!request.stimulus.empty()) {
            throw input_error({.path = "program",
                               .found = "found a program beside --stimulus",
                               .expected = "one of them"});
        }
        refuse_seed(request);
        const std::string text = read_bytes(config.program);
        load_program(parse_elf(text, config.program), config.program, run.system());
    } else {
        std::vector<std::uint32_t> words;
        if (request.stimulus.empty()) {
            require_scratch(config);
            words = made.emplace(config.random.instructions, config.cycles, request.seed).words;
        } else {
            rows = read_stimulus(request.stimulus, processor_columns());
            for (const auto& row : rows.rows) {
                words.push_back(static_cast<std::uint32_t>(row[at_word]));
            }
        }
        words.push_back(wait_for_interrupt);
        run.load(words);
    }
    run.run(rows);
    if (trace) trace->finish(run.cycles() + 1);
    bench_outcome out = run.outcome();
    if (made) run.compare(*made, out);
    return out;
}

}  // namespace

testbench processor_testbench() {
    return {"processor", "the RISC-V core: a program in, cycles by class, registers, memory",
            processor_columns, run_processor_bench, bench_keys<processor_bench_config>};
}

}  // namespace memglia

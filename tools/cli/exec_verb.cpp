#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "rtl_models/platform/chip_platform.hpp"
#include "tools/cli/options.hpp"
#include "tools/cli/verbs.hpp"
#include "tools/config/library.hpp"
#include "tools/config/load_config.hpp"
#include "tools/processor/elf_program.hpp"
#include "tools/processor/gdb_server.hpp"
#include "tools/processor/run_program.hpp"

namespace memglia {

namespace po = boost::program_options;

namespace {
constexpr std::uint64_t default_steps = 1'000'000'000;
constexpr std::uint32_t most_exit_code = 255;
}  // namespace

verb_options exec_verb_options() {
    verb_options options(
        "exec",
        "Runs a bare-metal ELF program for RV32IMC on the chip's processor. What it sends through "
        "its UART goes to stdout.\n\n"
        "The exit code is the program's: what it writes into the EXIT register, or into the word "
        "at the symbol tohost (bit 0 set, the code above it); 255 for a code above 255. A program "
        "that cannot go on ends with exit code 1 and a message: a trap without a handler, a "
        "watchdog, a sleep without end, too many instructions.",
        "program");
    options.add()("trace", po::value<std::string>()->value_name("instructions"),
                  "a line per instruction on stderr: address, word, assembler, register written")(
        "out", po::value<std::string>()->value_name("FILE"), "write the trace to this file")(
        "max-instructions", po::value<std::uint64_t>()->value_name("N"),
        "end the program after so many instructions and traps; 1000000000 if not given")(
        "sram-kib", po::value<std::uint32_t>()->value_name("KIB"),
        "memory at 0x80000000; 1024 if not given")(
        "config", po::value<std::string>()->value_name("FILE"),
        "the chip around the processor (YAML); configs/platforms/default.yaml if not given")(
        "set", po::value<std::vector<std::string>>()->value_name("KEY=VALUE"),
        "change one key of it, as in mesh.failed_routers=[{node: 4}]; may be repeated")(
        "gdb", po::value<std::uint16_t>()->value_name("PORT"),
        "wait on 127.0.0.1:PORT for a debugger before the first instruction; 0 takes a free port "
        "and names it")("counts", "at the end, on stderr: instructions and cycles by class");
    return options;
}

namespace {

void print_counts(const processor_system& system) {
    const riscv_core& core = system.core();
    fmt::print(stderr, "{:<14} {:>14}\n", "instructions", core.instructions());
    fmt::print(stderr, "{:<14} {:>14}\n", "cycles", core.cycle());
    for (std::size_t c = 0; c < instruction_class_count; ++c) {
        const auto kind = static_cast<instruction_class>(c);
        fmt::print(stderr, "{:<14} {:>14}\n", name_of(kind), core.count(kind));
    }
    fmt::print(stderr, "{:<14} {:>14}\n{:<14} {:>14}\n", "split", core.splits(), "sleep_cycles",
               core.sleep_cycles());
}

platform_config configured(const po::variables_map& given) {
    platform_config config;
    if (given.count("config") != 0 || given.count("set") != 0) {
        const search_path root = config_root();
        const auto file = given.count("config") != 0
                              ? std::filesystem::path(given["config"].as<std::string>())
                              : library_file(root / "platforms", "default", "platform");
        const auto sets = given.count("set") != 0 ? given["set"].as<std::vector<std::string>>()
                                                  : std::vector<std::string>{};
        config = load_config<platform_config>(file, root, sets, "platforms");
    }
    if (given.count("sram-kib") != 0) {
        config.processor.sram_kib = given["sram-kib"].as<std::uint32_t>();
        if (config.processor.sram_kib < 4 || config.processor.sram_kib > 262144) {
            throw usage_error(fmt::format("memglia exec: found --sram-kib {}; expected 4 to 262144",
                                          config.processor.sram_kib));
        }
    }
    return config;
}

std::uint32_t run_under_debugger(processor_system& system, std::uint16_t port,
                                 std::uint64_t most_steps) {
    gdb_server server(port);
    fmt::print(stderr, "gdb: target remote 127.0.0.1:{}\n", server.port());
    return server.serve(system) ? run_to_exit(system, most_steps) : system.exit_code();
}

}  // namespace

int exec_verb(const std::vector<std::string>& arguments) {
    const verb_options options = exec_verb_options();
    const auto given = options.parse(arguments);
    if (given.count("help") != 0) {
        fmt::print("{}", options.help());
        return 0;
    }
    if (given.count("program") == 0) {
        throw usage_error("memglia exec: no program; expected an ELF file");
    }
    const bool traced = given.count("trace") != 0;
    if (traced && given["trace"].as<std::string>() != "instructions") {
        throw usage_error(fmt::format("memglia exec: found --trace {}; expected instructions",
                                      given["trace"].as<std::string>()));
    }
    const std::string out = given.count("out") != 0 ? given["out"].as<std::string>() : "";
    if (!traced && !out.empty()) {
        throw usage_error("memglia exec: --out without --trace instructions writes nothing");
    }
    const std::uint64_t most_steps = given.count("max-instructions") != 0
                                         ? given["max-instructions"].as<std::uint64_t>()
                                         : default_steps;
    const std::string file = given["program"].as<std::string>();
    if (!out.empty()) refuse_to_overwrite(out, "--out", {file});

    stdout_characters characters;
    chip_platform chip(configured(given), &characters);
    processor_system& system = chip.system();
    const std::string text = read_bytes(file);
    load_program(parse_elf(text, file), file, system);

    std::optional<instruction_trace> trace;
    if (traced) system.core().observe(&trace.emplace(out));
    const auto finish = [&] {
        if (trace) trace->finish();
        if (given.count("counts") != 0) print_counts(system);
    };
    std::uint32_t code = 0;
    try {
        code = given.count("gdb") != 0
                   ? run_under_debugger(system, given["gdb"].as<std::uint16_t>(), most_steps)
                   : run_to_exit(system, most_steps);
    } catch (const error&) {
        finish();
        throw;
    }
    finish();
    return static_cast<int>(std::min(code, most_exit_code));
}

}  // namespace memglia

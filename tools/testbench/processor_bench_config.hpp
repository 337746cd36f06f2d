#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "base/unused_key.hpp"
#include "rtl_models/processor/processor_config.hpp"

namespace memglia {

/// A program that a bench makes: integer instructions, loads, stores, branches ahead.
struct random_program_config {
    std::uint32_t instructions = 1000;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "instructions",
                    .unit = "1",
                    .doc = "of the program, those that are jumped over included",
                    .min = 1,
                    .max = 7000},
              self.instructions);
    }
};

/// The processor on its bench.
struct processor_bench_config : processor_config {
    std::string program = "";
    std::uint64_t most_instructions = 1'000'000;
    random_program_config random;

    processor_bench_config() { sram_kib = 64; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        processor_config::fields(self, visit);
        visit(field{.name = "program", .doc = "ELF file that runs in place of a random program"},
              self.program);
        visit(field{.name = "most_instructions",
                    .unit = "1",
                    .doc = "after which a program is taken to have no end",
                    .min = 1,
                    .max = 1e9},
              self.most_instructions);
        visit(field{.name = "random", .doc = "a program by chance"}, self.random);
    }

    unused_keys unused() const {
        unused_keys all;
        if (!program.empty()) {
            add_unused(all, {"random"}, "program says what runs", "program", "no program");
        }
        return all;
    }
};

}  // namespace memglia

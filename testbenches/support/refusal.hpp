#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "testbenches/support/command.hpp"

namespace memglia::test {

/// The command must fail with this code, say all of these words, print no result and leave none of
/// the folders that these tests ask for, r of a run and s of a study.
inline void refuses(const scratch_folder& here, int code, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& words) {
    const command_result run = run_memglia(arguments, here.path());
    std::string line = "memglia";
    for (const auto& a : arguments) line += " " + a;
    INFO(line << "\n" << run.err);
    CHECK(run.exit_code == code);
    CHECK(run.out.empty());
    for (const auto& word : words) {
        INFO(word);
        CHECK(run.err.find(word) != std::string::npos);
    }
    for (const char* left : {"r", "r.incomplete", "s", "s.incomplete"}) {
        INFO(left);
        CHECK_FALSE(std::filesystem::exists(here.path() / left));
    }
}

}  // namespace memglia::test

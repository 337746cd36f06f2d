#pragma once

#include <string>
#include <vector>

// The verbs of the memglia command. Each takes the arguments after the verb, prints data to stdout
// and messages to stderr, and returns an exit code; errors are thrown and become exit codes in
// main().
namespace memglia {

int run_verb(const std::vector<std::string>& arguments);
int study_verb(const std::vector<std::string>& arguments);
int compare_verb(const std::vector<std::string>& arguments);
int report_verb(const std::vector<std::string>& arguments);
int validate_verb(const std::vector<std::string>& arguments);
int array_verb(const std::vector<std::string>& arguments);
int maze_verb(const std::vector<std::string>& arguments);
int schema_verb(const std::vector<std::string>& arguments);
int device_verb(const std::vector<std::string>& arguments);
int device_fit_verb(const std::vector<std::string>& arguments);
int device_transient_verb(const std::vector<std::string>& arguments);
int doctor_verb(const std::vector<std::string>& arguments);

}  // namespace memglia

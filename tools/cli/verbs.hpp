#pragma once

#include <string>
#include <vector>

#include "tools/cli/options.hpp"

// What each verb knows of itself: its options, and what it does with the arguments after its name
// (commands.hpp says how). A new verb also goes into the table of commands.cpp.
namespace memglia {

verb_options run_verb_options();
verb_options study_verb_options();
verb_options compare_verb_options();
verb_options bill_verb_options();
verb_options report_verb_options();
verb_options validate_verb_options();
verb_options array_verb_options();
verb_options maze_verb_options();
verb_options network_verb_options();
verb_options recall_verb_options();
verb_options device_verb_options();
verb_options device_transient_verb_options();
verb_options device_fit_verb_options();
verb_options exec_verb_options();
verb_options registers_verb_options();
verb_options schema_verb_options();
verb_options doctor_verb_options();
verb_options man_verb_options();
verb_options completion_verb_options();

int run_verb(const std::vector<std::string>& arguments);
int study_verb(const std::vector<std::string>& arguments);
int compare_verb(const std::vector<std::string>& arguments);
int bill_verb(const std::vector<std::string>& arguments);
int report_verb(const std::vector<std::string>& arguments);
int validate_verb(const std::vector<std::string>& arguments);
int array_verb(const std::vector<std::string>& arguments);
int maze_verb(const std::vector<std::string>& arguments);
int network_verb(const std::vector<std::string>& arguments);
int recall_verb(const std::vector<std::string>& arguments);
int device_verb(const std::vector<std::string>& arguments);
int device_transient_verb(const std::vector<std::string>& arguments);
int device_fit_verb(const std::vector<std::string>& arguments);
int exec_verb(const std::vector<std::string>& arguments);
int registers_verb(const std::vector<std::string>& arguments);
int schema_verb(const std::vector<std::string>& arguments);
int doctor_verb(const std::vector<std::string>& arguments);
int man_verb(const std::vector<std::string>& arguments);
int completion_verb(const std::vector<std::string>& arguments);

}  // namespace memglia

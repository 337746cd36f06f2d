#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/experiment/maze_outcome.hpp"

// What the chip did, as counts and joules that a reader can price again.
namespace memglia {

std::string_view name_of(analogue a);

/// {"counts":{"router.hop":12,...},"analogue_j":{...},"elapsed_ps":...} as text, without what is
/// zero; every number reads back to the same bits.
std::string activity_text(const activity_record& record);

/// "activity" of result.json: decisions and record of every phase, the record of programming.
nlohmann::ordered_json activity_json(const chip_outcome& spent);

/// The record of one line or phase. Throws input_error for an activity that is not known.
activity_record activity_from(const nlohmann::ordered_json& document);

/// Phases and setup of "activity".
chip_outcome outcome_from(const nlohmann::ordered_json& activity);

/// Joules of a bill by component, with their sums; a processor only where there is one.
nlohmann::ordered_json json_of(const energy_bill& bill);

}  // namespace memglia

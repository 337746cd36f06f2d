#pragma once

#include <string>
#include <string_view>

#include "tools/report/report_data.hpp"

namespace memglia {

/// The agent the report is about: the chip; without it the first that is not random; or none.
const agent_statistics* subject_of(const report_data& data);

/// What SNAN is, in one sentence as a paragraph; nothing for an agent that is none.
std::string snan_sentence(std::string_view agent);

/// Title, the answer in one sentence, and the same numbers as tiles.
std::string render_headline(const report_data& data);

}  // namespace memglia

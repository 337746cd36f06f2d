#pragma once

#include <string>
#include <vector>

namespace memglia {

/// A score of several networks: mean and the 95 % interval of it (bootstrap over networks).
struct mean_score {
    double mean = 0;
    double low = 0;
    double high = 0;
};
mean_score mean_score_of(const std::vector<double>& scores);

/// "0.914 [0.912, 0.916]"
std::string score_text(const mean_score& score);

}  // namespace memglia

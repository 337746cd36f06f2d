#include "snan/tasks/recall/recall_score.hpp"

#include <algorithm>
#include <iterator>

namespace memglia {

namespace {

double share(std::uint64_t part, std::uint64_t rest) {
    return part == 0 ? 0 : static_cast<double>(part) / static_cast<double>(part + rest);
}

}  // namespace

double recall_score::precision() const {
    return share(hits, false_alarms);
}

double recall_score::recall() const {
    return share(hits, misses);
}

double recall_score::f1() const {
    return share(2 * hits, false_alarms + misses);
}

recall_score& recall_score::operator+=(const recall_score& more) {
    hits += more.hits;
    false_alarms += more.false_alarms;
    misses += more.misses;
    return *this;
}

recall_score score_of(const spike_pattern& pattern, const spike_pattern& recalled,
                      std::size_t from) {
    recall_score score;
    std::vector<std::uint32_t> both;
    for (std::size_t t = from; t < pattern.size(); ++t) {
        both.clear();
        std::set_intersection(pattern[t].begin(), pattern[t].end(), recalled[t].begin(),
                              recalled[t].end(), std::back_inserter(both));
        score.hits += both.size();
        score.misses += pattern[t].size() - both.size();
        score.false_alarms += recalled[t].size() - both.size();
    }
    return score;
}

}  // namespace memglia

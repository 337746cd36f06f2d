#include "tools/report/lane_path.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace memglia {

namespace {

// In cells: distance of the first lane from the centre line, between lanes, and how many there are.
constexpr double first_lane = 0.09;
constexpr double lane_spacing = 0.07;
constexpr int most_lanes = 5;
// In cells: how far from the centre a path turns back, starts and ends.
constexpr double turning = 0.2;

struct straight {
    std::size_t step;
    plot_point from;
    plot_point to;
    plot_point along;  // unit vector
    plot_point aside;  // to the right, as long as the lane is away from the centre line
};

plot_point sum(plot_point a, plot_point b) {
    return {a.x + b.x, a.y + b.y};
}
plot_point scaled(plot_point a, double factor) {
    return {a.x * factor, a.y * factor};
}

std::vector<straight> straights_of(const std::vector<cell_index>& path, std::uint32_t width,
                                   double cell_px) {
    const auto centre = [&](cell_index cell) {
        return plot_point{(cell % width + 0.5) * cell_px, (cell / width + 0.5) * cell_px};
    };
    std::map<std::pair<cell_index, cell_index>, int> walked;
    std::vector<straight> moves;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        if (path[i] == path[i + 1]) continue;
        const plot_point from = centre(path[i]);
        const plot_point to = centre(path[i + 1]);
        const double dx = to.x - from.x;
        const double dy = to.y - from.y;
        const double length = std::sqrt(dx * dx + dy * dy);
        const plot_point along{dx / length, dy / length};
        const int lane = std::min(walked[{path[i], path[i + 1]}]++, most_lanes - 1);
        const double offset = cell_px * (first_lane + lane_spacing * lane);
        moves.push_back({i, from, to, along, {-along.y * offset, along.x * offset}});
    }
    return moves;
}

// Where a move's line ends and the next one's begins, in the cell between them.
std::pair<plot_point, plot_point> joint(const straight& in, const straight& out, double cell_px) {
    const double cosine = in.along.x * out.along.x + in.along.y * out.along.y;
    const plot_point arriving = sum(in.to, in.aside);
    const plot_point leaving = sum(out.from, out.aside);
    if (std::abs(cosine) < 0.5) {
        const plot_point corner = sum(arriving, out.aside);
        return {corner, corner};
    }
    const plot_point ahead = scaled(in.along, turning * cell_px);
    if (cosine < 0) return {sum(arriving, ahead), sum(leaving, ahead)};
    return {sum(arriving, scaled(ahead, -1)), sum(leaving, ahead)};
}

}  // namespace

std::vector<lane_move> lay_lanes(const std::vector<cell_index>& path, std::uint32_t width,
                                 double cell_px) {
    const std::vector<straight> moves = straights_of(path, width, cell_px);
    std::vector<lane_move> lanes;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const straight& move = moves[i];
        const plot_point ahead = scaled(move.along, turning * cell_px);
        lane_move lane;
        lane.step = move.step;
        lane.heading = move.along;
        lane.middle = sum(scaled(sum(move.from, move.to), 0.5), move.aside);
        if (i == 0) {
            lane.points = {move.from, sum(sum(move.from, move.aside), ahead)};
        } else {
            // From the end of the move before, so that the line has no gaps.
            lane.points = {lanes.back().points.back(), joint(moves[i - 1], move, cell_px).second};
        }
        if (i + 1 == moves.size()) {
            lane.points.push_back(sum(sum(move.to, move.aside), scaled(ahead, -1)));
            lane.points.push_back(move.to);
        } else {
            lane.points.push_back(joint(move, moves[i + 1], cell_px).first);
        }
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

}  // namespace memglia

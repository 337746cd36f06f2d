#include "tools/experiments/traffic/traffic_run.hpp"

#include <algorithm>

#include "base/quantile.hpp"
#include "rtl_models/fabric/event_mesh.hpp"

namespace memglia {

namespace {

latency_summary summary_of(const std::vector<double>& latencies) {
    latency_summary s;
    s.packets = latencies.size();
    if (latencies.empty()) return s;
    for (const double l : latencies) s.mean += l;
    s.mean /= static_cast<double>(s.packets);
    s.median = quantile(latencies, 0.5);
    s.p99 = quantile(latencies, 0.99);
    s.longest = static_cast<std::uint64_t>(*std::max_element(latencies.begin(), latencies.end()));
    return s;
}

class traffic_walk {
  public:
    traffic_walk(const traffic_experiment& config, const std::string& pattern, double rate)
        : config_(config),
          mesh_(config.width, config.height, config.mesh),
          source_(config.width, config.height, config.traffic(pattern, rate)) {
        if (config.without_cycles && config.has_event_mesh()) {
            event_.emplace(config.width, config.height, config.mesh);
        }
    }

    traffic_point run() {
        advance_to(first());
        const mesh_load before = load_of(mesh_, config_.cycles);
        advance_to(end());
        traffic_point point;
        point.load = load_of(mesh_, config_.cycles);
        for (std::size_t l = 0; l < point.load.links.size(); ++l) {
            point.load.links[l].flits -= before.links[l].flits;
        }
        advance_to(config_.all_cycles());
        const double slots = static_cast<double>(config_.cycles) * config_.width * config_.height;
        point.handed_over = handed_over_;
        point.offered = static_cast<double>(handed_over_) * config_.flits / slots;
        point.delivered = static_cast<double>(left_) / slots;
        point.no_way = no_way_;
        point.latency = summary_of(latencies_);
        if (event_) point.without_cycles = summary_of(event_latencies_);
        return point;
    }

  private:
    std::uint64_t first() const { return config_.warm_up_cycles; }
    std::uint64_t end() const { return config_.warm_up_cycles + config_.cycles; }
    bool is_measured(std::uint64_t cycle) const { return cycle >= first() && cycle < end(); }

    void advance_to(std::uint64_t to) {
        while (mesh_.cycle() < to) {
            for (; source_.next().cycle <= mesh_.cycle(); source_.pop()) hand_over();
            const std::uint64_t until = std::min(source_.next().cycle, to);
            while (mesh_.cycle() < until) {
                if (mesh_.run_until_arrival(until)) take(mesh_.cycle() - 1);
            }
        }
    }

    void hand_over() {
        const mesh_packet& p = source_.next().packet;
        const std::uint64_t now = mesh_.cycle();
        handed_at_.push_back(now);
        if (!mesh_.routing().reaches(p.source, p.destination)) {
            no_way_ += is_measured(now) ? 1U : 0U;
            return;
        }
        mesh_.inject(p);
        handed_over_ += is_measured(now) ? 1U : 0U;
        if (!event_) return;
        const auto transit = event_->send(now, p.source, p.destination, p.flits);
        if (is_measured(now)) event_latencies_.push_back(static_cast<double>(transit.tail - now));
    }

    void take(std::uint64_t cycle) {
        for (const mesh_arrival& a : mesh_.arrivals()) {
            left_ += is_measured(cycle) ? 1U : 0U;
            const std::uint64_t since = handed_at_[a.tag];
            if (a.tail && is_measured(since)) {
                latencies_.push_back(static_cast<double>(cycle - since));
            }
        }
    }

    const traffic_experiment& config_;
    wormhole_mesh mesh_;
    traffic_source source_;
    std::optional<event_mesh> event_;
    std::vector<std::uint64_t> handed_at_;  ///< by tag
    std::vector<double> latencies_;
    std::vector<double> event_latencies_;
    std::uint64_t handed_over_ = 0;
    std::uint64_t no_way_ = 0;
    std::uint64_t left_ = 0;  ///< flits
};

}  // namespace

bool traffic_point::saturated() const {
    constexpr double least = 0.95;  // chance makes some cycles richer than those before them
    return latency.packets < handed_over || delivered < least * offered;
}

traffic_point run_traffic(const traffic_experiment& config, const std::string& pattern,
                          double rate) {
    return traffic_walk(config, pattern, rate).run();
}

}  // namespace memglia

#include "snan/network/probe_recorder.hpp"

namespace memglia {

namespace {

std::size_t part_of(const network& net, const probe& p) {
    switch (p.record) {
        case probe_kind::weights:
            return index_of(net.projections, p.of);
        case probe_kind::calcium:
        case probe_kind::resource:
            return index_of(net.astrocytes, p.of);
        default:
            return index_of(net.populations, p.of);
    }
}

}  // namespace

probe_recorder::probe_recorder(const network& net) {
    for (const probe& p : net.probes) {
        channels_.push_back({p.record, part_of(net, p), p.every_ticks, {}});
    }
}

void probe_recorder::end_tick(const subject& seen, std::uint64_t ticks) {
    for (channel& c : channels_) {
        if (c.kind == probe_kind::spikes) {
            for (const std::uint32_t j : seen.spiking(c.part)) {
                c.record.spikes.push_back({j, ticks - 1});
            }
        } else if (c.every_ticks != 0 && ticks % c.every_ticks == 0) {
            sample(c, seen, ticks, c.record);
        }
    }
}

recording probe_recorder::recorded(std::size_t probe_index, const subject& seen,
                                   std::uint64_t ticks) const {
    const channel& c = channels_[probe_index];
    recording record = c.record;
    if (c.kind != probe_kind::spikes && c.every_ticks == 0) sample(c, seen, ticks, record);
    return record;
}

void probe_recorder::sample(const channel& from, const subject& seen, std::uint64_t ticks,
                            recording& record) {
    const std::size_t before = record.values.size();
    seen.append_values(from.kind, from.part, record.values);
    record.width = record.values.size() - before;
    record.after_ticks.push_back(ticks);
}

}  // namespace memglia

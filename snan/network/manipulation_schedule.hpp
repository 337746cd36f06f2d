#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "snan/network/network.hpp"

namespace memglia {

/// What is done to each field: by its description, and at run time beside that.
class manipulation_schedule {
  public:
    explicit manipulation_schedule(const network& net) : tick_s_(net.tick_s) {
        for (const astrocyte_field& a : net.astrocytes) {
            fields_.push_back({a.manipulations, {}, {}, !a.manipulations.empty()});
        }
    }

    /// From the next tick on, beside what the description says.
    void set(std::size_t field, const astrocyte_control& control) {
        fields_[field].set = control;
        fields_[field].may_change = true;
    }

    /// visit(field, control) for those whose control changes in this tick. Ticks come one after the
    /// other.
    template <class Visitor>
    void advance(std::uint64_t tick, Visitor&& visit) {
        for (std::size_t a = 0; a < fields_.size(); ++a) {
            field_state& f = fields_[a];
            if (!f.may_change) continue;
            f.may_change = !f.described.empty();
            astrocyte_control now = f.set;
            for (const manipulation& m : f.described) {
                if (tick < first_tick(m, tick_s_) || tick >= end_tick(m, tick_s_)) continue;
                now.knock_out |= m.kind == manipulation_kind::knock_out;
                now.inhibit |= m.kind == manipulation_kind::inhibit;
                if (m.kind == manipulation_kind::activate) {
                    now.least_gate = std::max(now.least_gate, m.gate);
                }
            }
            if (now == f.now) continue;
            f.now = now;
            visit(a, now);
        }
    }

  private:
    struct field_state {
        std::vector<manipulation> described;
        astrocyte_control set;
        astrocyte_control now;
        bool may_change = false;
    };
    double tick_s_;
    std::vector<field_state> fields_;
};

}  // namespace memglia

#include "snan/astrocyte_calcium.hpp"

#include <algorithm>
#include <vector>

#include "base/elementary.hpp"
#include "snan/quantised_rule.hpp"
#include "snan/ullah_astrocyte.hpp"

namespace memglia {

namespace {

class reduced_calcium : public astrocyte_calcium {
  public:
    reduced_calcium(const rule_config& rule, std::uint32_t astrocytes)
        : tau_(rule.calcium_tau_decisions()),
          per_visit_(rule.calcium_per_visit),
          cells_(astrocytes) {}

    double at(std::uint32_t astrocyte, std::int64_t now) override {
        const visited& c = cells_[astrocyte];
        return c.calcium * exp_exact_bits(-static_cast<double>(now - c.last) / tau_);
    }

    void raise(std::uint32_t astrocyte, std::int64_t now) override {
        cells_[astrocyte] = {std::min(1.0, at(astrocyte, now) + per_visit_), now};
    }

  private:
    struct visited {
        double calcium = 0;
        std::int64_t last = 0;
    };

    double tau_;
    double per_visit_;
    std::vector<visited> cells_;
};

// Integrated up to the decision at which it is asked for.
class ullah_calcium : public astrocyte_calcium {
  public:
    ullah_calcium(const rule_config& rule, std::uint32_t astrocytes)
        : decision_s_(rule.decision_window_s), cells_(astrocytes) {}

    double at(std::uint32_t astrocyte, std::int64_t now) override {
        driven& c = cells_[astrocyte];
        const double elapsed_s = decision_s_ * static_cast<double>(now - c.last);
        if (elapsed_s > back_at_rest_s) {
            c.state = ullah_rest();
            c.glutamate_left_s = 0;
        } else if (!c.resting) {
            c.state = ullah_advance(c.state, elapsed_s, c.glutamate_left_s);
            c.glutamate_left_s = std::max(0.0, c.glutamate_left_s - elapsed_s);
        }
        c.last = now;
        return c.state.calcium_um;
    }

    void raise(std::uint32_t astrocyte, std::int64_t now) override {
        at(astrocyte, now);
        cells_[astrocyte].glutamate_left_s = ullah_glutamate_s;
        cells_[astrocyte].resting = false;
    }

  private:
    // The slowest variable, h, has a time constant of some 7 s.
    static constexpr double back_at_rest_s = 100;

    struct driven {
        ullah_state state = ullah_rest();
        double glutamate_left_s = 0;
        std::int64_t last = 0;
        bool resting = true;  ///< never visited: stays where it is
    };

    double decision_s_;
    std::vector<driven> cells_;
};

// The answer to a visit at rest, all or none: a visit while it is under way changes nothing.
class transient_calcium : public astrocyte_calcium {
  public:
    transient_calcium(const rule_config& rule, std::uint32_t astrocytes)
        : shape_(ullah_transient(rule.decision_window_s, quantised_rule::transient_tolerance_um)),
          last_(astrocytes, never) {}

    double at(std::uint32_t astrocyte, std::int64_t now) override {
        return under_way(astrocyte, now) ? shape_[static_cast<std::size_t>(now - last_[astrocyte])]
                                         : shape_.back();
    }

    void raise(std::uint32_t astrocyte, std::int64_t now) override {
        if (!under_way(astrocyte, now)) last_[astrocyte] = now;
    }

  private:
    static constexpr std::int64_t never = -1;

    bool under_way(std::uint32_t astrocyte, std::int64_t now) const {
        return last_[astrocyte] != never &&
               now - last_[astrocyte] < static_cast<std::int64_t>(shape_.size());
    }

    std::vector<double> shape_;
    std::vector<std::int64_t> last_;
};

}  // namespace

std::unique_ptr<astrocyte_calcium> make_calcium(const rule_config& rule, std::uint32_t astrocytes) {
    if (rule.astrocyte_model == calcium_model::ullah)
        return std::make_unique<ullah_calcium>(rule, astrocytes);
    if (rule.astrocyte_model == calcium_model::ullah_transient) {
        return std::make_unique<transient_calcium>(rule, astrocytes);
    }
    return std::make_unique<reduced_calcium>(rule, astrocytes);
}

}  // namespace memglia

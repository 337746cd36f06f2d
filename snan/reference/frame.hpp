#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memglia {

/// Exponential traces without an exponential per event: a trace that decays with tau is kept as its
/// value times e^(t/tau), t counted from the start of the frame, so that it changes at events only.
/// Before that factor grows large the frame moves on, and whoever keeps numbers in it multiplies
/// them by shrink() (traces) or stretch() (1 / factors).
class exponential_frame {
  public:
    /// `tau_ticks` of at least 1.
    explicit exponential_frame(double tau_ticks);

    /// Ticks between two moves.
    std::uint32_t period() const { return static_cast<std::uint32_t>(grown_.size() - 1); }

    /// e^(t/tau) and e^(-t/tau) at `ticks` from the start of the frame, up to period().
    double grown(std::uint32_t ticks) const { return grown_[ticks]; }
    double shrunk(std::uint32_t ticks) const { return shrunk_[ticks]; }

    double shrink() const { return shrunk_.back(); }
    double stretch() const { return grown_.back(); }

  private:
    std::vector<double> grown_;
    std::vector<double> shrunk_;
};

}  // namespace memglia

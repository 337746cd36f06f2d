#pragma once

#include <cstdint>
#include <vector>

#include "rtl_models/navigation/chip.hpp"
#include "snan/mapping/chip_decider.hpp"
#include "tools/report/report_data.hpp"

namespace memglia {

/// Records the packets of one decision worth showing: the first exploring one in which a contact
/// spiked and several action neurons fired, or else the first with either, or the first. Passes all
/// on.
class raster_recorder : public chip_decision_sink {
  public:
    /// Listens to the chip's packets for as long as it lives.
    raster_recorder(chip& hardware, chip_decision_sink& next);
    ~raster_recorder() override;
    raster_recorder(const raster_recorder&) = delete;
    raster_recorder& operator=(const raster_recorder&) = delete;

    void on_decision(const chip_decision& decision) override;

    std::vector<raster_event> take() { return std::move(best_); }

  private:
    std::vector<raster_event> render(const chip_decision& decision) const;

    chip& chip_;
    chip_decision_sink& next_;
    std::vector<packet_event> packets_;
    std::vector<raster_event> best_;
    int best_score_ = -1;
};

}  // namespace memglia

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "base/elementary.hpp"
#include "base/random.hpp"
#include "rtl_models/fabric/wormhole_mesh_module.hpp"

namespace memglia::test {

/// A block with one process at a node of a mesh: it sends packets at random to other nodes, and
/// wakes for every tail that comes.
class random_endpoint : public sc_core::sc_module, public mesh_receiver {
  public:
    SC_HAS_PROCESS(random_endpoint);
    random_endpoint(const sc_core::sc_module_name& name, std::uint32_t node, double rate,
                    std::uint32_t flits, wormhole_mesh_module& mesh, chip_context& context)
        : sc_module(name),
          node_(node),
          flits_(flits),
          log_of_none_(log1p_exact_bits(-rate)),
          mesh_(mesh),
          context_(context),
          draw_(1, "endpoint", "packets", node) {
        mesh.attach(node, *this);
        SC_METHOD(run);
        sensitive << wake_;
        next_send_ = gap();
    }

    void receive(const mesh_arrival& a, std::uint64_t cycle) override {
        if (!a.tail) return;
        hash_ = (hash_ ^ (cycle << 32U ^ a.tag)) * 0x100000001b3ULL;
        ++received_;
        wake_.notify(context_.clock.until(cycle + 1));
    }

    std::uint64_t hash() const { return hash_; }
    std::uint64_t received() const { return received_; }
    std::uint64_t woken() const { return woken_; }

  private:
    std::uint64_t gap() {
        const double u = draw_.uniform();
        return static_cast<std::uint64_t>(log1p_exact_bits(-u) / log_of_none_) + 1;
    }

    void run() {
        ++woken_;
        const std::uint64_t cycle = context_.clock.now();
        if (cycle >= next_send_) {
            const std::uint32_t other = draw_.below(mesh_.mesh().nodes() - 1);
            mesh_.inject({.source = node_,
                          .destination = other < node_ ? other : other + 1,
                          .flits = flits_,
                          .tag = sent_++ << 8U | node_});
            next_send_ = cycle + gap();
        }
        wake_.notify(context_.clock.until(next_send_));
    }

    std::uint32_t node_;
    std::uint32_t flits_;
    double log_of_none_;
    wormhole_mesh_module& mesh_;
    chip_context& context_;
    random_stream draw_;
    std::uint64_t next_send_ = 0;
    std::uint32_t sent_ = 0;
    std::uint64_t hash_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t woken_ = 0;
    sc_core::sc_event wake_;
};

/// A mesh with such a block at every node.
struct random_mesh {
    random_mesh(std::uint32_t width, std::uint32_t height, const mesh_config& config, double rate,
                std::uint32_t flits)
        : mesh("mesh", width, height, config, context) {
        for (std::uint32_t node = 0; node < mesh.mesh().nodes(); ++node) {
            endpoints.push_back(std::make_unique<random_endpoint>(
                ("endpoint_" + std::to_string(node)).c_str(), node, rate, flits, mesh, context));
        }
    }

    void run(std::uint64_t cycles, bool ahead) {
        const std::uint64_t end = context.clock.now() + cycles;
        mesh.run_ahead_to(ahead ? end : 0);
        sc_core::sc_start(sc_core::sc_time::from_value(cycles * context.clock.period_ps),
                          sc_core::SC_RUN_TO_TIME);
    }

    std::uint64_t hash() const {
        std::uint64_t all = 0;
        for (const auto& e : endpoints) all = (all ^ e->hash()) * 0x100000001b3ULL;
        return all;
    }
    std::uint64_t received() const {
        std::uint64_t all = 0;
        for (const auto& e : endpoints) all += e->received();
        return all;
    }

    chip_context context;
    wormhole_mesh_module mesh;
    std::vector<std::unique_ptr<random_endpoint>> endpoints;
};

}  // namespace memglia::test

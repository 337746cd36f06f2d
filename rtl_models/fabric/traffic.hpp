#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "base/random.hpp"
#include "rtl_models/fabric/wormhole_mesh.hpp"

namespace memglia {

/// Where the packets of a node go: to any other; to the node across the diagonal; by chance to one
/// node, else to any; to the node opposite through the centre; as a list says.
enum class traffic_pattern : std::uint8_t { uniform, transpose, hotspot, bit_complement, replay };
constexpr std::string_view choice_words(traffic_pattern) {
    return "uniform|transpose|hotspot|bit_complement|replay";
}

struct traffic_config {
    traffic_pattern pattern = traffic_pattern::uniform;
    double rate = 0.01;
    std::uint32_t flits = 8;
    std::uint32_t hotspot_node = 0;
    double hotspot_share = 0.2;
    std::uint64_t seed = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit(field{.name = "pattern", .doc = "where packets go"}, self.pattern);
        visit(field{.name = "rate",
                    .unit = "1",
                    .doc = "packets per node and cycle, each cycle by chance",
                    .min = 1e-9,
                    .max = 1},
              self.rate);
        visit(field{.name = "flits",
                    .unit = "flits",
                    .doc = "of a packet",
                    .min = 1,
                    .max = wormhole_mesh::longest_packet},
              self.flits);
        visit(field{.name = "hotspot_node",
                    .unit = "1",
                    .doc = "y * width + x",
                    .min = 0,
                    .max = 65535},
              self.hotspot_node);
        visit(field{.name = "hotspot_share",
                    .unit = "1",
                    .doc = "of packets that go to the hot spot",
                    .min = 0,
                    .max = 1},
              self.hotspot_share);
        visit(
            field{
                .name = "seed", .unit = "1", .doc = "of the random numbers", .min = 0, .max = 9e15},
            self.seed);
    }
};

/// A packet and the cycle in which it is handed to its source.
struct traffic_event {
    std::uint64_t cycle = 0;
    mesh_packet packet;
};

/// An endless stream of packets for a mesh, by cycle and node; of a list, its packets. Tags count
/// from 0.
class traffic_source {
  public:
    /// Throws input_error where the pattern does not fit the mesh. Not for `replay`.
    traffic_source(std::uint32_t width, std::uint32_t height, const traffic_config& config);

    /// Replays a list, which is sorted by cycle, its order within a cycle kept.
    explicit traffic_source(std::vector<traffic_event> list);

    /// The next packet; its cycle is wormhole_mesh::never after the end of a list.
    const traffic_event& next() const { return next_; }
    void pop();

    /// Runs a mesh from its present cycle to `end`, handing over what is due. `arrived` is called
    /// with the cycle and the mesh after each cycle in which flits left.
    template <class Arrived>
    void drive(wormhole_mesh& mesh, std::uint64_t end, const Arrived& arrived) {
        while (mesh.cycle() < end) {
            for (; next_.cycle <= mesh.cycle(); pop()) mesh.inject(next_.packet);
            const std::uint64_t until = next_.cycle < end ? next_.cycle : end;
            while (mesh.cycle() < until) {
                if (mesh.run_until_arrival(until)) arrived(mesh.cycle() - 1, mesh);
            }
        }
    }

  private:
    std::uint32_t destination(std::uint32_t node);

    std::uint32_t width_ = 0;
    std::uint32_t nodes_ = 0;
    traffic_config config_;
    double log_of_none_ = 0;   ///< ln(1 - rate)
    std::uint64_t index_ = 0;  ///< cycle * nodes + node of the next chance
    std::vector<traffic_event> list_;
    std::size_t at_ = 0;
    random_stream gaps_;
    random_stream destinations_;
    traffic_event next_;
};

}  // namespace memglia

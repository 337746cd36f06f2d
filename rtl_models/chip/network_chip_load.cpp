#include <string>
#include <vector>

#include "base/error.hpp"
#include "rtl_models/chip/network_chip.hpp"

namespace memglia {

// Every way that a packet may have to take.
void network_chip::check_ways() const {
    if (!image_.resources.empty()) {
        throw input_error({.path = "fabric.timing",
                           .found = "found packets that meet, and astrocytes that exchange quanta",
                           .expected = "ideal: exchanges are rounds of the longest way"});
    }
    const auto check = [this](std::uint32_t from, std::uint32_t to) {
        if (mesh_->routing().reaches(from, to)) return;
        throw input_error({.path = config_.fabric.failed_routers.empty() ? "fabric.failed_links"
                                                                         : "fabric.failed_routers",
                           .found = "found no way left from node " + std::to_string(from) +
                                    " to node " + std::to_string(to) +
                                    ", between which the network sends packets",
                           .expected = "failures that leave one, or another fabric.routing"});
    };
    for (std::size_t i = 0; i < image_.cores.size(); ++i) {
        for (const spike_address& to : image_.cores[i].fan_out) check(image_.core_node[i], to.node);
        for (const auto& s : image_.cores[i].slices) {
            if (s.can_clamp) check(0, image_.core_node[i]);
        }
    }
    for (const auto& line : image_.inputs) {
        for (const spike_address& to : line) check(0, to.node);
    }
    for (std::size_t i = 0; i < image_.fields.size(); ++i) {
        check(0, image_.field_node[i]);
        for (const auto& gates : part_of_all(image_.fields[i]).gates_of_unit) {
            for (const auto& gate : gates) check(image_.field_node[i], gate.node);
        }
    }
}

void network_chip::count_on_ways(std::vector<link_load>& links, std::uint32_t from,
                                 std::uint32_t to, std::uint64_t packets) const {
    if (packets == 0) return;
    const std::uint32_t width = image_.mesh_width;
    const auto count = [&](mesh_side side) {
        links[from * mesh_sides + static_cast<std::uint32_t>(side)].flits += packets;
    };
    for (; from % width != to % width; from % width < to % width ? ++from : --from) {
        count(from % width < to % width ? mesh_side::east : mesh_side::west);
    }
    for (; from != to; from < to ? from += width : from -= width) {
        count(from < to ? mesh_side::south : mesh_side::north);
    }
    count(mesh_side::local);
}

mesh_load network_chip::load() const {
    if (mesh_) return mesh_->load(elapsed_cycles_);
    std::vector<link_load> links;
    for (std::uint32_t node = 0; node < image_.nodes(); ++node) {
        for (std::uint32_t s = 0; s < mesh_sides; ++s) {
            links.push_back({node, static_cast<mesh_side>(s)});
        }
    }
    for (std::size_t i = 0; i < image_.cores.size(); ++i) {
        const core_image& is = image_.cores[i];
        for (std::uint32_t c = 0; c < is.columns(); ++c) {
            for (std::uint32_t k = is.fan_out_begin[c]; k < is.fan_out_begin[c + 1]; ++k) {
                count_on_ways(links, image_.core_node[i], is.fan_out[k].node, spikes_of(i, c));
            }
        }
        count_on_ways(links, 0, image_.core_node[i], forced_[i]);
    }
    for (std::size_t line = 0; line < line_spikes_.size(); ++line) {
        for (const spike_address& to : image_.inputs[line]) {
            count_on_ways(links, 0, to.node, line_spikes_[line]);
        }
    }
    for (std::size_t i = 0; i < shares_.size(); ++i) {
        count_on_ways(links, 0, image_.field_node[i], controls_[i]);
        for (std::uint32_t node = 0; node < image_.nodes(); ++node) {
            count_on_ways(links, image_.field_node[i], node, shares_[i][node]);
        }
    }
    for (std::size_t i = 0; i < resource_packets_.size(); ++i) {
        count_on_ways(links, 0, image_.resource_node[i], resource_controls_[i]);
        for (std::uint32_t node = 0; node < image_.nodes(); ++node) {
            count_on_ways(links, image_.resource_node[i], node, resource_packets_[i][node]);
        }
    }
    const mesh_routing routing(image_.mesh_width, image_.mesh_height, {});
    mesh_load all{image_.mesh_width, image_.mesh_height, elapsed_cycles_, 1, {}};
    for (const link_load& l : links) {
        if (routing.has_link(l.node, l.side)) all.links.push_back(l);
    }
    return all;
}

}  // namespace memglia

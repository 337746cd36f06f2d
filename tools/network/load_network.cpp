#include "tools/network/load_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/choice.hpp"
#include "base/error.hpp"
#include "tools/config/load_config.hpp"
#include "tools/network/network_tables.hpp"

namespace memglia {

namespace {

using config_tree::node;

// The deepest node of a dotted path that the document has: what an error can point at.
const node& node_at(const node& root, std::string_view path) {
    const node* deepest = &root;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        std::string_view part = path.substr(0, dot);
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
        const std::size_t bracket = part.find('[');
        const node* next = deepest->find(part.substr(0, bracket));
        if (next == nullptr) break;
        deepest = next;
        if (bracket == std::string_view::npos) continue;
        std::size_t index = 0;
        std::from_chars(part.data() + bracket + 1, part.data() + part.size(), index);
        const config_tree::list* items = deepest->as_list();
        if (items == nullptr || index >= items->size()) break;
        deepest = &(*items)[index];
    }
    return *deepest;
}

// A name in a document is relative to the file that it stands in.
std::filesystem::path file_named(const config_tree::origin& at, const std::string& name) {
    std::filesystem::path file = name;
    if (file.is_relative() && at.file != config_tree::command_line) {
        file = std::filesystem::path(at.file).parent_path() / file;
    }
    return file;
}

std::string path_of(const char* list, std::size_t index, const std::string& below) {
    return std::string(list) + "[" + std::to_string(index) + "]." + below;
}

// The names of all tables, each with its place in the document.
template <class Visitor>
void for_each_table(network& net, const Visitor& visit) {
    for (std::size_t i = 0; i < net.populations.size(); ++i) {
        population& p = net.populations[i];
        if (p.spikes) visit(path_of("populations", i, "spikes"), p.spikes->file);
        if (p.clamp && !p.clamp->file.empty()) {
            visit(path_of("populations", i, "clamp"), p.clamp->file);
        }
        for (neuron_values& v : p.per_neuron) {
            visit(path_of("populations", i, "per_neuron." + word_of(v.parameter)), v.file);
        }
    }
    for (std::size_t i = 0; i < net.projections.size(); ++i) {
        if (!net.projections[i].file.empty()) {
            visit(path_of("projections", i, "file"), net.projections[i].file);
        }
    }
    for (std::size_t i = 0; i < net.astrocytes.size(); ++i) {
        if (auto& c = net.astrocytes[i].coupling; c && !c->file.empty()) {
            visit(path_of("astrocytes", i, "coupling.file"), c->file);
        }
    }
}

// Reads the tables of a network whose structure came from this document.
class table_reader {
  public:
    table_reader(network& net, const node& root, std::vector<std::filesystem::path>* read)
        : net_(net), root_(root), read_(read) {}

    void read_all() {
        for (std::size_t i = 0; i < net_.populations.size(); ++i) {
            population& p = net_.populations[i];
            const std::string path = "populations[" + std::to_string(i) + "]";
            if (p.spikes) {
                read(path + ".spikes", p.spikes->file, [&](const auto& file) {
                    p.spikes->spikes = read_spike_table(file, net_.tick_s);
                });
            }
            if (p.clamp && !p.clamp->file.empty()) {
                read(path + ".clamp", p.clamp->file, [&](const auto& file) {
                    p.clamp->spikes = read_spike_table(file, net_.tick_s);
                });
            }
            for (neuron_values& v : p.per_neuron) {
                read(path + ".per_neuron." + word_of(v.parameter), v.file,
                     [&v](const auto& file) { v.values = read_neuron_values(file); });
            }
        }
        for (std::size_t i = 0; i < net_.projections.size(); ++i) read_projection(i);
        for (std::size_t i = 0; i < net_.astrocytes.size(); ++i) {
            if (!net_.astrocytes[i].coupling) continue;
            coupling_config& c = *net_.astrocytes[i].coupling;
            if (c.graph != coupling_graph::list) continue;
            read("astrocytes[" + std::to_string(i) + "].coupling.file", c.file,
                 [&c](const auto& file) { c.edges = read_edge_table(file); });
        }
    }

  private:
    void read_projection(std::size_t i) {
        projection& p = net_.projections[i];
        const std::string path = "projections[" + std::to_string(i) + "].file";
        if (p.connect == connection_rule::list) {
            read(path, p.file,
                 [&](const auto& file) { p.table = read_synapse_table(file, net_.tick_s); });
        } else if (p.connect == connection_rule::matrix) {
            read(path, p.file, [&](const auto& file) {
                p.table = read_weight_matrix(file, size_of(p.source), size_of(p.target));
            });
        }
        require_weight(p, "projections[" + std::to_string(i) + "]");
    }

    // One that is forgotten would be 0, and the projection silent.
    void require_weight(const projection& p, const std::string& path) const {
        const node& here = node_at(root_, path);
        if (!p.table.weight.empty() || here.find("weight") != nullptr ||
            here.find("weight_spread") != nullptr) {
            return;
        }
        throw config_tree::error_at(here.at, path, "found no weight",
                                    "weight, weight_spread or weights in the file");
    }

    // 0 for a population that is not there, which check() says better.
    std::uint32_t size_of(const std::string& name) const {
        const std::size_t i = index_of(net_.populations, name);
        return i < net_.populations.size() ? net_.populations[i].size : 0;
    }

    template <class Reader>
    void read(const std::string& path, const std::string& name, const Reader& reader) {
        const config_tree::origin& at = node_at(root_, path).at;
        if (name.empty()) throw config_tree::error_at(at, path, "found no file", "its name");
        const std::filesystem::path file = file_named(at, name);
        if (read_ != nullptr) read_->push_back(file);
        try {
            reader(file);
        } catch (const input_error& e) {
            input_error::details d = e.data;
            d.hint += (d.hint.empty() ? "" : "; ") + path + " in " + at.file +
                      (at.line > 0 ? ":" + std::to_string(at.line) : "");
            throw input_error(d);
        }
    }

    network& net_;
    const node& root_;
    std::vector<std::filesystem::path>* read_;
};

}  // namespace

std::vector<network_input> take_inputs(network& net, const config_tree::node& document) {
    std::vector<network_input> inputs;
    for_each_table(net, [&](const std::string& path, std::string& name) {
        const std::filesystem::path file = file_named(node_at(document, path).at, name);
        if (!std::filesystem::is_regular_file(file)) return;
        const auto same = std::find_if(inputs.begin(), inputs.end(),
                                       [&](const network_input& i) { return i.file == file; });
        if (same != inputs.end()) {
            name = same->name;
            return;
        }
        const auto is_taken = [&](const std::string& wanted) {
            return std::any_of(inputs.begin(), inputs.end(),
                               [&](const network_input& i) { return i.name == wanted; });
        };
        std::string kept = "inputs/" + file.filename().string();
        for (std::size_t k = 2; is_taken(kept); ++k) {
            kept = fmt::format("inputs/{}_{}", k, file.filename().string());
        }
        inputs.push_back({file, kept});
        name = kept;
    });
    return inputs;
}

input_error placed(const input_error& e, const config_tree::node& document) {
    input_error::details d = e.data;
    const config_tree::origin& at = node_at(document, d.path).at;
    d.file = at.file;
    d.line = at.line;
    return input_error(d);
}

network load_network(const std::filesystem::path& file, const search_path& config_root,
                     const std::vector<std::string>& sets, std::vector<std::filesystem::path>* read,
                     config_tree::node* document) {
    const node root = load_tree(file, config_root, describe(network{}), sets, "networks");
    network net = bind<network>(root);
    if (read != nullptr) read->push_back(file);
    if (document != nullptr) *document = root;
    try {
        check_structure(net);
    } catch (const input_error& e) {
        throw placed(e, root);
    }
    table_reader(net, root, read).read_all();
    try {
        check(net);
    } catch (const input_error& e) {
        throw placed(e, root);
    }
    return net;
}

}  // namespace memglia

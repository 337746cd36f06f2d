#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "snan/network/network.hpp"
#include "tools/config/config_tree.hpp"
#include "tools/config/search_path.hpp"

namespace memglia {

/// A checked network from a YAML or JSON file, the tables that it names (paths relative to the file
/// that mentions them), and the "key=value" texts of --set. Throws input_error with file, line and
/// path; `read`, where given, gets every file that was looked at, and `document` the file as a
/// tree.
network load_network(const std::filesystem::path& file, const search_path& config_root,
                     const std::vector<std::string>& sets = {},
                     std::vector<std::filesystem::path>* read = nullptr,
                     config_tree::node* document = nullptr);

/// A table that a network was loaded with.
struct network_input {
    std::filesystem::path file;
    std::string name;  ///< under which a result folder keeps it: "inputs/weights.npy"
};

/// Gives every table of a loaded network the name that it has in a result folder, and returns where
/// they lie now. What is no file on a disk (a pipe) keeps its name and is left out.
std::vector<network_input> take_inputs(network& net, const config_tree::node& document);

/// An error about a path of a network, with file and line of the document that the network is from.
input_error placed(const input_error& e, const config_tree::node& document);

}  // namespace memglia

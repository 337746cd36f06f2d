#pragma once

#include <string>
#include <vector>

#include "tools/table/matrix_file.hpp"

namespace memglia {

/// An array of an .npz file.
struct named_array {
    std::string name;
    matrix table;
    bool is_list = false;  ///< one dimension: table.values alone count
};

/// As numpy.savez writes it: a zip archive of .npy files, not compressed, without dates, so the
/// same arrays are the same bytes. Throws error for more than 4 GiB.
std::string format_npz(const std::vector<named_array>& arrays);

}  // namespace memglia

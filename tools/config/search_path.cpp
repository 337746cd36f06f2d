#include "tools/config/search_path.hpp"

#include <system_error>

namespace memglia {

namespace fs = std::filesystem;

search_path search_path::operator/(std::string_view name) const {
    std::vector<fs::path> inner;
    for (const fs::path& folder : folders_) inner.push_back(folder / name);
    return search_path(std::move(inner));
}

std::optional<fs::path> search_path::find(const std::string& name) const {
    std::error_code unreadable;
    for (const fs::path& folder : folders_) {
        if (fs::exists(folder / name, unreadable)) return folder / name;
    }
    return std::nullopt;
}

std::string search_path::places_of(const std::string& name) const {
    std::string text;
    for (const fs::path& folder : folders_) {
        text += (text.empty() ? "" : " or ") + (folder / name).string();
    }
    return text;
}

}  // namespace memglia

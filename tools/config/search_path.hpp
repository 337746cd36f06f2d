#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memglia {

/// Folders in which a file is looked for; the first that has it wins.
class search_path {
  public:
    search_path(std::filesystem::path folder) : folders_{std::move(folder)} {}  // one is a path too
    explicit search_path(std::vector<std::filesystem::path> folders)
        : folders_(std::move(folders)) {}

    /// The folders of this name in each.
    search_path operator/(std::string_view name) const;

    /// The first folder's file of this name; nothing where no folder has one.
    std::optional<std::filesystem::path> find(const std::string& name) const;

    /// "A/NAME or B/NAME": where find() looks.
    std::string places_of(const std::string& name) const;

    const std::vector<std::filesystem::path>& folders() const { return folders_; }

  private:
    std::vector<std::filesystem::path> folders_;
};

}  // namespace memglia

#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace memglia {

/// Values of a JSON document by dotted path, with input_errors that say where. Keys that nobody
/// asks for are notes.
class case_reader {
  public:
    /// Throws input_error with the line of what is no JSON; `expected` names the kind of document.
    case_reader(std::string_view text, std::string file, const std::string& expected);

    const std::string& file() const { return file_; }

    [[noreturn]] void refuse(const std::string& path, const std::string& found,
                             const std::string& expected) const;

    /// Null if there is none.
    const nlohmann::json* find(const std::string& path) const;
    const nlohmann::json& at(const std::string& path) const;

    double number(const std::string& path) const { return number(at(path), path); }

    /// `path` is for the error alone.
    double number(const nlohmann::json& value, const std::string& path) const;

    /// More than `above`, or with `or_equal` at least that.
    double number(const std::string& path, double above, bool or_equal) const;
    double negative(const std::string& path, const std::string& expected) const;
    std::size_t count(const std::string& path) const;
    std::string text(const std::string& path) const;

    /// An optional key that is misspelt would be passed over like the notes that cases carry.
    void refuse_near_misses(const std::vector<std::string>& optional) const;

  private:
    std::string file_;
    nlohmann::json root_;
};

}  // namespace memglia

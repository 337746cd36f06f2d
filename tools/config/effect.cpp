#include "tools/config/effect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace memglia {

namespace fs = std::filesystem;
using config_tree::entry;
using config_tree::join_path;
using config_tree::node;
using config_tree::origin;

namespace {

/// A key that some file or --set gives a value.
struct given_key {
    std::string path;
    origin at;
};

bool is_at_or_below(const std::string& path, const std::string& above) {
    return path == above || path.starts_with(above + ".");
}

void append_given(const node& n, const std::string& path, const origin& at,
                  std::vector<given_key>& all) {
    const config_tree::map* entries = n.as_map();
    if (entries == nullptr) {
        if (!n.is_null()) all.push_back({path, at});
        return;
    }
    for (const entry& e : *entries) {
        append_given(e.value, join_path(path, e.key), e.key_at, all);
    }
}

std::string_view section_of(std::string_view path) {
    return path.substr(0, path.find('.'));
}

class origins {
  public:
    origins(const node& tree, const search_path& libraries) {
        std::error_code failure;
        library_ = fs::weakly_canonical(libraries.folders().back(), failure);
        append_given(tree, "", {}, given_);
    }

    const std::vector<given_key>& given() const { return given_; }

    /// Of a key, or of the one below it that was laid over the others; null if nothing was given.
    const origin* of(const std::string& path) const {
        const origin* last = nullptr;
        for (const given_key& key : given_) {
            if (!is_at_or_below(key.path, path)) continue;
            if (last == nullptr || key.at.depth < last->depth) last = &key.at;
        }
        return last;
    }

    /// Given by a --set, or by a file that did not come with the program: folders before the last
    /// are the user's.
    bool is_users(const origin& at) const {
        if (at.file.empty()) return false;
        if (at.file == config_tree::command_line) return true;
        std::error_code failure;
        const fs::path file = fs::weakly_canonical(at.file, failure);
        const fs::path inside = file.lexically_relative(library_);
        return inside.empty() || *inside.begin() == "..";
    }

  private:
    fs::path library_;
    std::vector<given_key> given_;
};

// "chip.crossbar.lines.r_word_ohm, ...r_bit_ohm" would be long: the struct and how many of it.
std::string counted(const std::string& path, std::size_t keys) {
    return keys > 1 ? fmt::format("{} ({} keys)", path, keys) : path;
}

}  // namespace

std::vector<std::string> check_unused(const node& tree, const unused_keys& unused,
                                      const search_path& libraries) {
    const origins known(tree, libraries);
    struct remark {
        std::string reason;
        std::vector<std::string> keys;
    };
    std::vector<remark> remarks;
    std::vector<std::string> named;
    for (const unused_key& key : unused) {
        const origin* decided = key.because.empty() ? nullptr : known.of(key.because);
        std::size_t overruled = 0;
        for (const given_key& given : known.given()) {
            if (!is_at_or_below(given.path, key.path)) continue;
            if (std::find(named.begin(), named.end(), given.path) != named.end()) continue;
            named.push_back(given.path);
            // A table in a file is whole, whatever reads it.
            const bool in_file = given.at.file != config_tree::command_line;
            if (key.part_of_table && key.because.empty() && in_file) continue;
            const bool later = decided != nullptr && decided->depth < given.at.depth;
            const bool users = known.is_users(given.at);
            // A file that serves several experiments or verbs may hold what another section
            // decides, or what this verb does not look at.
            const bool serves_many = given.at.depth > 1 && in_file;
            const bool elsewhere =
                key.because.empty()
                    ? serves_many
                    : given.at.depth > 1 && section_of(key.because) != section_of(key.path);
            if (users && !later && !elsewhere) {
                throw unused_key_error({.file = given.at.file,
                                        .line = given.at.line,
                                        .path = given.path,
                                        .found = "found a key without effect: " + key.reason,
                                        .expected = key.instead,
                                        .hint = "or leave it out"});
            }
            const bool chosen = (later && known.is_users(*decided)) || (users && elsewhere);
            if (chosen && given.at.depth < config_tree::default_depth) ++overruled;
        }
        if (overruled == 0) continue;
        const auto same = std::find_if(remarks.begin(), remarks.end(),
                                       [&](const remark& r) { return r.reason == key.reason; });
        if (same == remarks.end()) {
            remarks.push_back({key.reason, {counted(key.path, overruled)}});
        } else {
            same->keys.push_back(counted(key.path, overruled));
        }
    }
    std::vector<std::string> lines;
    for (const remark& r : remarks) {
        constexpr std::size_t most = 4;
        const bool all = r.keys.size() <= most;
        const auto shown = static_cast<std::ptrdiff_t>(all ? r.keys.size() : most - 1);
        lines.push_back(fmt::format(
            "without effect: {}{} ({})", fmt::join(r.keys.begin(), r.keys.begin() + shown, ", "),
            all ? "" : fmt::format(" and {} more", r.keys.size() - most + 1), r.reason));
    }
    return lines;
}

namespace {

// True if nothing is left.
bool erase_path(nlohmann::ordered_json& document, std::string_view path) {
    const std::size_t dot = path.find('.');
    const std::string key(path.substr(0, dot));
    const auto slot = document.find(key);
    if (slot == document.end()) return false;
    if (dot == std::string_view::npos || erase_path(*slot, path.substr(dot + 1))) {
        document.erase(key);
    }
    return document.empty();
}

}  // namespace

nlohmann::ordered_json without(nlohmann::ordered_json document, const unused_keys& unused) {
    for (const unused_key& key : unused) {
        if (!key.part_of_table) erase_path(document, key.path);
    }
    return document;
}

nlohmann::ordered_json unused_json(const unused_keys& unused) {
    auto list = nlohmann::ordered_json::array();
    for (const unused_key& key : unused) {
        list.push_back({{"key", key.path}, {"reason", key.reason}});
    }
    return list;
}

}  // namespace memglia

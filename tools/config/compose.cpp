#include "tools/config/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "tools/config/library.hpp"
#include "tools/config/near_miss.hpp"
#include "tools/table/files.hpp"

namespace memglia {

namespace fs = std::filesystem;
using config_tree::entry;
using config_tree::error_at;
using config_tree::found_text;
using config_tree::join_path;
using config_tree::node;
using config_tree::scalar;

namespace {

// By which items of a list are told apart.
constexpr std::string_view item_key = "name";

// What may stand at one place of the document.
struct place {
    const struct_info& members;
    std::string_view presets;  ///< where a NAME resolves; may be empty
    std::string path;
};

// A file that something in the configuration asks for.
struct reference {
    fs::path file;
    config_tree::origin asked_at;
    std::string path;                                    ///< dotted key that asks
    std::string found;                                   ///< how it asks
    std::optional<search_path> names_in = std::nullopt;  ///< where a name was looked for
};

// Files beside the one that is missing and of its kind.
std::vector<std::string> names_beside(const fs::path& file) {
    std::vector<std::string> names;
    std::error_code failure;
    const bool json = file.extension() == ".json";
    for (const auto& item : fs::directory_iterator(
             file.has_parent_path() ? file.parent_path() : fs::path("."), failure)) {
        const std::string name = item.path().filename().string();
        if (!is_config_path(name) || item.is_directory(failure)) continue;
        if (name.ends_with(".json") == json) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

input_error missing_file(const reference& wanted) {
    if (wanted.names_in) {
        const std::vector<std::string> names = library_names(*wanted.names_in);
        return error_at(wanted.asked_at, wanted.path,
                        fmt::format("{}there is no file {}", wanted.found,
                                    wanted.names_in->places_of(wanted.file.filename().string())),
                        names.empty() ? "" : one_of(names),
                        names.empty()
                            ? "no configuration in folder " + wanted.names_in->places_of("")
                            : did_you_mean(wanted.file.stem().string(), names));
    }
    // Not every file there is memglia's: only a near one is worth naming.
    return error_at(wanted.asked_at, wanted.path,
                    fmt::format("{}there is no file {}", wanted.found, wanted.file.string()), "",
                    did_you_mean(wanted.file.filename().string(), names_beside(wanted.file)));
}

// The file of a library's entry; one that does not exist where no folder has it.
fs::path first_file(const search_path& library, const std::string& name) {
    return library.find(name + ".yaml").value_or(library.folders().front() / (name + ".yaml"));
}

std::string read_file(const reference& wanted) {
    constexpr std::size_t most_bytes = std::size_t{1} << 20;
    std::error_code failure;
    if (!fs::exists(wanted.file, failure)) throw missing_file(wanted);
    try {
        return read_text(wanted.file, most_bytes);
    } catch (const input_error& problem) {
        throw error_at(wanted.asked_at, wanted.path,
                       fmt::format("{}cannot read {}: {}", wanted.found, wanted.file.string(),
                                   problem.data.found),
                       problem.data.expected);
    }
}

// What a result (result.json, summary.json) says it was made with stands for the result: of a
// network that ran on a chip both the network and the chip.
node configuration_in(node document, std::string_view library) {
    if (document.find("schema") == nullptr) return document;
    const node* part = &document;
    if (library == "network_chips") part = document.find("chip");
    for (const char* key : {"configuration", "config"}) {
        if (part == nullptr) break;
        if (const node* found = part->find(key); found != nullptr && found->as_map() != nullptr) {
            return node(*found);
        }
    }
    return document;
}

class composer {
  public:
    explicit composer(search_path config_root) : config_root_(std::move(config_root)) {}

    node load(const reference& wanted, const place& here);

    /// `over` laid over `base`, which is composed already.
    node merge(node base, const node& over, const place& here);

    /// What is merged from here on was given by --set, and files that it names lie below the first.
    void begin_sets() { lowest_depth_ = 1; }

    /// The map with the default entry of every library about which it says nothing.
    node complete(node map, const place& here);

  private:
    static bool changes_part(const node& over, const node& base, const repeated_struct& repeated);
    /// `over` is a map from names to changes; `item.path` is the list's.
    void change_items(node& base, const node& over, const place& item);
    reference resolve(const node& name_node, const place& here) const;
    void refuse_circle(const reference& wanted, const fs::path& file) const;

    search_path config_root_;
    std::vector<fs::path> open_files_;  ///< each named by the one before it
    std::size_t files_read_ = 0;
    unsigned lowest_depth_ = 0;  ///< above 0: what is loaded lies below the experiment's file
};

node composer::load(const reference& wanted, const place& here) {
    // Files that name many others, which name many others, double with every level.
    constexpr std::size_t most_files = 100;
    if (++files_read_ > most_files) {
        throw error_at(wanted.asked_at, wanted.path,
                       fmt::format("{}more than {} files have been read", wanted.found, most_files),
                       "fewer 'from' and library names");
    }
    const std::string text = read_file(wanted);
    const fs::path file = fs::weakly_canonical(wanted.file);
    refuse_circle(wanted, file);
    open_files_.push_back(file);
    const auto depth = lowest_depth_ + static_cast<unsigned>(open_files_.size());
    node document = config_tree::parse_document(text, wanted.file.string(), depth);
    node root = merge({}, configuration_in(std::move(document), here.presets), here);
    open_files_.pop_back();
    return root;
}

void composer::refuse_circle(const reference& wanted, const fs::path& file) const {
    const auto first = std::find(open_files_.begin(), open_files_.end(), file);
    if (first == open_files_.end()) return;
    std::string circle;
    for (auto f = first; f != open_files_.end(); ++f) circle += f->filename().string() + " -> ";
    throw error_at(wanted.asked_at, wanted.path,
                   fmt::format("found a circle of 'from': {}{}", circle, file.filename().string()),
                   "files that do not name each other in a circle",
                   open_files_.back() == file
                       ? "a file stands in place of the library's of its name; give it another "
                         "name to start from that"
                       : "");
}

reference composer::resolve(const node& name_node, const place& here) const {
    const scalar* s = name_node.as_scalar();
    if (s == nullptr || s->text.empty()) {
        throw error_at(name_node.at, here.path,
                       s != nullptr ? "found an empty name" : found_text(name_node),
                       "the name of a file");
    }
    reference wanted{{}, name_node.at, here.path, fmt::format("found '{}', but ", s->text)};
    if (is_config_path(s->text)) {
        const bool typed = name_node.at.file == config_tree::command_line;
        const fs::path folder = typed ? fs::path() : fs::path(name_node.at.file).parent_path();
        wanted.file = (folder / s->text).lexically_normal();
        return wanted;
    }
    if (here.presets.empty()) {
        throw error_at(name_node.at, here.path, found_text(name_node), "a path to a .yaml file",
                       "this key has no library of names");
    }
    wanted.names_in = config_root_ / here.presets;
    wanted.file = first_file(*wanted.names_in, s->text);
    return wanted;
}

// Whether a --set goes below a list of named things, or below a struct that may be missing.
bool composer::changes_part(const node& over, const node& base, const repeated_struct& repeated) {
    if (over.at.file != config_tree::command_line || over.as_map() == nullptr) return false;
    if (!repeated.in_list) return base.as_map() != nullptr;
    return base.as_list() != nullptr &&
           std::any_of(repeated.item.begin(), repeated.item.end(),
                       [](const member_info& m) { return m.info.name == item_key; });
}

void composer::change_items(node& base, const node& over, const place& item) {
    auto& items = std::get<config_tree::list>(base.value);
    for (const entry& e : *over.as_map()) {
        std::vector<std::string> names;
        node* changed = nullptr;
        for (node& candidate : items) {
            const node* name = candidate.find(item_key);
            if (name == nullptr || name->as_scalar() == nullptr) continue;
            names.push_back(name->as_scalar()->text);
            if (names.back() == e.key) changed = &candidate;
        }
        if (changed == nullptr) {
            throw error_at(e.key_at, item.path,
                           fmt::format("found '{}', but there is nothing of that name", e.key),
                           names.empty() ? "" : one_of(names), did_you_mean(e.key, names));
        }
        if (e.value.as_map() == nullptr) {
            throw error_at(e.value.at, join_path(item.path, e.key), found_text(e.value),
                           fmt::format("a key below it, as in {}.{}.KEY=VALUE", item.path, e.key));
        }
        *changed =
            merge(std::move(*changed), e.value, {item.members, "", join_path(item.path, e.key)});
    }
}

node composer::merge(node base, const node& over, const place& here) {
    if (over.as_scalar() != nullptr && !here.presets.empty()) {
        return load(resolve(over, here), here);
    }
    if (over.is_null() && base.as_map() != nullptr) {
        // In a file an empty section is a heading; on the command line it is a lost value.
        if (over.at.file != config_tree::command_line) return base;
        throw error_at(over.at, here.path, found_text(over),
                       here.presets.empty() ? "key=value below it" : "a name or a map");
    }
    if (over.as_map() == nullptr) return over;

    if (const node* name = over.find(from_key)) {
        const place there{here.members, here.presets, join_path(here.path, from_key)};
        base = load(resolve(*name, there), here);
    }
    // A --set changes keys of a map; the map stays where it was written.
    const bool keeps_place = base.as_map() != nullptr && over.at.file == config_tree::command_line;
    node merged{config_tree::map{}, keeps_place ? base.at : over.at};
    auto& entries = std::get<config_tree::map>(merged.value);
    if (auto* inherited = std::get_if<config_tree::map>(&base.value)) {
        entries = std::move(*inherited);
    }

    for (const entry& e : *over.as_map()) {
        if (e.key == from_key) continue;
        auto slot = std::find_if(entries.begin(), entries.end(),
                                 [&](const entry& other) { return other.key == e.key; });
        if (slot == entries.end()) slot = entries.insert(slot, {e.key, e.key_at, {}});
        const auto member =
            std::find_if(here.members.begin(), here.members.end(),
                         [&](const member_info& m) { return m.info.name == e.key; });
        const struct_info* inner = member != here.members.end() ? member->merged_by() : nullptr;
        slot->key_at = e.key_at;
        const repeated_struct* repeated =
            member != here.members.end() ? member->as_repeated() : nullptr;
        if (repeated != nullptr && changes_part(e.value, slot->value, *repeated)) {
            const place there{repeated->item, "", join_path(here.path, e.key)};
            if (repeated->in_list) {
                change_items(slot->value, e.value, there);
            } else {
                slot->value = merge(std::move(slot->value), e.value, there);
            }
            continue;
        }
        slot->value = inner == nullptr
                          ? e.value
                          : merge(std::move(slot->value), e.value,
                                  {*inner, member->info.presets, join_path(here.path, e.key)});
    }
    return merged;
}

node composer::complete(node map, const place& here) {
    auto* entries = std::get_if<config_tree::map>(&map.value);
    if (entries == nullptr) return map;
    for (const member_info& member : here.members) {
        const struct_info* inner = member.as_struct();
        if (inner == nullptr) continue;
        const field& f = member.info;
        const place there{*inner, f.presets, join_path(here.path, f.name)};
        const auto slot = std::find_if(entries->begin(), entries->end(), [&](const entry& e) {
            return e.key == f.name && !e.value.is_null();
        });
        if (slot != entries->end()) {
            slot->value = complete(std::move(slot->value), there);
            continue;
        }
        node missing{config_tree::map{}, map.at};
        if (!f.preset.empty()) {
            const search_path library = config_root_ / f.presets;
            lowest_depth_ = config_tree::default_depth;
            missing = load({first_file(library, std::string(f.preset)), map.at, there.path,
                            "found nothing, and ", library},
                           there);
            lowest_depth_ = 0;
        }
        missing = complete(std::move(missing), there);
        if (missing.as_map()->empty()) continue;
        std::erase_if(*entries, [&](const entry& e) { return e.key == f.name; });
        entries->push_back({std::string(f.name), map.at, std::move(missing)});
    }
    return map;
}

// "a.b=c" as {a: {b: c}}.
node parse_set(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        throw usage_error(fmt::format("--set '{}' has no '=': write --set key=value", text));
    }
    const std::string path = text.substr(0, equals);
    node value = config_tree::parse_value(text.substr(equals + 1), path);
    const config_tree::origin typed = value.at;
    std::string_view keys = path;
    for (bool more = true; more;) {
        const std::size_t dot = keys.rfind('.');
        more = dot != std::string_view::npos;
        const std::string_view key = more ? keys.substr(dot + 1) : keys;
        if (key.empty()) {
            throw usage_error(fmt::format("--set '{}' has an empty key: write a.b=c", text));
        }
        value = {config_tree::map{{std::string(key), typed, std::move(value)}}, typed};
        if (more) keys = keys.substr(0, dot);
    }
    return value;
}

}  // namespace

node load_tree(const fs::path& file, const search_path& config_root, const struct_info& members,
               const std::vector<std::string>& sets, std::string_view library) {
    composer compose(config_root);
    const place top{members, library, ""};
    node root{config_tree::map{}, {"", 0, config_tree::default_depth}};
    if (!file.empty()) root = compose.load({file, {file.string(), 0}, "", "", {}}, top);
    root = compose.complete(std::move(root), top);
    compose.begin_sets();
    for (const std::string& set : sets) root = compose.merge(std::move(root), parse_set(set), top);
    return root;
}

}  // namespace memglia

#include "tools/config/config_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace memglia::config_tree {

namespace {

const entry* find_entry(const map& entries, std::string_view key) {
    const auto hit =
        std::find_if(entries.begin(), entries.end(), [&](const entry& e) { return e.key == key; });
    return hit == entries.end() ? nullptr : &*hit;
}

// What a document may hold once every alias stands for its anchor's content. Configurations have
// some hundred nodes, six deep.
constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t most_depth = 64;
constexpr std::size_t most_text = std::size_t{4} << 20;

// Nodes, the characters of their texts, and how deep they are nested.
struct extent {
    std::size_t nodes = 1;
    std::size_t text = 0;
    std::size_t depth = 0;

    void take_in(const extent& inner) {
        nodes += inner.nodes;
        text += inner.text;
        depth = std::max(depth, inner.depth + 1);
    }
};

// Turns the events of yaml-cpp into a tree. An alias becomes a copy of what its anchor holds.
class tree_builder : public YAML::EventHandler {
  public:
    tree_builder(origin document, std::string path, bool has_lines)
        : document_(std::move(document)), path_(std::move(path)), has_lines_(has_lines) {}

    node take_root() { return std::move(root_); }

    origin at(const YAML::Mark& mark) const {
        const bool known = has_lines_ && !mark.is_null();
        return {document_.file, known ? static_cast<std::size_t>(mark.line) + 1 : 0,
                document_.depth};
    }

    /// Dotted key of the place the parser has reached.
    std::string path() const {
        std::string text = path_;
        for (const frame& f : open_) {
            if (f.key) text = join_path(text, f.key->key);
        }
        return text;
    }

    /// Where the key stands whose value is being read; the mark if there is none.
    origin reached(const YAML::Mark& mark) const {
        origin last = at(mark);
        for (const frame& f : open_) {
            if (f.key) last = f.key->at;
        }
        return last;
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (has_document_) {
            throw error_at(at(mark), path_, "found a second document", "one document",
                           "remove what follows the first one");
        }
        has_document_ = true;
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        put_leaf({std::monostate{}, at(mark)}, anchor, {});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto hit = anchors_.find(anchor);
        if (hit == anchors_.end()) {
            throw error_at(at(mark), path(), "found an alias that stands inside its own anchor");
        }
        require_room(hit->second.size, at(mark));
        put(hit->second.content, YAML::NullAnchor, hit->second.size);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const bool quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        put_leaf({scalar{value, quoted}, at(mark)}, anchor, {.text = value.size()});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open({list{}, at(mark)}, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open({map{}, at(mark)}, anchor);
    }
    void OnMapEnd() override { close(); }

  private:
    struct pending_key {
        std::string key;
        origin at;
    };
    struct frame {
        node container;
        YAML::anchor_t anchor;
        extent size;
        std::optional<pending_key> key;  ///< a map's key that still waits for its value
    };
    struct anchored {
        node content;
        extent size;
    };

    // Before anything is copied: what is to come next would make the document too large.
    void require_room(const extent& next, const origin& where) {
        if (open_.size() + next.depth > most_depth) {
            throw error_at(where, path(), fmt::format("found more than {} levels", most_depth),
                           "a document that is nested less deeply");
        }
        taken_.take_in(next);
        if (taken_.nodes > most_nodes || taken_.text > most_text) {
            throw error_at(where, path(),
                           taken_.nodes > most_nodes
                               ? fmt::format("found more than {} values", most_nodes)
                               : fmt::format("found more than {} bytes of text", most_text),
                           "a smaller document", "an alias counts as what it stands for");
        }
    }

    void open(node container, YAML::anchor_t anchor) {
        require_room({.depth = 1}, container.at);
        open_.push_back({std::move(container), anchor, {}, std::nullopt});
    }

    void put_leaf(node n, YAML::anchor_t anchor, const extent& size) {
        require_room(size, n.at);
        put(std::move(n), anchor, size);
    }

    void close() {
        frame done = std::move(open_.back());
        open_.pop_back();
        put(std::move(done.container), done.anchor, done.size);
    }

    void put(node n, YAML::anchor_t anchor, const extent& size) {
        if (anchor != YAML::NullAnchor) {
            require_room(size, n.at);  // the copy
            anchors_[anchor] = {n, size};
        }
        if (open_.empty()) {
            root_ = std::move(n);
            return;
        }
        frame& top = open_.back();
        top.size.take_in(size);
        if (list* items = std::get_if<list>(&top.container.value)) {
            items->push_back(std::move(n));
        } else if (top.key) {
            if (n.is_null()) n.at = top.key->at;  // yaml-cpp marks what follows a missing value
            map& entries = std::get<map>(top.container.value);
            entries.push_back({std::move(top.key->key), std::move(top.key->at), std::move(n)});
            top.key.reset();
        } else {
            take_key(top, n);
        }
    }

    void take_key(frame& top, const node& n) {
        const scalar* text = n.as_scalar();
        if (text == nullptr) throw error_at(n.at, path(), found_text(n) + " as a key", "a name");
        if (const entry* first = find_entry(std::get<map>(top.container.value), text->text)) {
            const std::size_t line = first->key_at.line;
            throw error_at(n.at, join_path(path(), text->text),
                           fmt::format("duplicate key '{}'", text->text), "each key once",
                           line > 0 ? fmt::format("first given on line {}", line) : "");
        }
        top.key = pending_key{text->text, n.at};
    }

    origin document_;
    std::string path_;
    bool has_lines_;
    bool has_document_ = false;
    node root_;
    std::vector<frame> open_;
    std::map<YAML::anchor_t, anchored> anchors_;
    extent taken_;  ///< by the tree and by what the anchors keep
};

// yaml-cpp ends an unclosed quote at the end of the text, keys and all, if a line break precedes
// it. An end-of-document mark after the text makes that an error.
node parse(const std::string& text, tree_builder builder) {
    std::istringstream stream(text + "\n...\n");
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& e) {
        if (e.msg == YAML::ErrorMsg::DOC_IN_SCALAR) {
            throw error_at(builder.reached(e.mark), builder.path(), "found a quote that never ends",
                           "a closing quote");
        }
        origin where = builder.at(e.mark);
        const auto breaks = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        where.line = std::min(where.line, breaks + (text.ends_with('\n') ? 0 : 1));
        throw error_at(where, builder.path(), "malformed YAML: " + e.msg);
    }
    return builder.take_root();
}

}  // namespace

const node* node::find(std::string_view key) const {
    const map* entries = as_map();
    const entry* hit = entries != nullptr ? find_entry(*entries, key) : nullptr;
    return hit != nullptr ? &hit->value : nullptr;
}

node parse_document(const std::string& text, const std::string& file, unsigned depth) {
    node root = parse(text, tree_builder({file, 0, depth}, "", true));
    if (root.is_null()) {
        throw error_at({file, 0}, "", "found an empty file", "a map of keys",
                       "write {} to keep every default");
    }
    if (root.as_map() == nullptr) {
        throw error_at(root.at, "", found_text(root), "a map of keys at the top of the file");
    }
    return root;
}

node parse_value(const std::string& text, const std::string& path) {
    node value = parse(text, tree_builder({std::string(command_line)}, path, false));
    value.at.file = command_line;
    return value;
}

std::string found_text(const node& n) {
    if (const scalar* s = n.as_scalar()) return fmt::format("found '{}' (text)", s->text);
    if (n.as_list() != nullptr) return "found a list";
    return n.as_map() != nullptr ? "found a map" : "found nothing";
}

std::string join_path(const std::string& parent, std::string_view key) {
    if (parent.empty() || key.empty()) return parent + std::string(key);
    return fmt::format("{}.{}", parent, key);
}

input_error error_at(const origin& at, std::string path, std::string found, std::string expected,
                     std::string hint) {
    return input_error({at.file, at.line, std::move(path), std::move(found), std::move(expected),
                        std::move(hint)});
}

}  // namespace memglia::config_tree

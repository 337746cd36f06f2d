#include <fmt/format.h>

#include "tools/cli/completion.hpp"
#include "tools/cli/pages.hpp"
#include "tools/cli/paragraphs.hpp"

namespace memglia {

namespace {

constexpr const char* opening = R"zsh(#compdef memglia
# zsh completion for memglia, made by: memglia completion zsh

_memglia_entries() {
    local -a names
    names=(${(f)"$(memglia completion --entries $1 2>/dev/null)"})
    _alternative 'names:name:compadd -a names' 'files:file:_files'
}

_memglia_keys() {
    local -a keys
    keys=(${(f)"$(memglia completion --keys "$1" 2>/dev/null)"})
    compadd -S = -a keys
}

)zsh";

// Inside single quotes and _arguments' brackets.
std::string quoted(const std::string& text) {
    std::string line = filled(text, text.size() + 1);
    std::string safe;
    for (const char c : line) {
        if (c == '\'') {
            safe += "'\\''";
        } else if (c == '[' || c == ']' || c == ':') {
            safe += std::string("\\") + c;
        } else {
            safe += c == '\n' ? ' ' : c;
        }
    }
    while (safe.ends_with(' ')) safe.pop_back();
    return safe;
}

std::string action(const value_place& place, const std::string& path) {
    switch (place.kind) {
        case value_kind::file:
            return "_files";
        case value_kind::folder:
            return "_files -/";
        case value_kind::entry:
            return "_memglia_entries " + place.entries;
        case value_kind::key:
            return fmt::format("{{_memglia_keys \"{}\"}}", path);
        case value_kind::word:
            return fmt::format("({})", fmt::join(place.words, " "));
        case value_kind::any:
            break;
    }
    return " ";
}

std::string function_name(const page& p) {
    std::string name = "_" + p.name();
    for (char& c : name) c = c == '-' ? '_' : c;
    return name;
}

std::string inner_list(const page& p) {
    std::string text = "    local -a verbs=(\n";
    for (const auto& [name, summary] : p.inner) {
        text += fmt::format("        '{}:{}'\n", name, quoted(summary));
    }
    if (p.path.empty()) text += "        'help:explain a verb'\n";
    return text + "    )\n";
}

std::string arguments_of(const page& p) {
    std::string text = "_arguments -s";
    for (const page_option& o : p.options) {
        const std::string value = o.value_name.empty() ? ""
                                                       : fmt::format(":{}:{}", quoted(o.value_name),
                                                                     action(o.value, p.path));
        const std::string body = fmt::format("[{}]{}", quoted(o.text), value);
        const std::string repeat = o.value.kind == value_kind::key ? "*" : "";
        text += fmt::format(" \\\n        '{}--{}{}'", repeat, o.long_name, body);
        if (!o.short_name.empty()) {
            text += fmt::format(" \\\n        '{}-{}{}'", repeat, o.short_name, body);
        }
    }
    if (!p.positional.empty()) {
        text += fmt::format(" \\\n        '*:{}:{}'", quoted(p.positional),
                            action(p.positional_value, p.path));
    }
    return text + '\n';
}

std::string function_of(const page& p) {
    std::string text = function_name(p) + "() {\n";
    if (!p.inner.empty()) {
        text += inner_list(p);
        text += "    if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then\n";
        text += "        _describe verb verbs\n";
        if (p.positional_value.kind == value_kind::entry) {
            text += fmt::format("        _memglia_entries {}\n", p.positional_value.entries);
        }
        text += "        return\n    fi\n    case $words[2] in\n";
        for (const auto& [name, summary] : p.inner) {
            text += fmt::format("        {}) shift words; (( CURRENT-- )); {}_{}; return ;;\n",
                                name, function_name(p), name);
        }
        if (p.path.empty()) text += "        help) _describe verb verbs; return ;;\n";
        text += "    esac\n";
    }
    return text + "    " + arguments_of(p) + "}\n\n";
}

}  // namespace

std::string zsh_completion() {
    std::string text = opening;
    const std::vector<page> pages = all_pages();
    for (std::size_t i = pages.size(); i-- > 0;) text += function_of(pages[i]);
    return text + "_memglia \"$@\"\n";
}

}  // namespace memglia

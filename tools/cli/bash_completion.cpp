#include <fmt/format.h>

#include "tools/cli/completion.hpp"
#include "tools/cli/pages.hpp"

namespace memglia {

namespace {

// readline splits words at '=': "--out=x" is three of them, "--set a=b" four.
constexpr const char* opening =
    R"bash(# bash completion for memglia, made by: memglia completion bash

_memglia_of() {
    # $1 kind, $2 what of it, $3 the word so far
    case $1 in
        file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$3") ;;
        folder) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$3") ;;
        entry)
            mapfile -t COMPREPLY < <(
                compgen -W "$("${COMP_WORDS[0]}" completion --entries "$2" 2>/dev/null)" -- "$3")
            if [[ ${#COMPREPLY[@]} -eq 0 || $3 == */* ]]; then _memglia_of file '' "$3"; fi ;;
        key)
            compopt -o nospace 2>/dev/null
            mapfile -t COMPREPLY < <(
                compgen -S = -W "$("${COMP_WORDS[0]}" completion --keys "$2" 2>/dev/null)" -- "$3") ;;
        word) mapfile -t COMPREPLY < <(compgen -W "$2" -- "$3") ;;
    esac
}

_memglia() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local verb=${COMP_WORDS[1]} words='' kind=any of=''
    COMPREPLY=()
    local split=''
    if [[ $word == = ]]; then
        word='' split=1
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]} split=1
    fi
    # Behind the '=' of a key, not of an option, nothing is known.
    if [[ -n $split && $before != -* ]]; then return; fi
    if ((COMP_CWORD == 1)); then
        verb=''
    elif ((COMP_CWORD > 2)); then
        case "$verb ${COMP_WORDS[2]}" in
)bash";

constexpr const char* closing = R"bash(        *) return ;;
    esac
    if [[ $word == -* ]]; then
        _memglia_of word "$words" "$word"
    else
        _memglia_of "$kind" "$of" "$word"
    fi
}

complete -F _memglia memglia
)bash";

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

// "folder ''", the first two arguments of _memglia_of.
std::string place_text(const value_place& place, const std::string& path) {
    switch (place.kind) {
        case value_kind::file:
            return "file ''";
        case value_kind::folder:
            return "folder ''";
        case value_kind::entry:
            return "entry " + place.entries;
        case value_kind::key:
            return fmt::format("key '{}'", path);
        case value_kind::word:
            return fmt::format("word '{}'", joined(place.words));
        case value_kind::any:
            break;
    }
    return "any ''";
}

std::string case_of(const page& p) {
    std::vector<std::string> words;
    std::string values;
    for (const page_option& option : p.options) {
        words.push_back("--" + option.long_name);
        if (!option.short_name.empty()) words.push_back("-" + option.short_name);
        if (option.value_name.empty()) continue;
        values += fmt::format("                {}--{}) _memglia_of {} \"$word\"; return ;;\n",
                              option.short_name.empty() ? "" : "-" + option.short_name + " | ",
                              option.long_name, place_text(option.value, p.path));
    }
    std::vector<std::string> inner;
    for (const auto& [name, summary] : p.inner) inner.push_back(name);
    if (p.path.empty()) inner.emplace_back("help");
    std::string text =
        fmt::format("        '{}')\n            words='{}'\n", p.path, joined(words));
    if (!values.empty()) {
        text += "            case $before in\n" + values + "            esac\n";
    }
    const value_place& place = p.positional_value;
    if (!inner.empty()) {
        // A sub-verb, or what the verb itself takes.
        const std::string verb_word = p.path.empty() ? "1" : "2";
        text += fmt::format("            if ((COMP_CWORD == {})) && [[ $word != -* ]]; then\n",
                            verb_word);
        if (place.kind == value_kind::entry) {
            text += fmt::format(
                "                if [[ $word == */* ]]; then _memglia_of file '' \"$word\"; "
                "return; fi\n"
                "                _memglia_of word \"{} $(\"${{COMP_WORDS[0]}}\" completion "
                "--entries {} 2>/dev/null)\" \"$word\"\n",
                joined(inner), place.entries);
        } else {
            text += fmt::format("                _memglia_of word '{}' \"$word\"\n", joined(inner));
        }
        text += "                return\n            fi\n";
    }
    if (place.kind != value_kind::any) {
        const std::string both = place_text(place, p.path);
        const auto space = both.find(' ');
        text += fmt::format("            kind={} of={}\n", both.substr(0, space),
                            both.substr(space + 1));
    }
    return text + "            ;;\n";
}

}  // namespace

std::string bash_completion() {
    const std::vector<page> pages = all_pages();
    std::string text = opening;
    std::vector<std::string> verbs;
    for (const page& p : pages) {
        if (p.path.find(' ') != std::string::npos) {
            text += fmt::format("            '{}') verb='{}' ;;\n", p.path, p.path);
        } else if (!p.path.empty()) {
            verbs.push_back(p.path);
        }
    }
    text += "        esac\n    fi\n    case $verb in\n";
    for (const page& p : pages) text += case_of(p);
    // memglia help VERB
    text += fmt::format("        help) kind=word of='{}' ;;\n", joined(verbs));
    return text + closing;
}

}  // namespace memglia

#include <fmt/format.h>

#include "tools/cli/completion.hpp"
#include "tools/cli/pages.hpp"
#include "tools/cli/paragraphs.hpp"

namespace memglia {

namespace {

std::string quoted(const std::string& text) {
    std::string safe = "'";
    for (const char c : filled(text, text.size() + 1)) {
        if (c == '\n') continue;
        if (c == '\'' || c == '\\') safe += '\\';
        safe += c;
    }
    return safe + "'";
}

// What follows an option or stands alone.
std::string arguments_of(const value_place& place, const std::string& path) {
    switch (place.kind) {
        case value_kind::file:
            return " -r -F";
        case value_kind::folder:
            return " -x -a '(__fish_complete_directories)'";
        case value_kind::entry:
            return fmt::format(" -r -F -a '(memglia completion --entries {})'", place.entries);
        case value_kind::key:
            return fmt::format(" -x -a '(memglia completion --keys \"{}\")'", path);
        case value_kind::word:
            return fmt::format(" -x -a '{}'", fmt::join(place.words, " "));
        case value_kind::any:
            break;
    }
    return " -x";
}

// True where the words so far begin with those of the page and of no page below it.
std::string condition(const page& p) {
    if (p.path.empty()) return "__fish_use_subcommand";
    std::string test = "__memglia_at " + p.path;
    for (const auto& [name, summary] : p.inner) {
        test += fmt::format("; and not __memglia_at {} {}", p.path, name);
    }
    return test;
}

constexpr const char* opening =
    R"fish(# fish completion for memglia, made by: memglia completion fish
function __memglia_at
    set -l words (commandline -opc)
    for at in (seq (count $argv))
        test "$words[(math $at + 1)]" = "$argv[$at]"; or return 1
    end
end
complete -c memglia -f
)fish";

}  // namespace

std::string fish_completion() {
    std::string text = opening;
    text += "complete -c memglia -n __fish_use_subcommand -a help -d 'explain a verb'\n";
    for (const page& p : all_pages()) {
        const std::string start = fmt::format("complete -c memglia -n '{}'", condition(p));
        for (const auto& [name, summary] : p.inner) {
            text += fmt::format("{} -a {} -d {}\n", start, name, quoted(summary));
            if (!p.path.empty()) continue;
            text += fmt::format("complete -c memglia -n '__memglia_at help' -a {}\n", name);
        }
        if (p.positional_value.kind == value_kind::entry) {
            text += fmt::format("{} -F -a '(memglia completion --entries {})'\n", start,
                                p.positional_value.entries);
        } else if (p.positional_value.kind == value_kind::word) {
            text += fmt::format("{} -a '{}'\n", start, fmt::join(p.positional_value.words, " "));
        } else if (!p.positional.empty()) {
            text += start + " -F\n";
        }
        for (const page_option& o : p.options) {
            text += fmt::format("{} -l {}{}{} -d {}\n", start, o.long_name,
                                o.short_name.empty() ? "" : " -s " + o.short_name,
                                o.value_name.empty() ? "" : arguments_of(o.value, p.path),
                                quoted(o.text));
        }
    }
    return text;
}

}  // namespace memglia

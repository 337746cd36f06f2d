#include "tools/cli/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "tools/cli/paragraphs.hpp"
#include "tools/version.hpp"

namespace memglia {

namespace {

constexpr const char* exit_codes =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nDone.\n.TP\n.B 1\nThe run failed.\n.TP\n.B 2\nThe command line was wrong.\n"
    ".TP\n.B 3\nAn input file or value was wrong.\n"
    ".TP\n.B 4\nA comparison is out of tolerance.\n.TP\n.B 130\nInterrupted.\n";

constexpr const char* places =
    ".SH ENVIRONMENT\n.TP\n.B MEMGLIA_CONFIGS\n"
    "Folders of configurations, separated by colons, that come before all others.\n"
    ".TP\n.B XDG_CONFIG_HOME\nWhere the user's configuration folder is, in place of\n"
    ".IR ~/.config .\n"
    ".SH FILES\n.TP\n.I ~/.config/memglia/\nDevices, chips, experiments and other entries of the\n"
    "user's own, as\n.IR ~/.config/memglia/devices/NAME.yaml .\n"
    ".TP\n.I ../share/memglia/configs/\nThose that came with memglia, seen from the program's\n"
    "folder.\n.PP\n.B memglia doctor\nshows them in the order in which they are looked at.\n";

// Text that troff takes for text.
std::string escaped(std::string_view text) {
    std::string safe;
    bool line_starts = true;
    for (const char c : text) {
        if (line_starts && (c == '.' || c == '\'')) safe += "\\&";
        line_starts = c == '\n';
        switch (c) {
            case '\\':
                safe += "\\e";
                break;
            case '-':
                safe += "\\-";
                break;
            case '~':
                safe += "\\(ti";
                break;
            case '^':
                safe += "\\(ha";
                break;
            case '\'':
                safe += "\\(aq";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string as_is(std::string_view text) {
    std::string body = escaped(text);
    if (!body.ends_with('\n')) body += '\n';
    return ".nf\n" + body + ".fi\n";
}

std::string flowing(std::string_view text) {
    std::string all;
    for (const paragraph& part : paragraphs(text)) {
        if (!all.empty()) all += ".PP\n";
        all += part.as_is ? as_is(part.text) : escaped(filled(part.text));
    }
    return all;
}

std::string option_text(const page_option& option) {
    std::string text = ".TP\n";
    if (!option.short_name.empty()) text += fmt::format("\\fB\\-{}\\fR, ", option.short_name);
    text += fmt::format("\\fB\\-\\-{}\\fR", escaped(option.long_name));
    if (!option.value_name.empty()) text += fmt::format(" \\fI{}\\fR", escaped(option.value_name));
    text += '\n' + escaped(filled(option.text));
    if (!option.default_value.empty()) {
        text += fmt::format("Default: {}.\n", escaped(option.default_value));
    }
    return text;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

// memglia(1) and the pages above and below this one.
std::string see_also(const page& p) {
    std::vector<std::string> names;
    if (!p.path.empty()) names.emplace_back("memglia");
    if (const auto space = p.path.find(' '); space != std::string::npos) {
        names.push_back("memglia-" + p.path.substr(0, space));
    }
    for (const auto& [inner, summary] : p.inner) names.push_back(p.name() + "-" + inner);
    std::string text = ".SH SEE ALSO\n";
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += fmt::format(".BR {} (1){}\n", escaped(names[i]), i + 1 < names.size() ? "," : "");
    }
    return text;
}

}  // namespace

std::string man_page(const page& p) {
    const std::string command = p.path.empty() ? "memglia" : "memglia " + p.path;
    std::string text = fmt::format(
        ".TH {} 1 \"\" \"memglia {}\" \"memglia\"\n.nh\n.ad l\n.SH NAME\n{} \\- {}\n"
        ".SH SYNOPSIS\n.B {}\n",
        escaped(upper(p.name())), release_text(), escaped(p.name()), escaped(p.summary),
        escaped(command));
    if (!p.positional.empty()) text += fmt::format("[\\fI{}\\fR]\n", escaped(p.positional));
    text += p.path.empty() ? "\\fIverb\\fR [\\fIoptions\\fR]\n" : "[\\fIoptions\\fR]\n";
    text += ".SH DESCRIPTION\n" + flowing(p.text);
    if (!p.inner.empty()) {
        text += p.path.empty() ? ".SH VERBS\n" : ".SH SUB\\-VERBS\n";
        for (const auto& [inner, summary] : p.inner) {
            text += fmt::format(".TP\n.B {}\n{}\n", escaped(inner), escaped(summary));
        }
    }
    text += ".SH OPTIONS\n";
    for (const page_option& option : p.options) text += option_text(option);
    for (const auto& more : p.sections) {
        text += fmt::format(".SH \"{}\"\n{}", escaped(upper(more.title)), as_is(more.text));
    }
    text += exit_codes;
    if (p.path.empty()) text += places;
    return text + see_also(p);
}

}  // namespace memglia

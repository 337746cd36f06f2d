#include "tools/cli/pages.hpp"

#include <algorithm>
#include <cctype>

namespace memglia {

namespace po = boost::program_options;

namespace {

// "DIR (=results)" is a name and a default.
page_option option_of(const po::option_description& from) {
    page_option option{.long_name = from.long_name(),
                       .short_name = "",
                       .value_name = "",
                       .default_value = "",
                       .text = from.description(),
                       .value = {}};
    const std::string dashed =
        from.canonical_display_name(po::command_line_style::allow_dash_for_short);
    if (dashed.size() == 2 && dashed.front() == '-') option.short_name = dashed.substr(1);
    if (from.semantic()->max_tokens() > 0) {
        const std::string parameter = from.format_parameter();
        const std::size_t paren = parameter.find(" (=");
        option.value_name = parameter.substr(0, paren);
        if (paren != std::string::npos) {
            option.default_value = parameter.substr(paren + 3, parameter.size() - paren - 4);
        }
        option.value = place_of_value(option.value_name);
    }
    return option;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

void add_pages(std::vector<page>& pages, const command& verb) {
    const verb_options options = verb.options();
    page p{.path = options.verb(),
           .summary = std::string(verb.summary),
           .text = options.summary(),
           .positional = options.positional(),
           .positional_value = {},
           .options = {},
           .sections = options.sections(),
           .inner = {}};
    if (!p.positional.empty()) {
        // bash|zsh are the words themselves; "device" is the name of a place.
        const bool words = p.positional.find('|') != std::string::npos;
        const std::string one = p.positional.substr(0, p.positional.find('.'));
        p.positional_value = place_of_value(words ? one : upper(one));
    }
    for (const auto& option : options.options().options()) p.options.push_back(option_of(*option));
    for (const command& inner : verb.subcommands) p.inner.emplace_back(inner.name, inner.summary);
    pages.push_back(std::move(p));
    for (const command& inner : verb.subcommands) add_pages(pages, inner);
}

}  // namespace

std::string page::name() const {
    std::string whole = path.empty() ? "memglia" : "memglia-" + path;
    std::replace(whole.begin(), whole.end(), ' ', '-');
    return whole;
}

std::vector<page> all_pages() {
    page top{
        .path = "",
        .summary = "emulate neuromorphic chips and account every decision in cycles and joules",
        .text =
            "Memristor crossbars, spiking neurons, astrocyte units and a router as clocked "
            "and event-driven blocks. A spiking neuron-astrocyte network runs on them in "
            "a closed loop, and every decision is accounted.",
        .positional = "",
        .positional_value = {},
        .options = {{"help", "h", "", "", "list the verbs", {}},
                    {"version", "", "", "", "versions of memglia and its libraries", {}}},
        .sections = {},
        .inner = {}};
    for (const command& verb : commands()) top.inner.emplace_back(verb.name, verb.summary);
    std::vector<page> pages{std::move(top)};
    for (const command& verb : commands()) add_pages(pages, verb);
    for (page& p : pages) {
        if (p.positional != "page") continue;
        p.positional_value = {value_kind::word, "", {}};
        for (const command& verb : commands()) p.positional_value.words.emplace_back(verb.name);
    }
    return pages;
}

}  // namespace memglia

#include "base/error.hpp"

namespace memglia {

namespace {
std::string compose(const input_error::details& d) {
    std::string text;
    if (!d.file.empty()) {
        text.append(d.file);
        if (d.line > 0) text.append(":").append(std::to_string(d.line));
        text.append(": ");
    }
    if (!d.path.empty()) text.append(d.path).append(": ");
    text.append(d.found);
    if (!d.expected.empty()) text.append("; expected ").append(d.expected);
    if (!d.hint.empty()) text.append(" (").append(d.hint).append(")");
    return text;
}
}  // namespace

input_error::input_error(details d) : error(compose(d)), data(std::move(d)) {}

}  // namespace memglia

#include "tools/cli/progress.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace memglia;

namespace {

// A place without a terminal, or with one, and a clock that a test sets.
struct written {
    double now_s = 0;
    std::vector<std::string> texts;

    progress_place place(bool terminal) {
        return {terminal, [this](std::string_view text) { texts.emplace_back(text); },
                [this] { return now_s; }};
    }
};

}  // namespace

TEST_CASE("progress: without a terminal a line after every tenth, and every 30 s") {
    written to;
    progress_output out(to.place(false));
    to.now_s = 1;
    out.show("a", 0.15);  // a tenth is done, but the last line was a second ago
    CHECK(to.texts.empty());
    to.now_s = 6;
    out.show("b", 0.2);
    CHECK(to.texts == std::vector<std::string>{"b, 24 s left\n"});
    to.now_s = 20;
    out.show("c", 0.25);  // no tenth since
    CHECK(to.texts.size() == 1);
    to.now_s = 36;
    out.show("d", 0.25);
    CHECK(to.texts.back() == "d, 1 min 48 s left\n");
    out.clear();
    CHECK(to.texts.size() == 2);
}

TEST_CASE("progress: on a terminal one line that is taken away") {
    written to;
    {
        progress_output out(to.place(true));
        to.now_s = 0.05;
        out.show("a", 0.5);
        CHECK(to.texts.empty());
        to.now_s = 2;
        out.show("b", 0.5);
        CHECK(to.texts.back() == "\r\033[Kb, 2 s left");
        out.say("a line that stays");
        CHECK(to.texts[1] == "\r\033[K");
        CHECK(to.texts.back() == "a line that stays\n");
        to.now_s = 3;
        out.show("c", 0.75);
    }
    CHECK(to.texts.back() == "\r\033[K");
}

TEST_CASE("progress: durations as people say them") {
    CHECK(duration_text(7.6) == "8 s");
    CHECK(duration_text(200) == "3 min 20 s");
    CHECK(duration_text(7500) == "2 h 5 min");
}

#include "tools/report/style.hpp"

#include <fmt/format.h>

#include "tools/report/colour_ramp.hpp"

namespace memglia {

namespace {

// Okabe and Ito's colours, darkened where they carry text; --on0.. is legible on --c0... The
// pictures take all colours from here, but for the ramps, which stand out on both grounds.
constexpr std::string_view light_colours = R"css(:root {
  color-scheme: light;
  --page: #f4f5f7; --paper: #ffffff; --ink: #18202b; --muted: #5a6675; --rule: #e3e7ec; --line: #c3cad3;
  --floor: #ffffff; --wall: #3d4856; --grid: #e9edf1; --visit: #4b5f8f; --on-visit: #ffffff;
  --calcium: #008f68; --accent: #0068a8; --target: #b3261e;
  --c0: #0072b2; --c1: #d55e00; --c2: #008f68; --c3: #b2559a; --c4: #b57600; --c5: #0f93a3;
  --c6: #76850a; --c7: #7440c0; --c8: #a3122f; --c9: #5b6878; --c10: #d0318c; --rest: #8792a1;
  --shade: rgba(24, 32, 43, .32);
  --on0: #fff; --on1: #fff; --on2: #fff; --on3: #fff; --on4: #18202b; --on5: #18202b; --on6: #fff;
  --on7: #fff; --on8: #fff; --on9: #fff; --on10: #fff;
}
)css";

constexpr std::string_view dark_colours = R"css(@media screen and (prefers-color-scheme: dark) {
:root {
  color-scheme: dark;
  --page: #0e1217; --paper: #161c24; --ink: #e6eaf0; --muted: #98a4b3; --rule: #29323d; --line: #465261;
  --floor: #1a222c; --wall: #66758a; --grid: #232d39; --visit: #a9bcf0; --on-visit: #10151c;
  --calcium: #35d0a0; --accent: #6cbcf2; --target: #ff8a80;
  --c0: #56b0ef; --c1: #f28c4c; --c2: #3fbf6f; --c3: #dd93c8; --c4: #f2bd4b; --c5: #2fc6dc;
  --c6: #c3d052; --c7: #b89bf2; --c8: #ff6f7d; --c9: #8d9bad; --c10: #f45fb4; --rest: #667486;
  --shade: rgba(0, 0, 0, .75);
  --on0: #10151c; --on1: #10151c; --on2: #10151c; --on3: #10151c; --on4: #10151c; --on5: #10151c;
  --on6: #10151c; --on7: #10151c; --on8: #10151c; --on9: #10151c; --on10: #10151c;
}
}
)css";

constexpr std::string_view series_style = R"css(
.s0 { --c: var(--c0); --on: var(--on0); } .s1 { --c: var(--c1); --on: var(--on1); }
.s2 { --c: var(--c2); --on: var(--on2); } .s3 { --c: var(--c3); --on: var(--on3); }
.s4 { --c: var(--c4); --on: var(--on4); } .s5 { --c: var(--c5); --on: var(--on5); }
.s6 { --c: var(--c6); --on: var(--on6); } .s7 { --c: var(--c7); --on: var(--on7); }
.s8 { --c: var(--c8); --on: var(--on8); } .s9 { --c: var(--c9); --on: var(--on9); }
.s10 { --c: var(--c10); --on: var(--on10); } .rest { --c: var(--rest); --on: var(--paper); }
.focus { --c: var(--ink); --on: var(--paper); }
svg text { fill: var(--ink); }
)css";

constexpr std::string_view page_style = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%;
  font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
main { max-width: 1208px; margin: 0 auto; padding: 36px 20px 60px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 10px; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 0 0 14px; }
h3 { font-size: 15px; margin: 0 0 8px; }
h3 span { font-weight: 400; color: var(--muted); margin-left: 8px; }
h4 { font-size: 13px; font-weight: 600; color: var(--muted); margin: 0 0 5px; }
.gloss { color: var(--muted); max-width: 70em; margin: -12px 0 18px; }
.answer { font-size: 17px; color: var(--muted); max-width: 62em; margin: 0 0 22px; overflow-wrap: anywhere; }
section, .tile { background: var(--paper); border: 1px solid var(--rule); border-radius: 10px; }
section { padding: 22px 24px 20px; margin-top: 18px; }
.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
.tile { padding: 14px 18px 12px; border-top: 3px solid var(--accent); }
.tile p { margin: 0; }
.tile .label { font-size: 13px; color: var(--muted); }
.tile .value { font-size: 29px; font-weight: 650; line-height: 1.3; font-variant-numeric: tabular-nums; }
.tile .value small { font-size: 17px; font-weight: 500; color: var(--muted); margin-left: 3px; }
.tile .value i { color: var(--muted); font-style: normal; font-weight: 400; margin: 0 9px; }
.tile .note { font-size: 13px; color: var(--muted); line-height: 1.4; }
header .tiles + .tiles { margin-top: 12px; }
.claim .label { font-weight: 600; color: var(--ink); }
.claim .words { font-size: 14px; margin: 4px 0; }
.tile.broken { border-top-color: var(--target); } .tile.held { border-top-color: var(--calcium); }
.contents { columns: 2; column-gap: 36px; font-size: 14px; list-style: none; margin: 0; padding: 0; }
.contents li { break-inside: avoid; margin: 0 0 8px; }
.contents li > a { font-weight: 600; } .contents a { text-decoration: none; }
.contents span { display: block; color: var(--muted); }
.broken-list { color: var(--target); font-weight: 600; margin: 0 0 12px; padding-left: 1.2em; }
.back { float: right; font-size: 13px; font-weight: 400; }
figure { margin: 0; }
figcaption { color: var(--muted); font-size: 13.5px; line-height: 1.5; text-align: left; }
figcaption { margin-top: 14px; max-width: 76em; }
figure figcaption:first-child { margin: 0 0 10px; }
figcaption b { color: var(--ink); }
.absent { color: var(--muted); font-style: italic; margin: 0; }
svg { display: block; width: 100%; height: auto; font-size: 12px; font-family: inherit; }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; font-size: 13.5px; align-items: center; }
.legend b { font-weight: 600; color: var(--muted); }
.legend .key + b { margin-left: 14px; }
.key i { display: inline-block; margin-right: 7px; vertical-align: middle; }
.key .stroke, .key .dashes { width: 24px; border-top: 3px solid var(--c); }
.key .dashes { border-top-style: dashed; }
.key .block { width: 13px; height: 13px; border-radius: 2px; background: var(--c); vertical-align: -2px; }
.key .point, .key .ring { width: 10px; height: 10px; border-radius: 50%; border: 2px solid var(--c); }
.key .point { background: var(--c); }
.key .plain { background: var(--line); }
.key .hatched { border: 1px solid var(--muted);
  background: repeating-linear-gradient(135deg, var(--muted) 0 1.3px, var(--paper) 1.3px 4px); }
)css";

constexpr std::string_view picture_style = R"css(
.episodes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 28px 38px;
  justify-items: center; }
.episode { width: 100%; max-width: 564px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 18px; margin-top: 16px; }
.bar { display: flex; align-items: center; gap: 9px; margin: 7px 0 0; font-size: 12.5px; color: var(--muted); }
.bar i { flex: 1; height: 9px; border-radius: 2px; border: 1px solid var(--rule); }
.bar .time { background: linear-gradient(to right, #2f6fe4, #c23f9b, #f58a1f); }
.bar .visits { background: linear-gradient(to right, var(--floor), var(--visit)); }
.bar .calcium { background: linear-gradient(to right, var(--floor), var(--calcium)); }
.replay { display: flex; align-items: center; gap: 10px; margin-top: 8px; font-size: 12.5px; }
.replay[hidden] { display: none; }
.replay input { flex: 1; min-width: 0; accent-color: var(--accent); }
.replay output { min-width: 6.5em; color: var(--muted); font-variant-numeric: tabular-nums; }
.replay button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line);
  border-radius: 6px; padding: 3px 12px; cursor: pointer; }
.floor { fill: var(--floor); } .wall { fill: var(--wall); }
.grid { fill: none; stroke: var(--grid); stroke-width: 1px; vector-effect: non-scaling-stroke; }
.frame { fill: none; stroke: var(--wall); stroke-width: 2px; }
.visit-map rect[fill-opacity] { fill: var(--visit); } .calcium-map rect[fill-opacity] { fill: var(--calcium); }
.count { text-anchor: middle; } svg .count.on { fill: var(--on-visit); }
.track path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.later { opacity: .13; }
.end { stroke: var(--floor); stroke-width: 2px; }
.start { fill: #2f6fe4; } .goal { fill: #d96d00; }
svg .letter { fill: #fff; text-anchor: middle; font-weight: 700; }
.walker { fill: var(--ink); stroke: var(--floor); stroke-width: 2.5px; display: none; }
.walker.shown { display: inline; }
.curves { display: grid; grid-template-columns: 2fr 1fr; gap: 24px; }
.halves { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
.small-multiples { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 14px 18px; }
.small-multiples > div { max-width: 330px; }
.curves + h4, .halves + h4 { margin-top: 18px; }
.alone { max-width: 800px; }
.curves .beside { display: grid; gap: 8px; align-content: space-between; }
svg .axis-title { font-weight: 600; font-size: 12.5px; }
svg .tick, svg .boundary-name { fill: var(--muted); font-variant-numeric: tabular-nums; font-size: 11.5px; }
.far { text-anchor: end; } .middle { text-anchor: middle; }
.guide { stroke: var(--rule); stroke-dasharray: 1 3; }
.rule { stroke: var(--rule); } .base { stroke: var(--line); }
.bound { stroke: var(--muted); stroke-width: 1.3px; stroke-dasharray: 6 4; }
.band { fill: var(--c); fill-opacity: .13; }
.curve path { fill: none; stroke: var(--c); }
.curve .stroke { stroke-width: 2.3px; stroke-linejoin: round; }
.curve.second .stroke { stroke-dasharray: 7 4; }
.whisker { stroke-width: 1.3px; }
.dot { fill: var(--c); stroke: var(--paper); stroke-width: 1px; }
.curve.second .dot { fill: var(--paper); stroke: var(--c); stroke-width: 1.6px; }
.tie { stroke: var(--muted); stroke-width: 1px; }
.leader { fill: none; stroke: var(--c); stroke-width: 1px; stroke-opacity: .5; }
svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.curve .direction { fill: var(--c); stroke: none; }
.curve.rest .stroke { stroke-width: 1.2px; }
svg .end-label.rest { fill: var(--muted); font-weight: 400; }
svg .end-label { fill: var(--c); font-weight: 600; white-space: pre; }
.segment { fill: var(--c); stroke: var(--paper); stroke-width: 1px; }
svg .on { fill: var(--on); stroke: var(--c); font-size: 11.5px; }
.controller { fill: var(--line); stroke: var(--muted); stroke-width: .7px; }
.leakage { stroke: var(--muted); stroke-width: .7px; } .hatching { stroke: var(--muted); stroke-width: 1.1px; }
.target { stroke: var(--target); stroke-width: 1.6px; stroke-dasharray: 6 4; }
svg .target-name { fill: var(--target); font-weight: 600; }
svg .bar-name { font-weight: 600; } svg .bar-end { fill: var(--muted); stroke: var(--paper); }
svg .on, svg .bar-end { paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
 svg .strong { fill: var(--ink); font-weight: 600; }
.panel { fill: none; stroke: var(--line); } .stripe { fill: var(--ink); fill-opacity: .035; }
.strip-event { stroke: var(--ink); stroke-opacity: .75; stroke-width: 1.2px; }
.lens { fill: var(--accent); fill-opacity: .1; }
.boundary { stroke: var(--target); stroke-width: 1.2px; stroke-dasharray: 4 3; }
svg .boundary-name { fill: var(--target); }
svg .lane-name { font-size: 12px; }
.event { fill: var(--c); } .spikes { fill: none; stroke: var(--c); }
svg .key-name { font-size: 12px; } svg .cell-light { fill: #fff; font-size: 11.5px; }
svg .cell-dark { fill: #18202b; font-size: 11.5px; }
)css";

// A table wider than its place shows a shadow at the side where it goes on; its first column stays.
constexpr std::string_view table_style = R"css(
.scroll { overflow-x: auto; background:
  linear-gradient(to right, var(--paper) 30%, transparent) left / 44px 100% no-repeat local,
  linear-gradient(to left, var(--paper) 30%, transparent) right / 44px 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) left / 16px 100% no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) right / 16px 100% no-repeat scroll; }
.scroll tbody th:first-child { position: sticky; left: 0; background: var(--paper); }
figure + figure { margin-top: 30px; }
table { border-collapse: collapse; font-size: 14px; }
.numbers { width: 100%; font-variant-numeric: tabular-nums; }
.numbers th { text-align: left; font-weight: 500; white-space: nowrap; }
.numbers thead th { color: var(--muted); font-size: 13px; text-align: right; vertical-align: top; }
.numbers thead th[colspan] { text-align: center; }
.numbers thead tr:last-child th:first-child { text-align: left; }
.numbers thead small { display: block; font-size: 12px; font-weight: 400; }
.numbers thead { border-bottom: 1.5px solid var(--line); }
.numbers .groups th { border-bottom: 1px solid var(--rule); }
.numbers th, .numbers td { padding: 5px 8px; }
.numbers td { text-align: right; white-space: nowrap; padding-right: calc(8px + var(--pad, 0) * 1ch); }
.numbers .words { text-align: left; white-space: normal; }
.numbers th.words { min-width: 11em; }
.study thead th { white-space: normal; }
.study .good { color: var(--calcium); font-weight: 600; }
.study .bad { color: var(--target); font-weight: 700; }
.study .code { font: 12px/1.5 ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.numbers tbody tr + tr { border-top: 1px solid var(--rule); }
.success td:nth-child(9), .success tr:last-child th:nth-child(7) { padding-left: 22px; }
.numbers .subtotal, .numbers .total { border-top: 1.5px solid var(--line); }
.numbers .subtotal th, .numbers .subtotal td, .numbers .total th, .numbers .total td { font-weight: 650; }
.numbers .subtotal + tr { border-top: 1.5px solid var(--line); }
.pairs { width: 100%; margin-bottom: 22px; }
.pairs th { text-align: left; font-weight: 500; color: var(--muted); vertical-align: top; width: 30%; }
.pairs th, .pairs td { padding: 4px 12px 4px 0; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
section > h3 { margin-top: 26px; } section > h2 + h3 { margin-top: 0; }
section > details { margin-bottom: 6px; }
a { color: var(--accent); }
section > p { margin: 0 0 8px; color: var(--muted); font-size: 14px; }
details { margin-top: 4px; }
summary { cursor: pointer; font-weight: 600; }
pre { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; background: var(--page);
  border-radius: 8px; padding: 14px 16px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
)css";

constexpr std::string_view media_style = R"css(
@media (max-width: 980px) {
  .curves, .halves { grid-template-columns: 1fr; }
  .curves .beside { grid-template-columns: 1fr 1fr; }
}
@media (max-width: 640px) {
  main { padding: 20px 10px 40px; }
  h1 { font-size: 24px; }
  .answer { font-size: 15.5px; }
  section { padding: 16px 13px; border-radius: 8px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 8px; }
  .tile { padding: 10px 12px; }
  .tile .value { font-size: 22px; }
  .tile .value small { font-size: 14px; }
  .tile .value i { margin: 0 4px; }
  .tile .note { font-size: 12px; }
  .wide { display: none; } .narrow { display: block; }
  .contents { columns: 1; }
  .rivals { grid-template-columns: 1fr 1fr; gap: 8px; }
  .scroll { margin: 0 -13px; padding: 0 13px; }
  .scroll tbody th:first-child { max-width: 38vw; white-space: normal; overflow-wrap: anywhere; }
  .numbers th.words:first-child { min-width: 8em; }
  .curves .beside { grid-template-columns: 1fr; }
  .pair { gap: 10px; }
  .numbers { font-size: 13px; }
  .numbers th, .numbers td { padding-left: 4px; }
  .numbers th:first-child { padding-left: 0; }
  .pairs { font-size: 13px; }
  .pairs th { width: 42%; }
}
@media print {
  body { background: #fff; font-size: 12px; }
  main { max-width: none; padding: 0; }
  section { border: 0; padding: 12px 0; }
  figure, .scroll, .tiles { break-inside: avoid; }
  .scroll { overflow: visible; }
  .numbers th, .numbers td { padding: 3px 4px; font-size: 10.5px; }
  .replay { display: none; }
}
)css";

constexpr std::string_view replay = R"js("use strict";
document.querySelectorAll(".episode").forEach(function (episode) {
  var map = episode.querySelector(".path-map");
  var controls = episode.querySelector(".replay");
  if (controls === null) return;
  var cells = map.dataset.cells.split(" ").map(Number);
  var columns = Number(map.dataset.columns);
  var size = Number(map.dataset.size);
  var walker = map.querySelector(".walker");
  var parts = Array.from(map.querySelectorAll("[data-step]"));
  var slider = controls.querySelector("input");
  var output = controls.querySelector("output");
  var button = controls.querySelector("button");
  var last = cells.length - 1;
  var timer = 0;
  function show(step) {
    walker.setAttribute("cx", (cells[step] % columns + 0.5) * size);
    walker.setAttribute("cy", (Math.floor(cells[step] / columns) + 0.5) * size);
    walker.classList.toggle("shown", step !== last);
    parts.forEach(function (part) {
      part.classList.toggle("later", Number(part.dataset.step) >= step);
    });
    slider.value = step;
    output.textContent = "step " + step;
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    button.textContent = "Replay";
  }
  slider.addEventListener("input", function () { pause(); show(Number(slider.value)); });
  button.addEventListener("click", function () {
    if (timer !== 0) { pause(); return; }
    var at = Number(slider.value) === last ? 0 : Number(slider.value);
    var stride = Math.ceil(last / 200);
    button.textContent = "Pause";
    timer = setInterval(function () {
      at = Math.min(at + stride, last);
      show(at);
      if (at === last) pause();
    }, Math.max(40, Math.min(300, 8000 / last)));
    show(at);
  });
  controls.hidden = false;
});
)js";

}  // namespace

std::string report_colours() {
    return std::string(light_colours) + std::string(dark_colours);
}

std::string picture_file_style() {
    return report_colours() + std::string(series_style) + std::string(picture_style);
}

std::string report_style() {
    std::string style = report_colours();
    for (const std::string_view part :
         {series_style, page_style, picture_style, table_style, media_style}) {
        style += part;
    }
    return style + fmt::format(".bar .magnitude {{ background: linear-gradient(to right, {}); }}\n",
                               fmt::join(magnitude_anchors(), ", "));
}

std::string_view replay_script() {
    return replay;
}

}  // namespace memglia

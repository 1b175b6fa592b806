// Draws the figures of a page, or of a report, into its [data-chart] elements, from
// #comparison and #chart-words. Each is drawn when it comes near the window, all of them before
// the page is printed, anew where the width or the scheme changes; and saved as PNG or SVG, always
// in light colours and at one size, for a paper.

import { draw } from "./chart.js";
import { asPicture, asSvg, keep } from "./files.js";

const SAVED = { width: 760, scale: 3 };
const PRINTED = 680; // pixels between the margins of A4
const LIGHT = {
  paper: "#ffffff",
  ink: "#1b1c1f",
  quiet: "#444444",
  rule: "#d8d8d8",
  people: "#0072b2",
  models: ["#d55e00", "#7a3400", "#bf7a45"],
};
const shown = new Map(); // element → its chart
// The library may come after this module: all that is deferred has run by then.
const loaded = new Promise((done) => {
  if (window.echarts) done();
  else addEventListener("DOMContentLoaded", done);
});

// ECharts writes the font of each word as a style attribute, which the site's policy forbids. Set
// on the element's own style, it is allowed, and the same.
const given = SVGTextElement.prototype.setAttribute;
SVGTextElement.prototype.setAttribute = function setAttribute(name, value) {
  if (name === "style") this.style.cssText = value;
  else given.call(this, name, value);
};

const read = (id) => JSON.parse(document.getElementById(id).textContent);
let [comparison, words] = [null, null];

// ECharts writes it into attributes as it is: with double quotes a saved figure were no XML.
const font = () => getComputedStyle(document.body).fontFamily.replaceAll('"', "'");

function look(width) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    width,
    font: font(),
    paper: colour("paper") || LIGHT.paper,
    ink: colour("ink") || LIGHT.ink,
    quiet: colour("quiet") || LIGHT.quiet,
    rule: colour("rule") || LIGHT.rule,
    people: colour("people") || LIGHT.people,
    models: ["model", "model-second", "model-third"].map(
      (name, place) => colour(name) || LIGHT.models[place],
    ),
  };
}

const figure = (box, how) => draw[box.dataset.chart](comparison, words, how);

function show(box, how = look(box.clientWidth)) {
  const found = how.width && figure(box, how);
  shown.get(box)?.dispose();
  shown.delete(box);
  if (!found) return;
  box.style.height = `${found.height}px`;
  const size = { width: how.width, height: found.height };
  const chart = window.echarts.init(box, null, { renderer: "svg", ...size });
  chart.setOption(found.option);
  box.setAttribute("role", "img");
  shown.set(box, chart);
}

// ---- when ------------------------------------------------------------------------------------

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      show(target);
    }
  },
  { rootMargin: "600px" },
);

const boxes = () => [...document.querySelectorAll("[data-chart]")];

// A page's parts may have been replaced: what isn't there any more is forgotten.
export function start(root = document) {
  if (!document.getElementById("comparison")) return;
  [comparison, words] = [read("comparison"), read("chart-words")];
  for (const [box, chart] of shown) if (!box.isConnected) (chart.dispose(), shown.delete(box));
  for (const box of root.querySelectorAll("[data-chart]")) prepare(box);
}

function prepare(box) {
  const parts = box.closest("figure");
  const found = figure(box, look(box.clientWidth || PRINTED));
  box.hidden = !found;
  if (!found) return;
  box.style.height = `${found.height}px`; // before it is drawn: nothing below jumps
  for (const table of parts.querySelectorAll("details[data-table]")) table.open = false;
  for (const button of parts.querySelectorAll("[data-save]")) button.hidden = false;
  loaded.then(() => near.observe(box));
}

let waiting = 0;
new ResizeObserver(() => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => {
    for (const [box, chart] of shown) if (chart.getWidth() !== box.clientWidth) show(box);
  });
}).observe(document.body);

const redraw = () => [...shown.keys()].forEach((box) => show(box));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("beforeprint", () => {
  const how = { ...LIGHT, font: font(), width: PRINTED };
  for (const box of boxes()) if (!box.hidden) show(box, how);
});
addEventListener("afterprint", redraw);

// ---- as a file -------------------------------------------------------------------------------

function drawn(box) {
  const { width } = SAVED;
  const { height, option } = figure(box, { ...LIGHT, font: font(), width });
  const size = { width, height };
  const chart = window.echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption({ ...option, backgroundColor: LIGHT.paper });
  const text = chart.renderToSVGString();
  chart.dispose();
  return { ...size, text };
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-save]");
  if (!button) return;
  const box = button.closest("figure").querySelector("[data-chart]");
  const [kind, found] = [button.dataset.save, drawn(box)];
  const blob =
    kind === "png" ? await asPicture(found.text, found, SAVED.scale) : asSvg(found.text);
  keep(blob, `${comparison.study.slug}-${box.dataset.chart}.${kind}`);
});

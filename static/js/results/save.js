// Saves an inline SVG of the page as SVG or PNG for a paper: in light colours and at one size,
// whatever the page looks like. [data-save-inline]: "svg" or "png"; the figure names itself
// (data-name, data-title, data-x, data-y).

import { asPicture, asSvg, keep } from "./files.js";

const WIDTH = 760;
const SCALE = 3;
const EDGE = { left: 48, top: 64, right: 24, bottom: 40 };
const INK = "#1b1c1f";
const QUIET = "#444444";
const PAPER = "#ffffff";
const LOOK = {
  "fill-people": { fill: "#0072b2" },
  "stroke-people": { stroke: "#0072b2" },
  "grid-line": { stroke: "#d8d8d8" },
  axis: { stroke: INK },
  label: { fill: QUIET, "font-size": "13" },
};
const SPACE = "http://www.w3.org/2000/svg";

function made(name, attributes, text = "") {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function drawn(figure) {
  const plot = figure.querySelector("svg.chart").cloneNode(true);
  const plain = Number(plot.getAttribute("height"));
  const height = plain + EDGE.top + EDGE.bottom;
  const inside = { x: EDGE.left, y: EDGE.top, width: WIDTH - EDGE.left - EDGE.right, height: plain };
  for (const [key, value] of Object.entries(inside)) plot.setAttribute(key, value);
  plot.setAttribute("overflow", "visible");
  for (const [name, look] of Object.entries(LOOK)) {
    for (const element of plot.querySelectorAll(`.${name}`)) {
      for (const [key, value] of Object.entries(look)) element.setAttribute(key, value);
    }
  }
  const { title, x, y } = figure.dataset;
  const font = getComputedStyle(document.body).fontFamily;
  const out = made("svg", { xmlns: SPACE, width: WIDTH, height, "font-family": font });
  out.append(
    made("rect", { width: WIDTH, height, fill: PAPER }),
    made("text", { x: 8, y: 22, fill: INK, "font-size": 16, "font-weight": 600 }, title),
    made("text", { x: 8, y: 48, fill: QUIET, "font-size": 13 }, y),
    plot,
    made("text", { x: WIDTH - EDGE.right, y: height - 14, fill: QUIET, "font-size": 13, "text-anchor": "end" }, x),
  );
  return { height, text: new XMLSerializer().serializeToString(out) };
}

for (const button of document.querySelectorAll("[data-save-inline]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const figure = button.closest("figure");
    const { text, height } = drawn(figure);
    const kind = button.dataset.saveInline;
    const size = { width: WIDTH, height };
    keep(kind === "png" ? await asPicture(text, size, SCALE) : asSvg(text), `${figure.dataset.name}.${kind}`);
  });
}

// Saves an inline SVG of the page as SVG or PNG for a paper: in light colours and at one size,
// whatever the page looks like. [data-save-inline]: "svg" or "png"; the figure names itself
// (data-name, data-title, data-x, data-y).

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

async function asPicture({ text, height }) {
  const image = new Image(WIDTH * SCALE, height * SCALE);
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

for (const button of document.querySelectorAll("[data-save-inline]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const figure = button.closest("figure");
    const found = drawn(figure);
    const kind = button.dataset.saveInline;
    const svg = new Blob([found.text], { type: "image/svg+xml" });
    keep(kind === "png" ? await asPicture(found) : svg, `${figure.dataset.name}.${kind}`);
  });
}

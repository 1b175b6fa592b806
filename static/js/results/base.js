// What the three kinds of charts have in common: dots.js, lines.js and histogram.js make ECharts
// options, {height, option}, of numbers, words and a look. Pure: they know no page, no comparison.
//
// look: {width, font, paper, ink, quiet, rule, people, models: [...]}, lengths in pixels
// series: {name, colour, symbol, line, …}: told apart by shape and stroke, not by colour alone

export const SIZE = 13; // of all words in a chart
const MINUS = "\u2212";

export const number = (value, digits = 1) =>
  value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", MINUS);

// About as wide as drawn: what is Chinese, Japanese or Korean takes a square.
export function widthOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? SIZE : 0.56 * SIZE), 0);
}

export function legendOf(series, look) {
  let [rows, used] = [1, 0];
  for (const { name } of series) {
    const width = widthOf(name) + 46;
    if (used && used + width > look.width - 8) [rows, used] = [rows + 1, 0];
    used += width;
  }
  return {
    height: rows * 24,
    option: {
      show: true,
      selectedMode: false,
      left: 0,
      top: 0,
      padding: [2, 0],
      itemGap: 16,
      itemHeight: 11,
      itemWidth: 24,
      data: series.map(({ name }) => ({ name })),
      textStyle: { color: look.ink, fontSize: SIZE },
    },
  };
}

export function base(look, description) {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { color: look.ink, fontFamily: look.font, fontSize: SIZE },
    aria: { enabled: true, label: { description } },
    tooltip: {
      trigger: "item",
      renderMode: "richText", // as a box of HTML it would need styles that the page's policy forbids
      confine: true,
      backgroundColor: look.paper,
      borderColor: look.quiet,
      borderWidth: 1,
      shadowBlur: 0,
      shadowOffsetX: 0,
      shadowOffsetY: 0,
      textStyle: { color: look.ink, fontSize: SIZE },
    },
  };
}

export function axis(look, more = {}) {
  return {
    type: "value",
    nameGap: 32,
    nameTextStyle: { color: look.quiet, fontSize: SIZE },
    axisLabel: { color: look.quiet, fontSize: SIZE, hideOverlap: true },
    axisLine: { show: true, onZero: false, lineStyle: { color: look.quiet } },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: look.rule } },
    ...more,
  };
}

export const across = (look, name, more) => axis(look, { name, nameLocation: "middle", ...more });

// Its name stands above it and reads as a line does, not turned by a quarter.
export const upwards = (look, name, more) =>
  axis(look, {
    name,
    nameLocation: "end",
    nameGap: 12,
    nameTextStyle: { color: look.quiet, fontSize: SIZE, align: "left", padding: [0, 0, 0, -44] },
    ...more,
  });

export const stroke = ({ colour, line }, width = 2) => ({ color: colour, width, type: line ?? "solid" });

// The three kinds of charts as ECharts options: points with intervals in rows, lines, a histogram.
// Pure: numbers, words and a look in, {height, option} out. They know no page and no comparison.
//
// look: {width, font, paper, ink, quiet, rule, people, models: [...]}, lengths in pixels
// series: {name, colour, symbol, line, …}: told apart by shape and stroke, not by colour alone

const SIZE = 13; // of all words in a chart: static/css/results.css says the same
const MINUS = "\u2212";

export const number = (value, digits = 1) =>
  value.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", MINUS);

// About as wide as drawn: what is Chinese, Japanese or Korean takes a square.
function widthOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? SIZE : 0.56 * SIZE), 0);
}

function legendOf(series, look) {
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

function base(look, description) {
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

function axis(look, more = {}) {
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

const across = (look, name, more) => axis(look, { name, nameLocation: "middle", ...more });

// Its name stands above it and reads as a line does, not turned by a quarter.
const upwards = (look, name, more) =>
  axis(look, {
    name,
    nameLocation: "end",
    nameGap: 12,
    nameTextStyle: { color: look.quiet, fontSize: SIZE, align: "left", padding: [0, 0, 0, -44] },
    ...more,
  });

const stroke = ({ colour, line }, width = 2) => ({ color: colour, width, type: line ?? "solid" });

// A point for each series in each row, with its interval as a line through it.
// rows: names; series: {…, values: [{value, low, high} or null for each row]}; x: {name, min, max};
// band: {low, high}, shaded through all rows
export function dots({ rows, series, x, band, digits = 1, together = false, description }, look) {
  const legend = legendOf(together ? [] : series, look);
  const top = together ? 8 : legend.height + 12;
  const lane = together ? 0 : 16;
  const row = Math.max(40, lane * series.length + 14);
  const height = top + rows.length * row + 52;
  const left = Math.min(Math.max(...rows.map(widthOf)) + 14, look.width * 0.42);
  const y = (index, place) => index + ((place - (series.length - 1) / 2) * lane) / row;
  const shade = band && {
    silent: true,
    itemStyle: { color: look.rule, opacity: 0.6 },
    data: [[{ xAxis: band.low }, { xAxis: band.high }]],
  };
  return {
    height,
    option: {
      ...base(look, description),
      legend: together ? undefined : legend.option,
      grid: { left, right: 22, top, bottom: 52, outerBoundsMode: "none" },
      xAxis: across(look, x.name, { min: x.min, max: x.max }),
      yAxis: [
        axis(look, {
          type: "category",
          inverse: true,
          data: rows,
          axisLabel: { color: look.ink, fontSize: SIZE, lineHeight: 16, width: left - 12, overflow: "break", interval: 0 },
          splitLine: { show: rows.length > 1, lineStyle: { color: look.rule } },
        }),
        { type: "value", inverse: true, show: false, min: -0.5, max: rows.length - 0.5 },
      ],
      series: series.flatMap((one, place) => [
        {
          ...pointsOf(one, look),
          yAxisIndex: 1,
          markArea: place ? undefined : shade,
          data: one.values.flatMap((found, index) =>
            found ? { value: [found.value, y(index, place)], row: rows[index], found } : [],
          ),
          tooltip: { formatter: ({ data }) => said(one, data, digits) },
        },
        whiskers(
          one,
          one.values.map((found, index) => found && { ...found, at: y(index, place) }),
        ),
      ]),
    },
  };
}

function pointsOf(one, look) {
  return {
    type: "scatter",
    name: one.name,
    symbol: one.symbol,
    symbolSize: one.symbol === "circle" ? 11 : 12,
    itemStyle: { color: one.colour, borderColor: look.paper, borderWidth: 1 },
    z: 4,
  };
}

function whiskers(one, values) {
  return {
    type: "line",
    yAxisIndex: 1,
    silent: true,
    symbol: "rect",
    symbolSize: [2, 8],
    showAllSymbol: true,
    connectNulls: false,
    lineStyle: stroke(one),
    itemStyle: { color: one.colour },
    data: values.flatMap((found) =>
      found && found.low !== null
        ? [[found.low, found.at], [found.high, found.at], [null, null]]
        : [],
    ),
    z: 3,
  };
}

function said(one, { row, found }, digits) {
  const range =
    found.low === null ? "" : ` (${number(found.low, digits)} … ${number(found.high, digits)})`;
  return `${row}\n${one.name}  ${number(found.value, digits)}${range}`;
}

// series: {…, points: [[x, y] …], sizes: [pixels …], bare: without symbols}; x, y: {name, min, max,
// labels: names instead of numbers, log}; a series may have ranges: [{low, high} or null …]
export function lines({ series, x, y, digits = 1, description }, look) {
  const legend = legendOf(series, look);
  const top = legend.height + 30;
  const height = top + 230 + 52;
  const names = x.labels;
  return {
    height,
    option: {
      ...base(look, description),
      legend: legend.option,
      grid: { left: 46, right: 22, top, bottom: 52, outerBoundsMode: "none" },
      xAxis: across(look, x.name, {
        type: names ? "category" : x.log ? "log" : "value",
        data: names,
        min: x.min,
        max: x.max,
        splitLine: { show: false },
        ...(names && {
          boundaryGap: true,
          axisLabel: { color: look.quiet, fontSize: SIZE, interval: 0, width: look.width / (names.length + 1), overflow: "break" },
        }),
      }),
      yAxis: upwards(look, y.name, { min: y.min, max: y.max, scale: true }),
      series: series.flatMap((one) => [
        ...(one.ranges ? [uprights(one)] : []),
        {
        type: "line",
        name: one.name,
        symbol: one.bare ? "none" : one.symbol,
        symbolSize: (_value, { dataIndex }) => one.sizes?.[dataIndex] ?? 9,
        showAllSymbol: true,
        lineStyle: stroke(one),
        itemStyle: { color: one.colour, borderColor: look.paper, borderWidth: 1 },
        data: one.points,
        tooltip: {
          formatter: ({ data, name }) =>
            `${one.name}\n${names ? name : number(data[0], x.digits ?? 0)}: ${number(names ? data : data[1], digits)}`,
        },
        },
      ]),
    },
  };
}

function uprights(one) {
  return {
    type: "line",
    silent: true,
    symbol: "rect",
    symbolSize: [8, 2],
    showAllSymbol: true,
    connectNulls: false,
    lineStyle: { color: one.colour, width: 2 },
    itemStyle: { color: one.colour },
    data: one.ranges.flatMap((range, at) =>
      range && range.low !== null ? [[at, range.low], [at, range.high], [null, null]] : [],
    ),
  };
}

// bars: [[value, count] …]; marks: series with {value}, a line through the bars; you: {name, value}
export function histogram({ bars, step, bar, marks, you, x, y, description }, look) {
  const legend = legendOf([bar, ...marks], look);
  const top = legend.height + 30;
  const height = top + 190 + 52;
  const [left, right] = [46, 22];
  const width = Math.max(2, ((look.width - left - right) * step * 0.84) / (x.max - x.min));
  const highest = Math.max(...bars.map(([, count]) => count));
  const roof = highest + Math.max(1, Math.ceil(highest / 8));
  const own = you && bars.find(([value]) => Math.abs(value - you.value) <= step / 2);
  return {
    height,
    option: {
      ...base(look, description),
      legend: legend.option,
      grid: { left, right, top, bottom: 52, outerBoundsMode: "none" },
      xAxis: across(look, x.name, {
        min: x.min,
        max: x.max,
        minInterval: 1,
        splitLine: { show: false },
        axisLabel: { color: look.quiet, fontSize: SIZE, showMinLabel: false, showMaxLabel: false },
      }),
      yAxis: upwards(look, y.name, { min: 0, max: roof, minInterval: 1, axisLabel: { color: look.quiet, fontSize: SIZE, showMaxLabel: false } }),
      series: [
        {
          type: "bar",
          name: bar.name,
          barWidth: width,
          itemStyle: { color: bar.colour },
          data: bars.map((point) =>
            point === own ? { value: point, itemStyle: { borderColor: look.ink, borderWidth: 2 } } : point,
          ),
          tooltip: { formatter: ({ data }) => told(data.value ?? data, step, x, bar) },
        },
        // A line through bars of much the same gray needs some paper on both sides.
        ...marks.map((one) => ({
          type: "line",
          silent: true,
          symbol: "none",
          lineStyle: { color: look.paper, width: 6 },
          data: [[one.value, 0], [one.value, roof * 0.97]],
          z: 4,
        })),
        ...marks.map((one) => ({
          type: "line",
          name: one.name,
          symbol: one.symbol,
          symbolSize: (value) => (value[1] ? 12 : 0),
          showAllSymbol: true,
          lineStyle: stroke(one),
          itemStyle: { color: one.colour, borderColor: look.paper, borderWidth: 1 },
          data: [[one.value, 0], [one.value, roof * 0.97]],
          z: 5,
          tooltip: { formatter: one.name },
        })),
        ...(you ? [yours(you, own, look)] : []),
      ],
    },
  };
}

function told([value, count], step, x, bar) {
  const half = (step - 1) / 2; // a bar stands in the middle of its scores
  const scores = half ? `${value - half}–${value + half}` : `${value}`;
  return `${x.name}: ${scores}\n${bar.name}: ${count}`;
}

function yours(you, own, look) {
  return {
    type: "scatter",
    name: you.name,
    symbol: "triangle",
    symbolRotate: 180,
    symbolSize: 10,
    symbolOffset: [0, -8],
    itemStyle: { color: look.ink },
    label: { show: true, position: "top", distance: 12, formatter: you.name, color: look.ink, fontSize: SIZE, textBorderColor: look.paper, textBorderWidth: 4 },
    data: [[you.value, own ? own[1] : 0]],
    z: 6,
  };
}

import { SIZE, across, axis, base, legendOf, number, stroke, widthOf } from "./base.js";

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
      legend: together ? undefined : { ...legend.option, itemWidth: 12 },
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
    itemStyle: { color: one.colour, opacity: 1, borderColor: look.paper, borderWidth: 1 },
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

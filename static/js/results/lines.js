import { SIZE, across, base, legendOf, number, stroke, upwards } from "./base.js";

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

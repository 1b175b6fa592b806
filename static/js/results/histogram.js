import { SIZE, across, base, legendOf, stroke, upwards } from "./base.js";

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

// A comparison's figures as ECharts options: draw.NAME(comparison, words, look) → {height, option},
// or null where there is nothing to draw. Pure, and without a word of its own: the page, the
// report and a test draw the same figures from the same JSON.
//
// comparison: survey.results.documents.as_json (its images aren't read)
// words: survey.results.words.chart_words
// look: see base.js

import { number } from "./base.js";
import { dots } from "./dots.js";
import { histogram } from "./histogram.js";
import { lines } from "./lines.js";

const SYMBOLS = ["diamond", "triangle", "rect", "arrow"];
const LINES = ["solid", "dashed", "dotted"];
const MOST_BARS = 60;

const hundredfold = (share) => (share === null ? null : 100 * share);
const percent = (found) =>
  found && {
    value: hundredfold(found.value),
    low: hundredfold(found.low),
    high: hundredfold(found.high),
  };
const people = (words, look) => ({ name: words.people, colour: look.people, symbol: "circle", line: "solid" });
const ink = (name, look, line = "solid") => ({ name, colour: look.ink, symbol: "circle", line });

// Every model has a hue of its own among the models' ones, a shape and a stroke.
function models(comparison, look) {
  return comparison.models.map((of, place) => ({
    of,
    name: of.title || of.name,
    colour: look.models[place % look.models.length],
    symbol: SYMBOLS[place % SYMBOLS.length],
    line: LINES[place % LINES.length],
  }));
}

// People, where there are any, and the models, each with the side of the comparison that is theirs.
function sides(comparison, words, look) {
  const all = models(comparison, look).map((one) => ({ ...one, side: one.of.side }));
  return comparison.people.n
    ? [{ ...people(words, look), side: comparison.people.side }, ...all]
    : all;
}

function scores(comparison, words, look) {
  const found = comparison.people.scores.histogram;
  if (!found?.length) return null;
  const { you } = words;
  const marks = models(comparison, look).map((one) => ({
    ...one,
    value: one.of.total,
    name: `${one.name} ${one.of.total}`,
  }));
  const all = [...found.map(([score]) => score), ...marks.map(({ value }) => value)];
  if (you) all.push(you.value);
  const images = comparison.study.images;
  const [first, last] = wholeFives(Math.min(...all), Math.max(...all), images);
  const step = stepFor(last - first + 1);
  return histogram(
    {
      bars: binned(found, first, step),
      step,
      bar: people(words, look),
      marks,
      you,
      x: { name: words.score, min: first - 0.5, max: last + 0.5 },
      y: { name: words.number_of_people },
      description: words.descriptions.scores,
    },
    look,
  );
}

// The next multiples of five outside of both, within the scores that there can be.
function wholeFives(lowest, highest, images) {
  const first = Math.max(0, Math.floor((lowest - 1) / 5) * 5);
  const last = Math.min(images, Math.ceil((highest + 1) / 5) * 5);
  return [first, Math.max(last, first + 1)];
}

function stepFor(scores) {
  return [1, 2, 5, 10, 20, 50, 100].find((step) => scores / step <= MOST_BARS) ?? 1000;
}

function binned(found, first, step) {
  const bins = new Map();
  for (const [score, count] of found) {
    const middle = first + Math.floor((score - first) / step) * step + (step - 1) / 2;
    bins.set(middle, (bins.get(middle) ?? 0) + count);
  }
  return [...bins];
}

function shares(comparison, words, look, rows, pick, description) {
  const series = sides(comparison, words, look).map((one) => ({
    ...one,
    values: pick(one.side).map(percent),
  }));
  if (!series.some(({ values }) => values.some(Boolean))) return null;
  return dots({ rows, series, x: { name: words.share_right, min: 0, max: 100 }, description }, look);
}

function expressions(comparison, words, look) {
  const pick = (side) => [side.overall, ...side.per_expression];
  const rows = [words.all_images, ...words.expressions];
  return shares(comparison, words, look, rows, pick, words.descriptions.expressions);
}

function sources(comparison, words, look) {
  const pick = (side) => [side.public, side.private];
  const rows = [words.public, words.private];
  return shares(comparison, words, look, rows, pick, words.descriptions.sources);
}

// How alike the errors are: each model's with people's, under what people reach among themselves.
function consistency(comparison, words, look) {
  const ceiling = comparison.agreement?.ceiling;
  const found = models(comparison, look).filter(({ of }) => of.consistency);
  if (!found.length) return null;
  const series = ceiling ? [{ ...people(words, look), name: words.among_people, kappa: ceiling.kappa }] : [];
  series.push(...found.map((one) => ({ ...one, kappa: one.of.consistency.kappa })));
  const lowest = Math.min(0, ...series.map(({ kappa }) => kappa.low ?? kappa.value));
  const bounded = ceiling && ceiling.kappa.low !== null;
  return dots(
    {
      rows: series.map(({ name }) => name),
      series: series.map((one, place) => ({
        ...one,
        values: series.map((_, row) => (row === place ? one.kappa : null)),
      })),
      together: true,
      band: bounded ? ceiling.kappa : undefined,
      x: { name: words.kappa, min: lowest < 0 ? Math.floor(lowest * 10) / 10 : 0, max: 1 },
      digits: 2,
      description: words.descriptions.consistency,
    },
    look,
  );
}

// The majority of ever more people, and where each model stands.
function crowd(comparison, words, look) {
  const found = models(comparison, look).filter(({ of }) => of.crowd?.curve.length);
  if (!found.length) return null;
  const curve = found[0].of.crowd.curve.map(([k, accuracy]) => [k, 100 * accuracy]);
  const [first, last] = [curve[0][0], curve.at(-1)[0]];
  const level = ({ of }) => 100 * of.crowd.model;
  const ends = last > first ? [first, last] : [first];
  return lines(
    {
      series: [
        { ...people(words, look), name: words.majority, points: curve, sizes: curve.map(() => 5) },
        ...found.map((one) => ({ ...one, points: ends.map((k) => [k, level(one)]) })),
      ],
      x: { name: words.crowd_size, min: first, max: last, log: last > 30 },
      y: { name: words.share_right },
      description: words.descriptions.crowd,
    },
    look,
  );
}

function calibration(comparison, words, look) {
  const found = models(comparison, look).filter(({ of }) => of.calibration?.images);
  if (!found.length) return null;
  return lines(
    {
      series: [
        { ...ink(words.perfect, look, "dotted"), bare: true, points: [[0, 0], [100, 100]] },
        ...found.map((one) => {
          const bins = one.of.calibration.bins.filter(({ images }) => images);
          return {
            ...one,
            points: bins.map(({ confidence, accuracy }) => [100 * confidence, 100 * accuracy]),
            sizes: bins.map(({ images }) => 7 + 13 * Math.sqrt(images / one.of.calibration.images)),
          };
        }),
      ],
      x: { name: words.confidence, min: 0, max: 100, digits: 1 },
      y: { name: words.share_right, min: 0, max: 100 },
      description: words.descriptions.calibration,
    },
    look,
  );
}

function fifths(comparison, words, look) {
  const found = (comparison.times?.by_quintile ?? []).map(percent);
  if (!found.some(Boolean)) return null;
  const points = found.map((one) => one && one.value);
  return lines(
    {
      series: [{ ...people(words, look), points, ranges: found }],
      x: { name: words.own_fifth, labels: words.fifths },
      y: { name: words.share_right },
      description: words.descriptions.fifths,
    },
    look,
  );
}

// What margin to expect with more people, or more images.
function power(comparison, words, look) {
  const found = comparison.expected ?? [];
  if (!found.length) return null;
  const counts = [...new Set(found.map(({ images }) => images))];
  const sizes = [...new Set(found.map(({ people: n }) => n))];
  const series = counts.map((images, place) => ({
    ...ink(words.with_images[images] ?? number(images, 0), look, LINES[place % LINES.length]),
    symbol: ["circle", ...SYMBOLS][place % 5],
    points: sizes.map((n) => {
      const one = found.find((each) => each.images === images && each.people === n);
      return one ? one.margin : null;
    }),
  }));
  return lines(
    {
      series,
      x: { name: words.number_of_people, labels: sizes.map((n) => number(n, 0)) },
      y: { name: words.margin, min: 0 },
      description: words.descriptions.power,
    },
    look,
  );
}

export const draw = { scores, expressions, sources, consistency, crowd, calibration, fifths, power };

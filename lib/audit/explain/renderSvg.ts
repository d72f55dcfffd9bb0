/**
 * An explanation as a figure: the network, and in it the paths from the weight to the loss.
 * @module
 */

import { expectInteger, expectKnownOptions } from '../../core/errors.ts';
import { element, label, svgFile, type Attributes } from '../svg.ts';
import type { ExampleExplanation, ExplanationData } from './explanationData.ts';
import type { ReportLayer } from './reportLayers.ts';
import { kindOf } from './stretches.ts';
import { activationSymbol, asFactor, counted, shown, unitSymbol } from './symbols.ts';
import { gradientSymbol, strongestFirst } from './words.ts';

/** What {@link Explanation.toSvg} takes. */
export interface SvgOptions {
  /** Which example, from 0; default the one on which the weight has most effect. */
  readonly example?: number;
}

const COLUMN = 190, ROW = 72, RADIUS = 25, LEFT = 70, TOP = 112, FOOT = 150, LEAST_WIDTH = 860;
const RAISES = '#1f77b4', LOWERS = '#d1711a', DEAD = '#a8a8a8', FAINT = '#e6e6e6', WEIGHT = '#c4222f', WORDS = '#555';
/** Layers of up to so many units are drawn whole; of others so many at most, those of the strongest paths. */
const WHOLE = 6, MOST_UNITS = 8;
/** More numbers than that would hide the lines. */
const MOST_NUMBERS = 12;
const THICKEST = 6, THINNEST = 1.4;

/** Where a unit is drawn. Unit 0 is what a bias multiplies, the constant 1, and the loss. */
interface Spot {
  readonly layer: number;
  readonly unit: number;
  readonly x: number;
  readonly y: number;
}

/** Finds where a unit is drawn, the loss as the layer after the last. */
type Finder = (layer: number, unit: number) => Spot | undefined;

/** All paths listed that go along one line. */
interface Line {
  readonly from: Spot;
  readonly to: Spot;
  readonly value: number;
  sum: number;
  isDead: boolean;
}

/** See {@link Explanation.toSvg}. */
export function toSvg(data: ExplanationData, options: SvgOptions): string {
  expectKnownOptions('toSvg', options, ['example']);
  const { example: wanted } = options, { examples } = data;
  if (wanted !== undefined) expectInteger('toSvg', 'example', wanted, 0, examples.length - 1);
  return draw(data, wanted === undefined ? strongestFirst(examples)[0] : examples[wanted]);
}

function draw(data: ExplanationData, example: ExampleExplanation): string {
  const { parameter: { layer, symbol, value }, layers } = data, { values } = example;
  const isSmall = layers.every(({ width }) => width <= WHOLE), columns = layers.slice(isSmall ? 0 : layer - 2);
  const units = columns.map((column) => unitsShown(data, example, column));
  const rows = Math.max(...units.map(({ length }) => length)), foot = TOP + rows * ROW;
  const width = Math.max(LEAST_WIDTH, LEFT + columns.length * COLUMN + 80);
  const spots = units.flatMap((own, c) => own.map((unit, r): Spot =>
    ({ layer: columns[c].number, unit, x: LEFT + c * COLUMN, y: TOP + ((rows - own.length) / 2 + r + 0.5) * ROW })));
  const loss: Spot = {
    layer: layers.length + 1, unit: 0, x: LEFT + columns.length * COLUMN, y: TOP + (rows / 2) * ROW,
  };
  const at: Finder = (own, unit) =>
    (own > layers.length ? loss : spots.find((spot) => spot.layer === own && spot.unit === unit));
  const lines = linesOf(data, example, at);
  return svgFile(
    width, foot + FOOT, `The paths from ${symbol} to the loss`, ...heading(data, example),
    ...faintLines(spots, loss, layers.length), ...drawLines(lines),
    ...drawWeight(data, at, `${symbol} = ${shown(value, 4)}`),
    ...spots.flatMap((spot) => drawUnit(spot, spot.unit === 0 ? 1 : values.layers[spot.layer - 1].a[spot.unit - 1])),
    circle(loss, { fill: '#fff', stroke: '#333' }),
    label('J', loss.x, loss.y + 5, { 'text-anchor': 'middle', 'font-size': 16, 'font-style': 'italic' }),
    ...columns.flatMap((column, c) => [
      ...dots(spots, column), ...columnTitle(column, units[c], LEFT + c * COLUMN, foot),
    ]),
    ...footing(example, foot + 92),
  );
}

/**
 * What is drawn of a layer: all, or its units on the strongest paths listed; for a bias the constant 1 before
 * its layer.
 */
function unitsShown(
  { parameter: { layer, i, j, uses } }: ExplanationData, { paths }: ExampleExplanation, { number, width }: ReportLayer,
): number[] {
  const bias = number === layer - 1 && j === undefined ? [0] : [];
  if (width <= WHOLE) return [...bias, ...Array.from({ length: width }, (_, u) => u + 1)];
  if (number < layer) {
    const before = number === layer - 1 ? uses.flatMap((use) => use.j ?? []) : [];
    return [...bias, ...[...new Set(before)].slice(0, MOST_UNITS).sort((a, b) => a - b)];
  }
  const chosen = new Set(number === layer ? [i] : []);
  for (const { units } of paths) {
    for (const unit of units.slice(2 * (number - layer), 2 * (number - layer) + 2)) {
      if (chosen.size < MOST_UNITS) chosen.add(unit);
    }
  }
  return [...chosen].sort((a, b) => a - b);
}

/**
 * The lines that paths go along, each once; without those of units that there is no room for. z and a of one unit are
 * one place.
 */
function linesOf({ parameter: { layer }, layers }: ExplanationData, { paths }: ExampleExplanation, at: Finder): Line[] {
  const lines = new Map<string, Line>();
  for (const { units, factors, product, isDead } of paths) {
    const stops = [...units.map((unit, l) => at(layer + Math.floor(l / 2), unit)), at(layers.length + 1, 0)];
    if (stops.includes(undefined)) continue;
    units.forEach((_, l) => {
      const from = stops[l], to = stops[l + 1];
      if (from === undefined || to === undefined || from === to) return;
      const key = `${from.layer} ${from.unit} ${to.layer} ${to.unit}`;
      const line = lines.get(key) ?? { from, to, value: factors[units.length - 1 - l].value, sum: 0, isDead: true };
      line.sum += product;
      line.isDead &&= isDead;
      lines.set(key, line);
    });
  }
  return [...lines.values()];
}

function faintLines(spots: readonly Spot[], loss: Spot, last: number): string[] {
  return spots.flatMap((from) => [...spots, loss]
    .filter((to) => to.layer === from.layer + 1 && (to.unit !== 0 || to.layer > last) && from.unit !== 0)
    .map((to) => stroke(from, to, { stroke: FAINT })));
}

/** Dead ones below, strong ones on top; numbers above all, where there are few. */
function drawLines(lines: readonly Line[]): string[] {
  const strongest = Math.max(...lines.map(({ sum }) => Math.abs(sum)), Number.MIN_VALUE);
  const sorted = [...lines].sort((a, b) => Number(b.isDead) - Number(a.isDead) || Math.abs(a.sum) - Math.abs(b.sum));
  const live = sorted.filter(({ isDead }) => !isDead);
  const drawn = sorted.map(({ from, to, sum, isDead }) => stroke(from, to, isDead
    ? { stroke: DEAD, 'stroke-width': THINNEST, 'stroke-dasharray': '5 5' }
    : {
      stroke: sum > 0 ? RAISES : LOWERS, 'stroke-width': THINNEST + (Math.abs(sum) / strongest) * (THICKEST - THINNEST),
    }));
  const numbers =
    live.filter(({ from, to }) => from.x !== to.x).slice(-MOST_NUMBERS).map(({ from, to, value, sum }) => {
      const part = to.unit === 0 ? 0.42 : 0.36; // nearer to where lines part than to where they meet
      return haloed(shown(value, 3), from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part + 4, {
        fill: sum > 0 ? RAISES : LOWERS, 'font-size': 11,
      });
    });
  return [...drawn, ...numbers];
}

/** At each of its places that there is room for; words stand at the first. */
function drawWeight({ parameter: { layer, uses } }: ExplanationData, at: Finder, words: string): string[] {
  const places = uses.flatMap(({ i, j }) => {
    const from = at(layer - 1, j ?? 0), to = at(layer, i);
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  if (places.length === 0) return [];
  const [{ from, to }] = places;
  return [
    ...places.map((place) => stroke(place.from, place.to, { stroke: WEIGHT, 'stroke-width': 4 })),
    haloed(words, (from.x + to.x) / 2, (from.y + to.y) / 2 - 9, { fill: WEIGHT, 'font-weight': 600 }),
  ];
}

function drawUnit(spot: Spot, a: number): string[] {
  if (spot.unit === 0) return [
    circle(spot, { fill: '#fff', stroke: '#333' }),
    label('1', spot.x, spot.y + 5, { 'text-anchor': 'middle', 'font-size': 15 }),
  ];
  const isOff = a === 0;
  const look: Attributes =
    isOff ? { fill: '#f4f4f4', stroke: DEAD, 'stroke-dasharray': '4 3' } : { fill: '#fff', stroke: '#333' };
  return [
    circle(spot, look),
    label(unitSymbol('a', spot.layer, spot.unit), spot.x, spot.y - 2, {
      'text-anchor': 'middle', fill: isOff ? DEAD : '#222',
    }),
    label(short(a), spot.x, spot.y + 12, { 'text-anchor': 'middle', fill: isOff ? DEAD : WORDS, 'font-size': 10 }),
  ];
}

/** There is no room for 0.0000319 in a circle. */
function short(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3
    ? `${value < 0 ? '−' : ''}${Math.abs(value).toExponential(1)}`
    : shown(value, 3);
}

/** What is left out of a layer, as dots where it would stand. */
function dots(spots: readonly Spot[], { number, width }: ReportLayer): string[] {
  const own = spots.filter(({ layer, unit }) => layer === number && unit > 0);
  const gaps = own.flatMap((spot, s) => {
    const above = s > 0 ? own[s - 1].unit + 1 < spot.unit : spot.unit > 1;
    const below = s === own.length - 1 && spot.unit < width;
    return [...(above ? [spot.y - ROW / 2] : []), ...(below ? [spot.y + ROW / 2] : [])].map(
      (y) => [spot.x, y] as const,
    );
  });
  return gaps.flatMap(([x, y]) =>
    [-5, 0, 5].map((shift) => element('circle', { cx: x, cy: y + shift, r: 1.6, fill: '#888' })));
}

function heading(data: ExplanationData, example: ExampleExplanation): string[] {
  const { examples, update, parameter: { symbol }, value } = data, { pathCount, livePaths, paths } = example;
  const which =
    examples.length === 1 ? '' : `of example ${example.example}, whose gradient is ${shown(example.value)}: `;
  const listed = BigInt(paths.length) < pathCount ? `, the ${paths.length} strongest listed` : '';
  const count = `${which}${counted(pathCount, 'path')} to the loss, ${livePaths} alive${listed}`;
  const moved = update.change === 0 ? `${symbol} stays` : `${symbol} moves by ${shown(update.change, 4)}`;
  return [
    label(`${gradientSymbol(data)} = ${shown(value)}`, LEFT - RADIUS, 38, { 'font-size': 21, 'font-weight': 600 }),
    label(`${count}; with ${update.optimizer}, ${moved}`, LEFT - RADIUS, 62, { fill: WORDS, 'font-size': 13 }),
    legend(LEFT - RADIUS, 84, { stroke: RAISES, 'stroke-width': 3 }, 'more of the weight raises J'),
    legend(LEFT - RADIUS + 215, 84, { stroke: LOWERS, 'stroke-width': 3 }, 'lowers J'),
    legend(
      LEFT - RADIUS + 315, 84, { stroke: DEAD, 'stroke-width': THINNEST, 'stroke-dasharray': '5 5' },
      'dead: a factor is 0',
    ),
    label('on lines: weights, and the derivatives of J', LEFT - RADIUS + 480, 84, { fill: WORDS }),
  ];
}

function legend(x: number, y: number, look: Attributes, words: string): string {
  return element('line', { x1: x, x2: x + 26, y1: y - 4, y2: y - 4, ...look })
    + label(words, x + 34, y, { fill: WORDS });
}

function columnTitle(
  { number, width, stretch, terms, activation }: ReportLayer, units: readonly number[], x: number, y: number,
): string[] {
  const count = units.filter((unit) => unit > 0).length;
  const more = width > count && count > 0 ? `${count} of ${width} units` : counted(width, 'unit');
  const kind = stretch === undefined || terms !== undefined ? [] : [kindOf(stretch)];
  const names = [...kind, ...(activation === undefined ? [] : [activationSymbol(activation)])];
  const words = number === 1 ? 'the input' : names.join(', ') || 'linear';
  const middle = { 'text-anchor': 'middle', fill: WORDS };
  const name = label(`layer ${number}`, x, y + 28, { 'text-anchor': 'middle', 'font-weight': 600 });
  return [name, label(words, x, y + 44, middle), label(more, x, y + 60, middle)];
}

/** The strongest path as a product. */
function footing({ paths }: ExampleExplanation, y: number): string[] {
  const [best] = paths;
  if (best === undefined) return [];
  const row = (texts: readonly string[]): string => texts.join(' · ');
  return [
    label(
      `The strongest path: ${row(best.factors.map(({ symbol }) => symbol))}`, LEFT - RADIUS, y, { 'font-size': 13 },
    ),
    label(
      `= ${row(best.factors.map(({ value }) => asFactor(value, 4)))} = ${shown(best.product)}`, LEFT - RADIUS, y + 22,
      { 'font-size': 13 },
    ),
  ];
}

function stroke(from: Spot, to: Spot, look: Attributes): string {
  return element('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, ...look });
}

function circle({ x, y }: Spot, look: Attributes): string {
  return element('circle', { cx: x, cy: y, r: RADIUS, ...look });
}

/** Words that lines do not disturb. */
function haloed(words: string, x: number, y: number, look: Attributes): string {
  return label(
    words, x, y, { 'text-anchor': 'middle', stroke: '#fff', 'stroke-width': 8, 'paint-order': 'stroke', ...look },
  );
}

/**
 * Line charts.
 * @module
 */
import { element, group, label, round } from '../../lib/audit/svg.ts';
import { ticks } from './ticks.ts';

export interface Series {
  readonly name: string;
  readonly color: string;
  /** One value for each x, undefined where there is none. A single one is drawn as a mark of its own. */
  readonly values: readonly (number | undefined)[];
}

export interface LineChart {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Whole numbers, ascending. */
  readonly x: readonly number[];
  readonly xTitle: string;
  readonly series: readonly Series[];
  /** Where the y axis begins and ends; what is left out is a round number beyond the values. */
  readonly low?: number;
  readonly high?: number;
}

const LEFT = 44, RIGHT = 122, TOP = 34, BOTTOM = 40;
const GRID = '#e4e4e4', AXIS = '#777';
/** Most marks on a line: more would hide it. */
const MARKS = 25;
/** Least distance of two names at the lines' ends. */
const LINE_HEIGHT = 14;

/** A chart of lines, each named at its end with its last value. */
export function lineChart(chart: LineChart): string {
  const { title, width, height, x, xTitle, series } = chart;
  const values = series.flatMap((s) => s.values).filter((v) => v !== undefined);
  const scale = yScale(values, chart.low, chart.high);
  const right = width - RIGHT, bottom = height - BOTTOM;
  const span = Math.max(1, x[x.length - 1] - x[0]);
  const atX = (value: number): number =>
    (x.length === 1 ? (LEFT + right) / 2 : LEFT + ((value - x[0]) / span) * (right - LEFT));
  const atY = (value: number): number => bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - TOP);
  const grid = scale.ticks.map((tick) =>
    element('line', { x1: LEFT, x2: right, y1: atY(tick), y2: atY(tick), stroke: tick === scale.low ? AXIS : GRID })
      + label(String(tick), LEFT - 8, atY(tick) + 4, { 'text-anchor': 'end', fill: AXIS }));
  const xTicks =
    x.length === 1 ? [...x] : ticks(x[0], x[x.length - 1], Math.min(x.length - 1, 8)).filter(Number.isInteger);
  const feet = xTicks.map((tick) =>
    label(String(tick), atX(tick), bottom + 17, { 'text-anchor': 'middle', fill: AXIS }));
  return [
    label(title, 12, 16, { 'font-size': 15, 'font-weight': 600 }),
    ...grid, ...feet, label(xTitle, (LEFT + right) / 2, bottom + 34, { 'text-anchor': 'middle', fill: AXIS }),
    ...series.map((s) => line(s, x, atX, atY)),
    ...names(series, atY).map(({ name, color, value, y }) =>
      label(`${name} ${format(value)}`, right + 12, y + 4, { fill: color, 'font-weight': 500 })),
  ].join('');
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

function yScale(values: readonly number[], low?: number, high?: number): Scale {
  const least = low ?? Math.min(...values), most = high ?? Math.max(...values);
  const wide = most > least ? most - least : Math.max(Math.abs(most), 1) / 10;
  const step = ticks(least, least + wide, 4).at(1) === undefined
    ? wide
    : ticks(least, least + wide, 4)[1] - ticks(least, least + wide, 4)[0];
  const from = low ?? Math.floor(least / step + 1e-9) * step;
  const to = high ?? Math.ceil((least + wide) / step - 1e-9) * step;
  return { low: from, high: to, ticks: ticks(from, to, Math.round((to - from) / step)) };
}

function line(
  { color, values }: Series, x: readonly number[], atX: (x: number) => number, atY: (y: number) => number,
): string {
  const points = values.flatMap((value, i) => (value === undefined ? [] : [[atX(x[i]), atY(value)] as const]));
  const corners = points.map(([a, b]) => `${round(a)},${round(b)}`).join(' ');
  const path = element(
    'polyline', { points: corners, fill: 'none', stroke: color, 'stroke-width': 2, 'stroke-linejoin': 'round' },
  );
  const r = points.length === 1 ? 4.5 : 3;
  const marks = points.length > MARKS
    ? []
    : points.map(([cx, cy]) => element('circle', { cx, cy, r, fill: color, stroke: '#fff', 'stroke-width': 1 }));
  return group(0, 0, ...(points.length > 1 ? [path] : []), ...marks);
}

/** Where each line's name goes: at its end, but apart from the others. */
function names(
  series: readonly Series[], atY: (y: number) => number,
): { name: string; color: string; value: number; y: number }[] {
  const placed = series.flatMap(({ name, color, values }) => {
    const value = values.filter((v) => v !== undefined).at(-1);
    return value === undefined ? [] : [{ name, color, value, y: atY(value) }];
  }).sort((a, b) => a.y - b.y);
  for (let pass = 0; pass < placed.length; pass++) {
    for (let i = 1; i < placed.length; i++) {
      const lack = LINE_HEIGHT - (placed[i].y - placed[i - 1].y);
      if (lack <= 0) continue;
      placed[i - 1].y -= lack / 2;
      placed[i].y += lack / 2;
    }
  }
  return placed;
}

function format(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}

/**
 * The ways down as a picture.
 * @module
 */
import { element, group, label, round, svgFile } from '../../lib/audit/svg.ts';
import { ticks } from '../chart/ticks.ts';
import { contour, type Window } from './contours.ts';
import type { Path } from './paths.ts';

/** One function with the ways down it. */
export interface Landscape {
  readonly title: string;
  readonly formula: string;
  readonly value: (x: number, y: number) => number;
  readonly window: Window;
  readonly levels: readonly number[];
  readonly paths: readonly Path[];
}

const SIDE = 400, GAP = 70, LEFT = 50, TOP = 92, LEGEND = 130;
const CELLS = 160;
const CONTOUR = '#c9c9c9', AXIS = '#777';
/** A path of more points gets no marks. */
const MARKS = 40;

/** All landscapes side by side. */
export function drawLandscapes(landscapes: readonly Landscape[]): string {
  const width = LEFT + landscapes.length * (SIDE + GAP), height = TOP + SIDE + LEGEND;
  return svgFile(width, height, 'Ways down', label('Ways down', LEFT, 32, { 'font-size': 20, 'font-weight': 600 }),
    ...landscapes.map((landscape, i) => group(LEFT + i * (SIDE + GAP), TOP, drawLandscape(landscape, `frame${i}`))));
}

function drawLandscape({ title, formula, value, window, levels, paths }: Landscape, frame: string): string {
  const { left, right, low, high } = window;
  const atX = (x: number): number => ((x - left) / (right - left)) * SIDE;
  const atY = (y: number): number => SIDE - ((y - low) / (high - low)) * SIDE;
  const lines = levels.map((level) => {
    const segments = contour(value, window, level, CELLS);
    const d = segments.map(([x1, y1, x2, y2]) =>
      `M${round(atX(x1))} ${round(atY(y1))}L${round(atX(x2))} ${round(atY(y2))}`).join('');
    return element('path', { d, stroke: CONTOUR, fill: 'none' });
  });
  const ways = paths.map(({ points, color }) => {
    const d = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(atX(x))} ${round(atY(y))}`).join('');
    const marks = points.length > MARKS
      ? []
      : points.map(([x, y]) => element('circle', { cx: atX(x), cy: atY(y), r: 2.5, fill: color }));
    return element('path', { d, stroke: color, fill: 'none', 'stroke-width': 1.8, 'stroke-linejoin': 'round' })
      + marks.join('');
  });
  const xTicks = ticks(left, right, 5).map((tick) =>
    label(String(tick), atX(tick), SIDE + 17, { 'text-anchor': 'middle', fill: AXIS }));
  const yTicks = ticks(low, high, 5).map((tick) =>
    label(String(tick), -8, atY(tick) + 4, { 'text-anchor': 'end', fill: AXIS }));
  const legend = paths.map(({ method, color, points, end }, i) => {
    const y = SIDE + 46 + 20 * i, steps = points.length - 1;
    return element('line', { x1: 0, x2: 22, y1: y - 4, y2: y - 4, stroke: color, 'stroke-width': 3 })
      + label(`${method}: ${steps} ${steps === 1 ? 'step' : 'steps'}, ${end}`, 30, y);
  });
  return [
    label(title, 0, -28, { 'font-size': 15, 'font-weight': 600 }), label(formula, 0, -10, { fill: AXIS }),
    element('clipPath', { id: frame }, element('rect', { width: SIDE, height: SIDE })),
    element('g', { 'clip-path': `url(#${frame})` }, ...lines, ...ways),
    element('rect', { width: SIDE, height: SIDE, fill: 'none', stroke: AXIS }),
    ...xTicks, ...yTicks, ...legend,
  ].join('');
}

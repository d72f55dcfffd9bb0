/**
 * A diagram as SVG.
 * @module
 */

import { element, label, round, svgFile, type Attributes } from '../svg.ts';
import { arrange, type Link, type Slot } from './arrange.ts';
import type { Box, Diagram } from './diagram.ts';
import { place } from './place.ts';

const MARGIN = 32, TOP = 72, GAP = 28, ROW_GAP = 52, PADDING = 14, LINE = 16, TITLE_LINE = 18, LEAST_WIDTH = 110;
/** Room for an edge that passes a row. */
const PASSAGE = 12;
/** A little more than letters are wide, so that words fit whatever the font. */
const LETTER = 7, TITLE_LETTER = 8;
const ARROW = 7, WORDS = '#555', LINES = '#777';

const LOOKS: Readonly<Record<Box['role'], Attributes>> = {
  input: { fill: '#eaf3ea', stroke: '#5b8a5b', rx: 14 },
  layer: { fill: '#f2f5fa', stroke: '#4a6a94', rx: 4 },
  output: { fill: '#fbf1e4', stroke: '#b07a34', rx: 14 },
};
const FROZEN: Attributes = { fill: '#f4f4f4', stroke: '#8a8a8a', 'stroke-dasharray': '5 3' };

/** See {@link Plot.toSvg}. */
export function drawSvg(diagram: Diagram): string {
  const { boxes, title, total } = diagram, arrangement = arrange(diagram), { rows, ways } = arrangement;
  const widthOf = ({ box }: Slot): number => (box === undefined ? PASSAGE : widthOfBox(boxes[box]));
  const left = place(arrangement, widthOf, GAP), leftOf = (slot: Slot): number => MARGIN + (left.get(slot) ?? 0);
  const heights = rows.map((row) =>
    row.reduce((most, { box }) => Math.max(most, box === undefined ? 0 : heightOf(boxes[box])), 0));
  const tops: number[] = [];
  let foot = TOP;
  for (const height of heights) {
    tops.push(foot);
    foot += height + ROW_GAP;
  }
  const right = rows.flat().reduce((most, slot) => Math.max(most, leftOf(slot) + widthOf(slot)), 0);
  const line = ({ upper, lower, leaves, enters }: Link): string => {
    const x = leftOf(upper) + leaves * widthOf(upper), end = leftOf(lower) + enters * widthOf(lower);
    const from = tops[upper.row] + (upper.box === undefined ? 0 : heightOf(boxes[upper.box]));
    const turn = tops[upper.row] + heights[upper.row], to = tops[lower.row] - (lower.box === undefined ? 0 : ARROW);
    const middle = (turn + to) / 2, points = [x, middle, end, middle, end, to].map(round).join(' ');
    return `L ${round(x)} ${round(from)} L ${round(x)} ${round(turn)} C ${points}`;
  };
  const widest = Math.max(right + MARGIN, 2 * MARGIN + TITLE_LETTER * Math.max(lengthOf(title), lengthOf(total)));
  return svgFile(
    Math.ceil(widest), Math.ceil(foot - ROW_GAP + MARGIN), title,
    label(title, MARGIN, 30, { 'font-size': 17, 'font-weight': 600 }), label(total, MARGIN, 50, { fill: WORDS }),
    ...ways.map((way) => element('path', {
      d: way.map(line).join(' ').replace('L', 'M'), fill: 'none', stroke: LINES, 'stroke-width': 1.4, class: 'edge',
    })),
    ...ways.map((way) => {
      const { lower, enters } = way[way.length - 1], x = leftOf(lower) + enters * widthOf(lower), y = tops[lower.row];
      return arrow(x, y);
    }),
    ...rows.flat().map((slot) =>
      (slot.box === undefined ? '' : drawBox(boxes[slot.box], leftOf(slot), tops[slot.row]))),
  );
}

function drawBox(box: Box, x: number, y: number): string {
  const { title, lines, role, isFrozen } = box, width = widthOfBox(box), middle = x + width / 2;
  const look = { ...LOOKS[role], ...(isFrozen && FROZEN) };
  const first = y + PADDING + TITLE_LINE - 5, centre = { 'text-anchor': 'middle' };
  return element('rect', { x, y, width, height: heightOf(box), class: 'box', ...look })
    + label(title, middle, first, { ...centre, 'font-size': 13, 'font-weight': 600 })
    + lines.map((words, i) => label(words, middle, first + (i + 1) * LINE, { ...centre, fill: WORDS })).join('');
}

function arrow(x: number, y: number): string {
  const points = [x, y, x - 4, y - ARROW - 1, x + 4, y - ARROW - 1].map(round);
  return element('path', { d: `M ${points[0]} ${points[1]} L ${points.slice(2).join(' ')} Z`, fill: LINES });
}

function widthOfBox({ title, lines }: Box): number {
  const words = Math.max(TITLE_LETTER * lengthOf(title), ...lines.map((line) => LETTER * lengthOf(line)));
  return Math.max(LEAST_WIDTH, 2 * PADDING + words);
}

function heightOf({ lines }: Box): number {
  return 2 * PADDING + TITLE_LINE + LINE * lines.length - 8;
}

/** In letters: those of Chinese, Japanese and Korean count twice. */
function lengthOf(words: string): number {
  return Array.from(words).reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) < 0x2e80 ? 1 : 2), 0);
}

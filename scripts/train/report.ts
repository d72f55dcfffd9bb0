/**
 * The picture that `bitgrad train --svg FILE` draws: how training went, and which digits were read worst.
 * @module
 */
import type { History } from '../../lib/index.ts';
import type { RowSource } from '../../lib/kernels/index.ts';
import { argmax } from '../../lib/metrics/index.ts';
import { lineChart, type Series } from '../chart/lineChart.ts';
import { element, group, label, svgFile } from '../../lib/audit/svg.ts';
import { drawDigit } from './digit.ts';

export interface Report {
  readonly title: string;
  /** What was trained and how, in a line. */
  readonly subtitle: string;
  readonly history: History;
  readonly test: { readonly loss: number; readonly accuracy: number };
  /**
   * The test set: pixels in [0, 1], `size` × `size` an image, labels, and the probabilities read, `classes` an image.
   */
  readonly pixels: RowSource;
  readonly size: number;
  readonly labels: ArrayLike<number>;
  readonly predictions: Float32Array;
  readonly classes: number;
}

/** A digit that was read, and how badly. */
export interface Reading {
  readonly index: number;
  readonly truth: number;
  readonly read: number;
  /** The probability given to the truth. */
  readonly probability: number;
  readonly loss: number;
}

const TRAINING = '#1f5fa8', VALIDATION = '#c8620b', TEST = '#222';
const WIDTH = 960, MARGIN = 32, CHART_HEIGHT = 250, CHARTS_TOP = 84;
const COLUMNS = 10, ROWS = 4, CELL = (WIDTH - 2 * MARGIN) / COLUMNS, DIGIT = 72, CELL_HEIGHT = DIGIT + 44;
const SHEET_TOP = CHARTS_TOP + CHART_HEIGHT + 52;

type Predicted = Pick<Report, 'labels' | 'predictions' | 'classes'>;

function readings({ labels, predictions, classes }: Predicted): Reading[] {
  return Array.from(labels, (truth, index) => {
    const row = predictions.subarray(index * classes, (index + 1) * classes);
    return { index, truth, read: argmax(row, 0, classes), probability: row[truth], loss: -Math.log(row[truth]) };
  });
}

/** The readings with the highest loss, −log of the truth's probability, worst first. */
export function worstReadings(predicted: Predicted, count: number): Reading[] {
  return worstOf(readings(predicted), count);
}

function worstOf(all: readonly Reading[], count: number): Reading[] {
  return [...all].sort((a, b) => (a.loss === b.loss ? a.index - b.index : b.loss - a.loss)).slice(0, count);
}

/** The whole picture as an SVG file. */
export function drawReport(report: Report): string {
  const { title, subtitle } = report;
  const all = readings(report), worst = worstOf(all, COLUMNS * ROWS);
  const wrong = all.filter(({ truth, read }) => truth !== read).length;
  const tested = all.length.toLocaleString('en');
  const heading = `The ${worst.length} digits read worst, of ${tested} in the test set, ${wrong.toLocaleString('en')} `
    + 'of them read wrongly';
  const height = SHEET_TOP + 22 + Math.ceil(worst.length / COLUMNS) * CELL_HEIGHT + 8;
  return svgFile(
    WIDTH, height, title,
    label(title, MARGIN, 40, { 'font-size': 22, 'font-weight': 600 }),
    label(subtitle, MARGIN, 62, { fill: '#666' }),
    ...drawCharts(report),
    label(heading, MARGIN, SHEET_TOP, { 'font-size': 15, 'font-weight': 600 }),
    ...worst.map((reading, i) => group(
      MARGIN + (i % COLUMNS) * CELL, SHEET_TOP + 22 + Math.floor(i / COLUMNS) * CELL_HEIGHT,
      drawReading(report, reading),
    )),
  );
}

function drawCharts({ history: { epoch, history }, test }: Report): string[] {
  const width = (WIDTH - 2 * MARGIN) / 2, epochs = epoch.map((e) => e + 1);
  return (['loss', 'accuracy'] as const).map((name, i) => {
    const last = (value: number): (number | undefined)[] =>
      epochs.map((_, e) => (e === epochs.length - 1 ? value : undefined));
    const series: Series[] = [
      { name: 'training', color: TRAINING, values: history[name] ?? [] },
      ...(history[`val_${name}`] === undefined ? [] : [
        { name: 'validation', color: VALIDATION, values: history[`val_${name}`] },
      ]),
      { name: 'test', color: TEST, values: last(test[name]) },
    ];
    const limits = name === 'loss' ? { low: 0 } : { high: 1 };
    const chart = lineChart({
      title: name === 'loss' ? 'Loss' : 'Accuracy', width, height: CHART_HEIGHT, x: epochs, xTitle: 'epoch', series,
      ...limits,
    });
    return group(MARGIN + i * width - 12, CHARTS_TOP, chart);
  });
}

function drawReading({ pixels, size }: Report, { index, truth, read, probability }: Reading): string {
  const image = [...pixels.subarray(index * size * size, (index + 1) * size * size)];
  const isRight = truth === read;
  return [
    element('rect', { width: DIGIT, height: DIGIT, fill: '#f4f4f4' }),
    drawDigit(image, size, DIGIT),
    element(
      'text', { x: 0, y: DIGIT + 16 }, element('tspan', { 'font-weight': 600 }, `${truth}`),
      element('tspan', { fill: '#666' }, ' read as '),
      element('tspan', { 'font-weight': 600, fill: isRight ? TRAINING : '#b3261e' }, `${read}`),
    ),
    label(`p(${truth}) = ${shortly(probability)}`, 0, DIGIT + 31, { fill: '#666', 'font-size': 11 }),
  ].join('');
}

/** Two digits that matter. */
function shortly(probability: number): string {
  if (probability >= 0.001 || probability === 0) return String(Number(probability.toPrecision(2)));
  return probability.toExponential(0).replace('e-', '·10⁻').replace(/\d+$/, superscript);
}

function superscript(digits: string): string {
  return [...digits].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join('');
}

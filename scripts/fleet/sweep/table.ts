/**
 * The results of a sweep: a table for a terminal, CSV, and a chart.
 * @module
 */
import { svgFile } from '../../../lib/audit/svg.ts';
import { lineChart } from '../../chart/lineChart.ts';
import { variedIn, type Plan } from './plan.ts';
import { objective, type RunResult } from './sweep.ts';

const ENDS: Readonly<Record<RunResult['end'], string>> = { done: '', stopped: 'stopped', problem: 'broke off' };

/** The best first; runs that broke off last. */
export function ranked(plan: Plan, runs: readonly RunResult[]): RunResult[] {
  const best = (run: RunResult): number =>
    (run.end === 'problem' ? Infinity : Math.min(...objective(plan, run)));
  return [...runs].sort((a, b) => {
    const [left, right] = [best(a), best(b)];
    return left === right ? a.run - b.run : left - right;
  });
}

const word = (value: unknown): string => (Array.isArray(value) ? value.join('-') : String(value ?? ''));
const last = (values: readonly number[]): string => values.at(-1)?.toFixed(4) ?? '';

export function textTable(plan: Plan, runs: readonly RunResult[]): string {
  const varied = variedIn(plan);
  const rows = [
    ['run', ...varied, 'epochs', 'loss', 'val. loss', 'val. accuracy', ''],
    ...ranked(plan, runs).map((run) => [
      String(run.run), ...varied.map((name) => word(run.settings[name])), String(run.loss.length), last(run.loss),
      last(run.validationLoss), last(run.validationAccuracy), ENDS[run.end],
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i])).join('  ').trimEnd()).join('\n');
}

/** A row for each epoch of each run, numbers in full. */
export function csvTable(runs: readonly RunResult[]): string {
  const names = ['network', 'hidden', 'activation', 'optimizer', 'learningRate', 'batchSize', 'seed'] as const;
  const rows = runs.flatMap((run) => run.loss.map((loss, epoch) => [
    run.run, ...names.map((name) => word(run.settings[name])), epoch + 1, loss, run.validationLoss[epoch],
    run.validationAccuracy[epoch], epoch + 1 === run.loss.length ? run.end : '',
  ]));
  const titles = ['run', ...names, 'epoch', 'loss', 'validationLoss', 'validationAccuracy', 'end'];
  return [titles, ...rows].map((row) => `${row.join(',')}\n`).join('');
}

const COLORS = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e', '#8c564b', '#17becf', '#7f7f7f'];
const WIDTH = 760, HEIGHT = 420;

/** The validation loss of the best runs, as many as there are colours. */
export function svgChart(plan: Plan, runs: readonly RunResult[]): string {
  const drawn = ranked(plan, runs).filter(({ loss }) => loss.length > 0).slice(0, COLORS.length);
  const x = Array.from({ length: plan.epochs }, (_, epoch) => epoch + 1), title = 'Validation loss of the best runs';
  const series = drawn.map(({ run, validationLoss }, i) => (
    { name: `run ${run}`, color: COLORS[i], values: x.map((_, epoch) => validationLoss.at(epoch)) }));
  return svgFile(WIDTH, HEIGHT, title, lineChart({ width: WIDTH, height: HEIGHT, title, x, xTitle: 'epoch', series }));
}

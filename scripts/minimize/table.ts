/**
 * The table of `bitgrad minimize`.
 * @module
 */
import type { MinimizerResult } from '../../lib/minimizers/index.ts';
import type { Problem } from '../../tests/minimizers/problems.ts';
import { vectors, type ScipyRun } from '../../tests/minimizers/vectors.ts';
import type { Method } from './methods.ts';

interface Row {
  readonly problem: Problem;
  readonly ours: MinimizerResult;
  readonly scipy: ScipyRun | undefined;
}

const norm = (value: number | null): string => (value === null ? 'not finite' : value.toExponential(1));
const digits = (value: number | null): string => (value === null ? 'not finite' : value.toPrecision(6));

function ourCounts({ values, gradients, hessians, hessianVectors }: MinimizerResult['evaluations']): string {
  const second = hessianVectors > 0 ? `/${hessianVectors}v` : hessians > 0 ? `/${hessians}` : '';
  return `${values}/${gradients}${second}`;
}

function scipyCounts({ values, gradients, jacobians, hessians }: ScipyRun): string {
  return values === undefined
    ? 'threw'
    : `${values}/${gradients ?? jacobians}${hessians === undefined ? '' : `/${hessians}`}`;
}

const cells = (counts: string, value: number | null, gradientNorm: number | null): string =>
  `${counts.padStart(15)}  ${digits(value).padEnd(12)} ${norm(gradientNorm).padEnd(10)}`;

function line({ problem, ours, scipy }: Row): string {
  const beside = scipy === undefined ? '' : `│${cells(scipyCounts(scipy), scipy.value, scipy.gradientNorm)}`;
  const own = cells(ourCounts(ours.evaluations), ours.value, ours.gradientNorm);
  return `${problem.name.padEnd(40)}${String(problem.n).padStart(2)}${own} ${ours.reason.padEnd(11)} ${beside}`
    .trimEnd();
}

function summary(rows: readonly Row[], solves: Method['solves']): string {
  const tolerance = vectors.gradientTolerance;
  const isReached = (problem: Problem, run: Pick<ScipyRun, 'gradientNorm' | 'value'> | undefined): boolean =>
    run !== undefined && (solves?.(problem, run.value) ?? (run.gradientNorm ?? Infinity) <= tolerance);
  const ours = rows.filter((row) => isReached(row.problem, row.ours));
  const what = solves === undefined ? `‖∇f‖ ≤ ${tolerance}` : 'f within 1e-4 of a known minimum';
  const reached = `${what}: on ${ours.length} of ${rows.length}`;
  const scipy = rows.filter((row) => isReached(row.problem, row.scipy));
  const both = ours.filter((row) => scipy.includes(row));
  if (rows[0].scipy === undefined) return reached;
  const total = (count: (row: Row) => number): number => both.reduce((sum, row) => sum + count(row), 0);
  const own = `${total((row) => row.ours.evaluations.values)} values, `
    + `${total((row) => row.ours.evaluations.gradients)} gradients`;
  const theirs =
    `${total((row) => row.scipy?.values ?? 0)}, ${total((row) => row.scipy?.gradients ?? row.scipy?.jacobians ?? 0)}`;
  return `${reached}, SciPy's on ${scipy.length}; on the ${both.length} where both do: ${own}; SciPy's ${theirs}`;
}

/** A minimizer on every problem, beside SciPy's. */
export function rowsOf({ beside, run }: Method, problems: readonly Problem[]): Row[] {
  return problems.map((problem) => ({ problem, ours: run(problem), scipy: beside?.[1](problem.name) }));
}

/** A row as --json has it: what a minimizer came to on a problem of n variables, and SciPy's, null where none is. */
interface Result extends Pick<MinimizerResult, 'value' | 'gradientNorm' | 'iterations' | 'evaluations' | 'reason'> {
  readonly name: string;
  readonly n: number;
  readonly x: readonly number[];
  readonly scipy: ScipyRun | null;
}

export function result({ problem: { name, n }, ours, scipy }: Row): Result {
  const { x, value, gradientNorm, iterations, evaluations, reason } = ours;
  return { name, n, x: [...x], value, gradientNorm, iterations, evaluations, reason, scipy: scipy ?? null };
}

/** Evaluations, f and ‖∇f‖₂ at the end of each problem, and the reason. */
export function table({ name, beside, solves }: Method, rows: readonly Row[]): string {
  const title = `${name}${beside === undefined ? '' : ` │ SciPy's ${beside[0]}`}`;
  return [title, ...rows.map(line), summary(rows, solves)].join('\n');
}

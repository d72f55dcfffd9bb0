/**
 * Notebook B number by number: what expansions and Newton's steps are made of.
 * @module
 */
import { newton, newtonRoot, taylor1, taylor2 } from '../../lib/minimizers/index.ts';
import { counted } from '../../lib/audit/explain/symbols.ts';
import type { Example } from './functions.ts';

export const vector = (x: ArrayLike<number>): string => `(${Array.from(x, String).join(', ')})`;

/** Rows of a square matrix. */
function matrix(h: ArrayLike<number>, n: number): string {
  return `(${Array.from({ length: n }, (_, i) => vector(Array.from(h).slice(i * n, (i + 1) * n))).join(', ')})`;
}

/** f, ∇f and H at a point. */
function derivatives(objective: Example['objective'], at: readonly number[]) {
  const x = Float64Array.from(at), gradient = new Float64Array(x.length), h = new Float64Array(x.length ** 2);
  objective.gradient(x, gradient);
  objective.hessian(x, h);
  return { value: objective.value(x), gradient, h };
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);
}

/** Both expansions of a function about a point, with the terms that they are made of. */
interface Expansions {
  readonly name: string;
  readonly formula: string;
  readonly at: readonly number[];
  readonly sought: readonly number[];
  /** Of the function, at the point. */
  readonly value: number;
  readonly gradient: readonly number[];
  /** Row by row. */
  readonly hessian: readonly number[];
  readonly firstTerm: number;
  readonly secondTerm: number;
  /** What the expansions say of `sought`, and what the function is there. */
  readonly firstOrder: number;
  readonly secondOrder: number;
  readonly valueSought: number;
}

export function expansions(
  { name, formula, objective }: Example, at: readonly number[], sought: readonly number[],
): Expansions {
  const { value, gradient, h } = derivatives(objective, at), n = at.length;
  const d = sought.map((v, i) => v - at[i]), curved = d.map((_, i) => inner(h.subarray(i * n, (i + 1) * n), d));
  return {
    name, formula, at, sought, value, gradient: [...gradient], hessian: [...h],
    firstTerm: inner(gradient, d), secondTerm: inner(curved, d) / 2,
    firstOrder: taylor1(objective, at)(sought), secondOrder: taylor2(objective, at)(sought),
    valueSought: objective.value(Float64Array.from(sought)),
  };
}

/** The same in words, term by term. */
export function drawExpansions(example: Example, at: readonly number[], sought: readonly number[]): string {
  const {
    name, formula, value, gradient, hessian, firstTerm: first, secondTerm: second, firstOrder, secondOrder, valueSought,
  } = expansions(example, at, sought);
  return [
    `  ${name}, ${formula}`,
    `    f(a)          ${value}`,
    `    ∇f(a)         ${vector(gradient)}`,
    `    H(a)          ${matrix(hessian, at.length)}`,
    `    first order   ${firstOrder} = f(a) + ∇f(a)·d = ${value} + ${first}`,
    `    second order  ${secondOrder} = f(a) + ∇f(a)·d + ½·dᵀ·H(a)·d = ${value} + ${first} + ${second}`,
    `    f(x)          ${valueSought}`,
  ].join('\n');
}

/** Newton's steps to the minimum of a quadratic: ∇f, H, step and distance. */
export function drawMinimum(example: Example, start: readonly number[]): string {
  const { objective, formula } = example, points: (readonly number[])[] = [start];
  const { x, value, iterations } = newton(
    objective, start, { onIteration: ({ x: sought }) => points.push([...sought]) },
  );
  const lines = points.slice(1).flatMap((sought, i) => {
    const before = points[i], { value: f, gradient, h } = derivatives(objective, before);
    const step = before.map((v, d) => v - sought[d]);
    return [
      `  x_start      ${vector(before)}, f = ${f}`, `  ∇f           ${vector(gradient)}`,
      `  H            ${matrix(h, before.length)}`,
      `  step         ${vector(step)} = H⁻¹·∇f`,
      `  x_sought     ${vector(sought)} = x_start − step, f = ${objective.value(Float64Array.from(sought))}`,
      `  distance     ${Math.sqrt(inner(step, step)).toFixed(6)} = ‖x_sought − x_start‖`,
      `  of newton2   ${Math.sqrt(Math.abs(inner(before, sought))).toFixed(6)} = √(x_start·x_sought)`,
    ];
  });
  return [
    `  ${formula}`, ...lines,
    `  x − H⁻¹·∇f from ${vector(start)}: ${vector(x)} after ${counted(iterations, 'step')}, f = ${value}`,
    '  The report slips: its newton2 stops by √(x_start·x_sought), which is no distance. Here it is 0 only because the',
    '  minimum is at 0; from a point x to itself it is ‖x‖. Its taylor2 ignores the ddf that it is given; the H above',
    '  is that of the function.',
  ].join('\n');
}

/** Columns of the table of steps to a root. */
const WIDTHS = [6, 20, 16, 14, 20];

/** Newton's steps to √2. */
export function drawRoot(): string {
  const f = (v: number): number => v * v - 2, df = (v: number): number => 2 * v, asked: number[] = [];
  const { x, iterations } = newtonRoot(f, (v) => { asked.push(v); return df(v); }, 1);
  const row = (...cells: readonly string[]): string => cells.map((cell, i) => cell.padStart(WIDTHS[i])).join('');
  const lines = asked.slice(0, iterations).map((v, i) =>
    row(String(i + 1), String(v), f(v).toExponential(6), df(v).toFixed(9), String(v - f(v) / df(v))));
  return [
    '  f(x) = x² − 2', row('step', 'x', 'f(x)', 'f′(x)', 'x − f/f′'), ...lines,
    `  x − f/f′ from 1: ${x} after ${iterations} steps, √2 = ${Math.SQRT2}`,
    '  The report speaks of roots where its code minimises: this is the one, that above the other.',
  ].join('\n');
}

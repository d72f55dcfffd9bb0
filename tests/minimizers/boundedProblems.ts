/**
 * Problems with bounds: those of Moré, Garbow and Hillstrom in boxes about their starts, and those with bounds alone
 * of Hock and Schittkowski, "Test examples for nonlinear programming codes", Springer, 1981, with their solutions.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenBounds, Objective } from '../../lib/minimizers/index.ts';
import { objectiveOf } from './functions.ts';
import type { Jet } from './jet.ts';
import { problems, type Problem } from './problems.ts';
import type { ScipyRun } from './vectors.ts';
import { ROOT } from '../../scripts/command/place.ts';

/** What tests/vectors/boundedMinimizers.py measured of SciPy. `gradientNorm` is ‖P(x − g) − x‖₂. */
export interface BoundedVectors {
  readonly source: string;
  readonly gradientTolerance: number;
  readonly boxed: Readonly<Record<string, {
    readonly lower: readonly number[];
    readonly upper: readonly number[];
    readonly scipy: Readonly<Record<'L-BFGS-B' | 'trf' | 'dogbox', ScipyRun>>;
  }>>;
  readonly hockSchittkowski: Readonly<Record<string, {
    readonly start: readonly number[];
    /** null where there is none. */
    readonly lower: readonly (number | null)[];
    readonly upper: readonly (number | null)[];
    readonly scipy: { readonly 'L-BFGS-B': ScipyRun & { readonly x: readonly number[] } };
  }>>;
  readonly linear: {
    readonly a: readonly number[]; readonly b: readonly number[];
    readonly lower: readonly number[]; readonly upper: readonly number[];
    readonly x: readonly number[]; readonly value: number;
  };
}

export const boundedVectors: BoundedVectors =
  JSON.parse(readFileSync(join(ROOT, 'tests', 'vectors', 'boundedMinimizers.json'), 'utf8'));

/** Of h = max(1, |start|)/4: 4h below the start and h above it, or for every second variable h and 4h. */
function box({ start }: Problem): [lower: number, upper: number][] {
  return start.map((v, i) => {
    const h = Math.max(1, Math.abs(v)) / 4, [below, above] = i % 2 === 0 ? [4 * h, h] : [h, 4 * h];
    return [v - below, v + above];
  });
}

export const boxed: readonly (Problem & { readonly bounds: [lower: number, upper: number][] })[] =
  problems.map((problem) => ({ ...problem, bounds: box(problem) }));

export interface BoundedProblem {
  readonly name: string;
  readonly start: readonly number[];
  readonly bounds: GivenBounds;
  readonly objective: Required<Objective>;
  readonly minimum: number;
  readonly solution: readonly number[];
}

const banana = objectiveOf(([x, y]) => y.minus(x.squared()).squared().times(100).plus(x.minus(1).squared()));
const ones = (n: number, value: number = 1): number[] => Array<number>(n).fill(value);
const product = (x: readonly Jet[]): Jet => x.reduce((total, v) => total.times(v));

export const hockSchittkowski: readonly BoundedProblem[] = [
  {
    name: 'HS1', start: [-2, 1], bounds: { lower: [-Infinity, -1.5] }, objective: banana, minimum: 0, solution: [1, 1],
  },
  {
    name: 'HS2', start: [-2, 1], bounds: { lower: [-Infinity, 1.5] }, objective: banana,
    // the lower minimum, 0.0504 at (1.22437, 1.5), is beyond a hill
    minimum: 4.941229318, solution: [-1.221027424, 1.5],
  },
  {
    name: 'HS3', start: [10, 1], bounds: { lower: [-Infinity, 0] }, minimum: 0, solution: [0, 0],
    objective: objectiveOf(([x, y]) => y.minus(x).squared().times(1e-5).plus(y)),
  },
  {
    name: 'HS4', start: [1.125, 0.125], bounds: { lower: [1, 0] }, minimum: 8 / 3, solution: [1, 0],
    objective: objectiveOf(([x, y]) => x.plus(1).cubed().over(3).plus(y)),
  },
  {
    name: 'HS5', start: [0, 0], bounds: [[-1.5, 4], [-3, 3]], minimum: -Math.sqrt(3) / 2 - Math.PI / 3,
    solution: [0.5 - Math.PI / 3, -0.5 - Math.PI / 3],
    objective: objectiveOf(([x, y]) =>
      x.plus(y).sin().plus(x.minus(y).squared()).minus(x.times(1.5)).plus(y.times(2.5)).plus(1)),
  },
  {
    name: 'HS38', start: [-3, -1, -3, -1], bounds: { lower: -10, upper: 10 }, minimum: 0, solution: ones(4),
    objective: objectiveOf(([a, b, c, d]) => b.minus(a.squared()).squared().times(100).plus(a.minus(1).squared())
      .plus(d.minus(c.squared()).squared().times(90)).plus(c.minus(1).squared())
      .plus(b.minus(1).squared().plus(d.minus(1).squared()).times(10.1))
      .plus(b.minus(1).times(d.minus(1)).times(19.8))),
  },
  {
    name: 'HS45', start: ones(5, 2), bounds: { lower: 0, upper: [1, 2, 3, 4, 5] }, minimum: 1,
    solution: [1, 2, 3, 4, 5],
    objective: objectiveOf((x) => product(x).over(-120).plus(2)),
  },
  {
    name: 'HS110', start: ones(10, 9), bounds: { lower: 2.001, upper: 9.999 }, minimum: -45.77846971,
    solution: ones(10, 9.350265833),
    objective: objectiveOf((x) =>
      x.map((v) => v.minus(2).log().squared().plus(v.times(-1).plus(10).log().squared())).reduce((a, b) => a.plus(b))
        .minus(product(x).log().times(0.2).exp())),
  },
];

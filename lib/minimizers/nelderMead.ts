/**
 * The simplex method of Nelder and Mead.
 * @module
 */

import {
  ShapeError, expectArray, expectBoolean, expectFunction, expectInteger, expectKnownOptions, expectNumber, expectObject,
  show, typeError,
} from '../core/errors.ts';
import { reading } from '../core/filled.ts';
import { Bounds, type BoundedOptions } from './bounds.ts';
import { toStart } from './evaluator.ts';
import type { Objective } from './objective.ts';
import type { Ending, MinimizerResult, Progress } from './result.ts';
import { Stop, type StopOptions } from './stop.ts';

/** How much longer an edge of the first simplex makes its variable, and how long the edge of a variable of 0 is. */
const EDGE = 0.05, EDGE_AT_ZERO = 0.00025;

/** What {@link nelderMead} takes. */
export interface NelderMeadOptions extends BoundedOptions, StopOptions<Omit<Progress, 'gradientNorm'>> {
  /** Coefficients by the number of variables, for many of them. Default false. */
  readonly adaptive?: boolean;
  /**
   * n + 1 points to begin with, in the place of `start`, which then tells n alone. Default: `start` and n points near
   * it.
   */
  readonly initialSimplex?: readonly ArrayLike<number>[];
  /** Ends where no vertex is further than this from the best in any variable, and `fatol` holds. Default 1e-4. */
  readonly xatol?: number;
  /** Ends where f is at no vertex larger than at the best by more than this, and `xatol` holds. Default 1e-4. */
  readonly fatol?: number;
  /** Most values of f. Default 200·n; Infinity where `maxIterations` is given. */
  readonly maxEvaluations?: number;
}

/** What {@link nelderMead} finds. */
export type NelderMeadResult = Omit<MinimizerResult, 'gradientNorm'>;

interface Vertex {
  readonly x: Float64Array;
  readonly value: number;
}

/**
 * Minimises without derivatives: a simplex of n + 1 points walks down, and shrinks to the minimum.
 *
 *     x̄ = mean of all vertices but the worst, x_w           x(t) = (1 + t)·x̄ − t·x_w
 *     reflect   x(ρ)      taken if better than the second worst; if better than the best
 *     expand    x(ρχ)     taken in its place if better still
 *     contract  x(ψρ)     if the reflected is better than the worst, and x(−ψ) if it is not; taken if no worse than
 *                         the reflected, or better than the worst; else
 *     shrink    all to x_best + σ·(x − x_best)
 *     ρ = 1, χ = 2, ψ = ½, σ = ½;      adaptive: χ = 1 + 2/n, ψ = ¾ − 1/(2n), σ = 1 − 1/n
 *
 * The first simplex is `start` and, for each variable, `start` with that one 5 % larger, or 0.00025 for 0. With
 * `bounds` every point is moved to the nearest one inside; vertices of the first simplex outside are mirrored at the
 * bound (SciPy does so at upper ones alone, and loses a simplex at a lower one). Where f is not finite it counts
 * as larger than anywhere else.
 *
 * It ends with 'simplex' where `xatol` and `fatol` both hold; with 'evaluations' where `maxEvaluations` are done. For
 * few variables and functions without derivatives, or rough ones: `lbfgs` with `finiteDifferences` needs fewer values
 * where f is smooth, and this may end where no minimum is. All in binary64, the same steps as SciPy's. `maxIterations`
 * defaults to 200·n; to no limit where `maxEvaluations` is given.
 * Throws TypeError, RangeError or ShapeError for arguments that do not fit.
 *
 * Source: Nelder and Mead, "A simplex method for function minimization", Computer Journal 7, 1965; adaptive: Gao and
 * Han, "Implementing the Nelder-Mead simplex algorithm with adaptive parameters", Comput. Optim. Appl. 51, 2012.
 */
export function nelderMead(
  objective: Pick<Objective, 'value'>, start: ArrayLike<number>, options: NelderMeadOptions = {},
): NelderMeadResult {
  const who = 'nelderMead';
  expectKnownOptions(who, options, [
    'bounds', 'adaptive', 'initialSimplex', 'xatol', 'fatol', 'maxEvaluations', 'maxIterations', 'onIteration',
    'signal',
  ]);
  const { adaptive = false, xatol = 1e-4, fatol = 1e-4 } = options, x = toStart(who, start), n = x.length;
  expectBoolean(who, 'adaptive', adaptive);
  expectNumber(who, 'xatol', xatol, 0);
  expectNumber(who, 'fatol', fatol, 0);
  const { maxEvaluations = options.maxIterations === undefined ? 200 * n : Infinity } = options;
  if (maxEvaluations !== Infinity) expectInteger(who, 'maxEvaluations', maxEvaluations, 1);
  const stop = new Stop(who, options, options.maxEvaluations === undefined ? 200 * n : Number.MAX_SAFE_INTEGER);
  const bounds = options.bounds === undefined ? undefined : new Bounds(who, options.bounds, n);
  const watched = new Values(who, objective, maxEvaluations, bounds);
  const corners = options.initialSimplex === undefined ? around(x, bounds) : toSimplex(options.initialSimplex, n);
  const simplex = corners.map((corner) => watched.at(mirrored(corner, bounds))).sort(byValue);

  for (let iterations = 0; ; iterations++) {
    const ending = stop.ending ?? reasonToEnd(simplex, { xatol, fatol }) ?? watched.ending
      ?? (iterations < stop.maxIterations ? undefined : end('iterations', `${iterations} steps are done`));
    if (ending !== undefined) {
      const { x: best, value } = simplex[0];
      return {
        x: best.slice(), value, iterations, ...ending,
        evaluations: { values: watched.count, gradients: 0, hessians: 0, hessianVectors: 0 },
      };
    }
    walk(simplex, watched, adaptive);
    simplex.sort(byValue);
    stop.tell(() => ({ iteration: iterations + 1, x: simplex[0].x.slice(), value: simplex[0].value }));
  }
}

/** f within bounds, counted: Infinity where it is not finite, or where no more values may be asked for. */
class Values {
  readonly bounds: Bounds | undefined;
  count: number = 0;
  readonly #who: string;
  readonly #value: (x: Float64Array) => unknown;
  readonly #most: number;

  constructor(who: string, objective: Pick<Objective, 'value'>, most: number, bounds: Bounds | undefined) {
    expectObject(who, 'objective', objective);
    expectFunction(who, 'objective.value', objective.value);
    this.bounds = bounds;
    this.#who = who;
    this.#value = reading(who, 'objective.value', ['x'], (x: Float64Array) => objective.value(x));
    this.#most = most;
  }

  /** The vertex at x, or at the nearest point inside. `x` is kept. */
  at(x: Float64Array): Vertex {
    this.bounds?.project(x);
    if (this.count >= this.#most || !x.every(Number.isFinite)) return { x, value: Infinity };
    this.count++;
    const value = this.#value(x);
    if (typeof value !== 'number') {
      throw typeError(`${this.#who}: objective.value must return a number, got ${show(value)}`);
    }
    return { x, value: Number.isFinite(value) ? value : Infinity };
  }

  get ending(): Ending | undefined {
    return this.count < this.#most ? undefined : end('evaluations', `${this.count} values of f are taken`);
  }
}

const byValue = (a: Vertex, b: Vertex): number => (a.value === b.value ? 0 : a.value - b.value);

const end = (reason: Ending['reason'], message: string, converged: boolean = false): Ending =>
  ({ reason, converged, message });

function reasonToEnd(
  [best, ...others]: readonly Vertex[], { xatol, fatol }: { readonly xatol: number; readonly fatol: number },
): Ending | undefined {
  if (best.value === Infinity) return end('notFinite', 'f is finite at no vertex of the first simplex');
  const size = others.reduce((most, { x }) =>
    x.reduce((wide, v, i) => Math.max(wide, Math.abs(v - best.x[i])), most), 0);
  const rise = others.reduce((most, { value }) => Math.max(most, value - best.value), 0);
  if (!(size <= xatol && rise <= fatol)) return undefined;
  const message = `the simplex is ${size} wide, at most ${xatol}, and f rises by ${rise}, at most ${fatol}`;
  return end('simplex', message, true);
}

/** One step: the worst vertex, the last, is replaced, or the simplex shrunk. */
function walk(simplex: Vertex[], watched: Values, adaptive: boolean): void {
  const n = simplex.length - 1, best = simplex[0], worst = simplex[n];
  const [expansion, contraction, shrinkage] = adaptive ? [1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n] : [2, 0.5, 0.5];
  const mean = simplex[0].x.slice();
  for (let j = 1; j < n; j++) for (let i = 0; i < n; i++) mean[i] += simplex[j].x[i];
  for (let i = 0; i < n; i++) mean[i] /= n;
  const probe = (t: number): Vertex => watched.at(mean.map((v, i) => (1 + t) * v - t * worst.x[i]));
  const reflected = probe(1);
  if (reflected.value < best.value) {
    const expanded = probe(expansion);
    simplex[n] = expanded.value < reflected.value ? expanded : reflected;
  } else if (reflected.value < simplex[n - 1].value) {
    simplex[n] = reflected;
  } else {
    const isOutside = reflected.value < worst.value, contracted = probe(isOutside ? contraction : -contraction);
    if (isOutside ? contracted.value <= reflected.value : contracted.value < worst.value) {
      simplex[n] = contracted;
      return;
    }
    for (let j = 1; j <= n; j++) {
      const { x } = simplex[j];
      simplex[j] = watched.at(x.map((v, i) => best.x[i] + shrinkage * (v - best.x[i])));
    }
  }
}

/** The first simplex. */
function around(start: Float64Array, bounds: Bounds | undefined): Float64Array[] {
  bounds?.project(start);
  return [start, ...Array.from(start, (v, k) => {
    const corner = start.slice();
    corner[k] = v === 0 ? EDGE_AT_ZERO : (1 + EDGE) * v;
    return corner;
  })];
}

function toSimplex(given: readonly ArrayLike<number>[], n: number): Float64Array[] {
  const who = 'nelderMead';
  expectArray(who, 'initialSimplex', given);
  if (given.length !== n + 1) {
    throw new ShapeError(`${who}: initialSimplex must hold ${n + 1} points, got ${given.length}`);
  }
  return given.map((corner, k) => {
    const x = toStart(who, corner, `initialSimplex[${k}]`);
    if (x.length === n) return x;
    throw new ShapeError(`${who}: initialSimplex[${k}] must hold ${n} numbers, got ${x.length}`);
  });
}

/** Mirrored at the bounds that it exceeds: to move it there could leave the simplex without width. */
function mirrored(corner: Float64Array, bounds: Bounds | undefined): Float64Array {
  if (bounds === undefined) return corner;
  const { lower, upper } = bounds;
  return corner.map((v, i) => (v > upper[i] ? 2 * upper[i] - v : v < lower[i] ? 2 * lower[i] - v : v));
}

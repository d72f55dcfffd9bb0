/**
 * Back-propagation against differences of the loss.
 * @module
 */

import { NonFiniteError, ShapeError, expectInteger, expectKnownOptions, expectPositive } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { modelFunction, type ModelFunction } from '../curvature/modelFunction.ts';
import type { GivenInputs, GivenTargets, Model, WeightOptions } from '../model/index.ts';
import { Philox, Purpose, shuffleInto, stream } from '../random/index.ts';
import { shown } from './explain/symbols.ts';
import { numericSlope } from './numericSlope.ts';

/** What {@link checkGradients} takes. */
export interface CheckGradientsOptions extends WeightOptions {
  /** How many of θ are checked one by one, spread over all tensors that are trained; 'all' for each. Default 256. */
  readonly parameters?: number | 'all';
  /** How many random directions all of θ is checked along. Default 3. */
  readonly directions?: number;
  /** Largest share by which the two slopes may differ. Default 10⁻⁶. */
  readonly tolerance?: number;
  /** Governs which parameters and directions. Default 0. */
  readonly seed?: number;
}

/** Two slopes of J that should be one. */
export interface GradientComparison {
  /** By back-propagation. */
  readonly analytic: number;
  /** By values of J alone. */
  readonly numeric: number;
  /** |analytic − numeric| */
  readonly difference: number;
  /** What it may be: a share of the larger, and what rounding of J allows. */
  readonly tolerance: number;
  /** Whether they are no further apart than `tolerance`. */
  readonly ok: boolean;
  /** Why it counts as right or wrong. */
  readonly reason: string;
}

/** The slopes by one parameter. */
export interface ParameterComparison extends GradientComparison {
  /** Its layer, its tensor and its place in that. */
  readonly parameter: { readonly layer: string; readonly name: string; readonly index: number };
}

/** The slopes along a random direction of one tensor. */
export interface TensorComparison extends GradientComparison {
  /** The name of its layer. */
  readonly layer: string;
  /** Its name in the layer. */
  readonly name: string;
}

/** What was found. As a string, in words. Made by `checkGradients`; the constructor trusts what it is given. */
export class GradientCheck {
  /** Whether no comparison failed. */
  readonly ok: boolean;
  /** The parameter that is furthest off, measured by its tolerance; undefined where none was checked. */
  readonly worst: ParameterComparison | undefined;
  /** The direction through all of θ that is. */
  readonly directional: GradientComparison | undefined;
  /** Along one random direction of each tensor alone: where all of θ fails, this tells which. */
  readonly tensors: readonly TensorComparison[];
  /** The tensors of which a comparison fails, in the network's order. */
  readonly wrong: readonly { readonly layer: string; readonly name: string }[];
  /** How many parameters were checked one by one, and of how many. */
  readonly checked: number;
  /** How many parameters there are. */
  readonly length: number;
  /** The parameters, and the directions, at which J has a kink; back-propagation then takes one of its sides. */
  readonly kinks: number;

  constructor(
    length: number, parameters: readonly ParameterComparison[], directions: readonly GradientComparison[],
    tensors: readonly TensorComparison[],
  ) {
    const all = [...parameters, ...directions, ...tensors];
    this.ok = all.every(({ ok }) => ok);
    this.worst = furthest(parameters);
    this.directional = furthest(directions);
    this.tensors = tensors;
    this.wrong = tensors.filter(({ layer, name, ok }) =>
      !ok || parameters.some((p) => !p.ok && p.parameter.layer === layer && p.parameter.name === name))
      .map(({ layer, name }) => ({ layer, name }));
    this.checked = parameters.length;
    this.length = length;
    this.kinks = all.filter(({ reason }) => reason.startsWith('a kink')).length;
  }

  toString(): string {
    const { ok, worst, directional, tensors, wrong, checked, length } = this;
    const names = wrong.map(({ layer, name }) => `${name} of '${layer}'`).join(', '), last = wrong.at(-1)?.layer;
    const verdict = ok
      ? 'Back-propagation agrees with differences of J'
      : `Back-propagation is wrong${names === '' ? '' : ` for ${names}`}`;
    const lines = [
      `${verdict}; looked at ${checked} of ${length} parameters one by one, and at all of them along random `
        + 'directions.',
    ];
    if (last !== undefined) lines.push(
      `All that comes after '${last}' and its successor is right: look at the backward passes of these two.`,
    );
    const row = (what: string, { analytic, numeric, difference, tolerance, reason }: GradientComparison): string => [
      `  ${what}: ${shown(analytic, 10)} by back-propagation, ${shown(numeric, 10)} by differences,`,
      `    ${shown(difference, 2)} apart where ${shown(tolerance, 2)} is allowed: ${reason}`,
    ].join('\n');
    if (worst !== undefined) {
      const { layer, name, index } = worst.parameter;
      lines.push(row(`${ok ? 'furthest apart' : 'worst'}, ${name}[${index}] of '${layer}'`, worst));
    }
    if (directional !== undefined) lines.push(row('along a direction of all of θ', directional));
    for (const tensor of tensors) {
      if (!tensor.ok) lines.push(row(`along a direction of ${tensor.name} of '${tensor.layer}'`, tensor));
    }
    return lines.join('\n');
  }
}

/**
 * Checks ∇J of a compiled model, all its layers' backward passes and its loss's, against differences of J: in binary64,
 * at the model's θ, on the examples as one batch. Made for layers, activations and losses of one's own.
 *
 *     const check = checkGradients(model, x, y);
 *     if (!check.ok) console.log(String(check)); // names tensor, parameter, both values
 *
 * Slopes are central differences at two steps, extrapolated; for single parameters, along a random direction of each
 * tensor, and of all θ. Where a kink (a ReLU at 0) lies within the step, it is made smaller; where J has one at θ
 * itself, any slope between those of its two sides is right, and `reason` says so. What a layer does in training,
 * noise included, is the same at every evaluation.
 *
 * Parameters of frozen layers are left out. Throws StateError before `compile`, ShapeError for a model without others,
 * NonFiniteError where J is no finite number, and as `fit` for data and options that do not fit. Costs 5 losses a
 * parameter on the witness, which is slow: 2 s for 256 parameters of the network 784-12-12-10 and 32 examples.
 */
export function checkGradients(
  model: Model, x: GivenInputs, y: GivenTargets, options: CheckGradientsOptions = {},
): GradientCheck {
  const who = 'checkGradients';
  expectKnownOptions(who, options, ['parameters', 'directions', 'tolerance', 'seed', 'sampleWeight', 'classWeight']);
  const { parameters: wanted = 256, directions = 3, tolerance = 1e-6, seed = 0, sampleWeight, classWeight } = options;
  if (wanted !== 'all') expectInteger(who, 'parameters', wanted);
  expectInteger(who, 'directions', directions, 0, MOST_DIRECTIONS);
  expectPositive(who, 'tolerance', tolerance);
  expectInteger(who, 'seed', seed);
  const weights = {
    ...(sampleWeight !== undefined && { sampleWeight }), ...(classWeight !== undefined && { classWeight }),
  };
  const objective = modelFunction(who, model, x, y, weights);
  const parameters = model.trained, count = parameters.reduce((sum, { length }) => sum + length, 0);
  if (count === 0) throw new ShapeError(`${who}: model must have parameters to check, got none`);
  const along = new Along(who, objective, model.theta, tolerance);
  const random = new Philox(seed, stream(Purpose.check, 0));
  const singles = parameters.flatMap(({ layer, name, offset, length }, i) => {
    const indices = chosen(random, length, wanted === 'all' ? length : quota(wanted, parameters, i));
    return indices.map((index): ParameterComparison => ({
      parameter: { layer, name, index }, ...along.compare([[offset + index, 1]]),
    }));
  });
  const tensors = parameters.map((tensor) => ({
    layer: tensor.layer, name: tensor.name, ...along.compare(signs(random, [tensor])),
  }));
  const whole = Array.from({ length: directions }, () => along.compare(signs(random, parameters)));
  return new GradientCheck(count, singles, whole, tensors);
}

/** As many as an array has places. */
const MOST_DIRECTIONS = 2 ** 32 - 1;

/** Elements of θ with what each moves by. */
type Direction = readonly (readonly [index: number, by: number])[];

/** J along lines through θ. */
class Along {
  readonly #objective: ModelFunction;
  readonly #theta: Float64Array;
  readonly #moved: Float64Array;
  readonly #gradient: Float64Array;
  readonly #tolerance: number;

  constructor(who: string, objective: ModelFunction, theta: Float32Array, tolerance: number) {
    this.#objective = objective;
    this.#theta = Float64Array.from(theta);
    this.#moved = this.#theta.slice();
    this.#gradient = new Float64Array(theta.length);
    this.#tolerance = tolerance;
    const value = objective.value(this.#theta);
    if (!Number.isFinite(value)) throw new NonFiniteError(
      `${who}: the loss must be finite, got ${value}`, { layer: 'loss', tensor: 'losses', index: -1 },
    );
    objective.gradient(this.#theta, this.#gradient);
  }

  compare(direction: Direction): GradientComparison {
    const theta = this.#theta, moved = this.#moved;
    const analytic = direction.reduce((sum, [index, by]) => sum + this.#gradient[index] * by, 0);
    // one parameter: its own position sets the step
    const origin = direction.length === 1 ? theta[direction[0][0]] : 0;
    const { slope: numeric, left, right, step, rounding, isSmooth, givenUp } = numericSlope((t) => {
      for (const [index, by] of direction) moved[index] = theta[index] + (t - origin) * by;
      return this.#objective.value(moved);
    }, origin);
    for (const [index] of direction) moved[index] = theta[index];
    const difference = Math.abs(analytic - numeric);
    const allowed = this.#tolerance * Math.max(Math.abs(analytic), Math.abs(numeric)) + rounding;
    const of = { analytic, numeric, difference, tolerance: allowed };
    if (isSmooth) {
      const aside = givenUp === 0 ? '' : `; a step of ${shown(step, 2)} keeps clear of a kink`;
      const ok = difference <= allowed;
      return { ...of, ok, reason: ok ? `they agree${aside}` : `they differ, and J is smooth there${aside}` };
    }
    const isBetween = analytic >= Math.min(left, right) - allowed && analytic <= Math.max(left, right) + allowed;
    const sides = `the slope is ${shown(left, 4)} on one side and ${shown(right, 4)} on the other`;
    if (isBetween) return { ...of, ok: true, reason: `a kink of J at θ: ${sides}` };
    return { ...of, ok: false, reason: `they differ, also from both sides of a kink: ${sides}` };
  }
}

/** A random corner of a cube, of length 1, all elements of the tensors its sides. */
function signs(random: Philox, tensors: readonly Parameter[]): Direction {
  const by = 1 / Math.sqrt(tensors.reduce((sum, { length }) => sum + length, 0));
  return tensors.flatMap(({ offset, length }) => Array.from({ length }, (_, i): Direction[number] =>
    [offset + i, random.nextFloat() < 0.5 ? -by : by]));
}

/** How many of a tensor: the same of each, but that small ones leave the rest to larger ones. */
function quota(wanted: number, parameters: readonly Parameter[], i: number): number {
  const sizes = parameters.map(({ length }, place) => ({ length, place })).sort((a, b) =>
    a.length - b.length || a.place - b.place);
  let left = wanted;
  for (const [done, { length, place }] of sizes.entries()) {
    const own = Math.min(length, Math.ceil(left / (sizes.length - done)));
    if (place === i) return own;
    left -= own;
  }
  return 0;
}

function chosen(random: Philox, length: number, count: number): number[] {
  const order = Uint32Array.from({ length }, (_, i) => i);
  if (count < length) shuffleInto(random, order);
  return [...order.subarray(0, count)].sort((a, b) => a - b);
}

/** One that fails before one that does not, then by tolerances. */
function furthest<C extends GradientComparison>(comparisons: readonly C[]): C | undefined {
  const isWorse = (a: C, b: C): boolean =>
    (a.ok !== b.ok ? !a.ok : a.difference / a.tolerance > b.difference / b.tolerance);
  return comparisons.reduce<C | undefined>(
    (worst, own) => (worst === undefined || isWorse(own, worst) ? own : worst), undefined,
  );
}

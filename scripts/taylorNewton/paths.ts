/**
 * Ways down: every point that a method has stepped to.
 * @module
 */
import {
  bfgs, dampedNewton, gradientDescent, type MinimizerOptions, type MinimizerResult, type Objective,
} from '../../lib/minimizers/index.ts';
import { rmsprop, type Optimizer } from '../../lib/optimizers/index.ts';

export type Point = readonly [number, number];

export interface Path {
  readonly method: string;
  readonly color: string;
  /** The start first. */
  readonly points: readonly Point[];
  readonly value: number;
  /** Gradients asked for. */
  readonly gradients: number;
  readonly hessians: number;
  /** In words, why it ended. */
  readonly end: string;
}

/** Rates of the first-order methods on a function, and the most steps they get. */
export interface Rates {
  readonly gradientDescent: number;
  readonly rmsprop: number;
  readonly steps: number;
}

/** A first-order method has arrived where ‖∇f‖ is no larger. */
const TOLERANCE = 1e-6;

/** Gradient descent and RMSProp with rates of their own, BFGS and Newton with none. */
export function paths(objective: Objective, start: Point, rates: Rates): Path[] {
  const { steps } = rates;
  return [
    minimizerPath('gradient descent', '#b8b000', start, (options) =>
      gradientDescent(objective, start, { ...options, learningRate: rates.gradientDescent, maxIterations: steps })),
    optimizerPath('RMSProp', '#2ca02c', start, steps, rmsprop({ learningRate: rates.rmsprop }), objective),
    minimizerPath('BFGS', '#1f77b4', start, (options) => bfgs(objective, start, options)),
    minimizerPath('Newton', '#d62728', start, (options) => dampedNewton(objective, start, options)),
  ];
}

/** A minimizer, with the start and every point that it stepped to. */
export function minimizerPath(
  method: string, color: string, start: Point, run: (options: MinimizerOptions) => MinimizerResult,
): Path {
  const points: Point[] = [start];
  const { value, evaluations, reason } =
    run({ gradientTolerance: TOLERANCE, onIteration: ({ x }) => points.push([x[0], x[1]]) });
  return {
    method, color, points, value, gradients: evaluations.gradients, hessians: evaluations.hessians,
    end: endOf(reason === 'gradient'),
  };
}

export const ARRIVED = 'arrived';

const endOf = (hasArrived: boolean): string => (hasArrived ? ARRIVED : 'on its way');

/** An optimizer of networks, on two parameters in binary32. */
export function optimizerPath(
  method: string, color: string, start: Point, steps: number, optimizer: Optimizer, objective: Objective,
): Path {
  const theta = Float32Array.from(start), wide = Float64Array.from(start), gradient = new Float64Array(2);
  const points: Point[] = [start];
  const at = () => { wide.set(theta); return wide; };
  const target = {
    value: () => objective.value(at()),
    gradient: (_theta: Float32Array, out: Float32Array) => {
      objective.gradient(at(), gradient);
      out.set(gradient);
    },
  };
  let step = 0, hasArrived = false;
  for (; step < steps && !hasArrived; step++) {
    optimizer.minimize(target, theta);
    points.push([theta[0], theta[1]]);
    hasArrived = Math.hypot(...gradient) <= TOLERANCE;
  }
  return {
    method, color, points, value: objective.value(at()), gradients: step, hessians: 0, end: endOf(hasArrived),
  };
}

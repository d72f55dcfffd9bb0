import {
  NonFiniteError, expectFloat32Array, expectInstance, expectInteger, expectKnownOptions, expectNumber,
} from '../core/errors.ts';
import { defaultKernels } from '../kernels/index.ts';
import { holdFunction, type DifferentiableFunction } from './differentiable.ts';
import { Optimizer } from './optimizer.ts';

/** What {@link minimize} takes. */
export interface MinimizeOptions {
  /** Takes the steps. */
  readonly optimizer: Optimizer;
  /** Most steps to take. Default 100. */
  readonly steps?: number;
  /**
   * Ends when a step moves θ by less, 0 < ‖Δθ‖₂ < precision. A step that moves nothing (its rate is 0, or its gradient
   * only accumulated) is no convergence. Default 0: never.
   */
  readonly precision?: number;
}

/** Where a minimisation went. */
export interface Minimization {
  /** Where it ended. */
  readonly theta: Float32Array;
  /** J at the start and after each step: one more than `steps`. */
  readonly losses: number[];
  /** Steps taken. */
  readonly steps: number;
  /** Why it ended. */
  readonly reason: 'steps' | 'precision';
}

/**
 * Minimises a function of θ by any optimizer, from `start`, which stays as it is.
 *
 *     const product = {
 *       value: (theta) => theta[0] * theta[1],
 *       gradient: (theta, out) => out.set([theta[1], theta[0]]),
 *     };
 *     minimize(product, Float32Array.of(1, 1), { optimizer: sgd() });
 *
 * Throws TypeError or RangeError for arguments that do not fit, TypeError where a function of the objective changes θ
 * or leaves an element of the
 * gradient unwritten, and NonFiniteError where J or ∇J is no finite number.
 */
export function minimize(
  objective: DifferentiableFunction, start: Float32Array, options: MinimizeOptions,
): Minimization {
  expectKnownOptions('minimize', options, ['optimizer', 'steps', 'precision']);
  const { optimizer, steps = 100, precision = 0 } = options;
  expectFloat32Array('minimize', 'start', start);
  expectInstance('minimize', 'optimizer', optimizer, Optimizer, 'an Optimizer such as sgd({ learningRate: 0.1 })');
  expectInteger('minimize', 'steps', steps);
  expectNumber('minimize', 'precision', precision, 0);
  const k = defaultKernels(), n = start.length, held = holdFunction('minimize', objective);
  const theta = start.slice(), gradient = new Float32Array(n), before = new Float32Array(n);
  const losses: number[] = [];
  const addLoss = (): void => {
    const loss = held.value(theta);
    if (!Number.isFinite(loss)) throw nonFinite('loss', losses.length, loss, 0);
    losses.push(loss);
  };
  addLoss();
  for (let step = 1; step <= steps; step++) {
    held.gradient(theta, gradient);
    if (!k.allFinite(n, gradient, 0)) {
      const index = gradient.findIndex((v) => !Number.isFinite(v));
      throw nonFinite('gradient', step - 1, gradient[index], index);
    }
    before.set(theta);
    optimizer.applyGradients(theta, gradient);
    addLoss();
    if (precision === 0) continue;
    k.axpy(n, -1, theta, 0, 1, before, 0, 1);
    const moved = k.nrm2(n, before, 0, 1);
    if (moved > 0 && moved < precision) return { theta, losses, steps: step, reason: 'precision' };
  }
  return { theta, losses, steps, reason: 'steps' };
}

function nonFinite(tensor: string, step: number, value: number, index: number): NonFiniteError {
  return new NonFiniteError(
    `minimize: the ${tensor} is not finite after step ${step}: ${value}`, { layer: '', tensor, index },
  );
}

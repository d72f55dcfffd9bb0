import { expectKnownOptions } from '../core/errors.ts';
import { gradientDescent } from './functors/gradientDescent.ts';
import { Optimizer, type Schedule, type Step } from './optimizer.ts';

export interface SGDOptions {
  /** Default 0.01, as Keras'. */
  readonly learningRate?: number | Schedule;
}

/** Gradient descent: θ ← θ − ∇J · lr, by {@link applyGradientDescent}. */
export class SGD extends Optimizer {
  readonly slotNames: readonly string[] = [];
  readonly #scalars = [0];

  constructor(options: SGDOptions = {}) {
    const { learningRate = 0.01 } = options;
    expectKnownOptions('sgd', options, ['learningRate']);
    super({ learningRate });
  }

  override get name(): string {
    return 'sgd';
  }

  override applyDense(theta: Float32Array, _gradient: Float32Array, _slots: Readonly<Record<string, Float32Array>>, { k, arrays, learningRate }: Step): void {
    this.#scalars[0] = learningRate;
    k.elementwise(gradientDescent, theta.length, arrays, this.#scalars);
  }
}

/** Gradient descent with a constant rate or a schedule. */
export function sgd(options: SGDOptions = {}): SGD {
  return new SGD(options);
}

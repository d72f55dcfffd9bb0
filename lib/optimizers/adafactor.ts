import { expectKnownOptions } from '../core/errors.ts';
import { pow64 } from '../core/float64.ts';
import type { Parameter } from '../core/parameter.ts';
import type { Kernels } from '../kernels/index.ts';
import type { Own } from './functorOptimizer.ts';
import { clippedStep, rowShare, runningMean, scaledGradient, squaredGradient } from './functors/adafactor.ts';
import { between, nonNegative, positive, readHyperParameters } from './hyperParameters.ts';
import { Optimizer, type OptimizerConfig } from './optimizer.ts';
import { SHARED, type BuiltInOptions } from './options.ts';
import type { Step } from './state.ts';
import { rowsAndColumns, tensorViews, type TensorViews } from './tensorViews.ts';

/** learningRate is 0.001 by default. */
export interface AdafactorOptions extends BuiltInOptions {
  /** From −1 to 0. Default −0.8. */
  readonly beta2Decay?: number;
  /** Added to the squared gradient. Above 0. Default 1e-30. */
  readonly epsilon1?: number;
  /** Least root mean square of θ that the rate is multiplied with. Default 0.001. */
  readonly epsilon2?: number;
  /** Above 0. Default 1. */
  readonly clipThreshold?: number;
}

const hyperParameters = {
  beta2Decay: between(-1, 0, -0.8), epsilon1: positive(1e-30), epsilon2: nonNegative(0.001), clipThreshold: positive(1),
};

/**
 * Adafactor (Shazeer, Stern 2018) as Keras 3 has it, for each tensor of θ, with β = 1 − t^beta2Decay and q = ∇J² + epsilon1:
 *
 *     a matrix:  row ← β·row + (1 − β)·(means of q's rows);  column likewise;  v = (row/mean(row))·columnᵀ
 *     others:    v ← β·v + (1 − β)·q
 *     u = ∇J/√v;  θ ← θ − max(epsilon2, rms(θ))·min(lr, 1/√t)·u/max(1, rms(u)/clipThreshold)
 *
 * A matrix keeps rows + columns numbers in place of rows × columns: that is the memory saved. Matrices are found by the shapes
 * of `step.parameters`; the last two axes of a longer shape are a matrix each. A bare buffer counts as one vector.
 * Keras' `relative_step` changes nothing there and is left out. Slots: row, column, v, one part after the other; all start at 0.
 */
export class Adafactor extends Optimizer {
  readonly slotNames: readonly string[] = ['row', 'column', 'v'];
  override readonly scratchNames: readonly string[] = ['share', 'columnSums', 'update'];
  readonly #hyper: Own<AdafactorOptions>;
  readonly #views = new WeakMap<Float32Array, { readonly gradient: Float32Array; readonly tensors: readonly TensorViews[] }>();
  readonly #numbers = [0, 0, 0];

  constructor(options: AdafactorOptions = {}) {
    expectKnownOptions('adafactor', options, [...SHARED, ...Object.keys(hyperParameters)]);
    super({ ...options, learningRate: options.learningRate === undefined ? 0.001 : options.learningRate }, 'adafactor');
    this.#hyper = readHyperParameters<Own<AdafactorOptions>>('adafactor', options, hyperParameters);
  }

  override getConfig(): OptimizerConfig {
    return { ...super.getConfig(), ...this.#hyper };
  }

  override slotLength(name: string, length: number, parameters: readonly Parameter[]): number {
    if (name === 'update') return length;
    if (parameters.length === 0) return name === 'v' ? length : 0;
    return parameters.reduce((sum, parameter) => {
      const { matrices, rows, columns } = rowsAndColumns(parameter.shape);
      if (matrices === 0) return sum + (name === 'v' ? parameter.length : 0);
      return sum + (name === 'row' || name === 'share' ? matrices * rows : name === 'v' ? 0 : matrices * columns);
    }, 0);
  }

  override applyDense(theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>, step: Step): void {
    const { k, t, learningRate, parameters } = step;
    let known = this.#views.get(theta);
    if (known === undefined || known.gradient !== gradient) {
      known = { gradient, tensors: tensorViews(theta, gradient, slots, parameters) };
      this.#views.set(theta, known);
    }
    const { beta2Decay, epsilon2, clipThreshold } = this.#hyper, numbers = this.#numbers;
    const beta2 = 1 - Math.fround(pow64(t, Math.fround(beta2Decay))), rate = Math.min(learningRate, 1 / Math.sqrt(t));
    for (const tensor of known.tensors) {
      this.#findUpdate(k, tensor, beta2);
      const { length } = tensor.theta;
      numbers[0] = Math.max(epsilon2, rootMeanSquare(k, tensor.theta)) * rate;
      numbers[1] = rootMeanSquare(k, tensor.update);
      numbers[2] = clipThreshold;
      k.elementwise(clippedStep, length, tensor.step, numbers);
    }
  }

  /** Brings the second moment up to date; update ← ∇J ⊘ √v. */
  #findUpdate(k: Kernels, { update, squares, v, meanOfV, scaled, matrices }: TensorViews, beta2: number): void {
    const numbers = this.#numbers;
    numbers[0] = this.#hyper.epsilon1;
    k.elementwise(squaredGradient, update.length, squares, numbers);
    if (matrices.length === 0) {
      this.#average(k, v.length, meanOfV, beta2, 1);
      k.elementwise(scaledGradient, update.length, scaled, numbers);
      return;
    }
    for (const { rows, columns, matrix, row, column, share, columnSums, meanOfRow, meanOfColumn, shares } of matrices) {
      k.rowSums(rows, columns, matrix, share);
      k.columnSums(rows, columns, matrix, 0, columnSums);
      this.#average(k, rows, meanOfRow, beta2, columns);
      this.#average(k, columns, meanOfColumn, beta2, rows);
      numbers[0] = Math.fround(k.sum(rows, row, 0, 1) / rows);
      k.elementwise(rowShare, rows, shares, numbers);
      matrix.fill(0);
      k.ger(rows, columns, 1, share, 0, 1, column, 0, 1, matrix, 0, columns);
    }
    k.elementwise(scaledGradient, update.length, scaled, numbers);
  }

  #average(k: Kernels, length: number, arrays: readonly Float32Array[], beta2: number, count: number): void {
    this.#numbers[0] = beta2;
    this.#numbers[1] = count;
    k.elementwise(runningMean, length, arrays, this.#numbers);
  }
}

function rootMeanSquare(k: Kernels, x: Float32Array): number {
  return Math.fround(Math.sqrt(Math.fround(k.dot(x.length, x, 0, 1, x, 0, 1) / x.length)));
}

/** An optimizer of class {@link Adafactor}. */
export function adafactor(options: AdafactorOptions = {}): Adafactor {
  return new Adafactor(options);
}

import { expectKnownOptions } from '../core/errors.ts';
import { pow64 } from '../core/float64.ts';
import type { Parameter } from '../core/parameter.ts';
import * as calls from '../kernels/allCalls.ts';
import type { Arithmetic, Call, List, Tensor } from '../kernels/index.ts';
import type { Own } from './functorOptimizer.ts';
import { clippedStep, rowShare, runningMean, scaledGradient, squaredGradient } from './functors/adafactor.ts';
import { between, nonNegative, positive, readHyperParameters } from './hyperParameters.ts';
import { ListOptimizer } from './listOptimizer.ts';
import type { OptimizerConfig } from './optimizer.ts';
import { SHARED, type BuiltInOptions } from './options.ts';
import type { Piece, RunNumber } from './state.ts';
import { rowsAndColumns, tensorViews, type MatrixViews, type TensorViews } from './tensorViews.ts';

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
 * Adafactor (Shazeer, Stern 2018) as Keras 3 has it, for each tensor of θ, with β = 1 − t^beta2Decay and
 * q = ∇J² + epsilon1:
 *
 *     a matrix:  row ← β·row + (1 − β)·(means of q's rows);  column likewise;  v = (row/mean(row))·columnᵀ
 *     others:    v ← β·v + (1 − β)·q
 *     u = ∇J/√v;  θ ← θ − max(epsilon2, rms(θ))·min(lr, 1/√t)·u/max(1, rms(u)/clipThreshold)
 *
 * A matrix keeps rows + columns numbers in place of rows × columns: that is the memory saved.
 * Matrices are found by the shapes of `step.parameters`; the last two axes of a longer shape are a matrix each.
 * A bare buffer counts as one vector. Keras' `relative_step` changes nothing there and is left out. Slots: row, column,
 * v, one part after the other; all start at 0.
 */
export class Adafactor extends ListOptimizer {
  readonly slotNames: readonly string[] = ['row', 'column', 'v'];
  override readonly scratchNames: readonly string[] = ['share', 'columnSums', 'update'];
  readonly #hyper: Own<AdafactorOptions>;

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

  protected override list({ theta, gradient, slots, step, number }: Piece): List {
    const { beta2Decay } = this.#hyper, beta2 = number(), rate = number();
    const settings: Arithmetic = {
      arithmetic(numbers) {
        const { t, learningRate } = step;
        numbers[beta2.number] = 1 - Math.fround(pow64(t, Math.fround(beta2Decay)));
        numbers[rate.number] = Math.min(learningRate, 1 / Math.sqrt(t));
      },
    };
    const tensors = tensorViews(theta, gradient, slots, step.parameters);
    const update = (tensor: TensorViews): List => [
      ...this.#findUpdate(tensor, beta2, number), ...this.#move(tensor, rate, number),
    ];
    return [settings, ...tensors.flatMap(update)];
  }

  /** Brings the second moment up to date; update ← ∇J ⊘ √v. */
  #findUpdate({ gradient, update, v, matrices }: TensorViews, beta2: RunNumber, number: () => RunNumber): List {
    const { length } = update, { epsilon1 } = this.#hyper;
    const squares = calls.elementwise(squaredGradient, length, [update, gradient], [epsilon1]);
    const [means, root] = matrices.length === 0 ? [[averaged(v, update, beta2, 1)], v]
    : [matrices.flatMap((matrix) => factored(matrix, beta2, number)), update];
    return [squares, ...means, calls.elementwise(scaledGradient, length, [update, root, gradient])];
  }

  /** θ ← θ − rate·max(epsilon2, rms(θ))·update/max(1, rms(update)/clipThreshold) */
  #move({ theta, update }: TensorViews, rate: RunNumber, number: () => RunNumber): List {
    const { epsilon2, clipThreshold } = this.#hyper, { length } = theta, scale = number(), rms = number();
    return [
      { ...calls.dot(length, theta, 0, 1, theta, 0, 1), into: scale.number },
      {
        arithmetic(numbers) {
          const root = rootOfMean(numbers[scale.number], length);
          numbers[scale.number] = Math.max(epsilon2, root) * numbers[rate.number];
        },
      },
      { ...calls.dot(length, update, 0, 1, update, 0, 1), into: rms.number },
      { arithmetic: (n) => { n[rms.number] = rootOfMean(n[rms.number], length); } },
      calls.elementwise(clippedStep, length, [theta, update], [scale, rms, clipThreshold]),
    ];
  }
}

/** A mean of squares, their sums ⊘ count, into its running mean. */
function averaged(mean: Float32Array, sums: Float32Array, beta2: RunNumber, count: number): Call<Tensor> {
  return calls.elementwise(runningMean, mean.length, [mean, sums], [beta2, count]);
}

/** From the squares in a matrix to the product of their means by rows and by columns. */
function factored(views: MatrixViews, beta2: RunNumber, number: () => RunNumber): List {
  const { rows, columns, matrix, row, column, share, columnSums } = views;
  const mean = number();
  return [
    calls.rowSums(rows, columns, matrix, share),
    calls.columnSums(rows, columns, matrix, 0, columnSums),
    averaged(row, share, beta2, columns),
    averaged(column, columnSums, beta2, rows),
    { ...calls.sum(rows, row, 0, 1), into: mean.number },
    { arithmetic: (numbers) => { numbers[mean.number] = Math.fround(numbers[mean.number] / rows); } },
    calls.elementwise(rowShare, rows, [share, row], [mean]),
    { host: 'zeros', reads: [], writes: [matrix], run: (_, out) => { out.fill(0); } },
    calls.ger(rows, columns, 1, share, 0, 1, column, 0, 1, matrix, 0, columns),
  ];
}

/** √(sum ⊘ count) */
function rootOfMean(sum: number, count: number): number {
  return Math.fround(Math.sqrt(Math.fround(sum / count)));
}

/**
 * Adafactor: RMSprop whose means of squares of a matrix are kept by rows and columns. Slots, and who differs: {@link
 * Adafactor}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: β = 1 − t^beta2Decay; v is the mean of ∇J² + epsilon1 with β, of a matrix from its rows and columns;
 *          u = ∇J/√v; θ ← θ − max(epsilon2, rms(θ))·min(learningRate, 1/√t)·u/max(1, rms(u)/clipThreshold)
 * Default: learningRate 0.001, beta2Decay −0.8, epsilon1 1e-30, epsilon2 0.001, clipThreshold 1
 * Source: Shazeer, Stern 2018; Keras 3 (Adafactor).
 */
export function adafactor(options: AdafactorOptions = {}): Adafactor {
  return new Adafactor(options);
}

/**
 * The fully connected layer.
 * @module
 */

import { ShapeError, expectBoolean, expectInteger, expectKnownOptions } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { toConstraint, type Constraint, type ConstraintSpelling } from '../constraints/index.ts';
import { toInitializer, type Initializer, type Values } from '../initializers/index.ts';
import { perExample } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { toRegularizer, type Regularizer, type RegularizerSpelling } from '../regularizers/index.ts';
import { toActivation, type Activation, type ActivationSpelling } from './activations/index.ts';
import {
  LAYER_OPTIONS, Layer, toLayerOptions, type LayerConfig, type LayerOptions, type Lists, type Node,
  type ParameterSpec, type Term,
} from './layer.ts';

/** What {@link dense} takes. */
export interface DenseOptions extends LayerOptions {
  /** Number of outputs, a positive integer. */
  readonly units: number;
  /** What is applied to x·w + b. Default 'linear'. */
  readonly activation?: ActivationSpelling | Activation;
  /** Whether b is added. Default true. */
  readonly useBias?: boolean;
  /**
   * First values of w: a name, a function, or the inputs × units values themselves, row-major. Default 'glorotUniform'.
   */
  readonly kernelInitializer?: string | Initializer | Values;
  /** First values of b. Default 'zeros'. */
  readonly biasInitializer?: string | Initializer | Values;
  /** What w adds to J. Default nothing. */
  readonly kernelRegularizer?: RegularizerSpelling | Regularizer;
  /** What b adds to J. Default nothing. */
  readonly biasRegularizer?: RegularizerSpelling | Regularizer;
  /** What a adds to each example's loss. Default nothing. */
  readonly activityRegularizer?: RegularizerSpelling | Regularizer;
  /** What w is held to after each update. Default nothing. */
  readonly kernelConstraint?: ConstraintSpelling | Constraint;
  /** What b is held to after each update. Default nothing. */
  readonly biasConstraint?: ConstraintSpelling | Constraint;
}

const KNOWN = [
  'units', 'activation', 'useBias', 'kernelInitializer', 'biasInitializer', 'kernelRegularizer', 'biasRegularizer',
  'activityRegularizer', 'kernelConstraint', 'biasConstraint', ...LAYER_OPTIONS,
];

/**
 * z = x·w + b, a = activation(z).
 *
 * Input shape: (…, inputs); output shape: (…, units): leading axes are more rows.
 * Parameters: w (inputs, units), b (units). With the report's symbols, w[j − 1, i − 1] is wᵢⱼ, the weight from unit j
 * to unit i. Backward: dw = xᵀ·dz, db = Σ dz over the rows, dx = dz·wᵀ.
 * Cache: none but x, z and a, which are its input and outputs.
 */
export class Dense extends Layer {
  readonly kind = 'dense';
  readonly units: number;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | undefined;
  readonly biasRegularizer: Regularizer | undefined;
  readonly kernelConstraint: Constraint | undefined;
  readonly biasConstraint: Constraint | undefined;

  constructor(options: DenseOptions) {
    expectKnownOptions('dense', options, KNOWN);
    const {
      units, activation = 'linear', useBias = true, kernelInitializer = 'glorotUniform', biasInitializer = 'zeros',
    } = options;
    expectInteger('dense', 'units', units, 1);
    expectBoolean('dense', 'useBias', useBias);
    super({
      activation: toActivation('dense', 'activation', activation),
      activityRegularizer: toRegularizer('dense', 'activityRegularizer', options.activityRegularizer),
      ...toLayerOptions('dense', options),
    });
    this.units = units;
    this.useBias = useBias;
    this.kernelInitializer = toInitializer('dense', 'kernelInitializer', kernelInitializer);
    this.biasInitializer = toInitializer('dense', 'biasInitializer', biasInitializer);
    this.kernelRegularizer = toRegularizer('dense', 'kernelRegularizer', options.kernelRegularizer);
    this.biasRegularizer = toRegularizer('dense', 'biasRegularizer', options.biasRegularizer);
    this.kernelConstraint = toConstraint('dense', 'kernelConstraint', options.kernelConstraint);
    this.biasConstraint = toConstraint('dense', 'biasConstraint', options.biasConstraint);
  }

  override getConfig(): LayerConfig {
    const {
      units, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint,
      biasConstraint,
    } = this;
    return {
      ...super.getConfig(), units, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer,
      kernelConstraint, biasConstraint,
    };
  }

  override get passesMask(): boolean {
    return true;
  }

  override outputShape(inputShape: Shape): Shape {
    if (inputShape.length === 0) {
      throw new ShapeError(`dense: input must have at least one axis, got ${formatShape(inputShape)}`);
    }
    return [...inputShape.slice(0, -1), this.units];
  }

  override parameters(inputShape: Shape): readonly ParameterSpec[] {
    const {
      units, useBias, kernelInitializer, kernelRegularizer, kernelConstraint, biasInitializer, biasRegularizer,
      biasConstraint,
    } = this;
    const shape = [inputShape[inputShape.length - 1], units];
    const w = {
      name: 'w', shape, initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint,
    };
    const b = {
      name: 'b', shape: [units], initializer: biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint,
    };
    return useBias ? [w, b] : [w];
  }

  override terms(unit: number, inputShape: Shape): readonly Term[] {
    const { units, useBias } = this, inputs = inputShape[inputShape.length - 1];
    const column = unit % units, first = ((unit - column) / units) * inputs;
    return [
      ...Array.from({ length: inputs }, (_, j) => ({ parameter: 'w', at: j * units + column, input: first + j })),
      ...(useBias ? [{ parameter: 'b', at: column }] : []),
    ];
  }

  override bind({ inputShape, x, y, dy, dx, parameters: { w, b }, gradients: { w: dw, b: db } }: Node): Lists {
    const { units, useBias } = this;
    const inputs = inputShape[inputShape.length - 1], m = perExample(sizeOf(inputShape) / inputs);
    return {
      forward: [
        k.gemm('N', 'N', m, units, inputs, 1, x, 0, inputs, w, 0, units, 0, y, 0, units),
        ...(useBias ? [k.biasAdd(m, units, b, y)] : []),
      ],
      backward: [
        k.gemm('T', 'N', inputs, units, m, 1, x, 0, inputs, dy, 0, units, 'beta', dw, 0, units),
        ...(useBias ? [k.columnSums(m, units, dy, 'beta', db)] : []),
        ...(dx ? [k.gemm('N', 'T', m, inputs, units, 1, dy, 0, units, w, 0, units, 0, dx, 0, inputs)] : []),
      ],
    };
  }
}

/**
 * A fully connected layer.
 *
 *     dense({ units: 12, activation: 'relu' })
 *
 * Throws RangeError or TypeError for options that are out of range, misspelt or of the wrong kind.
 *
 * Formula: activation(x · w + b)
 * Default: units must be given, activation 'linear', useBias true, kernelInitializer 'glorotUniform',
 *          biasInitializer 'zeros'
 * Source: Keras 2.2.4 (Dense).
 */
export function dense(options: DenseOptions): Dense {
  return new Dense(options);
}

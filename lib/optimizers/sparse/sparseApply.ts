/**
 * TensorFlow's sparse kernels: arguments in its order, a gradient by rows and their indices last.
 *
 * Only the rows named are touched; slots of the others do not decay. A row named twice is stepped twice,
 * one after the other, as the kernels do: `sumDuplicates` sums such rows first, as TensorFlow's Python layer does.
 * The formulas are the dense ones, but for RMSProp, CenteredRMSProp, AdagradDA and Momentum with Nesterov, whose
 * sparse kernels round in another order. (TensorFlow has code of its own for rows of one element, partly in binary64,
 * Adagrad's with (gradient · learningRate) / √accumulator in place of a product with the root's reciprocal;
 * here these follow the same formulas.) All throw TypeError, ShapeError or RangeError, and change nothing,
 * where operands, indices or numbers do not fit. Source: TensorFlow, core/kernels/training_ops.cc, SparseApply….
 * @module
 */

import { expectBoolean, expectFloat32Number } from '../../core/errors.ts';
import type { Indices } from '../../kernels/index.ts';
import { adadelta } from '../functors/adadelta.ts';
import { adagrad, adagradWithFixedAccumulator } from '../functors/adagrad.ts';
import { ftrl, ftrlWithPower } from '../functors/ftrl.ts';
import { ftrlV2, ftrlV2WithPower } from '../functors/ftrlV2.ts';
import { gradientDescent } from '../functors/gradientDescent.ts';
import { kerasMomentum, kerasNesterovMomentum } from '../functors/kerasMomentum.ts';
import { momentum as plainMomentum } from '../functors/momentum.ts';
import { proximalAdagrad } from '../functors/proximalAdagrad.ts';
import { proximalGradientDescent } from '../functors/proximalGradientDescent.ts';
import { expectRegularized } from '../functors/regularized.ts';
import { sparseAdagradDA, sparseCenteredRMSProp, sparseNesterovMomentum, sparseRMSProp } from './reordered.ts';
import { runOnRows } from './rows.ts';

/**
 * Rows of {@link applyGradientDescent}: TensorFlow's scatter-subtract of gradient · learningRate. Throws TypeError,
 * ShapeError or RangeError, and changes nothing, where operands, indices or numbers do not fit.
 */
export function sparseApplyGradientDescent(
  theta: Float32Array, learningRate: number, gradient: Float32Array, indices: Indices,
): void {
  runOnRows('sparseApplyGradientDescent', gradientDescent, { theta }, { gradient, indices }, { learningRate });
}

/**
 * Rows of {@link applyProximalGradientDescent}. Throws TypeError, ShapeError or RangeError, and changes nothing, where
 * operands, indices or numbers do not fit.
 */
export function sparseApplyProximalGradientDescent(
  theta: Float32Array, learningRate: number, l1: number, l2: number, gradient: Float32Array, indices: Indices,
): void {
  runOnRows(
    'sparseApplyProximalGradientDescent', proximalGradientDescent, { theta }, { gradient, indices },
    { learningRate, l1, l2 },
  );
}

/**
 * Rows of {@link applyMomentum}; with useNesterov θ moves by gradient · learningRate + accumulator ·
 * (momentum · learningRate). Throws TypeError, ShapeError or RangeError, and changes nothing, where operands, indices
 * or numbers do not fit.
 */
export function sparseApplyMomentum(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, gradient: Float32Array, indices: Indices,
  momentum: number, useNesterov: boolean = false,
): void {
  expectBoolean('sparseApplyMomentum', 'useNesterov', useNesterov);
  const program = useNesterov ? sparseNesterovMomentum : plainMomentum;
  runOnRows('sparseApplyMomentum', program, { theta, accumulator }, { gradient, indices }, { learningRate, momentum });
}

/**
 * Rows of {@link applyKerasMomentum}. Throws TypeError, ShapeError or RangeError, and changes nothing, where operands,
 * indices or numbers do not fit.
 */
export function sparseApplyKerasMomentum(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, gradient: Float32Array, indices: Indices,
  momentum: number, useNesterov: boolean = false,
): void {
  expectBoolean('sparseApplyKerasMomentum', 'useNesterov', useNesterov);
  const program = useNesterov ? kerasNesterovMomentum : kerasMomentum;
  runOnRows(
    'sparseApplyKerasMomentum', program, { theta, accumulator }, { gradient, indices }, { learningRate, momentum },
  );
}

/**
 * Rows of {@link applyAdagrad}. Throws TypeError, ShapeError or RangeError, and changes nothing, where operands,
 * indices or numbers do not fit.
 */
export function sparseApplyAdagrad(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, gradient: Float32Array, indices: Indices,
  updateSlots: boolean = true,
): void {
  expectBoolean('sparseApplyAdagrad', 'updateSlots', updateSlots);
  runOnRows(
    'sparseApplyAdagrad', updateSlots ? adagrad : adagradWithFixedAccumulator, { theta, accumulator },
    { gradient, indices }, { learningRate },
  );
}

/**
 * Rows of {@link applyProximalAdagrad}. Throws TypeError, ShapeError or RangeError, and changes nothing, where
 * operands, indices or numbers do not fit.
 */
export function sparseApplyProximalAdagrad(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, l1: number, l2: number, gradient: Float32Array,
  indices: Indices,
): void {
  expectRegularized('sparseApplyProximalAdagrad', learningRate, { l1, l2 });
  runOnRows(
    'sparseApplyProximalAdagrad', proximalAdagrad, { theta, accumulator }, { gradient, indices },
    { learningRate, l1, l2 },
  );
}

/**
 * Rows of {@link applyAdagradDA}, divided through by globalStep · learningRate. Throws TypeError, ShapeError or
 * RangeError, and changes nothing, where operands, indices or numbers do not fit.
 */
export function sparseApplyAdagradDA(
  theta: Float32Array, gradientAccumulator: Float32Array, gradientSquaredAccumulator: Float32Array,
  gradient: Float32Array, indices: Indices, learningRate: number, l1: number, l2: number, globalStep: number,
): void {
  const arrays = { theta, gradientAccumulator, gradientSquaredAccumulator };
  runOnRows(
    'sparseApplyAdagradDA', sparseAdagradDA, arrays, { gradient, indices }, { learningRate, l1, l2, globalStep },
  );
}

/**
 * Rows of {@link applyAdadelta}. Throws TypeError, ShapeError or RangeError, and changes nothing, where operands,
 * indices or numbers do not fit.
 */
export function sparseApplyAdadelta(
  theta: Float32Array, accumulator: Float32Array, accumulatorUpdate: Float32Array, learningRate: number, rho: number,
  epsilon: number, gradient: Float32Array, indices: Indices,
): void {
  runOnRows(
    'sparseApplyAdadelta', adadelta, { theta, accumulator, accumulatorUpdate }, { gradient, indices },
    { learningRate, rho, epsilon },
  );
}

/**
 * Rows of {@link applyFtrl}. Throws TypeError, ShapeError or RangeError, and changes nothing, where operands, indices
 * or numbers do not fit.
 */
export function sparseApplyFtrl(
  theta: Float32Array, accumulator: Float32Array, linear: Float32Array, gradient: Float32Array, indices: Indices,
  learningRate: number, l1: number, l2: number, learningRatePower: number = -0.5,
): void {
  const arrays = { theta, accumulator, linear }, rows = { gradient, indices }, scalars = { learningRate, l1, l2 };
  expectRegularized('sparseApplyFtrl', learningRate, { l1, l2 });
  expectFloat32Number('sparseApplyFtrl', 'learningRatePower', learningRatePower, -Infinity, 0);
  if (learningRatePower === -0.5) runOnRows('sparseApplyFtrl', ftrl, arrays, rows, scalars);
  else runOnRows('sparseApplyFtrl', ftrlWithPower, arrays, rows, { ...scalars, learningRatePower });
}

/**
 * Rows of {@link applyFtrlV2}. Throws TypeError, ShapeError or RangeError, and changes nothing, where operands, indices
 * or numbers do not fit.
 */
export function sparseApplyFtrlV2(
  theta: Float32Array, accumulator: Float32Array, linear: Float32Array, gradient: Float32Array, indices: Indices,
  learningRate: number, l1: number, l2: number, l2Shrinkage: number, learningRatePower: number = -0.5,
): void {
  const arrays = { theta, accumulator, linear }, rows = { gradient, indices };
  const scalars = { learningRate, l1, l2, l2Shrinkage };
  expectRegularized('sparseApplyFtrlV2', learningRate, { l1, l2, l2Shrinkage });
  expectFloat32Number('sparseApplyFtrlV2', 'learningRatePower', learningRatePower, -Infinity, 0);
  if (learningRatePower === -0.5) runOnRows('sparseApplyFtrlV2', ftrlV2, arrays, rows, scalars);
  else runOnRows('sparseApplyFtrlV2', ftrlV2WithPower, arrays, rows, { ...scalars, learningRatePower });
}

/**
 * Rows of {@link applyRMSProp}, with ms · rho + gradient² · (1 − rho) and a product with the root's reciprocal. Throws
 * TypeError, ShapeError or RangeError, and changes nothing, where operands, indices or numbers do not fit.
 */
export function sparseApplyRMSProp(
  theta: Float32Array, ms: Float32Array, mom: Float32Array, learningRate: number, rho: number, momentum: number,
  epsilon: number, gradient: Float32Array, indices: Indices,
): void {
  runOnRows(
    'sparseApplyRMSProp', sparseRMSProp, { theta, ms, mom }, { gradient, indices },
    { learningRate, rho, momentum, epsilon },
  );
}

/**
 * Rows of {@link applyCenteredRMSProp}, re-ordered likewise, with ms + epsilon − mg² under the root. Throws TypeError,
 * ShapeError or RangeError, and changes nothing, where operands, indices or numbers do not fit.
 */
export function sparseApplyCenteredRMSProp(
  theta: Float32Array, mg: Float32Array, ms: Float32Array, mom: Float32Array, learningRate: number, rho: number,
  momentum: number, epsilon: number, gradient: Float32Array, indices: Indices,
): void {
  runOnRows(
    'sparseApplyCenteredRMSProp', sparseCenteredRMSProp, { theta, mg, ms, mom }, { gradient, indices },
    { learningRate, rho, momentum, epsilon },
  );
}

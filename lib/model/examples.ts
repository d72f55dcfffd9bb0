/**
 * Examples and targets as users give them, checked and made ready.
 * @module
 */

import {
  ShapeError, expectFloat32Array, expectFloat32Numbers, isTypedArray, show, typeError,
} from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { logSoftmax, softmax } from '../layers/index.ts';
import type { Loss } from '../losses/index.ts';
import { expectLabels, type Examples, type NetworkLayer, type Targets } from '../plan/index.ts';

/** How many examples x holds. Throws ShapeError unless they are one or more, and whole. */
export function countExamples(who: string, x: Float32Array, inputShape: Shape): number {
  const size = sizeOf(inputShape);
  if (x.length === 0 || x.length % size !== 0) {
    const row = formatShape(inputShape);
    throw new ShapeError(`${who}: x must hold a positive multiple of ${size} elements, one row of shape ${row} an `
      + `example, got ${x.length}`);
  }
  return x.length / size;
}

/**
 * Checks examples against a network's ends. Throws TypeError or ShapeError where they do not fit, and RangeError for
 * a label that is no class's number and for targets that the loss cannot mean.
 */
export function toExamples(
  who: string, x: unknown, y: unknown, inputShape: Shape, outputs: number, loss: Loss,
): Examples {
  if (Array.isArray(x)) {
    const flat = Array.isArray(x[0]) ? 'x.flat()' : 'x';
    throw typeError(`${who}: x must be a Float32Array, got ${show(x)}; give Float32Array.from(${flat})`);
  }
  expectFloat32Array(who, 'x', x);
  const count = countExamples(who, x, inputShape);
  expectTargets(who, y, count, outputs, loss);
  return { who, count, x, y };
}

/**
 * Throws ShapeError unless a network of that output shape suits the loss. Means over the outputs are the same over
 * any axes; labels number the outputs of a single one, and what else couples or sums outputs would mean another thing
 * over several.
 */
export function expectOutputs(who: string, loss: Loss, outputShape: Shape): void {
  const { name, target, formulas, leastOutputs = 1 } = loss;
  if (outputShape.length > 1 && (target === 'label' || formulas?.finish === undefined)) {
    const got = formatShape(outputShape);
    throw new ShapeError(
      `${who}: loss ${name} needs outputs in one axis, got ${got}; flatten them or give the last layer one axis`,
    );
  }
  const outputs = sizeOf(outputShape);
  const [least, why] = target === 'label' ? [2, 'one a class'] : [leastOutputs, 'since of fewer it is a constant'];
  if (outputs >= least) return;
  throw new ShapeError(`${who}: loss ${name} needs at least ${least} outputs, ${why}, got ${outputs}; ${YES_OR_NO}`);
}

const YES_OR_NO = "for yes or no take one output with activation 'sigmoid' and loss 'binaryCrossentropy'";

/** ShapeError for a layer whose activation is a softmax of single numbers: it is a constant, whatever comes in. */
export function expectNoConstant(who: string, layers: readonly NetworkLayer[]): void {
  const wrong = layers.find(({ layer, outputShape }) => {
    const isSoftmax = layer.activation === softmax || layer.activation === logSoftmax;
    return isSoftmax && outputShape[outputShape.length - 1] === 1;
  });
  if (wrong === undefined) return;
  const needs = `layer '${wrong.name}' needs at least 2 outputs for its ${wrong.layer.activation?.name}`;
  const got = `${formatShape(wrong.outputShape)}, of which each output is a constant`;
  throw new ShapeError(`${who}: ${needs}, got ${got}; ${YES_OR_NO}`);
}

function expectTargets(who: string, y: unknown, count: number, outputs: number, loss: Loss): asserts y is Targets {
  if (!isArrayLike(y)) throw typeError(`${who}: y must be a typed array or an array of numbers, got ${show(y)}`);
  if (Array.isArray(y) && isArrayLike(y[0])) {
    throw typeError(`${who}: y must be flat, one number after the other, got nested arrays; give y.flat()`);
  }
  const isLabel = loss.target === 'label', width = isLabel ? 1 : outputs;
  if (y.length !== count * width) {
    const wanted = `${count} × ${width} elements for ${count} examples and loss ${loss.name}`;
    throw new ShapeError(`${who}: y must hold ${wanted}, got ${y.length}${otherKind(y.length, count, outputs, loss)}`);
  }
  if (isLabel) expectLabels(who, y, y.length, outputs);
  else expectFloat32Numbers(who, 'y', y);
  loss.expectTargets?.(who, y);
}

/** The likely cure where targets are as many as those of another kind. */
function otherKind(length: number, count: number, outputs: number, { target }: Loss): string {
  if (target === 'vector') return length === count ? '; one label an example is for sparseCategoricalCrossentropy' : '';
  const rows = '; rows of numbers, such as one-hot, are for losses such as categoricalCrossentropy';
  return length === count * outputs ? rows : '';
}

function isArrayLike(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || isTypedArray(value);
}

/**
 * Examples and targets as users give them, checked and made ready.
 * @module
 */
import { ShapeError, expectFloat32Array, isTypedArray, rangeError, show, typeError } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import type { Loss } from '../losses/index.ts';

/** Targets: labels or numbers, one row an example. */
export type Targets = ArrayLike<number>;

/** Examples with their targets, row by row; y is the user's own, checked. */
export interface Examples {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Targets;
  /** How much each counts; all 1 where there are none. */
  readonly weights?: Float32Array | undefined;
}

/** How many examples x holds. Throws ShapeError unless they are one or more, and whole. */
export function countExamples(who: string, x: Float32Array, inputShape: Shape): number {
  const size = sizeOf(inputShape);
  if (x.length === 0 || x.length % size !== 0) {
    const row = formatShape(inputShape);
    throw new ShapeError(`${who}: x must hold a positive multiple of ${size} elements, one row of shape ${row} an example, got ${x.length}`);
  }
  return x.length / size;
}

/**
 * Checks examples against a network's ends. Throws TypeError or ShapeError where they do not fit, and RangeError for a label
 * that is no class's number.
 */
export function toExamples(who: string, x: unknown, y: unknown, inputShape: Shape, outputs: number, loss: Loss): Examples {
  expectFloat32Array(who, 'x', x);
  const count = countExamples(who, x, inputShape);
  expectTargets(who, y, count, outputs, loss);
  return { count, x, y };
}

/**
 * Throws ShapeError unless a network of that output shape suits the loss. Means over the outputs are the same over any axes; labels
 * number the outputs of a single one, and what else couples or sums outputs would mean another thing over several.
 */
export function expectOutputs(who: string, { name, target, formulas }: Loss, outputShape: Shape): void {
  if (outputShape.length > 1 && (target === 'label' || formulas?.finish === undefined)) {
    const got = formatShape(outputShape);
    throw new ShapeError(`${who}: loss ${name} needs outputs in one axis, got ${got}; flatten them or give the last layer one axis`);
  }
  const outputs = sizeOf(outputShape);
  if (target === 'label' && outputs < 2) throw new ShapeError(`${who}: loss ${name} needs at least 2 outputs, one a class, got ${outputs}`);
}

function expectTargets(who: string, y: unknown, count: number, outputs: number, { target, name }: Loss): asserts y is Targets {
  if (!isArrayLike(y)) throw typeError(`${who}: y must be a typed array or an array of numbers, got ${show(y)}`);
  if (Array.isArray(y) && isArrayLike(y[0])) throw typeError(`${who}: y must be flat, one number after the other, got nested arrays; give y.flat()`);
  const width = target === 'label' ? 1 : outputs;
  if (y.length !== count * width) {
    throw new ShapeError(`${who}: y must hold ${count} × ${width} elements for ${count} examples and loss ${name}, got ${y.length}`);
  }
  if (target === 'label') expectLabels(who, y, outputs);
  else if (Array.isArray(y)) expectNumbers(`${who}: y`, y);
}

function expectLabels(who: string, y: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < y.length; i++) {
    const label = y[i];
    if (!(label >= 0 && label < classes && Number.isInteger(label))) {
      throw rangeError(`${who}: y[${i}] must be a label, a whole number from 0 to ${classes - 1}, got ${show(label)}`);
    }
  }
}

/** TypeError unless all of an array are numbers; `what` names it. */
export function expectNumbers(what: string, given: readonly unknown[]): void {
  const wrong = given.findIndex((v) => typeof v !== 'number');
  if (wrong >= 0) throw typeError(`${what}[${wrong}] must be a number, got ${show(given[wrong])}`);
}

function isArrayLike(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || isTypedArray(value);
}

/**
 * Examples and targets as users give them, checked and made ready.
 * @module
 */

import { ShapeError, expectFloat32Numbers, isTypedArray } from '../core/errors.ts';
import { expectRows, takeFloat32, takeNumbers } from '../core/numbers.ts';
import { ScaledBytes, scaledBytesOf } from '../core/scaledBytes.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import type { RowSource } from '../kernels/index.ts';
import { activations, logSoftmax } from '../layers/index.ts';
import type { Loss } from '../losses/index.ts';
import { expectLabels, rowsOf, type Network, type NetworkLayer, type Targets } from '../plan/index.ts';
import { columnName, toColumns } from './columns.ts';
import { fixedBatch } from './fixedBatch.ts';

/** How many examples x holds. Throws ShapeError unless they are one or more, and whole. */
export function countExamples(who: string, argument: string, x: RowSource, inputShape: Shape): number {
  const size = sizeOf(inputShape);
  if (x.length === 0 || x.length % size !== 0) {
    const row = formatShape(inputShape);
    throw new ShapeError(`${who}: ${argument} must hold a positive multiple of ${size} elements, one row of shape `
      + `${row} an example, got ${x.length}`);
  }
  return x.length / size;
}

/** The inputs of a model and its outputs, each with its loss. */
export interface Ends {
  readonly inputNames: readonly string[];
  readonly inputShapes: readonly Shape[];
  readonly outputNames: readonly string[];
  readonly outputShapes: readonly Shape[];
  /** Elements of a row of each output, along its last axis. */
  readonly outputs: readonly number[];
  /** Rows an example of each output. */
  readonly steps: readonly number[];
  /** Of stateful layers: how many examples a batch has. */
  readonly batchSize: number | undefined;
  readonly losses: readonly Loss[];
}

/** The ends of a network before it has losses. */
export function shapesOf(network: Network): Omit<Ends, 'losses'> {
  const { graph: { inputs, outputs, inputNames, outputNames } } = network;
  const rows = outputs.map(({ shape }) => rowsOf(shape));
  return {
    inputNames, inputShapes: inputs.map(({ shape }) => shape),
    outputNames, outputShapes: outputs.map(({ shape }) => shape),
    outputs: rows.map((own) => own.outputs), steps: rows.map((own) => own.steps), batchSize: fixedBatch(network),
  };
}

/**
 * Data for the inputs of a model, one row an example, put in `columns`; how many rows. Throws TypeError or ShapeError
 * where x is none for these inputs.
 */
export function takeInputs(
  who: string, x: unknown, ends: Pick<Ends, 'inputNames' | 'inputShapes' | 'batchSize'>, columns: RowSource[],
): number {
  const { batchSize = 1 } = ends, count = takeColumns(who, x, ends, columns);
  if (count % batchSize === 0) return count;
  const wanted = `a multiple of batchSize ${batchSize} examples, since layers are stateful`;
  throw new ShapeError(`${who}: x must hold ${wanted}, got ${count}`);
}

function takeColumns(
  who: string, x: unknown, { inputNames, inputShapes }: Pick<Ends, 'inputNames' | 'inputShapes'>,
  columns: RowSource[],
): number {
  if (inputNames.length === 1 && x instanceof Float32Array) {
    columns[0] = x;
    return countExamples(who, 'x', x, inputShapes[0]);
  }
  const given = toColumns(who, 'x', x, inputNames, (own) => isTypedArray(own) || own instanceof ScaledBytes);
  let count = 0;
  for (let i = 0; i < given.length; i++) {
    const name = columnName('x', inputNames, i), column = toColumn(who, name, given[i], inputShapes[i]);
    const examples = countExamples(who, name, column, inputShapes[i]);
    if (i > 0 && examples !== count) {
      const first = columnName('x', inputNames, 0);
      throw new ShapeError(`${who}: ${name} must hold as many examples as ${first}, ${count}, got ${examples}`);
    }
    count = examples;
    columns[i] = column;
  }
  return count;
}

/**
 * Rows of an input as the plan takes them: a Float32Array and scaled bytes as they are, all else rounded once. Throws
 * TypeError for what holds no numbers, ShapeError where arrays are not equally long or no rows of this shape, and
 * RangeError for a number that is beyond binary32.
 */
export function toColumn(who: string, name: string, given: unknown, inputShape: Shape): RowSource {
  const bytes = scaledBytesOf(given);
  if (bytes !== undefined) return bytes;
  const { values, shape } = takeFloat32(who, name, given);
  expectRows(who, name, shape, inputShape);
  return values;
}

/**
 * The targets of each output, checked and put in `columns`. Throws TypeError or ShapeError where they do not fit, and
 * RangeError for a label that is no class's number and for targets that the loss cannot mean.
 */
export function takeTargets(who: string, y: unknown, count: number, ends: Ends, columns: Targets[]): void {
  const { outputNames, outputShapes, outputs, steps, losses } = ends;
  if (outputNames.length === 1 && isTypedArray(y)) {
    expectTargets(who, 'y', y, { count, steps: steps[0] }, outputs[0], losses[0]);
    columns[0] = y;
    return;
  }
  toColumns(who, 'y', y, outputNames).forEach((own, i) => {
    const name = columnName('y', outputNames, i), { values, shape } = takeNumbers(who, name, own, Float64Array);
    expectTargets(who, name, values, { count, steps: steps[i] }, outputs[i], losses[i]);
    expectRows(who, name, shape, losses[i].target === 'label' ? outputShapes[i].slice(0, -1) : outputShapes[i]);
    columns[i] = values;
  });
}

/** Throws ShapeError unless rows of so many outputs suit the loss. */
export function expectOutputs(who: string, loss: Loss, outputs: number): void {
  const { name, target, leastOutputs = 1 } = loss;
  const [least, why] = target === 'label' ? [2, 'one a class'] : [leastOutputs, 'since of fewer it is a constant'];
  if (outputs >= least) return;
  throw new ShapeError(`${who}: loss ${name} needs at least ${least} outputs, ${why}, got ${outputs}; ${YES_OR_NO}`);
}

const YES_OR_NO = "for yes or no take one output with activation 'sigmoid' and loss 'binaryCrossentropy'";

/** ShapeError for a layer whose activation is a softmax of single numbers: it is a constant, whatever comes in. */
export function expectNoConstant(who: string, layers: readonly NetworkLayer[]): void {
  const wrong = layers.find(({ layer, outputShape }) => {
    const isSoftmax = layer.activation === activations.softmax || layer.activation === logSoftmax;
    return isSoftmax && outputShape[outputShape.length - 1] === 1;
  });
  if (wrong === undefined) return;
  const needs = `layer '${wrong.name}' needs at least 2 outputs for its ${wrong.layer.activation?.name}`;
  const got = `${formatShape(wrong.outputShape)}, of which each output is a constant`;
  throw new ShapeError(`${who}: ${needs}, got ${got}; ${YES_OR_NO}`);
}

function expectTargets(
  who: string, name: string, y: Targets, { count, steps }: { readonly count: number; readonly steps: number },
  outputs: number, loss: Loss,
): void {
  const isLabel = loss.target === 'label', width = isLabel ? steps : steps * outputs;
  if (y.length !== count * width) {
    const wanted = `${count} × ${width} elements for ${count} examples and loss ${loss.name}`;
    const cure = otherKind(y.length, count * steps, outputs, loss)
      || (y.length === count * width / steps ? `; each of the ${steps} steps of an output needs its own` : '');
    throw new ShapeError(`${who}: ${name} must hold ${wanted}, got ${y.length}${cure}`);
  }
  if (isLabel) expectLabels({ who, name }, y, count, width, outputs, loss.ignoreClass);
  else expectFloat32Numbers(who, name, y);
  loss.expectTargets?.(who, y, name);
}

/** The likely cure where targets are as many as those of another kind. */
function otherKind(length: number, rows: number, outputs: number, { target }: Loss): string {
  if (target === 'vector') return length === rows ? '; one label an example is for sparseCategoricalCrossentropy' : '';
  const vectors = '; rows of numbers, such as one-hot, are for losses such as categoricalCrossentropy';
  return length === rows * outputs ? vectors : '';
}

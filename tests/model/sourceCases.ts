/**
 * Sources, batches and options that are refused.
 * @module
 */
import assert from 'node:assert/strict';
import type { BatchSource, FitOptions, Sequential } from '../../lib/model/index.ts';

export interface Refusal {
  readonly source: unknown;
  readonly options?: FitOptions | Readonly<Record<string, unknown>>;
  /** Default 'fit'. */
  readonly by?: 'fit' | 'evaluate' | 'predict';
  readonly name: string;
  readonly message: string;
}

const x = Float32Array.of(1, 2, 3, 4), y = Float32Array.of(5, 6), good = { x, y };
const gives = (...batches: readonly unknown[]) => (): readonly unknown[] => batches;
const of = (batch: unknown, message: string, name: string = 'TypeError'): Refusal =>
  ({ source: gives(good, batch), name, message: `fit, epoch 0, batch 1: ${message}` });
const withOption = (options: Readonly<Record<string, unknown>>, message: string, name: string = 'TypeError'): Refusal =>
  ({ source: gives(good), options, name, message: `fit: ${message}` });
const whose = 'for a source of batches';

export const cases: readonly Refusal[] = [
  of([x], 'a batch must be [x, y] or [x, y, sampleWeight], or an object with these names, got an array of 1'),
  of([x, y, y, y], 'a batch must be [x, y] or [x, y, sampleWeight], or an object with these names, got an array of 4'),
  of(x, 'a batch must be [x, y] or [x, y, sampleWeight], or an object with these names, got Float32Array of 4'),
  of({ x }, 'a batch must be [x, y] or [x, y, sampleWeight], or an object with these names, got an object (Object)'),
  of({ x, y, sample_weight: y }, "a batch must have the names x, y, sampleWeight, got 'sample_weight'; did you mean "
    + "'sampleWeight'?"),
  of([x, [1, 2, 3]], 'y must hold 2 × 1 elements for 2 examples and loss meanSquaredError, got 3', 'ShapeError'),
  of([x.subarray(1), y], 'x must hold a positive multiple of 2 elements, one row of shape (2) an example, got 3',
    'ShapeError'),
  of([x, y, [1]], 'sampleWeight must hold 2 weights, one an example, got 1', 'ShapeError'),
  of([x, ['1', 2]], "y[0] must be a number, got '1'; Number(…) makes a number of it"),
  {
    source: gives(), name: 'RangeError',
    message: 'fit: the source must give at least one batch in epoch 0, got none',
  },
  {
    source: gives(), name: 'RangeError', by: 'evaluate',
    message: 'evaluate: the source must give at least one batch in epoch 0, got none',
  },
  {
    source: gives(), name: 'RangeError', by: 'predict',
    message: 'predict: the source must give at least one batch, got none',
  },
  { source: () => 3, name: 'TypeError', message: 'fit: x, a function, must return an iterable of batches, got 3' },
  {
    source: gives([x, y]), by: 'predict', name: 'TypeError',
    message: 'predict, batch 0: a batch must be { x } or a typed array, got an array of 2',
  },
  {
    source: gives(Float32Array.of(1)), by: 'predict', name: 'ShapeError',
    message: 'predict, batch 0: x must hold a positive multiple of 2 elements, one row of shape (2) an example, got 1',
  },
  withOption({ batchSize: 5 }, `batchSize must be absent ${whose}, got 5; the source settles its batches`),
  withOption({ dropLast: true }, `dropLast must be absent ${whose}, got true; the source settles its batches`),
  withOption({ validationSplit: 0.5 },
    `validationSplit must be absent ${whose}, got 0.5; the source settles its batches`),
  withOption({ shuffle: true }, `shuffle must be absent ${whose}, got true; the source settles its batches`),
  withOption({ sampleWeight: y },
    `sampleWeight must be absent ${whose}, got Float32Array of 2; give it with each batch, as [x, y, sampleWeight]`),
  withOption({ classWeight: 'balanced' }, `classWeight must be weights by class ${whose}, since the classes of all `
    + "examples are not known; balancedClassWeights counts labels, got 'balanced'"),
  withOption({ stepsPerEpoch: 0 }, 'stepsPerEpoch must be a positive integer, got 0', 'RangeError'),
  withOption({ validationSteps: 1 }, 'validationSteps must be absent where validationData is no source, got 1'),
  withOption({ validationData: gives(good)().values(), validationSteps: 0 },
    'validationSteps must be a positive integer, got 0', 'RangeError'),
];

export async function expectRefusals(make: () => Sequential, refusals: readonly Refusal[]): Promise<void> {
  for (const { source, options = {}, by = 'fit', name, message } of refusals) {
    const model = make();
    const given = source as BatchSource<never>;
    const call = async (): Promise<unknown> =>
      by === 'fit' ? model.fit(given, options) : by === 'predict' ? model.predict(given) : model.evaluate(given);
    await assert.rejects(call, { name, message });
    assert.equal(model.history?.reason ?? 'running', 'running');
  }
}

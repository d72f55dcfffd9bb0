/**
 * A traced step beside the step itself.
 * @module
 */
import assert from 'node:assert/strict';
import type { TensorElement, TracedOperation } from '../../lib/audit/trace/operation.ts';
import { trace } from '../../lib/audit/trace/trace.ts';
import type { Model } from '../../lib/model/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { Recomputation } from './recompute.ts';

/** Data of a step; of one input and one output, or of several. */
export interface Batch<X = Float32Array, Y = ArrayLike<number>> {
  readonly x: X;
  readonly y: Y;
  readonly sampleWeight?: readonly number[];
}

/** One, or one each. */
type Columns<T> = T | readonly T[];

/** What functions of the host write: noise, and the sines of positions. */
export const noise = ({ tensor }: TensorElement): boolean => /^(?:noise|positions)(?: of call \d+)?$/.test(tensor);

/**
 * Traces a step, recomputes it from the trace alone, and then lets the model itself take it: all three have
 * the same bits.
 */
export function checkTrace(
  model: Model, { x, y, ...options }: Batch<Columns<Float32Array>, Columns<ArrayLike<number>>>,
  isFromHost: (element: TensorElement, value: number) => boolean = noise,
): readonly TracedOperation[] {
  const recomputation = new Recomputation(isFromHost);
  const { parameters, optimizer } = model;
  const numbered = (name: string, i: number): string => (i === 0 ? name : `${name} ${i + 1}`);
  columns(x).forEach((own, i) => { recomputation.given('input', numbered('x', i), own); });
  columns(y).forEach((own, i) => {
    recomputation.given(numbered('loss', i), 'y', own);
    if (options.sampleWeight === undefined) return;
    recomputation.given(numbered('loss', i), 'weights', Float32Array.from(options.sampleWeight));
  });
  for (const { layer, name, offset, length } of parameters) {
    recomputation.given(layer, name, model.theta.slice(offset, offset + length));
  }
  for (const { layer, name, offset, length } of model.stateTensors) {
    recomputation.given(layer, name, model.state.slice(offset, offset + length));
  }
  const before = optimizer.getWeights(model.theta), slots = Object.entries(before.slots);
  for (const [slot, values] of slots) {
    for (const [layer, tensor, part] of slotParts(model, slot, values)) recomputation.given(layer, tensor, part);
  }

  const untouched = [model.theta, model.state, model.gradient].map((buffer) => buffer.slice());
  const into: TracedOperation[] = [];
  const traced = trace(model, x, y, { into, ...options });
  [model.theta, model.state, model.gradient].forEach((buffer, i) => assertSameBits(buffer, untouched[i], 'the model'));
  assert.deepEqual(optimizer.getWeights(model.theta), before);
  assert.deepEqual(into.map(({ number }) => number), into.map((_, i) => i));
  assert.equal(traced.operations, into.length);

  recomputation.follow(into);
  for (const { layer, name, offset, length } of parameters) {
    if (model.frozen.has(layer)) continue;
    recomputation.holds(layer, name, traced.theta.subarray(offset, offset + length));
    recomputation.holds(layer, `∂J/∂${name}`, traced.gradient.subarray(offset, offset + length));
  }
  for (const [slot, values] of Object.entries(traced.slots)) {
    for (const [layer, tensor, part] of slotParts(model, slot, values)) recomputation.holds(layer, tensor, part);
  }
  const { loss } = model.trainOnBatch(x, y, options);
  assert.ok(Object.is(loss, traced.loss), 'the loss');
  assertSameBits(traced.theta, model.theta, 'θ');
  assertSameBits(traced.gradient, model.gradient, '∇');
  assertSameBits(traced.state, model.state, 'state');
  assert.deepEqual(traced.slots, optimizer.getWeights(model.theta).slots);
  return into;
}

const columns = <T extends ArrayLike<number>>(given: Columns<T>): readonly T[] =>
  (Array.isArray(given) && typeof given[0] !== 'number' ? given as readonly T[] : [given as T]);

/** A slot by the names that a trace gives it. */
function slotParts(
  { theta, parameters }: Model, slot: string, values: Float32Array,
): (readonly [string, string, Float32Array])[] {
  if (values.length !== theta.length) return [['optimizer', slot, values]];
  return parameters.map(({ layer, name, offset, length }) =>
    [layer, `${slot} of ${name}`, values.subarray(offset, offset + length)] as const);
}

/**
 * Operators on values of which the file has the batch and an axis beside it as one, as PyTorch has batch and heads.
 * @module
 */

import { axisOf } from '../fold.ts';
import type { Operator } from '../importer.ts';
import { isConstant, isMerged, isTraced, productOf, resized, type Merged, type Value } from '../values.ts';
import { ELEMENTWISE, type Read } from './elementwise.ts';
import { gemm } from './products.ts';

type ReadMerged = (at: Operator, from: Merged, read: Read) => readonly Value[];

/** Those along axes of their own, each told anew which these are. */
const OWN: ReadonlyMap<string, ReadMerged> = new Map<string, ReadMerged>([
  ['Transpose', transpose], ['Softmax', alongOne], ['LogSoftmax', alongOne], ['Reshape', (at, _from, read) => read(at)],
  ['Gemm', (at, from) => within(at, from, (one) => gemm(one, 3))], ['MatMul', within], ['Identity', within],
  ['Cast', within],
]);

/** What comes of an operator that has such an input; undefined where none is, and where it is not known for them. */
export function ofMerged(at: Operator, read: Read): readonly Value[] | undefined {
  const from = at.inputs.find(isMerged), { op } = at.node;
  if (from === undefined) return undefined;
  return (OWN.get(op) ?? (op !== 'PRelu' && ELEMENTWISE.has(op) ? elementwise : undefined))?.(at, from, read);
}

/** The same with both axes apart. */
function within(at: Operator, { inner, pair }: Merged, read: Read): readonly Value[] {
  const inputs = at.inputs.map((value, i) => {
    const isAlike = isMerged(value) && value.pair === pair && value.inner.axes.length === inner.axes.length;
    if (isAlike) return value.inner;
    if (value === undefined || isConstant(value)) return value;
    throw at.fail('have the batch in one axis with another in all of its inputs', `others as input ${i}`);
  });
  return joined(read(at.given(inputs)), pair);
}

/** Constants lie along axes behind both. */
function elementwise(at: Operator, from: Merged, read: Read): readonly Value[] {
  const behind = from.inner.axes.length - from.pair - 2;
  const inputs = at.inputs.map((value) => {
    if (!isConstant(value)) return value;
    const { dims, isUniform } = value, more = Math.max(dims.length - behind, 0);
    if (isUniform === true) return resized(value, []);
    if (productOf(dims.slice(0, more)) === 1) return resized(value, dims.slice(more));
    throw at.fail(`have constants along the last ${behind} axes`, dims.join(' × '));
  });
  return within(at.given(inputs), from, read);
}

const joined = (values: readonly Value[], pair: number): readonly Value[] =>
  values.map((value) => (isTraced(value) ? { inner: value, pair } : value));

function transpose(at: Operator, { inner, pair }: Merged, read: Read): readonly Value[] {
  const rank = inner.axes.length - 1, order = at.ints('perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const ints = order.flatMap((axis) => (axis === pair ? [pair, pair + 1] : [axis < pair ? axis : axis + 1]));
  return joined(read(at.given([inner], { perm: { ints } })), order.indexOf(pair));
}

function alongOne(at: Operator, from: Merged, read: Read): readonly Value[] {
  const { inner, pair } = from, given = at.int('axis', at.opset < 13 ? 1 : -1);
  const axis = axisOf(at, given, inner.axes.length - 1);
  if (axis === pair) throw at.fail('have an axis that is not the batch', `axis ${axis}`);
  return within(at, from, (one) => read(one.given(one.inputs, { axis: { int: axis < pair ? axis : axis + 1 } })));
}

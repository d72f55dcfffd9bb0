/**
 * Attention, by its products.
 * @module
 */

import { sizeOf, type Shape } from '../../../core/shape.ts';
import { MultiHeadAttention } from '../../../layers/index.ts';
import { plainOut, type Exporter, type Out } from '../exporter.ts';
import { needed, row, type Call, type Write } from './row.ts';

/** x · w + b, the axes of w behind the first as one. */
function projected(e: Exporter, x: string, call: Call, name: string, inputs: number): string {
  const w = needed(call, `${name} w`), b = call.weight(`${name} b`), width = w.data.length / inputs;
  const product = e.op('MatMul', [x, e.floats(`${name} w`, [inputs, width], w.data)]);
  return b === undefined ? product : e.op('Add', [product, e.floats(`${name} b`, [width], b.data)]);
}

function attention(e: Exporter, layer: MultiHeadAttention, call: Call): readonly Out[] {
  const { numHeads: heads, keyDim, valueDim, useAttentionMask, returnAttentionScores } = layer;
  const { inputs, inputShapes, outputShapes: [to, weights] } = call, count = inputs.length - (useAttentionMask ? 1 : 0);
  const [query, value = query, key = value] = Array.from({ length: count }, (_, i) => i), [t] = inputShapes[query];
  const apart = (name: string, of: number, size: number, perm: readonly number[]): string => {
    const [steps, features] = inputShapes[of], flat = projected(e, e.plain(inputs[of]), call, name, features);
    return e.op('Transpose', [e.reshaped(flat, [steps, heads, size])], { perm });
  };
  const q = e.op('Mul', [apart('query', query, keyDim, [0, 2, 1, 3]), e.scalar(1 / Math.sqrt(keyDim))]);
  const scores = e.op('MatMul', [q, apart('key', key, keyDim, [0, 2, 3, 1])]);
  const seen = seenOf(e, layer, call, [t, inputShapes[value][0]]);
  const p = softmax(e, scores, seen), v = apart('value', value, valueDim, [0, 2, 1, 3]);
  const side = e.op('Transpose', [e.op('MatMul', [p, v])], { perm: [0, 2, 1, 3] });
  const y = projected(e, e.reshaped(side, [t, heads * valueDim]), call, 'output', heads * valueDim);
  const output = plainOut(e.reshaped(y, to), to);
  return returnAttentionScores ? [output, plainOut(p, weights)] : [output];
}

/** Weights over keys; +0 where a key is not seen, also where none is. */
function softmax(e: Exporter, scores: string, seen: string | undefined): string {
  if (seen === undefined) return e.op('Softmax', [scores], { axis: -1 });
  const shown = e.op('Where', [seen, scores, e.scalar(-Infinity)]);
  return e.op('Where', [seen, e.op('Softmax', [shown], { axis: -1 }), e.scalar(0)]);
}

/** Which keys each query sees: heads, queries, keys; undefined where all do. */
function seenOf(
  e: Exporter, { useCausalMask, useAttentionMask }: MultiHeadAttention, { inputs, inputShapes }: Call, size: Shape,
): string | undefined {
  const [t, s] = size, masks: string[] = [];
  if (useCausalMask) {
    const data = Float32Array.from({ length: sizeOf(size) }, (_, i) => (i % s <= Math.floor(i / s) ? 1 : 0));
    masks.push(e.op('Not', [e.op('Equal', [e.floats('causal', [1, 1, t, s], data), e.scalar(0)])]));
  }
  if (useAttentionMask) {
    const last = inputs.length - 1, shape = inputShapes[last], plain = e.plain(inputs[last]);
    const wide = shape.length === 3 ? plain : e.reshaped(plain, [1, t, s]);
    masks.push(e.op('Not', [e.op('Equal', [wide, e.scalar(0)])]));
  }
  return masks.length > 1 ? e.op('And', masks) : masks[0];
}

export const ATTENTION: readonly (readonly [string, Write])[] = [
  row('multiHeadAttention', MultiHeadAttention, attention),
];

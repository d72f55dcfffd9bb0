/**
 * What attention does, as lists of calls.
 * @module
 */

import { sizeOf } from '../../core/shape.ts';
import { host, perExample, type List, type Size, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { uniformRowsInto } from '../../random/index.ts';
import { dropoutFormulas } from '../dropout.ts';
import { zero } from '../fill.ts';
import type { Lists, Node } from '../layer.ts';
import { originOf } from '../ownSeed.ts';
import { bindMasking, type Masks } from './masking.ts';
import { projection } from './projection.ts';

/** An attention by its sizes and options; query, value, key and attention are numbers of inputs. */
export interface Attention {
  readonly heads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  /** Size of a step of the output. */
  readonly outputs: number;
  readonly dropout: number;
  readonly seed: number | undefined;
  readonly useCausalMask: boolean;
  readonly returnAttentionScores: boolean;
  readonly query: number;
  readonly value: number;
  readonly key: number;
  readonly attention: number | undefined;
}

/** The lists. Backward adds ∂J/∂ of an input that has several roles in the order query, key, value. */
export function bindAttention(node: Node, of: Attention): Lists {
  const { inputs, outputs: [{ y, dy }, second], cache } = node, { heads, keyDim, valueDim } = of, n = perExample(1);
  const t = inputs[of.query].shape[0], s = inputs[of.key].shape[0], scale = 1 / Math.sqrt(keyDim);
  const size = perExample(heads * t * s), p = of.returnAttentionScores ? second.y : cache('p', size);
  const dp = cache('dp', size), perQuery = perExample(heads * t), queries = perExample(heads * t * keyDim);

  const used = new Set<number>();
  const project = (name: string, input: number, short: string, width: number) => {
    const { shape: [rows, features], x, dx } = inputs[input], units = heads * width, adds = used.has(input);
    used.add(input);
    const own = cache(short, perExample(rows * units)), down = cache(`d${short}`, perExample(rows * units));
    const lists = projection(node, { name, rows, x, dx, adds, width: features, y: own, dy: down, units });
    return { x: own, dx: down, ...lists };
  };
  const q = project('query', of.query, 'q', keyDim), key = project('key', of.key, 'k', keyDim);
  const v = project('value', of.value, 'v', valueDim);
  const found = perExample(heads * t * valueDim), seen = cache('seen', found), dseen = cache('dseen', found);
  const output = projection(node, {
    name: 'output', rows: t, x: seen, dx: dseen, adds: false, width: heads * valueDim, y, dy, units: of.outputs,
  });

  const masking = bindMasking(node, { heads, t, s }, masksOf(node, of));
  const dropped = of.dropout === 0 ? undefined : dropout(node, of, heads * t * s, { p, dp });
  const weigh: List = [
    ...q.forward, ...key.forward, ...v.forward, k.scal(queries, scale, q.x, 0, 1), ...masking.make,
    k.gemmOfHeads(n, heads, t, s, keyDim, q.x, key.x, 0, p), ...masking.before(p), k.softmax(perQuery, s, p, p),
    ...masking.after(p),
  ];
  const see = (weights: Tensor): List =>
    [k.gemmToHeads('N', n, heads, t, valueDim, s, weights, v.x, 0, seen), ...output.forward];
  return {
    forward: [...weigh, ...see(p)],
    ...(dropped && { train: [...weigh, ...dropped.forward, ...see(dropped.p)] }),
    backward: [
      ...output.backward, k.gemmOfHeads(n, heads, t, s, valueDim, dseen, v.x, 0, dp),
      k.gemmToHeads('T', n, heads, s, valueDim, t, dropped?.p ?? p, dseen, 0, v.dx), ...dropped?.backward ?? [],
      ...(of.returnAttentionScores ? [k.axpy(size, 1, second.dy, 0, 1, dp, 0, 1)] : []),
      k.softmaxGradient(perQuery, s, p, dp, dp),
      k.gemmToHeads('N', n, heads, t, keyDim, s, dp, key.x, 0, q.dx), k.scal(queries, scale, q.dx, 0, 1),
      k.gemmToHeads('T', n, heads, s, keyDim, t, dp, q.x, 0, key.dx),
      ...q.backward, ...key.backward, ...v.backward, ...withoutGradient(node, of.attention),
    ],
  };
}

/** The masks of a node: that of a value which is the key too counts once. */
function masksOf({ inputs }: Node, { query, value, key, attention, useCausalMask }: Attention): Masks {
  const keys = [...new Set([value, key])].flatMap((input) => inputs[input].mask ?? []);
  const given = attention === undefined ? undefined : inputs[attention];
  return {
    query: inputs[query].mask, keys, isCausal: useCausalMask, attention: given?.x,
    isPerHead: given !== undefined && given.shape.length === 3,
  };
}

/** Dropout of the weights p, each by itself, in a tensor of its own; and of dp, in its place. */
function dropout(
  { number, cache }: Node, { dropout: rate, seed }: Attention, width: number,
  { p, dp }: { readonly p: Tensor; readonly dp: Tensor },
): { readonly p: Tensor; readonly forward: List; readonly backward: List } {
  const size: Size = perExample(width), noise = cache('noise', size), dropped = cache('dropped', size);
  const { value, gradient } = dropoutFormulas, scalars = [rate, 1 / (1 - rate)];
  const draw = host('attention noise', [], [noise], ({ batch, moment }, out) => {
    uniformRowsInto(...originOf(seed, moment, number), batch, width, out);
  });
  return {
    p: dropped, forward: [draw, k.elementwise(value, size, [p, noise, dropped], scalars)],
    backward: [k.elementwise(gradient, size, [dp, noise, dp], scalars)],
  };
}

/** Nothing is learnt by a mask: ∂J/∂ of it is +0, where somebody asks. */
function withoutGradient({ inputs }: Node, input: number | undefined): List {
  const { shape, dx } = input === undefined ? { shape: [], dx: undefined } : inputs[input];
  return dx === undefined ? [] : [k.elementwise(zero, perExample(sizeOf(shape)), [dx])];
}

/**
 * Which keys a query may see.
 * @module
 */

import { less, mul, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { perExample, type Call, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { copy } from '../copy.ts';
import { one, zero } from '../fill.ts';
import type { Node } from '../layer.ts';

/** The largest number of binary32: what is that far below every score has the exponential +0. */
const FAR = 3.4028234663852886e38;

/** Before the softmax: a score that is masked falls out of its maximum and its Σ. */
const excluded: Program = lazyFormula({
  name: 'excluded', arrays: ['mask', 'scores'],
  define: ({ mask, scores }) => ({ scores: select(less(0, mask), scores, -FAR) }),
});
/** After it: p is +0 there, in a row without keys too. */
const cleared: Program = lazyFormula({
  name: 'cleared', arrays: ['mask', 'scores'],
  define: ({ mask, scores }) => ({ scores: select(less(0, mask), scores, 0) }),
});

/** A step counts where two masks say so. */
const both: Program = lazyFormula({
  name: 'both', arrays: ['a', 'b', 'seen'], define: ({ a, b }) => ({ seen: mul(a, b) }),
});

/** What scores are of: heads × queries × keys for each example. */
export interface Scores {
  readonly heads: number;
  readonly t: number;
  readonly s: number;
}

/** Makes the calls of a formula on a mask and the scores. */
type OnScores = (program: Program, scores: Tensor) => readonly Call<Tensor>[];

/** What there may be of masks. */
export interface Masks {
  /** Of the steps of the query, and of those of value and key. */
  readonly query: Tensor | undefined;
  readonly keys: readonly Tensor[];
  readonly isCausal: boolean;
  /** Queries × keys for each example, or that for each head. */
  readonly attention: Tensor | undefined;
  readonly isPerHead: boolean;
}

/** The calls that make masks, and those that apply them to the scores before and after the softmax. */
export interface Masking {
  readonly make: List;
  readonly before: (scores: Tensor) => List;
  readonly after: (scores: Tensor) => List;
}

/** Masks are applied one after the other, so that a key is seen where all of them say so. */
export function bindMasking(node: Pick<Node, 'cache'>, scores: Scores, masks: Masks): Masking {
  const make: List[number][] = [], all: OnScores[] = [];
  const { query, keys, isCausal, attention, isPerHead } = masks;
  if (query !== undefined || keys.length > 0) {
    const steps = stepMask(node, scores, query, keys);
    make.push(...steps.list);
    all.push(forEachExample(scores, steps.mask));
  }
  if (isCausal) {
    const causal = causalMask(node, scores);
    make.push(...causal.list);
    all.push(forAll(scores, causal.mask));
  }
  if (attention !== undefined) all.push((isPerHead ? forEachHead : forEachExample)(scores, attention));
  const applying = (program: Program) => (tensor: Tensor): List => all.flatMap((on) => on(program, tensor));
  return { make, before: applying(excluded), after: applying(cleared) };
}

interface Made {
  readonly list: List;
  readonly mask: Tensor;
}

/** Query t sees key s where the steps of both count: a product of ones and zeros. */
function stepMask(
  { cache }: Pick<Node, 'cache'>, { t, s }: Scores, query: Tensor | undefined, keys: readonly Tensor[],
): Made {
  const mask = cache('mask', perExample(t * s)), list: List[number][] = [];
  const ones = (name: string, steps: number): Tensor => {
    const tensor = cache(name, perExample(steps));
    list.push(k.elementwise(one, perExample(steps), [tensor]));
    return tensor;
  };
  const queries = query ?? ones('query steps', t);
  let seen = keys.length > 0 ? keys[0] : ones('key steps', s);
  if (keys.length > 1) {
    const [value, key] = keys;
    seen = cache('key steps', perExample(s));
    list.push(k.elementwise(both, perExample(s), [value, key, seen]));
  }
  list.push(k.gemmOfHeads(perExample(1), 1, t, s, 1, queries, seen, 0, mask));
  return { mask, list };
}

/** Query t sees the keys s ≤ t: its row begins at place t₁ − 1 − t of t₁ ones that zeros follow, of t₁ queries. */
function causalMask({ cache }: Pick<Node, 'cache'>, { t, s }: Scores): Made {
  const row = cache('causal row', t + s - 1), mask = cache('causal', t * s);
  return {
    mask,
    list: [
      k.elementwise(one, t, [row]),
      ...(s > 1 ? [k.elementwiseInRows(zero, 1, s - 1, [[row, t, s - 1]])] : []),
      k.elementwiseInRows(copy, t, s, [[row, t - 1, -1], [mask, 0, s]]),
    ],
  };
}

/** A mask of queries × keys that all heads of all examples have. */
function forAll({ heads, t, s }: Scores, mask: Tensor): OnScores {
  return (program, scores) =>
    [k.elementwiseInRows(program, perExample(heads), t * s, [[mask, 0, 0], [scores, 0, t * s]])];
}

/** One that all heads of an example have. */
function forEachExample({ heads, t, s }: Scores, mask: Tensor): OnScores {
  const size = t * s;
  return (program, scores) => Array.from({ length: heads }, (_, head) =>
    k.elementwiseInRows(program, perExample(1), size, [[mask, 0, size], [scores, head * size, heads * size]]));
}

/** One for each head. */
function forEachHead({ heads, t, s }: Scores, mask: Tensor): OnScores {
  return (program, scores) => [k.elementwise(program, perExample(heads * t * s), [mask, scores])];
}

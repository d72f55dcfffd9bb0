/**
 * The rows of a batch that count in sums over it: all, or those that a mask leaves.
 * @module
 */

import { maximum, mul, type Definition, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import { spread, type List, type PerExample, type Size, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';
import { copy } from './copy.ts';
import type { Node } from './layer.ts';

/** A formula in which `count` is one number, or an array. */
export interface Counted {
  readonly ofAll: Program;
  readonly ofValid: Program;
}

type Define<A extends string, S extends string> = Definition<A | 'count', S>['define'];

export function counted<A extends string, S extends string>(
  name: string, arrays: readonly A[], scalars: readonly S[], define: Define<A, S>,
): Counted {
  return {
    ofAll: lazyFormula<A, S | 'count'>({ name, arrays, scalars: ['count', ...scalars], define }),
    ofValid: lazyFormula<A | 'count', S>({
      name: `${name} of valid rows`, arrays: [...arrays, 'count'], scalars, define,
    }),
  };
}

/** count ← max(count, 1), so that the mean of no row is 0. */
const atLeastOne: Program =
  lazyFormula({ name: 'at least one', arrays: ['count'], define: ({ count }) => ({ count: maximum(count, 1) }) });

/** values ← values ⊗ valid */
const keep: Program = lazyFormula({
  name: 'valid rows', arrays: ['values', 'valid'], define: ({ values, valid }) => ({ values: mul(values, valid) }),
});

/** The m rows of n numbers of a batch; the mask, if there is one, has a number a row. */
export class ValidRows {
  readonly isMasked: boolean;
  /** The calls before all others. */
  readonly begin: List;
  readonly #k: Node['k'];
  readonly #m: PerExample;
  readonly #n: number;
  /** 1 and 0 for each number, and for each column how many count. */
  readonly #valid: { readonly of: Tensor; readonly count: Tensor } | undefined;

  constructor({ cache }: Pick<Node, 'cache'>, m: PerExample, n: number, mask: Tensor | undefined) {
    this.isMasked = mask !== undefined;
    this.#k = k;
    this.#m = m;
    this.#n = n;
    this.#valid = mask && { of: cache('valid', this.#size), count: cache('count', n) };
    this.begin = mask === undefined || this.#valid === undefined ? [] : [
      ...spread(m, n, mask, this.#valid.of), k.columnSums(m, n, this.#valid.of, 0, this.#valid.count),
      k.elementwise(atLeastOne, n, [this.#valid.count]),
    ];
  }

  get #size(): PerExample {
    return { perExample: this.#m.perExample * this.#n };
  }

  /** values ← 0 in rows that do not count; of all rows, or of the first `size` numbers. */
  keep(values: Tensor, size: Size = this.#size): List {
    return this.#valid ? [this.#k.elementwise(keep, size, [values, this.#valid.of])] : [];
  }

  /** sums ← those of columns of `values`; `scratch` is as large. */
  sums(values: Tensor, scratch: Tensor, sums: Tensor): List {
    const k = this.#k, m = this.#m, n = this.#n;
    if (!this.isMasked) return [k.columnSums(m, n, values, 0, sums)];
    return [
      k.elementwise(copy, this.#size, [values, scratch]), ...this.keep(scratch), k.columnSums(m, n, scratch, 0, sums),
    ];
  }

  /** A formula of one number a column. */
  divide({ ofAll, ofValid }: Counted, arrays: readonly Tensor[], scalars: readonly number[] = []): List {
    const k = this.#k, n = this.#n;
    return [this.#valid ? k.elementwise(ofValid, n, [...arrays, this.#valid.count], scalars)
      : k.elementwise(ofAll, n, arrays, [this.#m, ...scalars])];
  }
}

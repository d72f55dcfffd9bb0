/**
 * The product of what a cell reads with a matrix whose columns are those of its gates, side by side.
 * @module
 */

import { add, less, mul, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import type { Call, List, Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { dropoutFormulas } from '../dropout.ts';
import { examples, type Lying, type Rows } from './rows.ts';

/** sum ⊕ what dropout leaves of x. */
const addDropped: Program = lazyFormula({
  name: 'add dropped', arrays: ['x', 'u', 'sum'], scalars: ['rate', 'scale'],
  define: ({ x, u, sum, rate, scale }) => ({ sum: add(sum, select(less(u, rate), 0, mul(x, scale))) }),
});

/** Program by the noise of a part, on a row an example. */
function dropped(
  program: Program, drop: Drop | undefined, part: number, width: number, x: Lying, out: Lying,
): Call<Tensor> {
  const { noise = [], rate = 0 } = drop ?? {};
  return k.elementwiseInRows(program, examples.count, width, [x, noise[part], out], [rate, 1 / (1 - rate)]);
}

/** sum ← sum ⊕ what the first part's dropout leaves of x. */
export function addingDropped(drop: Drop, width: number, x: Lying, sum: Lying): Call<Tensor> {
  return dropped(addDropped, drop, 0, width, x, sum);
}

/** What dropout does to what is read: a mask for each part of the gates, which is the same at each step. */
export interface Drop {
  /** The noise of a part, a row an example. */
  readonly noise: readonly Lying[];
  readonly rate: number;
  /** What is left for a part, of as many steps as what is read. */
  readonly kept: readonly Tensor[];
  /** A row an example, of as many elements as what is read. */
  readonly scratch: Tensor;
}

export interface ProductOptions {
  /** inner × columns. */
  readonly w: Tensor;
  readonly dw: Tensor;
  readonly inner: number;
  readonly columns: number;
  /** Which of the columns are multiplied: default all. */
  readonly from?: number;
  readonly count?: number;
  /** inner elements a step. */
  readonly read: Tensor;
  readonly drop?: Drop | undefined;
}

/** Of an array of gates, the rows that begin with a column. */
type Gates = (column: number) => Lying;

/** See the module. */
export class Product {
  readonly #of: ProductOptions;
  readonly #parts: readonly { readonly read: Tensor; readonly from: number; readonly count: number }[];

  constructor(options: ProductOptions) {
    const { columns, from = 0, count = columns, read, drop } = options, reads = drop?.kept ?? [read];
    const each = count / reads.length;
    this.#of = options;
    this.#parts = reads.map((kept, i) => ({ read: kept, from: from + i * each, count: each }));
  }

  /** Drops what is read in these rows. */
  drop(rows: Rows): List {
    const { inner, read, drop } = this.#of;
    return (drop?.kept ?? []).map((kept, i) =>
      dropped(dropoutFormulas.value, drop, i, inner, rows.of(read, inner), rows.of(kept, inner)));
  }

  /** gates ← beta·gates + read·w in these rows. */
  times(rows: Rows, gates: Gates, beta: 0 | 1): List {
    const { w, inner, columns } = this.#of;
    return this.#parts.map(({ read, from, count }) => k.gemm(
      'N', 'N', rows.count, count, inner, 1, ...rows.of(read, inner), w, from, columns, beta, ...gates(from),
    ));
  }

  /** ∇w, over all rows. */
  gradient(rows: Rows, dGates: Gates): List {
    const { dw, inner, columns } = this.#of;
    return this.#parts.map(({ read, from, count }) => k.gemm(
      'T', 'N', inner, count, rows.count, 1, ...rows.of(read, inner), ...dGates(from), 'beta', dw, from, columns,
    ));
  }

  /** dRead ← beta·dRead + dGates·wᵀ in these rows, each part through its mask. */
  back(rows: Rows, dGates: Gates, dRead: Lying, beta: 0 | 1): List {
    const { w, inner, columns, drop } = this.#of;
    const product = (from: number, count: number, out: Lying, onto: 0 | 1) =>
      k.gemm('N', 'T', rows.count, inner, count, 1, ...dGates(from), w, from, columns, onto, ...out);
    return this.#parts.flatMap(({ from, count }, i) => {
      if (drop === undefined) return [product(from, count, dRead, beta)];
      const scratch: Lying = [drop.scratch, 0, inner], isFirst = beta === 0 && i === 0;
      return [
        product(from, count, scratch, 0),
        dropped(isFirst ? dropoutFormulas.gradient : addDropped, drop, i, inner, scratch, dRead),
      ];
    });
  }
}

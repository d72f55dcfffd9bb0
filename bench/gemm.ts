/**
 * Matrix products: those of a training step of each network, and squares.
 * @module
 */
import { createKernels, gemm, type Transpose } from '../lib/kernels/index.ts';
import { entry, type Entry, type NamedTable, type Work } from './entry.ts';
import { operands } from './operands.ts';

interface Product {
  readonly name: string;
  readonly transA: Transpose;
  readonly transB: Transpose;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const NETWORKS: readonly { readonly widths: readonly number[]; readonly batch: number }[] = [
  { widths: [784, 12, 12, 10], batch: 32 },
  { widths: [784, 128, 10], batch: 32 },
  { widths: [2, 8, 1], batch: 4 },
  { widths: [4, 16, 3], batch: 4 },
  { widths: [784, 64, 10], batch: 4096 },
  { widths: [28, 256], batch: 896 },
];
const SQUARES = [64, 128, 256, 512, 1024, 2048];
const DOOR_SQUARES = [16, 64, 256];

/**
 * Beyond so many products of numbers the reference takes too long: it does some rows of C, which cost it the same each.
 */
const MOST_PRODUCTS = 512 ** 3;
const ROWS = 16;

/** y = x·w, dw = xᵀ·dy, and dx = dy·wᵀ of all layers but the first, whose dx nobody needs. */
function productsOf(widths: readonly number[], batch: number): Product[] {
  return widths.slice(1).flatMap((units, i) => {
    const inputs = widths[i], layer = i + 1;
    const at = (name: string, m: number, k: number, n: number): string =>
      `${widths.join('-')} ${name}${layer} ${m}x${k}x${n}`;
    const forward: Product = {
      name: at('XW', batch, inputs, units), transA: 'N', transB: 'N', m: batch, n: units, k: inputs,
    };
    const dw: Product = {
      name: at('dW', inputs, batch, units), transA: 'T', transB: 'N', m: inputs, n: units, k: batch,
    };
    const dx: Product = {
      name: at('dX', batch, units, inputs), transA: 'N', transB: 'T', m: batch, n: inputs, k: units,
    };
    return layer === 1 ? [forward, dw] : [forward, dw, dx];
  });
}

function square(name: string, n: number): Product {
  return { name: `${name} ${n}`, transA: 'N', transB: 'N', m: n, n, k: n };
}

function gemmEntry(product: Product, prepare: (table: NamedTable) => Work): Entry {
  const { name, m, n, k } = product;
  return entry({ bench: 'gemm', shape: name, flops: 2 * m * n * k, isLimitedByPeak: true, prepare });
}

function prepareGemm({ transA, transB, m, n, k }: Product, { name, k: table }: NamedTable): Work {
  const { k: own, arrays: [a, b, c] } = operands(table, m * k, k * n, m * n);
  const [lda, ldb] = [transA === 'N' ? k : m, transB === 'N' ? n : k];
  const isLarge = m * n * k > MOST_PRODUCTS;
  const rows = isLarge && name === 'reference' ? ROWS : m;
  const run = (count: number): void => own.gemm(transA, transB, count, n, k, 1, a, 0, lda, b, 0, ldb, 0, c, 0, n);
  return {
    run: () => run(rows), result: () => c.subarray(0, rows * n), share: rows / m,
    ...(isLarge && { warmUp: () => run(ROWS) }),
  };
}

/** Plain arrays: through the checked door to the default table, against the reference on the same arrays. */
function prepareDoor({ transA, transB, m, n, k }: Product, { name, k: table }: NamedTable): Work {
  const { arrays: [a, b, c] } = operands(createKernels('reference'), m * k, k * n, m * n);
  const product = name === 'reference' ? table.gemm : gemm;
  return { run: () => product(transA, transB, m, n, k, 1, a, 0, k, b, 0, n, 0, c, 0, n), result: () => c };
}

export const gemmEntries: readonly Entry[] = [
  ...NETWORKS.flatMap(({ widths, batch }) => productsOf(widths, batch)).map((product) =>
    gemmEntry(product, (table) => prepareGemm(product, table))),
  ...SQUARES.map((n) => square('square', n)).map((product) =>
    gemmEntry(product, (table) => prepareGemm(product, table))),
  ...DOOR_SQUARES.map((n) => square('door square', n)).map((product) =>
    gemmEntry(product, (table) => prepareDoor(product, table))),
];

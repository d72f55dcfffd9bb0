/**
 * Cases of the routines on rows: rowSums, columnSums, biasAdd, scaleRows, scaleColumns, swapAxes, loadRows.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import { ScaledBytes } from '../../../lib/core/scaledBytes.ts';
import { once, operands } from '../../helpers/random.ts';
import { factor, size, type Case, type Routine } from './case.ts';

/** Arrays may be longer than the call needs; the rest must stay as it is. */
function spare(random: Philox): number {
  return once(random, 2) ? 0 : random.nextBelow(8);
}

function width(random: Philox): number {
  return once(random, 8) ? random.nextBelow(400) : size(random);
}

export const rowSums: Routine = {
  name: 'rowSums',
  cases: 300,
  draw(random, kind): Case {
    const m = size(random), n = width(random);
    return {
      title: `rowSums m=${m} n=${n}, ${kind}`,
      arrays: { x: operands(random, m * n + spare(random), kind), y: operands(random, m + spare(random), kind) },
      call: (k, { x, y }) => k.rowSums(m, n, x, y),
    };
  },
};

export const rowMaxima: Routine = {
  name: 'rowMaxima',
  cases: 300,
  draw(random, kind): Case {
    const m = size(random), n = width(random);
    return {
      title: `rowMaxima m=${m} n=${n}, ${kind}`,
      arrays: { x: operands(random, m * n + spare(random), kind), y: operands(random, m + spare(random), kind) },
      call: (k, { x, y }) => k.rowMaxima(m, n, x, y),
    };
  },
};

export const columnSums: Routine = {
  name: 'columnSums',
  cases: 400,
  draw(random, kind): Case {
    const m = size(random), n = width(random), beta = factor(random);
    const y = operands(random, n + spare(random), kind);
    if (Math.fround(beta) === 0 && once(random, 2)) y.fill(NaN);
    return {
      title: `columnSums m=${m} n=${n} beta=${beta}, ${kind}`,
      arrays: { x: operands(random, m * n + spare(random), kind), y },
      call: (k, { x, y: into }) => k.columnSums(m, n, x, beta, into),
    };
  },
};

export const biasAdd: Routine = {
  name: 'biasAdd',
  cases: 300,
  draw(random, kind): Case {
    const m = size(random), n = width(random);
    return {
      title: `biasAdd m=${m} n=${n}, ${kind}`,
      arrays: { b: operands(random, n + spare(random), kind), x: operands(random, m * n + spare(random), kind) },
      call: (k, { b, x }) => k.biasAdd(m, n, b, x),
    };
  },
};

export const scaleRows: Routine = {
  name: 'scaleRows',
  cases: 300,
  draw(random, kind): Case {
    const m = size(random), n = width(random);
    return {
      title: `scaleRows m=${m} n=${n}, ${kind}`,
      arrays: { s: operands(random, m + spare(random), kind), x: operands(random, m * n + spare(random), kind) },
      call: (k, { s, x }) => k.scaleRows(m, n, s, x),
    };
  },
};

export const scaleColumns: Routine = {
  name: 'scaleColumns',
  cases: 300,
  draw(random, kind): Case {
    const m = size(random), n = width(random);
    return {
      title: `scaleColumns m=${m} n=${n}, ${kind}`,
      arrays: { s: operands(random, n + spare(random), kind), x: operands(random, m * n + spare(random), kind) },
      call: (k, { s, x }) => k.scaleColumns(m, n, s, x),
    };
  },
};

export const swapAxes: Routine = {
  name: 'swapAxes',
  cases: 300,
  draw(random, kind): Case {
    const m = random.nextBelow(5), a = size(random), b = size(random), n = once(random, 2) ? 1 : random.nextBelow(12);
    const length = m * a * b * n;
    return {
      title: `swapAxes m=${m} a=${a} b=${b} n=${n}, ${kind}`,
      arrays: {
        x: operands(random, length + spare(random), kind), y: operands(random, length + spare(random), kind),
      },
      call: (k, { x, y }) => k.swapAxes(m, a, b, n, x, y),
    };
  },
};

export const loadRows: Routine = {
  name: 'loadRows',
  cases: 300,
  draw(random, kind): Case {
    const count = size(random), n = once(random, 4) ? 1 : width(random), height = 1 + random.nextBelow(30);
    const first = random.nextBelow(6);
    const isBytes = once(random, 2);
    const source = isBytes
      ? new ScaledBytes(Uint8Array.from({ length: height * n }, () => random.nextBelow(256)))
      : operands(random, height * n, kind);
    const numbers = Array.from({ length: first + count + spare(random) }, () => random.nextBelow(height));
    const indices = once(random, 2) ? Int32Array.from(numbers) : Uint32Array.from(numbers);
    const isListed = first + count > height || once(random, 2);
    return {
      title: `loadRows count=${count} width=${n} first=${first} of ${height} rows, ${isBytes ? 'bytes' : kind}, `
        + `${isListed ? 'listed' : 'in order'}`,
      arrays: { out: operands(random, count * n + spare(random), kind) },
      call: (k, { out }) => k.loadRows(count, n, source, isListed ? indices : undefined, first, out),
    };
  },
};

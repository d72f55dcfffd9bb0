/**
 * Linear algebra element by element, each operation rounded: the definition that blocks, tables and doors are held to.
 * @module
 */

/** Math.fround, or nothing for binary64. */
export type Round = (value: number) => number;

export const rounds: Readonly<Record<'binary32' | 'binary64', Round>> = {
  binary32: Math.fround, binary64: (value) => value,
};

/** acc ⊖ (a ⊗ b) */
const subtract = (round: Round, acc: number, a: number, b: number): number => round(acc - round(a * b));

/** LU factors of an m × n matrix in place, with the exchanges: column by column, each element all its terms at once. */
export function factor(round: Round, m: number, n: number, a: number[]): { pivots: number[]; failed: number } {
  const pivots: number[] = [];
  let failed = -1;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      for (let p = 0; p < Math.min(i, j); p++) a[i * n + j] = subtract(round, a[i * n + j], a[i * n + p], a[p * n + j]);
    }
    if (j >= m) continue;
    let pivot = j;
    for (let i = j; i < m; i++) if (Math.abs(a[i * n + j]) > Math.abs(a[pivot * n + j])) pivot = i;
    pivots.push(pivot);
    for (let c = 0; c < n; c++) [a[j * n + c], a[pivot * n + c]] = [a[pivot * n + c], a[j * n + c]];
    if (a[j * n + j] === 0) failed = failed < 0 ? j : failed;
    else for (let i = j + 1; i < m; i++) a[i * n + j] = round(a[i * n + j] / a[j * n + j]);
  }
  return { pivots, failed };
}

/** Lower factor of a symmetric matrix of order n, zeros above; the number of the pivot that is not positive, or −1. */
export function cholesky(round: Round, n: number, a: number[]): number {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      for (let p = 0; p < j; p++) a[i * n + j] = subtract(round, a[i * n + j], a[i * n + p], a[j * n + p]);
      if (i === j && !(a[j * n + j] > 0)) return j;
      a[i * n + j] = i === j ? round(Math.sqrt(a[j * n + j])) : round(a[i * n + j] / a[j * n + j]);
      if (i < j) a[i * n + j] = 0;
    }
    for (let i = 0; i < j; i++) a[i * n + j] = 0;
  }
  return -1;
}

/** One system T·x = b, in place, with T given by its elements; ascending for a lower T, else descending. */
export function substitute(
  round: Round, isLower: boolean, unit: boolean, n: number, t: (i: number, p: number) => number, x: number[],
): void {
  for (let c = 0; c < n; c++) {
    const i = isLower ? c : n - 1 - c;
    for (let d = 0; d < c; d++) {
      const p = isLower ? d : n - 1 - d;
      x[i] = subtract(round, x[i], t(i, p), x[p]);
    }
    if (!unit) x[i] = round(x[i] / t(i, i));
  }
}

/**
 * rowMaxima: the largest of each row of a matrix.
 * @module
 */

import { rowMaximum } from './operations.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';

/**
 * y[i] ← maxⱼ xᵢⱼ of the m × n matrix x, passing over NaN, as softmax does; +0 for either zero, −∞ where there
 * is nothing.
 */
export type RowMaxima<A extends FloatArray> = (m: number, n: number, x: A, y: A) => void;

const loop: RowMaxima<FloatArray> = (m, n, x, y) => {
  for (let i = 0; i < m; i++) {
    let largest = -Infinity;
    for (let j = i * n; j < (i + 1) * n; j++) if (x[j] > largest) largest = x[j];
    y[i] = largest + 0; // −0 becomes +0
  }
};

/** The derivative is that of the first of equals; 0 where there is nothing. */
function tangent<A extends FloatArray>(
  table: { readonly rowMaxima: RowMaxima<A> }, rate: (array: A) => A, ...[m, n, x, y]: Parameters<RowMaxima<A>>
): void {
  const dx = rate(x), dy = rate(y);
  table.rowMaxima(m, n, x, y);
  for (let i = 0; i < m; i++) {
    const largest = x.subarray(i * n, (i + 1) * n).indexOf(y[i]);
    dy[i] = largest < 0 ? 0 : dx[i * n + largest];
  }
}

export const routine: Routine = {
  name: 'rowMaxima',
  parameters: [...sizes('m', 'n'), whole('x', 'reads', 'm', 'n'), whole('y', 'writes', 'm')],
  loop32: loop, loop64: loop, tangent,
  elements: (o, { sizes: { n }, operands: { x } }) => ({ y: (i) => o.add(rowMaximum(o, n, x, i), o.constant(0)) }),
};

/**
 * A permutation from the exchanges that make it.
 * @module
 */

/**
 * Where the rows of A come to lie where row i changes places with row pivots[i], i ascending: row i of P·A is row
 * `order[i]` of A.
 */
export function rowOrder(pivots: Int32Array): Int32Array {
  const order = pivots.map((_, i) => i);
  pivots.forEach((other, i) => {
    const row = order[i];
    order[i] = order[other];
    order[other] = row;
  });
  return order;
}

/** Whether the same permutation is even, 1, or odd, −1. */
export function signOf(pivots: Int32Array): 1 | -1 {
  return pivots.reduce((exchanges, other, i) => exchanges + Number(other !== i), 0) % 2 === 0 ? 1 : -1;
}

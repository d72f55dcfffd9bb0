/** The position of the largest of a row, the first of equals. Trusts its arguments. */
export function argmax(values: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let j = 1; j < length; j++) if (values[start + j] > values[start + best]) best = j;
  return best;
}

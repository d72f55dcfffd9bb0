import type { FloatArray } from '../kernels/index.ts';

/** Marks the k largest of a row by 1, the first of equals, others by 0; false, and none marked, where one is NaN. */
export function markLargest(
  values: FloatArray, start: number, length: number, k: number, marks: Uint8Array,
): boolean {
  marks.fill(0);
  for (let j = 0; j < length; j++) if (Number.isNaN(values[start + j])) return false;
  for (let found = 0; found < k; found++) {
    let best = -1;
    for (let j = 0; j < length; j++) {
      if (marks[j] === 0 && (best < 0 || values[start + j] > values[start + best])) best = j;
    }
    marks[best] = 1;
  }
  return true;
}

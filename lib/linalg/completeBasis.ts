/**
 * Columns that are missing from an orthonormal basis.
 * @module
 */

/** Twice is enough: what the first pass leaves of the basis, the second takes away. */
const PASSES = 2;

/**
 * Columns from `rank` on of u, m × n with m ≥ n, become unit vectors that are orthogonal to all before them, by
 * Gram and Schmidt: each of the axis that is farthest from those, the first such.
 */
export function completeBasis(m: number, n: number, rank: number, u: Float64Array): void {
  const within = new Float64Array(m); // squared length of each axis' projection on the columns so far
  for (let i = 0; i < m; i++) for (let j = 0; j < rank; j++) within[i] += u[i * n + j] * u[i * n + j];
  for (let j = rank; j < n; j++) {
    let axis = 0;
    for (let i = 1; i < m; i++) if (within[i] < within[axis]) axis = i;
    for (let i = 0; i < m; i++) u[i * n + j] = Number(i === axis);
    for (let pass = 0; pass < PASSES; pass++) for (let p = 0; p < j; p++) takeAway(m, n, p, j, u);
    let square = 0;
    for (let at = j; at < m * n; at += n) square += u[at] * u[at];
    const length = Math.sqrt(square);
    for (let i = 0, at = j; i < m; i++, at += n) {
      u[at] /= length;
      within[i] += u[at] * u[at];
    }
  }
}

/** Column j ← column j − its projection on column p. */
function takeAway(m: number, n: number, p: number, j: number, u: Float64Array): void {
  let along = 0;
  for (let row = 0; row < m * n; row += n) along += u[row + p] * u[row + j];
  for (let row = 0; row < m * n; row += n) u[row + j] -= along * u[row + p];
}

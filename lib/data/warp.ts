/**
 * Images seen through an affine map.
 * @module
 */

/** How pixels beyond the edge are made: of a number, the nearest pixel, or the image mirrored at its edge. */
export type FillMode = 'constant' | 'nearest' | 'reflect';

/** x′ = a·x + b·y + c, y′ = d·x + e·y + f: where in the image the pixel in column x, row y of the result is from. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The place within [0, size) that a place beyond stands for; −1 for none. */
type Place = (at: number, size: number) => number;

const PLACES: Readonly<Record<FillMode, Place>> = {
  constant: (at, size) => (at >= 0 && at < size ? at : -1),
  nearest: (at, size) => (at < 0 ? 0 : at >= size ? size - 1 : at),
  reflect: (at, size) => {
    const turn = ((at % (2 * size)) + 2 * size) % (2 * size); // d c b a | a b c d | d c b a
    return turn < size ? turn : 2 * size - 1 - turn;
  },
};

/** The names. */
export const FILL_MODES: readonly FillMode[] = ['constant', 'nearest', 'reflect'];

/**
 * Writes into `out` the image seen through the map: each value is interpolated between the four pixels around its
 * place, first along the row and then along the column, in binary64, rounded once:
 *
 *     t = p₀₀ + u·(p₀₁ − p₀₀),  b = p₁₀ + u·(p₁₁ − p₁₀),  t + v·(b − t)
 *
 * for a place u right of and v below pixel p₀₀. With 'constant' a pixel beyond the edge is `fillValue`.
 * Shapes: image and out (height × width × channels), from `at` on. It trusts its arguments.
 */
export function warpInto(
  image: ArrayLike<number>, out: Float32Array, at: number, [height, width, channels]: readonly number[],
  [a, b, c, d, e, f]: Affine, fillMode: FillMode, fillValue: number,
): void {
  const place = PLACES[fillMode];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = a * column + b * row + c, y = d * column + e * row + f, left = Math.floor(x), top = Math.floor(y);
      const u = x - left, v = y - top, x0 = place(left, width), x1 = place(left + 1, width);
      const y0 = place(top, height), y1 = place(top + 1, height);
      const to = at + (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const first = at + channel;
        const p00 = y0 < 0 || x0 < 0 ? fillValue : image[first + (y0 * width + x0) * channels];
        const p01 = y0 < 0 || x1 < 0 ? fillValue : image[first + (y0 * width + x1) * channels];
        const p10 = y1 < 0 || x0 < 0 ? fillValue : image[first + (y1 * width + x0) * channels];
        const p11 = y1 < 0 || x1 < 0 ? fillValue : image[first + (y1 * width + x1) * channels];
        const t = p00 + u * (p01 - p00), below = p10 + u * (p11 - p10);
        out[to + channel] = t + v * (below - t);
      }
    }
  }
}

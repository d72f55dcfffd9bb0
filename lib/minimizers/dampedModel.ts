/**
 * The linear model of residuals, with damping.
 * @module
 */

import { createFloat64Kernels } from '../kernels/index.ts';
import { geqrf, trsv } from '../linalg/index.ts';
import type { HalfSquares } from './leastSquares.ts';

/** ‖J·p + r‖² + mu·‖D·p‖², least for p, of which some elements may be held at 0. */
export class DampedModel {
  readonly #k = createFloat64Kernels();
  readonly #m: number;
  readonly #n: number;
  /** [J r], m × (n + 1), then its R. */
  readonly #factors: Float64Array;
  /** [R Qᵀr; √mu·D 0], 2n × (n + 1), then its R. */
  readonly #damped: Float64Array;
  readonly #spare: Float64Array;
  #held: readonly boolean[] | undefined;

  constructor(m: number, n: number) {
    this.#m = m;
    this.#n = n;
    this.#factors = new Float64Array(m * (n + 1));
    this.#damped = new Float64Array(2 * n * (n + 1));
    this.#spare = new Float64Array(2 * (n + 1));
  }

  /** Takes over J and r, and raises the scale D to the norms of J's columns, but for those `held`. */
  set({ r, j }: HalfSquares, scale: Float64Array, held?: readonly boolean[]): void {
    this.#held = held;
    const m = this.#m, n = this.#n, width = n + 1, factors = this.#factors;
    for (let i = 0; i < m; i++) {
      for (let c = 0; c < n; c++) factors[i * width + c] = held?.[c] === true ? 0 : j[i * n + c];
      factors[i * width + n] = r[i];
    }
    for (let c = 0; c < n; c++) scale[c] = Math.max(scale[c], this.#k.nrm2(m, factors, c, width));
    geqrf(this.#k, m, width, factors, 0, width, this.#spare, 0, this.#spare, width);
  }

  /** The p for one mu > 0. */
  solve(mu: number, scale: Float64Array): Float64Array {
    const n = this.#n, width = n + 1, rows = Math.min(this.#m, n), damped = this.#damped, root = Math.sqrt(mu);
    damped.fill(0);
    for (let i = 0; i < rows; i++) for (let c = i; c < width; c++) damped[i * width + c] = this.#factors[i * width + c];
    for (let c = 0; c < n; c++) damped[(n + c) * width + c] = root * (scale[c] === 0 ? 1 : scale[c]);
    geqrf(this.#k, 2 * n, width, damped, 0, width, this.#spare, 0, this.#spare, width);
    const p = Float64Array.from({ length: n }, (_, i) => -damped[i * width + n]);
    trsv(this.#k, 'U', 'N', 'N', n, damped, 0, width, p, 0);
    return p.map((v, i) => (this.#held?.[i] === true ? 0 : v)); // but for rounding it is
  }

  /** By how much ½·‖J·p + r‖² is less for p than for 0: −(Qᵀr)·(R·p) − ½·‖R·p‖². */
  decrease(p: Float64Array): number {
    const n = this.#n, width = n + 1, rows = Math.min(this.#m, n);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      let along = 0;
      for (let c = i; c < n; c++) along += this.#factors[i * width + c] * p[c];
      total -= (this.#factors[i * width + n] + 0.5 * along) * along;
    }
    return total;
  }
}
